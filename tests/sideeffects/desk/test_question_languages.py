"""A question in other languages, and what its preview shows."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from sideeffects.models import Question
from sideeffects.risk import parse, to_files
from tests.catalogue import starter
from tests.sideeffects.desk.opened import Opened, as_manager, boxes_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_rows")]

KEY = "alopecia_areata"
POLISH = {
    "languages-0-language": "pl",
    "languages-0-text": "Czy masz łysienie plackowate?",
    "languages-0-why_we_ask": "Plamy mogą się zmieniać.",
    "languages-0-label-yes": "Tak",
    "languages-0-label-no": "Nie",
    "languages-0-label-not_sure": "Nie wiem",
}


@pytest.fixture
def page(client: Client) -> Opened:
    return Opened(as_manager(client), "questions", KEY)


def translations() -> dict[str, object]:
    found = Question.objects.get(key=KEY).translations
    return dict(found or {})


def words(page: str) -> str:
    return " ".join(unescape(page).split())


def in_polish(page: Opened, **changed: str) -> None:
    boxes = boxes_of(page.send("add:languages").content.decode())
    assert page.press(boxes, "save", **{**POLISH, **changed}).status_code == 302


def test_a_language_is_added_without_script(page: Opened) -> None:
    in_polish(page)
    assert translations() == {
        "pl": {
            "text": "Czy masz łysienie plackowate?",
            "why_we_ask": "Plamy mogą się zmieniać.",
            "options": {"yes": "Tak", "no": "Nie", "not_sure": "Nie wiem"},
        }
    }


def test_opened_and_saved_it_says_the_same_and_can_be_removed(page: Opened) -> None:
    in_polish(page)
    before = translations()
    assert page.send().status_code == 302
    assert translations() == before
    boxes = boxes_of(page.send("remove:languages:0").content.decode())
    assert page.press(boxes, "save").status_code == 302
    assert translations() == {}


def test_what_is_missing_is_said(page: Opened) -> None:
    in_polish(page, **{"languages-0-label-no": "", "languages-0-why_we_ask": ""})
    shown = words(page.page())
    assert "2 missing" in shown
    assert shown.count("Missing: patients then read ours.") == 2


def test_other_questions_that_have_it_are_counted(page: Opened) -> None:
    in_polish(page)
    page.key = "hair_loss_red_flags"
    assert "Polish is missing: 1 other question has it." in words(page.page())


def test_the_same_language_twice_and_one_without_words_are_refused(page: Opened) -> None:
    in_polish(page)
    boxes = boxes_of(page.send("add:languages").content.decode())
    twice = {"languages-1-language": "pl", "languages-1-text": "Czy?"}
    assert "Polish is there already" in words(page.press(boxes, "save", **twice).content.decode())
    empty = {"languages-1-language": "ro"}
    sent = page.press(boxes, "save", **empty)
    assert "Write the question in Romanian, or remove the language" in words(sent.content.decode())
    nobody = {"languages-1-text": "Czy?"}
    assert page.press(boxes, "save", **nobody).status_code == 422


def test_a_translation_is_to_be_checked_once_ours_changed(page: Opened) -> None:
    in_polish(page)
    from sideeffects.actions import publish  # noqa: PLC0415 - after the language was saved

    publish(by=None)
    assert "Check the Polish text" not in words(page.page())
    page.send(text="Do you have round bald patches?", change="small")
    shown = words(page.page())
    assert "Check the Polish text" in shown
    assert shown.count("Ours changed and this did not.") == 1
    page.send(**{"languages-0-text": "Czy masz okrągłe łyse plamy?"})
    assert "Check the Polish text" not in words(page.page())


def test_a_language_we_do_not_know_is_kept() -> None:
    files = to_files(starter())
    entry = next(one for one in files["questions"]["questions"] if one["key"] == KEY)
    entry["translations"] = {"xx": {"text": "?"}}
    draft = parse(files)
    from sideeffects.forms.question import QuestionForm  # noqa: PLC0415
    from tests.sideeffects.desk.sent import as_it_stands, typed  # noqa: PLC0415

    shown = QuestionForm(draft=draft, plain=entry)
    saved = QuestionForm(typed(as_it_stands(shown), do="preview"), draft=draft, plain=entry)
    assert saved.is_valid(), saved.problems
    assert saved.entry()["translations"] == {"xx": {"text": "?"}}


# ── The preview ───────────────────────────────────────────────────────────────


def test_the_preview_follows_what_is_typed(page: Opened) -> None:
    shown = page.preview(do="preview", text="Do you have bald patches?")
    assert shown.count("Do you have bald patches?") >= 2
    assert "Opens 1 question" in shown
    assert "Hold for a diagnosis." in shown


def test_a_text_that_stops_a_medicine_is_pointed_out_while_typing(page: Opened) -> None:
    assert "tells a patient to stop" not in page.page()
    sent = page.send("preview", why_we_ask="Stop taking your tablets first.")
    assert "tells a patient to stop, skip or change a medicine" in words(sent.content.decode())


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("date_of_birth", "Day"),
        ("hba1c", "mmol/mol"),
        ("other_condition_detail", "in the patient’s own words"),
        ("hiv", "Private: the desk sees one line"),
        ("patch_test_done", "The technician answers it."),
        ("scalp_infection_type", "Asked only if"),
    ],
)
def test_every_kind_of_question_has_a_preview(page: Opened, key: str, sentence: str) -> None:
    page.key = key
    assert sentence in words(page.page())


def test_while_it_cannot_be_read_the_preview_says_so(page: Opened) -> None:
    assert "The preview shows here" in page.preview(do="preview", text="")
