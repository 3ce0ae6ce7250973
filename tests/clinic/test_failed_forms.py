"""A form that met a refusal or a mistake of ours: what was typed is in the page that says so."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from clinic.models import SentForm, Site
from clinic.models.user import Role
from tests.attack import pages_that_fail
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.attack.pages_that_fail")]
OUT_OF_MEMORY = "53200"


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(person(Role.FRONT_DESK))
    client.raise_request_exception = False
    return client


def test_our_mistake_keeps_what_was_typed_to_be_sent_again(desk: Client) -> None:
    pages_that_fail.failing[:] = [OUT_OF_MEMORY]
    form = {"sent": str(uuid.uuid4()), "note": "typed", "password": "secret words"}
    response = desk.post("/save/?page=2", form)
    page = response.content.decode()
    assert response.status_code == 500
    assert 'action="/save/?page=2"' in page
    assert 'name="note" value="typed"' in page
    assert f'name="sent" value="{form["sent"]}"' in page
    assert 'name="csrfmiddlewaretoken"' in page
    assert "secret words" not in page
    # Nothing of it was done, and its key is free
    assert not Site.objects.filter(name="half done").exists()
    assert not SentForm.objects.exists()
    assert desk.post("/save/?page=2", form).content == b"saved typed"


def test_without_a_key_nobody_is_told_that_sending_again_is_safe(desk: Client) -> None:
    pages_that_fail.failing[:] = [OUT_OF_MEMORY]
    page = desk.post("/save/", {"note": "typed"}).content.decode()
    assert "typed" not in page.partition("<main")[2]
    assert "go back and send again" in page


def test_a_refusal_keeps_what_was_typed_to_be_copied(desk: Client) -> None:
    form = {"sent": str(uuid.uuid4()), "note_on_it": "Rang at noon", "version": "7"}
    response = desk.post("/fails/refused/", form)
    page = response.content.decode()
    assert response.status_code == 409
    assert "<dt>Note on it</dt><dd>Rang at noon</dd>" in page
    assert "<dd>7</dd>" not in page


def test_the_three_boxes_of_a_date_are_shown_as_one(desk: Client) -> None:
    born = {"born_day": "14", "born_month": "March", "born_year": "1987"}
    alone = {"told_day": "Monday"}
    form = {"sent": str(uuid.uuid4()), **born, **alone}
    page = desk.post("/fails/refused/", form).content.decode()
    assert "<dt>Born</dt><dd>14 / March / 1987</dd>" in page
    assert "<dt>Told day</dt><dd>Monday</dd>" in page
    assert "Born month" not in page


def test_a_mistake_of_ours_leads_on_with_one_button(desk: Client) -> None:
    pages_that_fail.failing[:] = [OUT_OF_MEMORY, OUT_OF_MEMORY]
    with_a_form = desk.post("/save/", {"sent": str(uuid.uuid4()), "note": "typed"})
    without = desk.post("/save/", {"note": "typed"})
    for response in (with_a_form, without):
        assert response.status_code == 500
        assert response.content.decode().count("btn-primary") == 1


def test_a_wrong_method_is_answered_in_words(desk: Client) -> None:
    response = desk.get("/sign-out/")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "Open the page with the form again" in response.content.decode()
