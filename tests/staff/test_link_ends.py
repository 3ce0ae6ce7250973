"""How a link ends, D26: one page for all ways, one password for two at once."""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import is_password_usable
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.http import HttpResponse, HttpResponseBase
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from clinic import links
from clinic.actions import staff
from clinic.actions.invitations import choose_password, send_new_link, withdraw_links
from clinic.errors import NotAllowed
from clinic.models import Event, Invitation, User
from clinic.models.user import Role
from tests.people import person, site
from tests.staff.invited import CHOSEN, administrator, choose, invited, newest_link

pytestmark = pytest.mark.django_db

Shown = tuple[int, str]


# ── What ends it ───────────────────────────────────────────────────────────────


def ended_pages(client: Client) -> Iterator[tuple[str, str]]:
    """Each way a link ends, and its address."""
    admin = administrator()
    yield "wrong", f"/invitation/{secrets.token_urlsafe(32)}/"
    yield "not a token at all", "/invitation/ä'--/"
    invited(sign_in_name="used", email="used@clinic.example")
    choose(client, newest_link())
    yield "used", newest_link()
    withdrawn = invited(sign_in_name="moved", email="moved@clinic.example")
    link = newest_link()
    send_new_link(withdrawn, by=admin)
    yield "an older one", link
    disabled = invited(sign_in_name="left", email="left@clinic.example")
    staff.disable(disabled, by=admin)
    yield "of somebody who left", newest_link()
    yield "expired", expired_link()


def expired_link(ago: timedelta = timedelta(seconds=1)) -> str:
    """A link whose three days ended by the database's clock."""
    someone = person(Role.TECHNICIAN, "late", email="late@clinic.example")
    token = links.new_token()
    Invitation.objects.create(
        person=someone,
        token_hash=links.hash_of(token),
        sent_to=someone.email,
        made_at=Now() - timedelta(days=3) - ago,
        expires_at=Now() - ago,
    )
    return f"/invitation/{token}/"


def test_links_that_ended_all_look_alike(client: Client) -> None:
    seen: dict[str, tuple[int, str, Shown, Shown]] = {}
    for why, link in ended_pages(client):
        visitor = Client()
        moved = visitor.get(link)
        page = visitor.get("/invitation/")
        tried = visitor.post("/invitation/", {"new_password": CHOSEN})
        seen[why] = (moved.status_code, moved["Location"], shown(page), shown(tried))
        assert "This link no longer works" in page.content.decode(), why
        assert shown(tried) == shown(page)
    assert len(seen) == 6
    first = seen["wrong"]
    assert {why for why, found in seen.items() if found != first} == set()
    assert (first[2][0], first[3][0]) == (404, 404)


def shown(answer: HttpResponseBase) -> Shown:
    """The page but for the safety mark of its forms, which is another one each time."""
    assert isinstance(answer, HttpResponse)
    text = answer.content.decode()
    return answer.status_code, re.sub(r'"X-CSRFToken": "\w+"', "", text)


def test_every_link_costs_the_same_questions_to_the_database(client: Client) -> None:
    counts = {}
    for why, link in ended_pages(client):
        visitor = Client()
        visitor.get(link)
        with transaction.atomic(), connection.execute_wrapper(counting := Counting()):
            visitor.get("/invitation/")
        counts[why] = counting.asked
    assert set(counts.values()) == {1}


class Counting:
    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        self.asked += "clinic_invitation" in sql
        return execute(sql, params, many, context)


def test_a_thousand_guesses_open_nothing(client: Client) -> None:
    invited()
    for _ in range(1_000):
        with pytest.raises(NotAllowed):
            choose_password(links.hash_of(links.new_token()), CHOSEN)
    assert Event.objects.filter(action="invitation.used").count() == 0


def test_a_cookie_of_somebodys_own_making_opens_nothing(client: Client) -> None:
    kim = invited()
    client.cookies["session-invitation"] = Invitation.objects.get(person=kim).token_hash
    assert client.get("/invitation/").status_code == 404


