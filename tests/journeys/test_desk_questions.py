"""The health questions in a real browser: each answer saved as it is given, whatever happens."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from clinic.models import User
from clinic.models.user import Role
from consultations.models import AnswerChange, Consultation
from tests.consultations.world import World
from tests.journeys.conftest import Check, OpenPage
from tests.people import PASSWORD, person

pytestmark = pytest.mark.django_db(transaction=True)


def questions(open_page: OpenPage, world: World, **fields: object) -> tuple[Page, Consultation]:
    draft = world.draft()
    page = open_page(world.desk.username, f"/c/{draft.reference}/health/", **fields)
    return page, draft


def pick(page: Page, question: str, answer: str) -> None:
    page.locator(f"#q-{question} > .q input[value={answer}]").check()


def state(page: Page, question: str) -> str:
    return page.locator(f"#state-{question} [data-save-words]").inner_text()


def stored(draft: Consultation) -> dict[str, object]:
    draft.refresh_from_db()
    return dict(draft.answers)


def test_an_answer_says_saved_only_after_the_server_did(open_page: OpenPage, world: World) -> None:
    page, draft = questions(open_page, world)
    pick(page, "lesion_changing", "no")
    expect(page.locator("#state-lesion_changing [data-save-words]")).to_have_text(
        re.compile(r"Saved \d\d:\d\d")
    )
    assert stored(draft)["lesion_changing"] == "no"
    expect(page.locator("[data-save-state]")).to_have_text(re.compile(r"Saved \d\d:\d\d"))
    expect(page.locator(".go-on [data-progress]")).to_contain_text("1 of 31 answered")


def test_follow_ups_open_in_place_and_are_announced(open_page: OpenPage, world: World) -> None:
    page, draft = questions(open_page, world)
    pick(page, "gate_scalp_procedures", "yes")
    expect(page.locator("#q-hair_transplant")).to_be_visible()
    expect(page.locator("[data-announce]")).to_have_text("6 more questions.")
    pick(page, "hair_transplant", "yes")
    date = page.locator("#q-hair_transplant_date")
    date.get_by_label("Month").fill("aug")
    date.get_by_label("Year").fill("2019")
    page.locator("#q-planned_hair_transplant input[type=radio]").first.focus()
    expect(page.locator("#state-hair_transplant_date [data-save-words]")).to_contain_text("Saved")
    assert stored(draft)["hair_transplant_date"] == "2019-08"
    pick(page, "gate_scalp_procedures", "no")
    expect(page.locator("#q-hair_transplant")).to_have_count(0)
    expect(page.locator("#state-gate_scalp_procedures")).to_contain_text("was Yes, changed")
    pick(page, "gate_scalp_procedures", "yes")
    expect(page.locator("#q-hair_transplant_date").get_by_label("Year")).to_have_value("2019")


def test_typing_on_while_an_answer_is_saved_loses_nothing(
    open_page: OpenPage, world: World
) -> None:
    page, draft = questions(open_page, world)
    pick(page, "other_condition", "yes")
    box = page.locator("#q-other_condition_detail textarea")
    box.press_sequentially("Gets", delay=20)
    page.wait_for_timeout(1300)
    box.press_sequentially(" cold hands", delay=20)
    expect(box).to_have_value("Gets cold hands")
    expect(box).to_be_focused()
    page.locator("#q-other_condition input[type=radio]").first.focus()
    expect(page.locator("#state-other_condition_detail [data-save-words]")).to_contain_text("Saved")
    assert stored(draft)["other_condition_detail"] == "Gets cold hands"


def test_an_answer_given_before_the_script_is_there_is_saved(
    open_page: OpenPage, world: World
) -> None:
    draft = world.draft()
    page = open_page(world.desk.username, "/desk/")
    late: list[Route] = []

    def keep(route: Route) -> None:
        late.append(route)

    page.route("**/js/answers*.js", keep)
    page.goto(f"/c/{draft.reference}/health/", wait_until="commit")
    pick(page, "hair_loss_diagnosed", "pattern_hair_loss")
    pick(page, "lesion_changing", "no")
    while not late:
        page.wait_for_timeout(50)
    late[0].continue_()
    expect(page.locator("#state-lesion_changing [data-save-words]")).to_contain_text("Saved")
    assert stored(draft)["hair_loss_diagnosed"] == "pattern_hair_loss"


def test_a_number_out_of_limits_is_told_beside_it(open_page: OpenPage, world: World) -> None:
    page, draft = questions(open_page, world)
    pick(page, "diabetes", "type2")
    page.locator("#q-hba1c input:not([type=hidden])").fill("8.4")
    page.keyboard.press("Tab")
    row = page.locator("#state-hba1c")
    expect(row).to_contain_text("The number must be from 20 to 200 mmol/mol")
    expect(page.locator("[data-save-state]")).to_contain_text("Not saved")
    page.locator("#q-hba1c input:not([type=hidden])").fill("53")
    page.keyboard.press("Tab")
    expect(row.locator("[data-save-words]")).to_contain_text("Saved")
    expect(row).not_to_contain_text("must be from")
    assert stored(draft)["hba1c"] == 53


def test_the_network_fails_and_comes_back(open_page: OpenPage, world: World) -> None:
    page, draft = questions(open_page, world)
    down = [True]

    def cut(route: Route) -> None:
        if down:
            down.pop()
            route.abort()
        else:
            route.continue_()

    page.route("**/answer/", cut)
    pick(page, "lesion_changing", "no")
    expect(page.locator("[data-save-state]")).to_have_text(
        "Not saved yet. We keep trying. Do not close this page."
    )
    assert state(page, "lesion_changing") == "Not saved yet"
    expect(page.locator("#state-lesion_changing [data-save-words]")).to_contain_text("Saved ")
    expect(page.locator("[data-save-state]")).to_have_text(re.compile(r"Saved \d\d:\d\d"))
    assert stored(draft)["lesion_changing"] == "no"


def test_an_answer_that_was_saved_but_never_heard_of_is_saved_once(
    open_page: OpenPage, world: World
) -> None:
    page, _ = questions(open_page, world)
    deaf = [True]

    def lose_the_answer(route: Route) -> None:
        if deaf:
            deaf.pop()
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/answer/", lose_the_answer)
    pick(page, "lesion_changing", "no")
    expect(page.locator("#state-lesion_changing [data-save-words]")).to_contain_text("Saved ")
    assert AnswerChange.objects.filter(question="lesion_changing").count() == 1


def test_nothing_is_kept_in_the_browser(open_page: OpenPage, world: World) -> None:
    page, _ = questions(open_page, world)
    pick(page, "lesion_changing", "no")
    expect(page.locator("#state-lesion_changing [data-save-words]")).to_contain_text("Saved")
    kept = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length,"
        " (await indexedDB.databases()).length, (await caches.keys()).length]"
    )
    assert kept == [0, 0, 0, 0]


def test_the_page_goes_on_where_it_stopped(open_page: OpenPage, world: World) -> None:
    page, _ = questions(open_page, world)
    pick(page, "hair_loss_diagnosed", "pattern_hair_loss")
    pick(page, "gate_hair_loss", "no")
    expect(page.locator(".go-on [data-progress]")).to_contain_text("2 of 31 answered")
    page.reload()
    expect(page.locator("#q-gate_scalp_procedures input[value=yes]")).to_be_focused()
    expect(page.locator("#q-gate_hair_loss input[value=no]")).to_be_checked()


def test_leaving_waits_until_all_is_saved(open_page: OpenPage, world: World) -> None:
    page, draft = questions(open_page, world)
    page.locator("#q-lesion_changing input[value=no]").check()
    page.get_by_role("link", name="Check answers").click()
    page.wait_for_url("**/check/")
    assert stored(draft)["lesion_changing"] == "no"


# ── Two screens ────────────────────────────────────────────────────────────────


@pytest.fixture
def kim(world: World) -> User:
    return person(Role.FRONT_DESK, "kim", display_name="Kim Brown", site=world.site)


def test_both_values_are_shown_and_one_is_picked(
    open_page: OpenPage, assert_accessible: Check, world: World, kim: User
) -> None:
    page, draft = questions(open_page, world)
    hers = open_page(kim.username, f"/c/{draft.reference}/health/")
    pick(hers, "has_tattoos", "yes")
    expect(hers.locator("#q-tattoo_reaction")).to_be_visible()
    pick(page, "has_tattoos", "no")
    words = page.locator("#q-has_tattoos [data-conflict-words]")
    expect(words).to_contain_text("Kim changed question 13 while you were here.")
    expect(words).to_contain_text("Yours: No. Kim’s: Yes. Pick one.")
    assert_accessible(page)
    words.get_by_role("button", name="Kim’s: Yes").click()
    expect(page.locator("#q-has_tattoos > .q input[value=yes]")).to_be_checked()
    pick(page, "lesion_changing", "no")
    expect(page.locator("#q-tattoo_reaction")).to_be_visible()
    assert stored(draft)["has_tattoos"] == "yes"


def test_ones_own_value_can_be_kept(open_page: OpenPage, world: World, kim: User) -> None:
    page, draft = questions(open_page, world)
    hers = open_page(kim.username, f"/c/{draft.reference}/health/")
    pick(hers, "has_tattoos", "yes")
    expect(hers.locator("#state-has_tattoos [data-save-words]")).to_contain_text("Saved")
    pick(page, "has_tattoos", "no")
    page.get_by_role("button", name="Yours: No").click()
    expect(page.locator("#state-has_tattoos [data-save-words]")).to_contain_text("Saved")
    assert stored(draft)["has_tattoos"] == "no"


def test_somebody_sends_it_meanwhile(open_page: OpenPage, world: World) -> None:
    page, draft = questions(open_page, world)
    other = open_page(world.desk.username, f"/c/{draft.reference}/check/")
    other.get_by_label("The patient cannot answer these now").check()
    other.get_by_role("button", name="Send to be reviewed").click()
    expect(other.get_by_role("heading", name="Sent")).to_be_visible()
    # Not `pick`: the questions may be gone before it could look whether the radio is set.
    page.locator("#q-lesion_changing > .q input[value=no]").click()
    expect(page.get_by_text("These answers were sent already.")).to_be_visible()
    page.get_by_role("link", name="Open the consultation").click()
    page.wait_for_url(f"**/c/{draft.reference}/")


# ── Signed out in the middle ───────────────────────────────────────────────────


def _sign_in(page: Page, user: User) -> None:
    page.get_by_label("Sign-in name").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).first.click()


def test_signed_out_in_the_middle_loses_nothing(open_page: OpenPage, world: World) -> None:
    page, draft = questions(open_page, world)
    pick(page, "gate_scalp_procedures", "no")
    expect(page.locator("#state-gate_scalp_procedures [data-save-words]")).to_contain_text("Saved")
    page.context.clear_cookies(name="session")
    no = page.locator("#q-lesion_changing > .q input[value=no]")
    no.click()  # not `pick`: the page may be gone before it could look whether the radio is set
    page.wait_for_url("**/sign-in/**")
    expect(page.get_by_text("What you typed is kept")).to_be_visible()
    _sign_in(page, world.desk)
    page.wait_for_url(f"**/c/{draft.reference}/health/**")
    expect(page.locator("#q-lesion_changing input[value=no]")).to_be_checked()
    assert stored(draft)["lesion_changing"] == "no"


def test_a_section_without_script_comes_through_the_sign_in(
    open_page: OpenPage, world: World
) -> None:
    page, draft = questions(open_page, world, script=False)
    page.locator("#q-keloid_history input[value=no]").check()
    page.context.clear_cookies(name="session")
    page.locator("#section-scars_and_reactions").get_by_role(
        "button", name="Save and go on"
    ).click()
    page.wait_for_url("**/sign-in/**")
    _sign_in(page, world.desk)
    page.get_by_role("button", name="Save it and carry on").click()
    page.wait_for_url(f"**/c/{draft.reference}/health/#section-health")
    assert stored(draft)["keloid_history"] == "no"
