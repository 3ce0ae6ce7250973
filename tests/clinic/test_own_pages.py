"""Preferences, keys, the menu, and the administrators' pages."""

from __future__ import annotations

import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from clinic.access import may
from clinic.models import Event, Site, User
from clinic.models.user import Role
from clinic.navigation import entries, links_for
from tests.people import PASSWORD, person, site

pytestmark = pytest.mark.django_db

SIGN_OUT = re.compile(r'<form[^>]* action="/(sign-out|admin/logout)/"')
NEW = {"theme": "dark", "fast_keys": "on"}


def test_preferences_begin_as_the_device_with_fast_keys_off(client: Client) -> None:
    user = person(Role.TECHNICIAN)
    assert (user.theme, user.fast_keys, user.shortcut_keys) == ("system", False, True)
    client.force_login(user)
    assert "data-bs-theme" not in client.get("/preferences/").content.decode()


def test_preferences_are_kept_and_noted(client: Client) -> None:
    user = person(Role.TECHNICIAN)
    client.force_login(user)
    page = client.post("/preferences/", NEW, follow=True).content.decode()
    user.refresh_from_db()
    assert (user.theme, user.fast_keys, user.shortcut_keys) == ("dark", True, False)
    assert 'data-bs-theme="dark"' in page
    assert "Your preferences are saved." in page
    event = Event.objects.get(action="account.preferences")
    assert event.detail == {"fields": ["theme", "fast_keys", "shortcut_keys"]}
    client.post("/preferences/", NEW)
    assert Event.objects.filter(action="account.preferences").count() == 1


def test_a_page_costs_the_session_and_the_person_with_their_site(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(person(Role.MANAGER))
    with django_assert_num_queries(2):
        client.get("/preferences/")


def test_preferences_refuse_what_is_no_choice(client: Client) -> None:
    client.force_login(person(Role.TECHNICIAN))
    assert client.post("/preferences/", {"theme": "pink"}).status_code == 422


def test_the_role_is_no_preference(client: Client) -> None:
    user = person(Role.FRONT_DESK)
    client.force_login(user)
    client.post("/preferences/", {**NEW, "role": "admin", "is_active": "", "site": ""})
    user.refresh_from_db()
    assert (user.role, user.is_active, user.site) == (Role.FRONT_DESK, True, site())


def test_the_keys_page_lists_the_keys(client: Client) -> None:
    client.force_login(person(Role.FRONT_DESK))
    page = client.get("/keys/").content.decode()
    for key in ("Ctrl+K", "Y, N, U", "Alt+1 to Alt+4"):
        assert key in page


@pytest.mark.parametrize("role", Role.values)
def test_the_menu_shows_what_the_role_may_open(client: Client, role: str) -> None:
    user = person(role)
    client.force_login(user)
    links = links_for(user, "/")
    assert len(links) == len([entry for entry in entries() if may(user, entry.permission)])
    for link in links:
        page = client.get(link.url)
        assert page.status_code == 200
        assert len(SIGN_OUT.findall(page.content.decode())) == 1
        assert [other.label for other in links_for(user, link.url) if other.here] == [link.label]


# ── People ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "change",
    ["role = 'owner'", "site_id = NULL", "theme = 'pink'", "username = 'Sam'"],
)
def test_the_database_keeps_people_in_order(change: str) -> None:
    person(Role.FRONT_DESK, "sam")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE clinic_user SET {change}")


def test_an_administrator_needs_no_site() -> None:
    admin = User.objects.create_superuser("tom", PASSWORD)
    assert (admin.role, admin.site, admin.is_staff) == (Role.ADMIN, None, True)
    assert (admin.get_full_name(), str(admin)) == ("tom", "tom")


def test_only_administrators_have_djangos_rights() -> None:
    for role in Role.values:
        user = person(role)
        allowed = role == Role.ADMIN
        assert user.has_perm("clinic.change_user") is allowed
        assert user.has_perms(["clinic.change_user"]) is allowed
        assert user.has_module_perms("clinic") is allowed


def test_names_are_folded_the_same_way_everywhere() -> None:
    names = {
        "  Łucja   MÜLLER ": "lucja muller",
        "Zoe\u0308": "zoe",
        "Ødegård": "odegard",
        "O'Brien-Straße": "o'brien-strasse",
        "Adéyẹmí": "adeyemi",
    }
    with connection.cursor() as cursor:
        for name, folded in names.items():
            cursor.execute("SELECT scalpwise_fold(%s)", [name])
            assert cursor.fetchone() == (folded,)


# ── The administrators' pages ──────────────────────────────────────────────────


def test_people_are_only_read_in_the_admin(client: Client) -> None:
    client.force_login(person(Role.ADMIN))
    kim = person(Role.FRONT_DESK, "kim")
    page = client.get(f"/admin/clinic/user/{kim.pk}/change/").content.decode()
    assert "Some kim" in page
    assert kim.password not in page
    assert '<input type="text"' not in page
    form = {"username": "kim", "display_name": "Kim", "role": "admin", "is_active": "on"}
    assert client.post(f"/admin/clinic/user/{kim.pk}/change/", form).status_code == 403
    assert client.post("/admin/clinic/user/add/", form).status_code == 403
    assert client.get(f"/admin/clinic/user/{kim.pk}/password/").status_code in (302, 404)
    kim.refresh_from_db()
    assert kim.role == Role.FRONT_DESK


@pytest.mark.parametrize("path", ["", "clinic/user/", "clinic/site/", "clinic/event/"])
def test_the_administrators_lists_open(client: Client, path: str) -> None:
    client.force_login(person(Role.ADMIN))
    assert client.get(f"/admin/{path}").status_code == 200


def test_nobody_is_deleted(client: Client) -> None:
    admin = person(Role.ADMIN)
    client.force_login(admin)
    for path in (f"user/{admin.pk}", f"site/{site().pk}"):
        assert client.post(f"/admin/clinic/{path}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/clinic/event/add/").status_code == 403


def test_a_site_needs_a_time_zone_that_exists(client: Client) -> None:
    client.force_login(person(Role.ADMIN))
    form = {"name": "Westside", "town": "York", "timezone": "Europe/Yrok", "phone": ""}
    assert "is not a time zone" in client.post("/admin/clinic/site/add/", form).content.decode()
    client.post("/admin/clinic/site/add/", {**form, "timezone": "Europe/London"})
    assert str(Site.objects.get(name="Westside")) == "Westside, York"


@pytest.mark.parametrize(
    ("name", "called"),
    [("Sam Whitaker", "Sam"), ("Dr Helen Okafor", "Dr Okafor"), ("Dr", "Dr"), (" ", " ")],
)
def test_people_are_called_as_they_would_be_at_work(name: str, called: str) -> None:
    assert User(display_name=name).get_short_name() == called
