"""The help page: the same for everybody, and complete."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from clinic.models.user import Role
from clinic.words import LEVELS
from consultations.help_words import duties, states
from consultations.models.status import Status
from consultations.standing_words import standing_words
from tests.consultations.pages import signed_in, text_of
from tests.people import person

DAY = date(2026, 5, 4)


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role.values)
def test_every_role_finds_help_in_the_name_menu(role: str) -> None:
    client: Client = signed_in(person(role))
    assert '<a href="/help/">' in client.get("/preferences/").content.decode()
    said = text_of(client.get("/help/"))
    assert Role(role).label in said
    for level in LEVELS.values():
        assert f"{level.name} {level.step} {level.means}".replace("  ", " ") in said
    for part in ("On hold, do not treat", "the manager of the catalogue", "Backspace"):
        assert part in said


@pytest.mark.django_db
def test_help_says_whether_the_fast_keys_are_on() -> None:
    user = person(Role.FRONT_DESK)
    assert "Fast keys Off" in text_of(signed_in(user).get("/help/"))
    user.fast_keys = True
    user.save(update_fields=["fast_keys"])
    assert "Fast keys On" in text_of(signed_in(user).get("/help/"))


def test_every_role_and_every_state_is_explained() -> None:
    assert [duty.role for duty in duties()] == [role.label for role in Role]
    shown = {state.words for state in states(DAY)}
    assert {standing_words(status, today=DAY).words for status in Status} <= shown
    assert {"Being corrected", "On hold until 18 May", "Hold ended"} <= shown
    assert all(state.next for state in states(DAY))
