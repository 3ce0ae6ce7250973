"""The rows of the catalogue in the Django admin: for system administrators only."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from clinic.models import Event, User
from clinic.models.user import Role
from sideeffects.actions import load, publish
from sideeffects.models import ROWS, Edition, EditionApproval, Period, Rule, SideEffect
from tests.catalogue import STARTER, starter_edition
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    return person(Role.ADMIN)


@pytest.fixture
def administrator(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def form_of(client: Client, path: str) -> dict[str, Any]:
    """What the page's form would send as it stands."""
    form = client.get(path).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    return {
        name: "" if value is None else value
        for name, value in values.items()
        if value is not False  # an empty tick box sends nothing
    }


def test_every_kind_of_row_has_its_pages(administrator: Client) -> None:
    load(STARTER, by=None)
    for model in ROWS:
        name = f"/admin/sideeffects/{model._meta.model_name}"
        assert administrator.get(f"{name}/").status_code == 200
        assert administrator.get(f"{name}/?q=scar").status_code == 200
        first = model.objects.current().first()
        assert first is not None
        assert administrator.get(f"{name}/{first.pk}/change/").status_code == 200
        assert administrator.get(f"{name}/add/").status_code == 200
        assert administrator.get(f"{name}/{first.pk}/delete/").status_code == 403


def test_saving_a_row_unchanged_changes_nothing(administrator: Client) -> None:
    load(STARTER, by=None)
    first = publish(by=None).edition
    for model, key in ((Rule, "cold_sore_history"), (SideEffect, "keloid")):
        row = model.objects.get(key=key)
        path = f"/admin/sideeffects/{model._meta.model_name}/{row.pk}/change/"
        response = administrator.post(path, form_of(administrator, path))
        assert response.status_code == 302, response.context["adminform"].form.errors
    assert publish(by=None).edition == first


def test_a_change_says_who_made_it(administrator: Client, admin: User) -> None:
    load(STARTER, by=None)
    effect = SideEffect.objects.get(key="redness")
    path = f"/admin/sideeffects/sideeffect/{effect.pk}/change/"
    sent = form_of(administrator, path) | {"warning_signs": "fever\r\n\r\n red streaks \r\n"}
    assert administrator.post(path, sent).status_code == 302
    effect.refresh_from_db()
    assert effect.warning_signs == ["fever", "red streaks"]
    assert effect.changed_by == admin
    event = Event.objects.get(action="catalogue.row_changed")
    assert (event.actor, event.subject_type, event.subject_id) == (admin, "sideeffect", "redness")
    assert event.detail == {"fields": ["warning_signs"]}


def test_what_is_wrong_stands_beside_its_field(administrator: Client) -> None:
    load(STARTER, by=None)
    rule = Rule.objects.get(key="keloid_yes")
    path = f"/admin/sideeffects/rule/{rule.pk}/change/"
    wrong = [{"question": "keloid_history", "is": "equals", "value": "yes"}]
    sent = form_of(administrator, path) | {"when": json.dumps(wrong)}
    response = administrator.post(path, sent)
    assert response.status_code == 200
    (message,) = response.context["adminform"].form.errors["when"]
    assert message.startswith("when[1]: 'is' is 'equals', but must be one of is, is_not")


def test_json_that_cannot_be_read_is_given_back_as_typed(administrator: Client) -> None:
    load(STARTER, by=None)
    rule = Rule.objects.get(key="keloid_yes")
    path = f"/admin/sideeffects/rule/{rule.pk}/change/"
    response = administrator.post(path, form_of(administrator, path) | {"when": "[{]"})
    form = response.context["adminform"].form
    assert form.errors["when"] == ["Enter a valid JSON."]
    assert form["when"].value() == "[{]"


def test_a_list_can_be_emptied_but_is_not_lost(administrator: Client) -> None:
    load(STARTER, by=None)
    period = Period.objects.get(key="hba1c_limit")
    path = f"/admin/sideeffects/period/{period.pk}/change/"
    sent = form_of(administrator, path)
    del sent["basis"]
    assert administrator.post(path, sent).status_code == 302
    period.refresh_from_db()
    assert period.basis == ["cpoc_2021_diabetes"]
    assert administrator.post(path, sent | {"basis": " \n"}).status_code == 302
    period.refresh_from_db()
    assert period.basis == []


def test_an_edition_can_be_read_and_nothing_else(administrator: Client) -> None:
    edition = starter_edition()
    path = f"/admin/sideeffects/edition/{edition.pk}"
    assert edition.hash in administrator.get(f"{path}/change/").content.decode()
    assert administrator.post(f"{path}/change/", {"note": "x"}).status_code == 403
    assert administrator.get(f"{path}/delete/").status_code == 403
    assert administrator.get("/admin/sideeffects/edition/add/").status_code == 403
    assert Edition.objects.get().note == ""


def test_an_approval_is_recorded_with_who_wrote_it_down(administrator: Client, admin: User) -> None:
    edition = starter_edition()
    sent = {"edition": edition.pk, "name": "Dr A Lund", "role": "Dermatologist, GMC 1234567"}
    response = administrator.post("/admin/sideeffects/editionapproval/add/", sent)
    assert response.status_code == 302
    approval = EditionApproval.objects.get()
    assert (approval.edition, approval.recorded_by) == (edition, admin)
    assert Event.objects.filter(action="edition.approved", subject_id=str(edition.pk)).exists()
    path = f"/admin/sideeffects/editionapproval/{approval.pk}/change/"
    assert administrator.post(path, sent | {"name": "Somebody"}).status_code == 403


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.ADMIN])
def test_nobody_else_finds_these_pages(client: Client, role: str) -> None:
    client.force_login(person(role))
    assert client.get("/admin/sideeffects/rule/").status_code == 404
