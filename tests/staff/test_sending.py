"""Sending mail: to a server, to files, and when it cannot be done; and the first invitation."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from django.core import mail as outgoing
from django.core.mail.backends.smtp import EmailBackend
from django.core.management import CommandError, call_command
from pytest_django import Settings

from clinic import mail
from clinic.models import Event, User
from clinic.models.user import Role
from tests.clinic.test_production import GOOD, manage
from tests.people import person, site

SMTP = "django.core.mail.backends.smtp.EmailBackend"
FILES = "django.core.mail.backends.filebased.EmailBackend"


@pytest.fixture
def silent_server() -> Iterator[int]:
    """The port of a mail server that takes the call and never says a word."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        yield listening.getsockname()[1]


def to_server(settings: Settings, port: int) -> None:
    settings.EMAIL_BACKEND, settings.MAIL_TO_FILES = SMTP, False
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 0.2


def test_a_server_that_never_answers_holds_nobody_up(
    settings: Settings, silent_server: int
) -> None:
    to_server(settings, silent_server)
    assert mail.send("kim@clinic.example", "Hello", "Text") is False


def test_a_server_that_is_not_there_is_no_crash(settings: Settings, silent_server: int) -> None:
    to_server(settings, silent_server)
    with closing(socket.create_server(("127.0.0.1", 0))) as gone:
        settings.EMAIL_PORT = gone.getsockname()[1]
    assert mail.send("kim@clinic.example", "Hello", "Text") is False


def test_without_a_server_nothing_is_sent(settings: Settings) -> None:
    settings.EMAIL_HOST, settings.MAIL_TO_FILES = "", False
    assert mail.send("kim@clinic.example", "Hello", "Text") is False
    assert outgoing.outbox == []


def test_the_demo_writes_to_files(settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = FILES, tmp_path / "mail"
    assert settings.MAIL_TO_FILES
    assert mail.send("kim@clinic.example", "Hello", "Text")
    [written] = (tmp_path / "mail").iterdir()
    assert "To: kim@clinic.example" in written.read_text()


# ── Settings ───────────────────────────────────────────────────────────────────

TELL = "from django.conf import settings as s; print(s.EMAIL_BACKEND, s.SITE_URL, s.EMAIL_PORT,"
TELL += " s.EMAIL_USE_TLS, s.EMAIL_HOST_PASSWORD, s.DEFAULT_FROM_EMAIL, s.MAIL_TO_FILES)"


def told(**environment: str) -> str:
    done = manage("shell", "--no-imports", "-c", TELL, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_production_sends_through_its_server_over_tls(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("pw\n")
    sending = {"EMAIL_HOST": "mail.clinic.example", "EMAIL_HOST_PASSWORD_FILE": str(secret)}
    assert told(**GOOD, **sending) == (
        f"{SMTP} https://desk.clinic.example 587 True pw"
        " Scalpwise <no-reply@desk.clinic.example> False"
    )


def test_development_without_a_server_writes_to_files() -> None:
    local = {"DATABASE_URL": GOOD["DATABASE_URL"], "PORT": "8315", "EMAIL_USE_TLS": "0"}
    assert told(**local).startswith(f"{FILES} http://127.0.0.1:8315 587 False")
    assert told(**local, EMAIL_HOST="mail.clinic.example").startswith(SMTP)
    assert told(**local, EMAIL_HOST="mail.clinic.example", SCALPWISE_DEMO="1").startswith(FILES)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"SITE_URL": "http://desk.clinic.example"}, "SITE_URL must begin with https://"),
        ({"SITE_URL": "https://elsewhere.example"}, "SITE_URL must begin with https://"),
        ({"SITE_URL": "https://[half"}, "SITE_URL must begin with https://"),
        ({"EMAIL_PORT": "smtp"}, "EMAIL_PORT must be a number"),
        ({"EMAIL_HOST_PASSWORD_FILE": "/nowhere"}, "EMAIL_HOST_PASSWORD_FILE names a file"),
    ],
)
def test_a_wrong_setting_stops_the_start(change: dict[str, str], line: str) -> None:
    done = manage("check", **{**GOOD, **change})
    assert done.returncode != 0
    assert done.stderr.strip().startswith(f"Scalpwise cannot start: {line}")


def test_the_certificate_of_the_mail_server_is_checked() -> None:
    """Of the server that production sends through: its name, and who vouches for it."""
    context = EmailBackend().ssl_context
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


# ── The first administrator ────────────────────────────────────────────────────


def invite(*arguments: str) -> str:
    out = StringIO()
    call_command("invite", *arguments, stdout=out)
    return out.getvalue()


TOM = ("Tom Ashby", "tom", "tom@clinic.example", "--role", "admin")


@pytest.mark.django_db
def test_the_first_administrator_comes_from_the_command_line(settings: Settings) -> None:
    assert "written to a file in" in invite(*TOM)
    tom = User.objects.get(username="tom")
    assert (tom.role, tom.site, tom.has_usable_password()) == (Role.ADMIN, None, False)
    event = Event.objects.get(action="user.added")
    assert (event.actor, event.subject_id) == (None, str(tom.pk))
    settings.MAIL_TO_FILES, settings.EMAIL_HOST = False, "mail.clinic.example"
    said = invite("Kim", "kim", "kim@clinic.example", "--role", "auditor", "--site", site().name)
    assert said == "A link is on its way to kim@clinic.example.\n"
    assert "/invitation/" not in said


@pytest.mark.django_db
def test_the_link_is_shown_only_where_no_mail_can_be_sent(settings: Settings) -> None:
    settings.MAIL_TO_FILES, settings.EMAIL_HOST = False, ""
    settings.SITE_URL = "https://desk.clinic.example"
    assert "https://desk.clinic.example/invitation/" in invite(*TOM)


@pytest.mark.django_db
def test_the_command_refuses_what_the_page_refuses() -> None:
    person(Role.ADMIN, "tom")
    with pytest.raises(CommandError, match="This sign-in name is taken"):
        invite(*TOM)
    with pytest.raises(CommandError, match="There is no site “Westside”"):
        invite(*TOM, "--site", "Westside")
    with pytest.raises(CommandError, match="works at a site"):
        invite("Kim", "kim", "kim@clinic.example", "--role", "auditor")
