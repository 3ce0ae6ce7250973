"""What was answered in private reaches no answer to the desk, in no state, on no page.

Two sites are the same but for what was answered in private. Whatever their desks open or send,
they are answered alike, and never with one of those answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from clinic.addresses import Address, addresses
from clinic.models import Event
from clinic.models.user import Role
from tests.access.places import fill
from tests.access.two_sites import AtSite, TwoSites, at_site
from tests.access.visitors import Visitor, visitor
from tests.consultations.world import World
from tests.people import site

pytestmark = pytest.mark.django_db

# Asked in private here, so that words, numbers and days are among what must not be seen.
ALSO_PRIVATE = ("medicines_list", "hair_transplant_date", "hba1c")
BOTH = {
    "gate_carried_infections": "yes",
    "mrsa": "none",
    "gate_wellbeing": "no",
    "takes_any_medicines": "yes",
    "hair_transplant": "yes",
    "diabetes": "type2",
}
HERE = {
    "hiv": "yes_treated_and_well",
    "hepatitis": "none",
    "medicines_list": "Kestrelwort",
    "hair_transplant_date": "2011-03-17",
    "hba1c": 41,
}
THERE = {
    "hiv": "none",
    "hepatitis": "past_cleared",
    "medicines_list": "Moonfern",
    "hair_transplant_date": "2012-09-23",
    "hba1c": 42,
}
# Each asks for something else before a booking, in words for the patient.
ALL_WELL = {
    "bdd_diagnosed": "no",
    "bdd_preoccupation": "no",
    "hair_pulling": "no",
    "pressured": "no",
}
PRESSED = {"pressured": "yes"}
SEEN = re.compile("Kestrelwort|2011-03|17/03/2011|17 March|17 Mar|March 2011|Mar 2011")


def worlds() -> tuple[World, World]:
    def edit(files: dict[str, Any]) -> None:
        for question in files["questions"]["questions"]:
            if question["key"] in ALSO_PRIVATE:
                question["private"] = True

    here, there = World(site=site("Eastside")), World(site=site("Westside"))
    there.__dict__["edition"] = here.with_catalogue(edit).edition
    return here, there


@pytest.fixture(scope="module")
def unlike(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[TwoSites]:
    with django_db_blocker.unblock(), transaction.atomic():
        here, there = worlds()
        said = {**BOTH, "hba1c_date": here.day(-30).isoformat()}
        made = TwoSites(at_site(here, **said, **HERE), at_site(there, **said, **THERE))
        for place, opened in ((made.here, {"bdd_diagnosed": "yes"}), (made.there, PRESSED)):
            told = {**place.said, "gate_wellbeing": "yes", **ALL_WELL, **opened}
            place.consultations["waiting"] = place.world.sent(**told)
        yield made
        transaction.set_rollback(True)


OPEN_TO_THE_DESK = [
    address
    for address in addresses()
    if address.declared and Role.FRONT_DESK in address.declared.roles
    if address.declared.permission not in ("account.own", "catalogue.read")  # about no patient
]
WAYS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("GET", {}),
    ("POST", {}),
    ("POST", {"headers": {"HX-Request": "true"}}),
)


def answered(desk: Visitor, address: Address, sites: TwoSites) -> Iterator[tuple[str, Any]]:
    """All that this address answers to this desk, about each of its records."""
    assert address.declared is not None
    for path in fill(address, sites, desk.user).own:
        for method, sent in WAYS:
            if method in address.declared.methods:
                before = transaction.savepoint()
                response = desk.ask(method, path, **sent)
                transaction.savepoint_rollback(before)
                yield f"{method} {path}", response


def names(place: AtSite) -> dict[str, str]:
    """What tells one site's records from the other's, and what stands for it."""
    told = {each.reference: f"({name})" for name, each in place.consultations.items()}
    return {**told, place.patient.reference: "(patient)", place.world.site.name: "(site)"}


PASSING = re.compile(
    r"[A-Za-z0-9]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b\d\d:\d\d\b"
    r'|data-(session-end|who)="\d+"|(technician|room)=\d+|/free-time/\d+/'
    r'|<option value="\d+"|/passkey/\d+/|name="(version|review|again-asked)" value="\d+"'
)


def alike(response: Any, place: AtSite) -> tuple[int, str, str]:
    text = response.content.decode() + response.headers.get("Location", "")
    for told, stands_for in names(place).items():
        text = text.replace(told, stands_for).replace(told.lower(), stands_for)
    return response.status_code, response.headers.get("HX-Redirect", ""), PASSING.sub("", text)


@pytest.mark.parametrize("address", OPEN_TO_THE_DESK, ids=lambda address: address.route or "/")
def test_the_desk_is_answered_alike_whatever_was_said_in_private(
    address: Address, unlike: TwoSites
) -> None:
    turned = TwoSites(unlike.there, unlike.here)
    with visitor(Role.FRONT_DESK, unlike) as desk, visitor(Role.FRONT_DESK, turned) as other:
        pairs = zip(answered(desk, address, unlike), answered(other, address, turned), strict=True)
        for (asked, response), (_, theirs) in pairs:
            assert not SEEN.search(response.content.decode()), asked
            assert alike(response, unlike.here) == alike(theirs, unlike.there), asked


def test_the_words_looked_for_are_those_a_technician_sees(unlike: TwoSites) -> None:
    """Else the desk's pages would be free of words that no page has."""
    submitted = unlike.here.consultations["submitted"].reference
    with visitor(Role.TECHNICIAN, unlike) as technician:
        shown = technician.ask("GET", f"/review/{submitted}/").content.decode()
    assert "Kestrelwort" in shown
    assert "17 March 2011" in shown


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.CLINIC_LEAD])
def test_who_sees_private_answers_is_noted(role: str, unlike: TwoSites) -> None:
    submitted = unlike.here.consultations["submitted"].reference
    with visitor(role, unlike) as reader:
        reader.ask("GET", f"/review/{submitted}/")
        event = Event.objects.latest("id")
        assert (event.action, event.actor, event.subject_id, event.detail) == (
            "review.opened",
            reader.user,
            submitted,
            {"private": True},
        )
        reader.ask("POST", f"/review/{submitted}/letter/")
        again = Event.objects.latest("id")
        assert (again.action, again.detail) == ("review.opened", {"private": True})
