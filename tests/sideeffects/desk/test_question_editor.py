"""The editor of a question: every box, every refusal, languages, small fix or new meaning."""

from __future__ import annotations

from html import escape, unescape

import pytest
from django.test import Client

from sideeffects.models import Question
from tests.sideeffects.desk.opened import HOSTILE, Opened, as_manager, boxes_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_rows")]

PARENT, FOLLOW_UP = "alopecia_areata", "alopecia_areata_last_change"


@pytest.fixture
def marek(client: Client) -> Client:
    return as_manager(client)


def opened(client: Client, key: str = "new", query: str = "") -> Opened:
    return Opened(client, "questions", key, query)


def plain(key: str) -> dict[str, object]:
    return Question.objects.get(key=key).plain()


def beside(page: str, sentence: str) -> bool:
    return sentence in " ".join(unescape(page).split())


# ── Boxes ─────────────────────────────────────────────────────────────────────


def test_what_does_not_change_the_question_is_saved_without_asking(marek: Client) -> None:
    response = opened(marek, PARENT).send(
        why_we_ask="Patches can move.",
        section="scalp_and_skin",
        stage="examination",
        asked_of="technician",
        private="on",
        shelf_unit="days",
        shelf_count="90",
        nothing_to_report="",
        not_sure_contraindication="alopecia_areata",
        not_sure_kind="deferral",
        not_sure_action="test_area",
        not_sure_meaning="We wait.",
    )
    assert response.status_code == 302
    said = plain(PARENT)
    assert (
        said
        | {
            "why_we_ask": "Patches can move.",
            "section": "scalp_and_skin",
            "stage": "examination",
            "asked_of": "technician",
            "private": True,
            "shelf_life": "90 days",
            "nothing_to_report": None,
            "not_sure": {
                "contraindication": "alopecia_areata",
                "kind": "deferral",
                "action": "test_area",
                "meaning": "We wait.",
            },
        }
        == said
    )


def test_a_date_and_a_number_have_boxes_of_their_own(marek: Client) -> None:
    opened(marek, FOLLOW_UP).send(approximate_date_ok=None, shelf_unit="always")
    opened(marek, "hba1c").send(unit="%", min="3", max="15.5")
    assert plain(FOLLOW_UP)["approximate_date_ok"] is False
    assert plain("hba1c")["unit"] == "%"
    assert float(str(plain("hba1c")["max"])) == 15.5


def test_when_it_is_asked_is_changed_line_by_line(marek: Client) -> None:
    page = opened(marek, FOLLOW_UP)
    page.send(**{"lines-0-answers": ["yes", "not_sure"]})
    line = {"question": PARENT, "is": "is_one_of", "value": ["yes", "not_sure"]}
    assert plain(FOLLOW_UP)["ask_when"] == [line]
    page.send(**{"lines-rows": "0"})
    assert plain(FOLLOW_UP)["ask_when"] is None


def test_a_new_question_is_yes_no_or_not_sure_behind_the_one_picked(marek: Client) -> None:
    response = opened(marek, query=f"?after={PARENT}").send(
        text="Do you wear a wig?", why_we_ask="It rubs.", kind="yes_no_unsure"
    )
    assert response.status_code == 302
    made = Question.objects.get(key="do_you_wear_a_wig")
    assert [option["key"] for option in made.options] == ["yes", "no", "not_sure"]
    assert (made.section_id, made.nothing_to_report) == ("you_and_your_hair", "no")
    assert made.position == Question.objects.get(key=PARENT).position + 1


def test_without_a_place_it_comes_last_in_its_section(marek: Client) -> None:
    opened(marek).send(
        text="Do you wear a wig?", why_we_ask="It rubs.", section="you_and_your_hair", kind="text"
    )
    section = Question.objects.current().filter(section="you_and_your_hair")
    assert [row.key for row in section][-1] == "do_you_wear_a_wig"


def test_keys_of_answers_are_made_of_their_words_and_stay(marek: Client) -> None:
    page = opened(marek)
    boxes = boxes_of(page.press(page.boxes(), "add:options", kind="choice").content.decode())
    boxes = boxes_of(page.press(boxes, "add:options").content.decode())
    boxes = boxes_of(page.press(boxes, "add:options").content.decode())
    typed = {
        "text": "How often?",
        "why_we_ask": "It adds up.",
        "section": "health",
        "options-0-label": "Every day",
        "options-1-label": "Every day!",
        "options-2-label": "Not sure",
    }
    assert page.press(boxes, "save", **typed).status_code == 302
    made = opened(marek, "how_often")
    assert [option["key"] for option in made.row().plain()["options"]] == [
        "every_day",
        "every_day_2",
        "not_sure",
    ]
    made.send(**{"options-0-label": "Daily"})
    assert made.row().plain()["options"][0] == {"key": "every_day", "label": "Daily"}


