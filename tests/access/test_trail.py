"""Each opening, each denial and each act leaves one event, and no event says what was said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import models

from clinic.addresses import Address, addresses
from clinic.models import Event
from clinic.models.user import Role
from consultations.models import (
    Booking,
    Consultation,
    FreeTime,
    Letter,
    Patient,
    Reopening,
    Review,
    Task,
)
from tests.access.places import fill
from tests.access.two_sites import TwoSites
from tests.access.visitors import COMES_IN, NOT_THERE, Visitor, visitor

pytestmark = pytest.mark.django_db

OF_THE_CLINIC = [each for each in addresses() if not each.route.startswith("admin/")]


def asked(somebody: Visitor, method: str, path: str) -> tuple[Any, list[Event]]:
    """The answer, and the events it left."""
    last = Event.objects.latest("id").pk
    response = somebody.ask(method, path)
    return response, list(Event.objects.filter(pk__gt=last))


def opened(somebody: Visitor) -> Iterator[Address]:
    for address in OF_THE_CLINIC:
        declared = address.declared
        if declared and declared.permission and somebody.expects(declared, "GET") == COMES_IN:
            yield address


@pytest.mark.parametrize("role", Role.values)
def test_each_page_that_declares_it_leaves_one_event_when_it_is_shown(
    role: str, sites: TwoSites
) -> None:
    with visitor(role, sites) as reader:
        for address in opened(reader):
            for path in fill(address, sites, reader.user).own[::3]:
                response, events = asked(reader, "GET", path)
                assert [event.action for event in events] == named(address, response), path
                for event in events:
                    check(event, address, response, reader, path)


def named(address: Address, response: Any) -> list[str]:
    """An address to go to shows nothing, nor does a refusal: neither is noted."""
    audit = address.declared.audit if address.declared else None
    return [audit] if audit and response.status_code == 200 else []


def check(event: Event, address: Address, response: Any, reader: Visitor, path: str) -> None:
    """Who, which record, when, from where, and what for."""
    assert address.declared is not None
    assert (event.actor, event.site) == (reader.user, reader.user.site)
    assert event.at is not None
    assert (event.address, event.purpose) == ("127.0.0.1", address.declared.permission)
    assert event.request_id == response["X-Request-ID"]
    if address.declared.record in ("patient", "consultation"):
        assert event.subject_type == address.declared.record
        assert event.subject_id in path


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN, Role.FRONT_DESK, Role.AUDITOR])
def test_each_door_shut_to_a_role_is_one_event(role: str, sites: TwoSites) -> None:
    with visitor(role, sites) as somebody:
        for address in addresses():
            declared = address.declared
            assert declared is not None
            if somebody.expects(declared, "GET") == NOT_THERE:
                path = fill(address, sites, somebody.user).own[0]
                _, events = asked(somebody, "GET", path)
                told = [(event.action, event.detail) for event in events]
                assert told == [("access.refused", {"permission": declared.permission})], path
                assert events[0].actor == somebody.user


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.CLINIC_LEAD])
def test_each_record_of_others_that_is_asked_for_is_one_event(role: str, sites: TwoSites) -> None:
    with visitor(role, sites) as somebody:
        for address in OF_THE_CLINIC:
            declared = address.declared
            assert declared is not None
            places = fill(address, sites, somebody.user)
            for method in ("GET", "POST"):
                if somebody.expects(declared, method) != COMES_IN:
                    continue
                for path in (*places.others[:1], *places.missing[:1]):
                    _, events = asked(somebody, method, path)
                    wanted = ["access.refused"] if declared.record else []
                    assert [event.action for event in events] == wanted, (method, path)
            assert declared.record or not places.others, address.route


MADE: dict[str, tuple[type[models.Model], dict[str, Any]]] = {
    "patient.added": (Patient, {}),
    "consultation.started": (Consultation, {}),
    "consultation.reopened": (Reopening, {"kind": "answers"}),
    "review.decided": (Review, {}),
    "letter.recorded": (Letter, {}),
    "booking.made": (Booking, {}),
    "free_time.offered": (FreeTime, {}),
    "task.made": (Task, {}),
}


def test_each_act_is_one_event(sites: TwoSites) -> None:
    noted = Counter(Event.objects.values_list("action", flat=True))
    made = {
        action: model._default_manager.filter(**which).count()
        for action, (model, which) in MADE.items()
    }
    assert {action: noted[action] for action in MADE} == made
    assert all(made.values())


NAME = re.compile(r"[\w.:-]{1,64}")


def test_no_event_says_what_was_said(sites: TwoSites) -> None:
    """Ids, keys, names of fields and days of lists; never a name, a birth date, an answer."""
    with visitor(Role.CLINIC_LEAD, sites) as reader:
        for address in opened(reader):
            asked(reader, "GET", fill(address, sites, reader.user).own[0])
    said = {
        str(value)
        for row in Patient.objects.values(
            "first_name", "last_name", "birth_date", "phone", "email", "folded_name"
        )
        for value in row.values()
        if value
    }
    details = list(Event.objects.exclude(detail={}).values_list("action", "detail"))
    assert len(details) > 20
    for action, detail in details:
        for leaf in leaves(detail):
            assert NAME.fullmatch(leaf), (action, detail)
            assert leaf not in said, (action, detail)


def leaves(value: Any) -> Iterator[str]:
    """Every text in it, names of keys too."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    elif isinstance(value, str):
        yield value
