"""The editor of a side effect: every box, every row, every refusal, and what the preview says."""

from __future__ import annotations

from html import escape

import pytest
from django.test import Client

from sideeffects.models import SideEffect
from tests.sideeffects.desk.opened import HOSTILE, Opened, as_manager, boxes_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_rows")]


@pytest.fixture
def soreness(client: Client) -> Opened:
    return Opened(as_manager(client), "side_effects", "soreness")


def test_every_field_can_be_changed(soreness: Opened) -> None:
    assert len(soreness.boxes()["sources"]) == 2
    response = soreness.send(
        plain_name="Sore scalp",
        clinical_name="Pain afterwards",
        also_called="ache\r\n\r\n  tenderness \r\n",
        for_patients="Your scalp may feel sore.\r\nIt passes.",
        category="skin_growth",
        severity="moderate",
        onset_text="on the day",
        onset_min="0.5",
        onset_max="2",
        duration_text="a week",
        duration_min="",
        duration_max="7",
        timing_basis="klugl_2010",
        warning_signs="fever",
        what_to_do="Call us.",
        evidence_grade="C",
        evidence_directness="smp",
        sources=["seed_000", "park_2014"],
        seed_verdict="",
        seed_note="",
        note="Seen often.",
        **{
            "frequency-0-text": "Counted in one clinic",
            "frequency-0-n": "4",
            "frequency-0-N": "53",
            "frequency-0-population": "SMP patients",
            "frequency-0-source": "park_2014",
            "frequency-0-source_too": "liu_2025",
            "frequency-0-n_derived_from_percentage": "on",
            "frequency-1-n_derived_from_percentage": None,
        },
    )
    assert response.status_code == 302
    assert soreness.row().plain() == {
        "key": "soreness",
        "plain_name": "Sore scalp",
        "clinical_name": "Pain afterwards",
        "also_called": ["ache", "tenderness"],
        "for_patients": "Your scalp may feel sore.\nIt passes.",
        "category": "skin_growth",
        "severity": "moderate",
        "onset": {"text": "on the day", "min_days": "0.5", "max_days": 2},
        "duration": {"text": "a week", "min_days": None, "max_days": 7},
        "timing_basis": "klugl_2010",
        "warning_signs": ["fever"],
        "what_to_do": "Call us.",
        "evidence_grade": "C",
        "evidence_directness": "smp",
        "sources": ["seed_000", "park_2014"],
        "seed_verdict": None,
        "seed_note": None,
        "note": "Seen often.",
        "frequency": [
            {
                "text": "Counted in one clinic",
                "n": 4,
                "N": 53,
                "population": "SMP patients",
                "source": "park_2014+liu_2025",
                "n_derived_from_percentage": True,
            },
            {
                "text": "Short-term skin complaints of any kind after tattooing 67.5%",
                "n": 2302,
                "N": 3411,
                "population": "self-selected tattooed internet users",
                "source": "klugl_2010",
            },
        ],
    }
    assert boxes_of(soreness.page())["frequency-0-source_too"] == ["liu_2025"]


def test_a_refusal_stands_above_and_beside_its_box(soreness: Opened) -> None:
    page = soreness.refused(
        "Name for patients is missing",
        "3412 of 3411 cannot be: those who had it are part of all",
        **{"plain_name": " ", "frequency-1-n": "3412"},
    )
    assert 'id="id_plain_name_error"' in page
    assert 'id="id_frequency-1-n_error"' in page


def test_a_row_is_added_moved_and_removed_without_script(soreness: Opened) -> None:
    response = soreness.send("add:frequency", plain_name="Half typed")
    boxes = boxes_of(response.content.decode())
    assert response.status_code == 200
    assert (boxes["plain_name"], boxes["frequency-rows"]) == (["Half typed"], ["3"])
    assert "is missing" not in response.content.decode()

    boxes["frequency-2-text"] = ["Nobody knows"]
    boxes = boxes_of(soreness.press(boxes, "up:frequency:2").content.decode())
    boxes = boxes_of(soreness.press(boxes, "remove:frequency:0").content.decode())
    assert boxes["frequency-0-text"] == ["Nobody knows"]
    assert boxes["frequency-1-n"] == ["2302"]
    assert soreness.press(boxes, "save").status_code == 302
    plain = soreness.row().plain()
    assert plain["plain_name"] == "Half typed"
    assert [part["text"][:12] for part in plain["frequency"]] == ["Nobody knows", "Short-term s"]


def test_an_empty_row_is_left_out(soreness: Opened) -> None:
    before = soreness.row().plain()
    boxes = boxes_of(soreness.send("add:frequency").content.decode())
    assert soreness.press(boxes, "save").status_code == 302
    assert soreness.row().plain() == before


def test_several_studies_counted_together_stay_together(soreness: Opened) -> None:
    effect = SideEffect.objects.get(key="soreness")
    effect.frequency[1]["source"] = "klugl_2010+park_2014+liu_2025"
    effect.save()
    assert soreness.send(plain_name="Sore").status_code == 302
    assert soreness.row().plain()["frequency"][1]["source"] == "klugl_2010+park_2014+liu_2025"


def test_the_preview_says_honestly_that_nobody_has_counted_it(soreness: Opened) -> None:
    assert "Nobody has counted this in SMP." in soreness.preview()
    uncounted = soreness.preview(**{"frequency-rows": "1"})
    assert "Nobody has counted this." in uncounted
    counted = soreness.preview(
        **{"frequency-1-population": "SMP patients", "frequency-1-n": "0", "frequency-1-N": "50"}
    )
    assert "In SMP: 0 of 50" in counted
    assert "up to about 6% is still possible" in counted
    assert "Nobody has counted" not in counted


def test_the_preview_waits_until_the_boxes_can_be_read(soreness: Opened) -> None:
    assert "as soon as every box can be read" in soreness.preview(onset_min="soon")


def test_the_preview_says_how_hard_the_patients_texts_are(soreness: Opened) -> None:
    easy = soreness.preview(for_patients="Your scalp may feel sore for a day or two.")
    assert "Grade 0. Longest sentence 10 words." in easy
    assert "field-error" not in easy
    assert "field-error" in soreness.preview(what_to_do="Stop taking your blood thinner.")


def test_a_copy_is_a_new_one_and_the_first_stays(soreness: Opened) -> None:
    copied = Opened(soreness.client, "side_effects", query="?copy=soreness")
    assert copied.boxes()["frequency-1-n"] == ["2302"]
    assert copied.send(plain_name="Throbbing").status_code == 302
    made = SideEffect.objects.get(key="throbbing")
    assert made.plain() | {"key": "soreness", "plain_name": "Soreness, tenderness"} == (
        soreness.row().plain()
    )


def test_an_empty_new_one_says_what_is_missing(soreness: Opened) -> None:
    response = Opened(soreness.client, "side_effects").send()
    assert response.status_code == 422
    assert "Name for staff is missing" in response.content.decode()
    assert SideEffect.objects.filter(key="entry").count() == 0


def test_words_that_would_run_are_shown_as_they_are(soreness: Opened) -> None:
    boxes = soreness.boxes()
    words = {
        name: HOSTILE
        for name in (*boxes, "frequency-0-population")
        if name.endswith(("name", "text", "population", "called", "patients", "note", "basis"))
        or name in ("warning_signs", "what_to_do")
    }
    assert len(words) == 15
    assert soreness.send(**words).status_code == 302
    assert soreness.row().plain()["also_called"] == [HOSTILE]
    page = soreness.page()
    assert page.count(escape(HOSTILE)) > len(words)
    assert "<script>alert" not in page
    assert "<img src=x" not in page