def test_its_cookie_lasts_an_hour_and_while_the_key_is_kept(
    client: Client, settings: Settings
) -> None:
    invited()
    with time_machine.travel(timezone.now(), tick=False) as now:
        client.get(newest_link())
        old, settings.SECRET_KEY = settings.SECRET_KEY, "another key that is long enough here"
        assert client.get("/invitation/").status_code == 404
        settings.SECRET_KEY_FALLBACKS = [old]
        assert client.get("/invitation/").status_code == 200
        now.shift(60 * 60 + 1)
        assert client.get("/invitation/").status_code == 404


def test_a_link_works_until_its_last_moment(client: Client) -> None:
    assert choose(client, expired_link(-timedelta(minutes=1))) == 302


def test_three_days_are_counted_by_the_database(client: Client) -> None:
    link = Invitation.objects.get(person=invited())
    assert link.expires_at - link.made_at == timedelta(days=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(
            person=person(Role.TECHNICIAN),
            token_hash="x",
            sent_to="a@b.example",
            expires_at=Now() + timedelta(days=4),
        )


# ── What the database holds on to ──────────────────────────────────────────────


@pytest.mark.parametrize(
    "change",
    [
        "expires_at = now() + interval '1 year', made_at = now() + interval '1 year'",
        "token_hash = repeat('a', 64)",
        "person_id = (SELECT max(id) FROM clinic_user)",
        "used_at = NULL",
        "withdrawn_at = now()",
    ],
)
def test_a_link_that_was_used_stays_as_it_was(client: Client, change: str) -> None:
    invited()
    administrator()
    choose(client, newest_link())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE clinic_invitation SET {change}")


def test_nobody_has_two_open_links() -> None:
    kim = invited()
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(person=kim, token_hash="x", sent_to=kim.email)


def test_a_link_is_told_apart_by_its_person() -> None:
    assert str(Invitation.objects.get(person=invited())) == "Link for Kim Lee"
    assert not Invitation.objects.visible_to(person(Role.CLINIC_LEAD)).exists()


# ── Two at once ────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_two_who_use_a_link_at_the_same_moment_get_one_password_in() -> None:
    kim = invited()
    token_hash = Invitation.objects.get(person=kim).token_hash
    ready = threading.Barrier(4)
    results: list[str] = []

    def run(password: str) -> None:
        ready.wait()
        try:
            choose_password(token_hash, password)
            results.append(password)
        except NotAllowed:
            results.append("")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(f"{CHOSEN} {each}",)) for each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [chosen] = [each for each in results if each]
    assert len(results) == 4
    kim.refresh_from_db()
    assert kim.check_password(chosen)
    assert Event.objects.filter(action="invitation.used").count() == 1


# ── The mail ───────────────────────────────────────────────────────────────────


def test_the_mail_names_nobody_and_nothing_but_the_link() -> None:
    kim = invited()
    [sent] = mail.outbox
    whole = sent.message().as_string()
    assert sent.to == [kim.email]
    assert sent.subject == "Your link to Scalpwise"
    assert sent.message().get_content_type() == "text/plain"
    for word in ("Kim", "Lee", "technician", "Technician", site().name, "kim\n"):
        assert word not in whole.replace("kim@clinic.example", "")
    assert str(sent.body).count("http") == 1
    assert not is_password_usable(User.objects.get(pk=kim.pk).password)


# ── Ended between the look and the choice ──────────────────────────────────────

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@pytest.mark.django_db(transaction=True)
def test_a_link_withdrawn_while_the_password_is_sent_sets_none(client: Client) -> None:
    kim = invited()
    client.get(newest_link())
    answers: list[int] = []

    def send() -> None:
        try:
            answers.append(client.post("/invitation/", {"new_password": CHOSEN}).status_code)
        finally:
            connection.close()

    sending = threading.Thread(target=send)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=kim.pk)
        sending.start()
        for _ in range(200):
            if waiting():
                break
            sending.join(0.05)
        withdraw_links(kim)
    sending.join()
    assert answers == [404]
    kim.refresh_from_db()
    assert not kim.has_usable_password()


def waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        (count,) = cursor.fetchone()
    return bool(count)
