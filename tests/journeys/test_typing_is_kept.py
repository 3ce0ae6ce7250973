"""D6: the session ends, the network fails or the server stops while somebody types.

What was typed is there afterwards, it is saved once, for the right patient and by nobody else.
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from clinic.models import Event, User
from consultations.models import AnswerChange, Patient
from tests.consultations.world import World
from tests.journeys.conftest import OpenPage
from tests.people import PASSWORD, person

NOT_SENT = "Not sent: the clinic’s computer does not answer. What you typed is still here."
SAVE = "Save the record of"


def typing(page: Page, patient: Patient) -> None:
    """The record of somebody, with half a correction in it, by a clock that can be moved."""
    page.clock.install()
    page.goto(f"/patients/{patient.reference}/correct/")
    page.get_by_label("First name").fill("Theodora")


def hidden_after_a_while(page: Page) -> None:
    page.clock.fast_forward("15:05")
    expect(page.get_by_role("heading", name="You have been signed out")).to_be_visible()
    expect(page.get_by_label("First name")).to_be_hidden()
    Session.objects.all().delete()


def sign_in_beside(page: Page, user: User) -> None:
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in").click()
    beside = opened.value
    beside.get_by_label("Sign-in name").fill(user.username)
    beside.get_by_label("Password").fill(PASSWORD)
    beside.get_by_role("button", name="Sign in", exact=True).click()
    beside.wait_for_url(lambda url: "sign-in" not in url)
    beside.close()


def corrected(patient: Patient) -> int:
    """How often it was, once it says so."""
    assert Patient.objects.get(pk=patient.pk).first_name == "Theodora"
    return Event.objects.filter(action="patient.corrected").count()


def test_the_same_person_finds_what_they_typed(open_page: OpenPage, world: World) -> None:
    page = open_page(world.desk.username, "/desk/")
    # Given somebody who was called away while they typed
    typing(page, world.person)
    hidden_after_a_while(page)
    page.get_by_role("button", name="Show my page again").click()
    expect(page.get_by_text("Nobody is signed in yet.")).to_be_visible()
    # When they sign in beside it and come back
    sign_in_beside(page, world.desk)
    page.get_by_role("button", name="Show my page again").click()
    # Then all is there, and it is saved once
    expect(page.get_by_label("First name")).to_have_value("Theodora")
    page.get_by_role("button", name=SAVE).click()
    expect(page.get_by_text("The record is corrected.")).to_be_visible()
    assert corrected(world.person) == 1


def test_somebody_else_finds_nothing(open_page: OpenPage, world: World) -> None:
    page = open_page(world.desk.username, "/desk/")
    typing(page, world.person)
    hidden_after_a_while(page)
    # When a colleague signs in at this machine
    sign_in_beside(page, person("front_desk", "colleague", site=world.site))
    page.get_by_role("button", name="Show my page again").click()
    # Then the page is empty, and nothing is saved
    expect(page.get_by_text("Somebody else is signed in now")).to_be_visible()
    assert world.person.last_name not in page.content()
    assert "Theodora" not in page.content()
    assert not Event.objects.filter(action="patient.corrected").exists()


def test_nobody_goes_on_with_the_answers_of_another(open_page: OpenPage, world: World) -> None:
    # Given somebody whose session ended while they answered
    draft = world.draft()
    page = open_page(world.desk.username, f"/c/{draft.reference}/health/")
    page.context.clear_cookies(name="session")
    page.locator("#q-other_condition > .q input[value=yes]").click()
    page.wait_for_url("**/sign-in/**")
    # When a colleague signs in on that very page
    colleague = person("front_desk", "colleague", site=world.site)
    page.get_by_label("Sign-in name").fill(colleague.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    # Then nothing is saved under their name
    expect(page.get_by_role("heading", name="This form is somebody else’s")).to_be_visible()
    draft.refresh_from_db()
    assert "other_condition" not in draft.answers


def test_a_form_waits_for_a_server_that_is_gone(open_page: OpenPage, world: World) -> None:
    page = open_page(world.desk.username, f"/patients/{world.person.reference}/correct/")
    page.get_by_label("First name").fill("Theodora")
    # When the network is gone
    page.context.set_offline(True)
    page.get_by_role("button", name=SAVE).click()
    # Then the page stays, and says so
    expect(page.get_by_text(NOT_SENT)).to_be_visible()
    expect(page.get_by_label("First name")).to_have_value("Theodora")
    # When it is back, it is saved once
    page.context.set_offline(False)
    page.get_by_role("button", name=SAVE).click()
    expect(page.get_by_text("The record is corrected.")).to_be_visible()
    assert corrected(world.person) == 1


def test_reaching_a_button_asks_whether_the_server_answers(
    open_page: OpenPage, world: World
) -> None:
    page = open_page(world.desk.username, "/desk/").context.new_page()  # it is not watched
    # Given a form typed just after the server has answered: its time stands still
    page.clock.install()
    page.clock.pause_at(timezone.now() + timedelta(minutes=1))
    page.goto(f"/patients/{world.person.reference}/correct/")
    page.get_by_label("First name").fill("Theodora")
    page.clock.run_for(1_500)
    # When the server is gone, and somebody goes to the button and presses it
    page.route("**/*", lambda route: route.abort("connectionrefused"))
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name=SAVE).hover()
    page.get_by_role("button", name=SAVE).click()
    # Then the page stays, and says so
    expect(page.get_by_text(NOT_SENT)).to_be_visible()
    expect(page.get_by_label("First name")).to_have_value("Theodora")


def test_answers_and_forms_wait_while_the_proxy_says_503(open_page: OpenPage, world: World) -> None:
    draft = world.draft()
    page = open_page(world.desk.username, "/desk/").context.new_page()  # its 503s are meant
    page.goto(f"/c/{draft.reference}/health/")

    def away(route: Route) -> None:
        route.fulfill(status=503, body="Service Unavailable")

    page.route("**/*", away)
    # Given an answer given while the server restarts
    question = page.locator("#q-has_tattoos")
    question.get_by_text("Yes", exact=True).click()
    expect(page.get_by_text("Not saved yet.")).to_be_visible()
    assert not AnswerChange.objects.filter(consultation=draft, question="has_tattoos").exists()
    # When it is back
    page.unroute("**/*", away)
    # Then it is saved by itself, once
    expect(page.locator("[data-save-state]")).to_contain_text("Saved", timeout=15_000)
    changes = AnswerChange.objects.filter(consultation=draft, question="has_tattoos")
    assert [change.value for change in changes] == ["yes"]
