"""Who, from where and for what: in the event, and in the history of the rows it is about."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from clinic import audit
from clinic.models import Event, RowChange, Site
from clinic.models.user import Role
from clinic.origin import OriginMiddleware, client_address
from tests.people import person, site

OWN_PROXY = ("HTTP_X_FORWARDED_PROTO", "https")


def asked(**meta: str) -> HttpRequest:
    return RequestFactory().get("/", **meta)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("meta", "behind_proxy", "address"),
    [
        ({"REMOTE_ADDR": "192.0.2.7"}, False, "192.0.2.7"),
        ({"REMOTE_ADDR": "2001:db8::7"}, False, "2001:db8::7"),
        ({"REMOTE_ADDR": "::ffff:192.0.2.7"}, False, "192.0.2.7"),
        ({"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "10.0.0.9"}, False, "192.0.2.7"),
        ({"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "10.0.0.9"}, True, "10.0.0.9"),
        (
            {"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "1.1.1.1, 10.0.0.9"},
            True,
            "10.0.0.9",
        ),
        ({"REMOTE_ADDR": "192.0.2.7"}, True, "192.0.2.7"),
        ({"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "1.1.1.1, me"}, True, None),
        ({"REMOTE_ADDR": ""}, False, None),
    ],
)
def test_only_our_own_proxy_is_believed(
    meta: dict[str, str], behind_proxy: bool, address: str | None, settings: object
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = OWN_PROXY if behind_proxy else None  # type: ignore[attr-defined]
    assert client_address(asked(**meta)) == address


@pytest.mark.django_db
@pytest.mark.urls("tests.clinic.pages_for_access")
def test_an_event_says_from_where_and_for_what(client: Client) -> None:
    client.force_login(person(Role.TECHNICIAN))
    response = client.get("/read/C-1/", REMOTE_ADDR="192.0.2.7")
    event = Event.objects.get(action="review.opened")
    assert (event.address, event.purpose) == ("192.0.2.7", "consultations.review")
    assert event.request_id == response["X-Request-ID"]


@pytest.mark.django_db
def test_a_page_without_a_permission_is_named(client: Client) -> None:
    person(Role.TECHNICIAN)
    client.post("/sign-in/", {"username": "technician", "password": "wrong"})
    assert Event.objects.latest("pk").purpose == "clinic:sign_in"


@pytest.mark.django_db
def test_what_the_machine_does_comes_from_nowhere() -> None:
    event = audit.record("catalogue.loaded", actor=None)
    event.refresh_from_db()
    assert (event.address, event.purpose, event.request_id) == (None, "", "")


# ── In the history of rows ─────────────────────────────────────────────────────


@pytest.mark.django_db
def test_a_change_by_a_page_names_the_person_the_page_and_the_request(client: Client) -> None:
    manager = person(Role.MANAGER)
    client.force_login(manager)
    response = client.post("/preferences/", {"theme": "dark", "shortcut_keys": "on"})
    change = RowChange.objects.latest("pk")
    assert (change.table_name, change.row_id) == ("clinic_user", str(manager.pk))
    assert (change.before, change.after) == ({"theme": "system"}, {"theme": "dark"})
    assert (change.actor, change.purpose) == (manager, "account.own")
    assert change.request_id == response["X-Request-ID"]
    assert change.role.endswith("scalpwise_web")


@pytest.mark.django_db(transaction=True)
def test_raw_sql_is_told_apart(client: Client) -> None:
    client.force_login(person(Role.MANAGER))
    client.post("/preferences/", {"theme": "dark"})
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clinic_user SET theme = 'light'")
    change = RowChange.objects.latest("pk")
    assert (change.actor, change.purpose, change.request_id) == (None, "", "")
    assert change.role.endswith("scalpwise_web")
    assert change.at is not None


def answering(act: object) -> HttpResponse:
    """What a page does inside of the middleware."""
    request = asked()
    request.user = person(Role.MANAGER)
    return OriginMiddleware(lambda _request: act() or HttpResponse())(request)  # type: ignore


@pytest.mark.django_db(transaction=True)
def test_the_next_transaction_of_the_connection_is_nobodys() -> None:
    answering(lambda: site("Southside").pk)
    assert RowChange.objects.latest("pk").actor is not None
    Site.objects.update(town="Hull")
    assert RowChange.objects.latest("pk").actor is None


@pytest.mark.django_db(transaction=True)
def test_a_savepoint_rolled_back_does_not_take_the_name_away() -> None:
    def act() -> None:
        with transaction.atomic():
            try:
                with transaction.atomic():
                    site("Southside")
                    raise ValueError
            except ValueError:
                site("Westside")

    answering(act)
    assert RowChange.objects.latest("pk").actor is not None


@pytest.mark.django_db
def test_a_name_of_a_page_cannot_end_the_statement() -> None:
    request = asked()

    class Match:
        func = None
        view_name = "x'; DROP TABLE clinic_site; --%s|9"

    request.resolver_match = Match()  # type: ignore[assignment]
    request.user = person(Role.MANAGER)
    OriginMiddleware(lambda _request: HttpResponse(str(site("Southside", town="%"))))(request)
    change = RowChange.objects.latest("pk")
    assert change.purpose == "xDROPTABLEclinic_site--s9"
    assert change.actor == request.user
