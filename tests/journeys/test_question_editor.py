"""The editor of a question in a real browser: typing, languages, another meaning, its looks."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from sideeffects.actions import load, publish
from sideeffects.models import Question
from tests.catalogue import STARTER
from tests.journeys.conftest import PHONE, TABLET, WIDE, Check, OpenPage, TakePicture

pytestmark = pytest.mark.django_db(transaction=True)

QUESTIONS = "/catalogue/desk/questions"
PAGES = {
    "list": f"{QUESTIONS}/scarring_alopecia/",
    "yes-no": f"{QUESTIONS}/alopecia_areata/",
    "date": f"{QUESTIONS}/alopecia_areata_last_change/",
    "private": f"{QUESTIONS}/hiv/",
    "new": f"{QUESTIONS}/new/?after=alopecia_areata",
}
POLISH = {
    "pl": {
        "text": "Czy masz łysienie plackowate (okrągłe łyse plamy)?",
        "why_we_ask": "Plamy mogą się zmieniać, a wtedy kropki nie pasują.",
        "options": {"yes": "Tak", "no": "Nie"},
    },
    "ur": {"text": "کیا آپ کو گنج پن ہے؟"},
}


@pytest.fixture
def draft(transactional_db: None) -> None:
    load(STARTER, by=None)
    publish(by=None)


def translate() -> None:
    """One language whole but for an answer, and one that is written from the right."""
    row = Question.objects.get(key="alopecia_areata")
    Question.objects.filter(pk=row.pk).update(translations=POLISH)


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize(("width", "dark"), [(WIDE, False), (TABLET, True), (PHONE, False)])
def test_every_kind_of_question_reads_well(
    open_page: OpenPage,
    assert_accessible: Check,
    take_picture: TakePicture,
    width: int,
    dark: bool,
) -> None:
    translate()
    page = open_page("manager", "/catalogue/", width=width, dark=dark)
    for name, path in PAGES.items():
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        take_picture(page, f"question-{name}-{width}-{'dark' if dark else 'light'}")
        assert_accessible(page)
    page.goto(PAGES["yes-no"])
    page.get_by_label("The question", exact=True).first.fill("Stop taking your tablets now?")
    page.get_by_role("button", name="Save in the draft").last.click()
    expect(page.get_by_role("alert")).to_contain_text("You changed the words")
    take_picture(page, f"question-errors-{width}-{'dark' if dark else 'light'}")
    assert_accessible(page)
    page.get_by_label("New meaning.").check()
    page.get_by_role("button", name="Save in the draft").last.click()
    page.get_by_role("heading", name="A new meaning makes a new question").wait_for()
    take_picture(page, f"question-meaning-{width}-{'dark' if dark else 'light'}")
    assert_accessible(page)


def test_a_question_changes_and_becomes_another_one(open_page: OpenPage, draft: None) -> None:
    page = open_page("manager", PAGES["yes-no"])
    preview = page.locator("#preview")
    words = page.get_by_label("The question", exact=True).first

    words.fill("Have you stopped? Stop taking your tablets for a week.")
    expect(page.locator("#notes-text")).to_contain_text("tells a patient to stop")
    expect(preview).to_contain_text("Stop taking your tablets for a week.")
    words.fill("Have you ever had round bald patches?")
    expect(page.locator("#notes-text")).to_contain_text("Longest sentence 7 words.")
    expect(page.locator("#notes-text")).not_to_contain_text("tells a patient")
    expect(preview.locator(".phone").first).to_contain_text("Have you ever had round bald patches?")

    page.get_by_role("button", name="Add a language").click()
    page.get_by_label("Language", exact=True).select_option("Polish")
    boxes = page.locator("#rows-languages")
    boxes.get_by_label("The question").fill("Czy masz łyse plamy?")
    boxes.get_by_label("“Yes”").fill("Tak")
    page.get_by_role("button", name="Save in the draft").last.click()
    expect(page.get_by_role("alert")).to_contain_text("Pick one of the two")
    expect(boxes.get_by_label("“Yes”")).to_have_value("Tak")

    page.get_by_label("New meaning.").check()
    page.get_by_role("button", name="Save in the draft").last.click()
    expect(page.get_by_role("main")).to_contain_text("Everyone is asked again.")
    page.get_by_role("button", name="Back, nothing is lost").click()
    expect(words).to_have_value("Have you ever had round bald patches?")
    page.get_by_role("button", name="Save in the draft").last.click()
    page.get_by_role("button", name="Make the new question").click()
    page.get_by_text("The new question is in the draft.").wait_for()
    made = Question.objects.get(key="alopecia_areata_2")
    assert made.translations["pl"] == {"text": "Czy masz łyse plamy?", "options": {"yes": "Tak"}}
    assert page.url.endswith("/alopecia_areata_2/")


def test_lines_change_without_leaving_the_page(open_page: OpenPage, draft: None) -> None:
    page = open_page("manager", PAGES["date"])
    page.get_by_label("Why we ask").first.fill("They need to be quiet.")
    page.get_by_role("button", name="Add a line", exact=True).click()
    line = page.locator("#row-lines-1")
    line.get_by_label("Look at", exact=True).select_option("hair_loss_red_flags")
    expect(line.get_by_role("checkbox", name="Not sure")).to_be_checked()
    line.get_by_role("checkbox", name="Yes").check()
    expect(page.get_by_label("Why we ask").first).to_have_value("They need to be quiet.")
    expect(page.locator("#preview")).to_contain_text("Asked only if")
    page.get_by_role("button", name="Save in the draft").last.click()
    page.get_by_text("Saved in the draft.").wait_for()
    row = Question.objects.get(key="alopecia_areata_last_change")
    assert [line["question"] for line in row.ask_when] == ["alopecia_areata", "hair_loss_red_flags"]


def test_a_list_of_answers_is_made_without_script(open_page: OpenPage, draft: None) -> None:
    page = open_page("manager", PAGES["new"], script=False)
    page.get_by_label("The question", exact=True).fill("How often do you shave your head?")
    page.get_by_label("Why we ask", exact=True).fill("Fresh cuts need time.")
    page.get_by_label("Kind of answer").select_option("One answer of a list")
    for place, words in enumerate(("Every day", "Less often", "Not sure")):
        page.get_by_role("button", name="Add an answer").click()
        page.get_by_role("textbox", name="Answer", exact=True).nth(place).fill(words)
    page.locator("[value='up:options:1']").click()
    page.get_by_role("button", name="Show the preview").click()
    expect(page.locator("#preview")).to_contain_text("How often do you shave your head?")
    page.get_by_label("The answer that reports nothing").select_option("Less often")
    page.get_by_role("button", name="Add to the draft").last.click()
    page.get_by_text("Added to the draft.").wait_for()
    made = Question.objects.get(key="how_often_do_you_shave_your_head")
    assert [option["key"] for option in made.options] == ["less_often", "every_day", "not_sure"]
    page.get_by_role("button", name="Move down").click()
    page.get_by_text("Moved down in the draft.").wait_for()
    page.get_by_role("button", name="Retire it").click()
    page.get_by_text("Retired in the draft").first.wait_for()
