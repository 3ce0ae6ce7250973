"""Two people open the same form, and both save: the second is shown what the first saved.

Nothing is overwritten, nothing typed is lost, and "Keep mine" then saves it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clinic.models import User
from clinic.models.user import Role
from consultations.models import Booking, Consultation, Patient
from sideeffects.models import Question, Source
from tests.access.two_sites import TwoSites
from tests.attack.forms_of_pages import Form, forms_of
from tests.consultations.pages import signed_in

pytestmark = pytest.mark.django_db
Typed = dict[str, str]


@dataclass(frozen=True)
class Edit:
    """`page` shows the form that goes to `action`. Somebody types `theirs`, somebody `yours`, of
    which `saved` finds the value in the database; `told` stands beside the other one."""

    page: str
    theirs: Typed
    yours: Typed
    saved: Callable[[], Any]
    expected: tuple[Any, Any]
    told: tuple[str, str]
    who: User
    action: str = ""


def _patient(sites: TwoSites) -> Edit:
    found = sites.here.patient
    return Edit(
        page=f"/patients/{found.reference}/correct/",
        theirs={"first_name": "Theodora"},
        yours={"first_name": "Dorothea"},
        saved=lambda: Patient.objects.get(pk=found.pk).first_name,
        expected=("Theodora", "Dorothea"),
        told=("Theodora", "Dorothea"),
        who=sites.here.people[Role.FRONT_DESK],
    )


def _person(sites: TwoSites) -> Edit:
    found = sites.here.people[Role.AUDITOR]
    return Edit(
        page=f"/staff/{found.pk}/",
        theirs={"name": "Kim Lee", "email": "kim@clinic.example"},
        yours={"name": "Kim Leigh", "email": "leigh@clinic.example"},
        saved=lambda: User.objects.get(pk=found.pk).display_name,
        expected=("Kim Lee", "Kim Leigh"),
        told=("Kim Lee", "Kim Leigh"),
        who=sites.here.people[Role.ADMIN],
        action=f"/staff/{found.pk}/change/",
    )


def _preferences(sites: TwoSites) -> Edit:
    found = sites.here.people[Role.FRONT_DESK]
    return Edit(
        page="/preferences/",
        theirs={"theme": "dark"},
        yours={"theme": "light"},
        saved=lambda: User.objects.get(pk=found.pk).theme,
        expected=("dark", "light"),
        told=("Dark", "Light"),
        who=found,
    )


def _check(sites: TwoSites) -> Edit:
    found = Source.objects.order_by("pk")[0]
    soon = timezone.localdate() + timedelta(days=60)
    typed = {
        "checked_on_day": "3",
        "checked_on_month": "2",
        "checked_on_year": "2025",
        "check_again_by_day": str(soon.day),
        "check_again_by_month": str(soon.month),
        "check_again_by_year": str(soon.year),
    }
    return Edit(
        page=f"/catalogue/desk/sources/{found.key}/check/",
        theirs={**typed, "checked_by": "Dr Able"},
        yours={**typed, "checked_by": "Dr Baker"},
        saved=lambda: Source.objects.get(pk=found.pk).checked_by,
        expected=("Dr Able", "Dr Baker"),
        told=("Dr Able", "Dr Baker"),
        who=sites.here.people[Role.MANAGER],
    )


def _plan(sites: TwoSites) -> Edit:
    found = sites.here.consultations["submitted"]
    world = sites.here.world

    def on(days: int) -> Typed:
        day = world.day(days)
        return {
            "treatment": "density",
            "planned_date_day": str(day.day),
            "planned_date_month": str(day.month),
            "planned_date_year": str(day.year),
        }

    return Edit(
        page=f"/c/{found.reference}/plan/",
        theirs=on(51),
        yours=on(52),
        saved=lambda: Consultation.objects.get(pk=found.pk).planned_date,
        expected=(world.day(51), world.day(52)),
        told=(str(world.day(51).day), str(world.day(52).day)),
        who=sites.here.people[Role.FRONT_DESK],
    )


EDITS = {
    "a patient’s record": _patient,
    "a person of the staff": _person,
    "preferences in two windows": _preferences,
    "the check of a source": _check,
    "the plan": _plan,
}


def form_on(client: Client, edit: Edit) -> Form:
    return the_form(edit, client.get(edit.page).content.decode())


def the_form(edit: Edit, page: str) -> Form:
    wanted = edit.action or edit.page
    return next(each for each in forms_of(edit.page, page) if each.action == wanted)


def send(client: Client, form: Form, typed: Typed) -> Any:
    return client.post(form.action, {**form.fields, **typed})


@pytest.mark.parametrize("name", EDITS)
def test_who_saves_second_sees_both_and_chooses(name: str, sites: TwoSites) -> None:
    edit = EDITS[name](sites)
    client = signed_in(edit.who)
    # Given two who have the same form open
    mine = form_on(client, edit)
    # When the first saves, and then the second
    first = send(client, form_on(client, edit), edit.theirs)
    assert first.status_code == 302, first.content.decode()
    second = send(client, mine, edit.yours)
    # Then nothing is overwritten, and both texts are in the page
    page = second.content.decode()
    assert second.status_code == 409
    assert edit.saved() == edit.expected[0]
    assert all(words in page.partition("Saved now")[2] for words in edit.told)
    # When the second keeps theirs
    kept = send(client, the_form(edit, page), edit.yours)
    # Then it is saved
    assert kept.status_code == 302
    assert edit.saved() == edit.expected[1]


@pytest.mark.parametrize("name", EDITS)
def test_two_who_want_the_same_are_no_conflict(name: str, sites: TwoSites) -> None:
    edit = EDITS[name](sites)
    client = signed_in(edit.who)
    mine = form_on(client, edit)
    send(client, form_on(client, edit), edit.theirs)
    assert send(client, mine, edit.theirs).status_code == 302


def test_a_question_moves_from_the_place_that_was_shown(sites: TwoSites) -> None:
    manager = signed_in(sites.here.people[Role.MANAGER])
    found = Question.objects.order_by("position")[3]
    address = f"/catalogue/desk/questions/{found.key}/"
    page = manager.get(address).content.decode()
    move = next(form for form in forms_of(address, page) if form.action.endswith("/move/"))
    down = {**move.fields, "way": "down"}
    assert manager.post(move.action, down).status_code == 302
    place = Question.objects.get(pk=found.pk).position
    again = manager.post(move.action, {**down, "sent": ""})
    assert again.status_code == 409
    assert Question.objects.get(pk=found.pk).position == place


def test_a_booking_is_moved_from_the_time_that_was_shown(sites: TwoSites) -> None:
    world, consultation = sites.here.world, sites.here.consultations["booked"]
    booking = Booking.objects.get(consultation=consultation)
    for days in (31, 32):
        world.offer(days)
    client = signed_in(world.desk)
    begin = f"/book/{consultation.reference}/move/"
    links = [link for link in _links(client.get(begin).content.decode()) if "confirm" in link]
    forms = [
        next(f for f in forms_of(link, client.get(link).content.decode()) if "at" in f.fields)
        for link in (links[0], links[-1])
    ]
    assert client.post(forms[0].action, forms[0].fields).status_code == 302
    moved = Booking.objects.get(pk=booking.pk).starts_at
    assert client.post(forms[1].action, forms[1].fields).status_code == 409
    assert Booking.objects.get(pk=booking.pk).starts_at == moved


def test_a_note_is_not_overwritten_from_another_screen(sites: TwoSites) -> None:
    draft, who = sites.here.consultations["draft"], sites.here.people[Role.FRONT_DESK]
    client, page = signed_in(who), f"/c/{draft.reference}/check/"

    def fields() -> Any:
        forms = forms_of(page, client.get(page).content.decode())
        return next(form for form in forms if "note" in form.fields)

    def save(form: Form, note: str) -> Any:
        return client.post(
            f"/c/{draft.reference}/note/", {"note": note, "seen": form.fields["seen"][0]}
        )

    here, there = fields(), fields()
    # Given a note that is saved as it is written
    first = save(here, "Afraid of")
    here.fields["seen"] = [first["X-Seen"]]
    assert save(here, "Afraid of needles").status_code == 204
    # When another screen that never saw it saves or sends
    assert save(there, "Rang at noon").status_code == 409
    sent = client.post(there.action, {**there.fields, "note": "Rang at noon", "unanswered": "on"})
    # Then both are in the page, and the note is as it was
    answer = sent.content.decode()
    assert sent.status_code == 409
    assert "Saved now: <strong>Afraid of needles</strong>" in answer
    assert "You typed: <strong>Rang at noon</strong>" in answer
    assert Consultation.objects.get(pk=draft.pk).note == "Afraid of needles"
    # When it is sent once more, then with what was typed
    again = next(form for form in forms_of(page, answer) if "note" in form.fields)
    client.post(again.action, {**again.fields, "note": "Rang at noon", "unanswered": "on"})
    assert Consultation.objects.get(pk=draft.pk).note == "Rang at noon"


def _links(page: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'href="([^"]+)"', page)]
