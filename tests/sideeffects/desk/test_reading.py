"""The grade and the longest sentence that stand under each text for patients."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from sideeffects.desk.reading import reading
from sideeffects.desk.syllables import syllables

# As the dictionary of pronunciations of Carnegie Mellon counts them.
SPOKEN = {
    1: "the take takes worked goes does eyes used months blood scars stayed clothes please",
    2: "treatment doctor medicine's patient table needed itches people being usual? diet react",
    3: "area idea radio medicine aspirin video family appointment different bacteria's hospital",
    4: "diagnosis emergency difficulty operation vaccination sensitive? recovery",
    5: "dermatologist antibiotics defibrillator sensitivity",
}


def word(text: str) -> str:
    return text.rstrip("?").removesuffix("'s")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (word(text), count)
        for count, texts in SPOKEN.items()
        for text in texts.split()
        if not text.endswith(("?", "'s")) and text not in ("aspirin", "clothes")
    ],
)
def test_the_syllables_of_a_word_are_counted(text: str, count: int) -> None:
    assert syllables(text) == count


def test_letters_said_one_by_one_count_one_each() -> None:
    assert (syllables("MRI"), syllables("HIV"), syllables("I")) == (3, 3, 1)


def test_a_short_plain_text_has_a_low_grade() -> None:
    read = reading("Do you take any medicine? Tell us what it is and how much you take.")

    assert read.grade <= 4
    assert (read.longest, read.words) == (10, 15)
    assert not read.too_hard


def test_long_words_make_a_text_too_hard() -> None:
    read = reading(
        "Significant deterioration necessitates immediate specialist evaluation of medication."
    )

    assert read.grade > 8
    assert read.too_hard


def test_one_long_sentence_makes_a_text_too_hard_however_plain() -> None:
    plain = " ".join(["we ask you to come"] * 5)

    assert not reading(f"{plain}.").too_hard
    assert reading(f"{plain} in.").too_hard
    assert not reading(f"{plain}. In.").too_hard


def test_names_of_medicines_do_not_make_a_text_hard() -> None:
    named = reading("Do you take isotretinoin, apixaban, adalimumab or doxycycline at the moment?")
    plain = reading("Do you take iron, salt, sugar or honey at the moment?")

    assert named.grade <= plain.grade + 1


def test_words_the_clinic_lists_do_not_either() -> None:
    text = "Have you ever had trichotillomania, or dermatophagia, on your head?"

    assert reading(text, also={"trichotillomania", "dermatophagia"}).grade < reading(text).grade


def test_a_text_of_few_words_has_no_grade() -> None:
    assert (reading("Examination").grade, reading("Examination").too_hard) == (0, False)
    assert reading("") == reading("  … ")


@pytest.mark.parametrize(
    ("text", "longest"),
    [
        ("A reading of 7.5 or more. Then stop", 6),
        ("Wait (a week or so). Then come.", 5),
        ("One line\nand one more line", 4),
        ("It’s the doctor’s letter we need", 6),
    ],
)
def test_sentences_end_where_a_reader_stops(text: str, longest: int) -> None:
    assert reading(text).longest == longest


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("We ask this to keep your skin safe.", "Grade 0. Longest sentence 8 words."),
        ("Yes", "Too short for a grade. Longest sentence 1 word."),
        (f"{'a word ' * 13}here", "Split it: 25 words at most."),
        (
            "Immediate consideration of alternative procedural possibilities remains advisable.",
            "Use shorter words and sentences: grade 8 at most.",
        ),
    ],
)
def test_the_line_under_a_text_says_it_in_words(text: str, line: str) -> None:
    shown = render_to_string("sideeffects/desk/_reading.html", {"reading": reading(text)})

    assert line in " ".join(shown.replace("<strong>", "").split())


def test_no_line_under_an_empty_box() -> None:
    assert not render_to_string("sideeffects/desk/_reading.html", {"reading": reading("")}).strip()
