"""What changes something needs the token of a form of ours, sent from a page of ours."""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from clinic.addresses import Address, addresses
from clinic.models.user import Role
from tests.access.footprint import changed, footprint
from tests.access.places import fill
from tests.access.two_sites import TwoSites

pytestmark = pytest.mark.django_db

SECRET = "a" * 32
ELSEWHERE = "https://clinic.example.evil.test"
TOO_OLD = b"We did not take what was sent, to be safe."
SENDERS = (Role.CLINIC_LEAD, Role.MANAGER, Role.ADMIN)
# Of the admin's pages, which are all made alike, those of one app.
CHANGING = [
    each
    for each in addresses()
    if each.declared and "POST" in each.declared.methods
    if not each.route.startswith("admin/") or each.route.startswith("admin/clinic/")
]


def posts(client: Client, sites: TwoSites, role: str) -> Iterator[tuple[str, Address]]:
    """Each address that this role may send something to, and one it really has."""
    user = sites.here.people[role]
    client.force_login(user)
    client.cookies[settings.CSRF_COOKIE_NAME] = SECRET
    for address in CHANGING:
        assert address.declared is not None
        if address.declared.permission is None or role in address.declared.roles:
            yield fill(address, sites, user).own[0], address


def refused_as_foreign(response: Any) -> bool:
    return response.status_code == 403 and TOO_OLD in response.content


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


def test_the_senders_may_send_all_that_can_be_sent() -> None:
    roles = {each.route: each.declared.roles for each in CHANGING if each.declared}
    assert [route for route in roles if roles[route] and not roles[route] & set(SENDERS)] == []


@pytest.mark.parametrize("role", SENDERS)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": ELSEWHERE},
        {"origin": "null"},
        {"referer": f"{ELSEWHERE}/page/"},
        {"referer": ""},
    ],
    ids=["no token", "another origin", "no origin at all", "another page", "no page at all"],
)
def test_nothing_is_taken_from_another_site(
    browser: Client, sites: TwoSites, role: str, headers: dict[str, str]
) -> None:
    """The token is right wherever the request comes from elsewhere; else there is none."""
    sent = {"csrfmiddlewaretoken": SECRET} if headers else {}
    ways = list(posts(browser, sites, role))
    before = footprint()
    for path, address in ways:
        response = browser.post(path, sent, headers=headers, secure=True)
        assert refused_as_foreign(response), address.route
    assert changed(before) == []


@pytest.mark.parametrize("role", SENDERS)
def test_the_same_is_taken_from_our_own_pages(browser: Client, sites: TwoSites, role: str) -> None:
    """Else the test above would find doors shut that are shut to everybody."""
    ours = {"origin": "https://testserver"}
    for path, address in posts(browser, sites, role):
        before = transaction.savepoint()
        cookies = SimpleCookie(browser.cookies)
        response = browser.post(path, {"csrfmiddlewaretoken": SECRET}, headers=ours, secure=True)
        browser.cookies = cookies
        transaction.savepoint_rollback(before)
        assert not refused_as_foreign(response), address.route
