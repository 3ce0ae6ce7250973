"""D27: a word that stands in every field of every row turns up nowhere but on the pages."""

from __future__ import annotations

import io
import logging
import logging.config
import os
import re
from collections.abc import Collection, Iterator
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from smtplib import SMTPDataError
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from clinic.models import Event, SentForm, User
from clinic.models.user import Role
from clinic.sessions import SessionStore
from consultations.actions.outgoing import send_due
from consultations.models import AnswerChange, Review
from dev.places import VAR
from dev.pytest_postgres import PREFIX
from tests.attack import full_clinic
from tests.attack.addresses import Met, crawl, with_routes_nobody_links
from tests.attack.pages_that_fail import CODES, WAYS
from tests.conftest import AsOwner
from tests.consultations.outbox import EMAIL, Server, told_by_mail
from tests.consultations.world import World
from tests.people import person

CANARY = "Zwqxkanari"
CATALOGUE = ("/catalogue/", "/admin/sideeffects/")  # what is looked for there is no patient’s
DATE_BOX = re.compile(r"_(day|month|year)$")  # a filter by dates may stand in an address


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What production's logging writes, for everything that happens meanwhile."""
    written = io.StringIO()
    before = [(logger, logger.handlers[:], logger.level) for logger in _loggers()]
    wanted: dict[str, Any] = deepcopy(settings.LOGGING)
    wanted["handlers"]["out"]["stream"] = written
    wanted["root"]["level"] = "DEBUG"
    logging.config.dictConfig(wanted)
    yield written
    for logger, handlers, level in before:
        logger.handlers[:] = handlers
        logger.setLevel(level)


def _loggers() -> list[logging.Logger]:
    return [logging.getLogger(), logging.getLogger("django")]


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def filled(db: None, as_owner: AsOwner) -> list[str]:
    full_clinic.build(CANARY)
    with as_owner():
        return full_clinic.poison(CANARY)


@pytest.mark.usefixtures("filled")
def test_no_address_log_or_table_of_ours_says_it(
    log: io.StringIO, capfd: pytest.CaptureFixture[str], settings: Any
) -> None:
    settings.ZEAL_RAISE = False
    seen = 0
    for user in User.objects.filter(is_active=True):
        met = with_routes_nobody_links(crawl(user))
        assert [address for address in met.addresses if CANARY in address] == []
        seen += _send_every_form(user, met)
    assert seen > 100
    assert CANARY not in log.getvalue()
    assert CANARY not in "".join(capfd.readouterr())
    assert _events_with_it() <= {("catalogue.row_added", "samplepatient")}
    assert _tables_with_it() <= {Event._meta.db_table, SentForm._meta.db_table}
    assert [form for form in _forms_with_it() if not form.startswith(CATALOGUE)] == []
    assert [letter for letter in mail.outbox if CANARY in letter.message().as_string()] == []


def test_a_message_says_it_to_the_patient_alone(
    world: World, log: io.StringIO, capfd: pytest.CaptureFixture[str], settings: Any
) -> None:
    """In the mail and in the record of the decision; the outbox is sealed."""
    settings.EMAIL_BACKEND = "tests.consultations.outbox.Server"
    now = timezone.now()
    told_by_mail(world, now, CANARY)
    for minutes, answer in ((2, SMTPDataError(550, CANARY.encode())), (3, None)):
        Server.answer = answer
        send_due(now + timedelta(minutes=minutes))
    (letter,) = mail.outbox
    assert (letter.to, letter.body.count(CANARY)) == ([EMAIL], 1)
    assert CANARY not in letter.subject + log.getvalue() + "".join(capfd.readouterr())
    assert _tables_with_it(but=()) == {Review._meta.db_table}


def _send_every_form(user: User, met: Met) -> int:
    """With the word in every box; the answers' own headers may not say it."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    for form in met.forms:
        if form.method == "get":
            words = [name for name in form.typed if not DATE_BOX.search(name)]
            assert words == [] or form.action.startswith(CATALOGUE), f"{form.action}: post searches"
            continue
        response = client.post(form.action, form.filled(CANARY))
        assert response.status_code < 500, form
        by_wording = form.action.startswith(CATALOGUE)  # entries are named by what they say
        assert by_wording or CANARY not in str(response.headers), form
        assert CANARY not in _decoded_sessions(), form
    return len(met.forms)


def _decoded_sessions() -> str:
    store = SessionStore()
    return "".join(str(store.decode(session.session_data)) for session in Session.objects.all())


# The records themselves, what is read from them, and the protected history of both.
def _may_say_it() -> set[str]:
    holding = {model._meta.db_table for model, _ in full_clinic.columns()}
    return holding | {ADMINS_LOG, ANSWERS}


# What a patient said in their own words, follow-ups included.
ANSWERS = AnswerChange._meta.db_table

# Of whom it names people can only be read in the admin; it tells of entries of the catalogue.
ADMINS_LOG = "django_admin_log"


def _events_with_it() -> set[tuple[str, str]]:
    """A sample patient is named by what the catalogue's own wording says of it."""
    events = Event.objects.extra(where=["clinic_event::text LIKE %s"], params=[LIKE])
    return set(events.values_list("action", "subject_type"))


def _forms_with_it() -> list[str]:
    """The addresses of forms that came in: an entry of the catalogue is named by what it says."""
    forms = SentForm.objects.extra(where=["clinic_sentform::text LIKE %s"], params=[LIKE])
    return list(forms.values_list("address", flat=True))


def _tables_with_it(but: Collection[str] | None = None) -> set[str]:
    """Of all tables there are, also those that no model knows."""
    but = _may_say_it() if but is None else but
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in but and not _is_history(table):
                cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [LIKE])
                if cursor.fetchone() != (0,):
                    found.add(table)
    return found


LIKE = f"%{CANARY}%"


def _is_history(table: str) -> bool:
    """Row history keeps what was written, by its nature; nobody but its own pages reads it."""
    return table.endswith(("event", "history")) and table != Event._meta.db_table


@pytest.mark.urls("tests.attack.pages_that_fail")
@pytest.mark.parametrize("how", [*WAYS, *CODES])
def test_no_failure_says_it(
    client: Client, db: None, log: io.StringIO, how: str, capfd: pytest.CaptureFixture[str]
) -> None:
    client.force_login(person(Role.TECHNICIAN))
    client.raise_request_exception = False
    for method in (client.get, client.post):
        response = method(f"/fails/{how}/", headers={"X-Secret": CANARY})
        assert response.status_code >= 400
        assert CANARY not in response.content.decode() + str(response.headers)
    assert CANARY not in log.getvalue() + "".join(capfd.readouterr())
    assert CANARY not in log_of_the_database()
    assert mail.outbox == []


def log_of_the_database() -> str:
    """The private server's own, which says of each refused row why."""
    return (VAR / f"{PREFIX}{os.getpid()}" / "postgres.log").read_text(errors="replace")


def test_no_file_of_the_site_says_it() -> None:
    for folder in ("static", "templates"):
        for path in Path(settings.BASE_DIR, folder).rglob("*.*"):
            assert CANARY.encode() not in path.read_bytes(), path
