"""What the decorator on every view does."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DataError, IntegrityError, transaction
from django.test import Client

from clinic.access import PERMISSIONS, access, may
from clinic.models import Event, Site
from clinic.models.user import Role
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.clinic.pages_for_access")]


def test_a_stranger_is_sent_to_sign_in_and_back(client: Client) -> None:
    response = client.get("/read/C-1/?tab=2")
    assert response.status_code == 302
    assert response["Location"] == "/sign-in/?next=%2Fread%2FC-1%2F%3Ftab%3D2"


def test_a_strangers_form_comes_back_to_the_page_it_was_on(client: Client) -> None:
    response = client.post("/read/C-1/", headers={"referer": "http://testserver/review/?page=2"})
    assert response["Location"] == "/sign-in/?next=%2Freview%2F%3Fpage%3D2"


def test_another_sites_address_is_never_the_way_back(client: Client) -> None:
    response = client.post("/read/C-1/", headers={"referer": "http://evil.example/review/"})
    assert response["Location"] == "/sign-in/"


def test_a_page_update_by_script_moves_the_whole_page_to_sign_in(client: Client) -> None:
    response = client.get(
        "/read/C-1/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/review/"}
    )
    assert response["HX-Redirect"] == "/sign-in/?next=%2Freview%2F"


def test_the_wrong_role_finds_nothing_and_it_is_noted(client: Client) -> None:
    desk = person(Role.FRONT_DESK)
    client.force_login(desk)
    assert client.get("/read/C-1/").status_code == 404
    event = Event.objects.get(action="access.refused")
    assert (event.actor, event.subject_type, event.subject_id) == (desk, "consultation", "C-1")
    assert event.detail == {"permission": "consultations.review"}


def test_somebody_who_left_is_a_stranger(client: Client) -> None:
    technician = person(Role.TECHNICIAN)
    client.force_login(technician)
    technician.is_active = False
    technician.save()
    assert client.get("/read/C-1/").status_code == 302
    assert not may(technician, "consultations.review")


def test_opening_a_record_is_noted_with_the_request(client: Client) -> None:
    technician = person(Role.TECHNICIAN)
    client.force_login(technician)
    response = client.get("/read/C-1/")
    event = Event.objects.get(action="review.opened")
    assert response.content == b"answers of C-1"
    assert (event.actor, event.site) == (technician, technician.site)
    assert (event.subject_type, event.subject_id) == ("consultation", "C-1")
    assert event.request_id == response["X-Request-ID"]


def test_an_address_to_go_to_shows_nothing_and_is_not_noted(client: Client) -> None:
    client.force_login(person(Role.TECHNICIAN))
    assert client.get("/leads-on/C-1/").status_code == 302
    assert not Event.objects.filter(action="review.opened").exists()


def test_a_view_may_name_the_record_and_what_was_shown(client: Client) -> None:
    desk = person(Role.FRONT_DESK)
    client.force_login(desk)
    client.get("/found/")
    event = Event.objects.get(action="patients.found")
    assert (event.subject_type, event.subject_id) == ("site", str(desk.site_id))
    assert event.detail == {"shown": ["P-1", "P-2"]}


def test_what_cannot_be_logged_is_not_shown(client: Client) -> None:
    client.force_login(person(Role.TECHNICIAN))
    with pytest.raises(DataError):
        client.get("/unlogged/C-1/")


def test_a_record_that_is_not_yours_is_missing_and_noted(client: Client) -> None:
    client.force_login(person(Role.TECHNICIAN))
    assert client.get("/missing/C-9/").status_code == 404
    assert not Site.objects.filter(name="half done").exists()
    assert not Event.objects.filter(action="review.opened").exists()
    assert Event.objects.get(action="access.refused").subject_id == "C-9"


def test_a_refusal_is_a_page_with_a_next_step(client: Client) -> None:
    client.force_login(person(Role.FRONT_DESK))
    response = client.get("/refuses/")
    assert response.status_code == 409
    assert "The review has ended." in response.content.decode()
    assert "Ask a technician to look again." in response.content.decode()


@pytest.mark.parametrize(
    ("path", "why", "next_step"),
    [
        ("/too-late/", "by somebody else at the same moment", "load the page again"),
        ("/guarded/", "review has ended at 100 %.", "s review."),
    ],
    ids=["two at once", "a guard of the database"],
)
def test_the_databases_last_word_is_a_page_too(
    client: Client, path: str, why: str, next_step: str
) -> None:
    client.force_login(person(Role.FRONT_DESK))
    response = client.get(path)
    assert response.status_code == 409
    assert why in response.content.decode()
    assert next_step in response.content.decode()
    assert not Event.objects.exists()


def test_our_mistake_is_no_refusal(client: Client) -> None:
    client.force_login(person(Role.FRONT_DESK))
    with pytest.raises(IntegrityError), transaction.atomic():
        client.get("/our-mistake/")


def test_a_view_that_declares_nothing_stays_shut(client: Client) -> None:
    with pytest.raises(ImproperlyConfigured, match="undeclared does not declare"):
        client.get("/undeclared/")


def test_an_unknown_permission_stops_the_start() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"tea\.make"):
        access("tea.make")


def test_managers_and_administrators_see_no_patients() -> None:
    for role in (Role.MANAGER, Role.ADMIN):
        opened = {name for name, roles in PERMISSIONS.items() if role in roles}
        without_names = {"agreement.read", "catalogue.check", "catalogue.edit"}
        desk = without_names if role == Role.MANAGER else set()
        assert opened - desk <= {"account.own", "catalogue.read", "site.admin", "staff.manage"}