# ── What is refused ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("key", "changed", "sentence"),
    [
        (PARENT, {"text": ""}, "The question is missing"),
        (PARENT, {"why_we_ask": ""}, "Why we ask is missing"),
        (PARENT, {"section": "nowhere"}, "Section: pick one of the list"),
        (PARENT, {"gate": "on", "nothing_to_report": ""}, "which answer reports nothing"),
        (PARENT, {"shelf_unit": "days", "shelf_count": "soon"}, "Give a number of days"),
        (PARENT, {"not_sure_kind": ""}, "Pick the level of “Not sure”"),
        (PARENT, {"not_sure_contraindication": ""}, "Pick what “Not sure” counts as"),
        (FOLLOW_UP, {"tense": ""}, "The date is: pick one"),
        (FOLLOW_UP, {"lines-0-answers": None}, "Pick an answer for line 1."),
        ("hba1c", {"unit": ""}, "Unit is missing"),
        ("hba1c", {"min": "low"}, "Lowest number: give a number"),
        ("hba1c", {"max": "1"}, "Give a number above 20"),
        ("scarring_alopecia", {"options-1-label": ""}, "Answer is missing"),
        ("scarring_alopecia", {"options-rows": "1"}, "Give at least two answers"),
    ],
)
def test_each_error_stands_beside_its_box(
    marek: Client, key: str, changed: dict[str, str | None], sentence: str
) -> None:
    before = plain(key)
    response = opened(marek, key).send(**changed)
    assert response.status_code == 422
    assert unescape(response.content.decode()).count(sentence) == 2
    assert plain(key) == before


def test_a_place_in_another_section_is_refused(marek: Client) -> None:
    response = opened(marek).send(
        text="A wig?", why_we_ask="It rubs.", section="health", comes_after=PARENT
    )
    assert response.status_code == 422
    assert beside(response.content.decode(), "That question stands in another section")


def test_hostile_texts_are_shown_as_they_were_typed(marek: Client) -> None:
    page = opened(marek, PARENT)
    assert page.send(text=HOSTILE, why_we_ask=HOSTILE, change="small").status_code == 302
    shown = page.page()
    assert escape(HOSTILE) in shown
    assert "<script>alert" not in shown


# ── Small fix, new meaning ────────────────────────────────────────────────────


def test_other_words_ask_which_of_the_two_it_is(marek: Client) -> None:
    page = opened(marek, PARENT)
    response = page.send(text="Do you have round bald patches?")
    assert response.status_code == 422
    assert beside(response.content.decode(), "You changed the words. Pick one of the two")
    assert page.send(text="Do you have round bald patches?", change="small").status_code == 302
    assert plain(PARENT)["text"] == "Do you have round bald patches?"
    assert page.send(why_we_ask="Patches move.").status_code == 302


@pytest.mark.parametrize(
    ("key", "changed", "sentence"),
    [
        (PARENT, {"kind": "yes_no"}, "they are of another kind"),
        ("scarring_alopecia", {"options-rows": "3"}, "“Not sure” would be gone"),
    ],
)
def test_a_small_fix_that_loses_answers_is_refused(
    marek: Client, key: str, changed: dict[str, str], sentence: str
) -> None:
    before = plain(key)
    response = opened(marek, key).send(change="small", **changed)
    assert response.status_code == 422
    assert beside(response.content.decode(), sentence)
    assert plain(key) == before


def test_the_question_that_the_program_reads_stays(marek: Client) -> None:
    response = opened(marek, "date_of_birth").send(text="When were you born?", change="new")
    assert beside(response.content.decode(), "The program itself reads this question")


def test_a_new_meaning_is_shown_first_and_done_once_confirmed(marek: Client) -> None:
    page = opened(marek, PARENT)
    boxes = page.boxes()
    words = "Have you ever had round bald patches?"
    response = page.press(boxes, "save", text=words, change="new")
    assert (response.status_code, response["Location"]) == (
        307,
        f"/catalogue/desk/questions/{PARENT}/new-meaning/",
    )
    asked = opened(marek, f"{PARENT}/new-meaning").press(boxes, "save", text=words, change="new")
    shown = asked.content.decode()
    assert beside(shown, "Everyone is asked again.")
    assert beside(shown, "When did a patch last grow")
    assert not Question.objects.filter(key="alopecia_areata_2").exists()
    done = opened(marek, f"{PARENT}/new-meaning").press(boxes, "confirm", text=words, change="new")
    assert done["Location"] == "/catalogue/desk/questions/alopecia_areata_2/"
    assert plain("alopecia_areata_2")["text"] == words
    assert Question.objects.get(key=PARENT).retired


def test_a_new_meaning_without_one_is_refused(marek: Client) -> None:
    page = opened(marek, PARENT)
    sent = opened(marek, f"{PARENT}/new-meaning").press(page.boxes(), "confirm")
    assert sent.status_code == 409
    assert not Question.objects.filter(key="alopecia_areata_2").exists()


def test_a_question_new_in_the_draft_changes_freely(marek: Client) -> None:
    opened(marek, query=f"?after={PARENT}").send(text="A wig?", why_we_ask="It rubs.")
    page = opened(marek, "a_wig")
    assert "Past answers" not in page.page()
    assert page.send(text="Do you wear one?").status_code == 302


def test_moving_leads_back_to_the_question(marek: Client) -> None:
    path = f"/catalogue/desk/questions/{PARENT}/move/"
    before = Question.objects.get(key=PARENT).position
    assert marek.post(path, {"way": "up"}).status_code == 302
    assert Question.objects.get(key=PARENT).position == before - 1
    assert marek.post(path.replace(PARENT, "none"), {"way": "up"}).status_code == 404
