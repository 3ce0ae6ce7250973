"""What lies beside the record when somebody is erased: mails, sessions, the list, other writers."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from clinic import erasing
from clinic.errors import NotAllowed
from clinic.sessions import SessionStore
from consultations.actions.erasing import erase_patient
from consultations.erasure_list import erasure_list, keys_in
from consultations.models import OutgoingMessage, Patient
from tests.consultations.rights_cases import aged, owner
from tests.consultations.world import World, key

WHY = "Asked for in a letter."
pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return World()


def erase(world: World) -> None:
    patient = aged(world.person, 9)
    with owner():
        erase_patient(patient, reason=WHY, by=world.lead)


def test_the_demos_files_of_mails_to_them_go_and_others_stay(
    world: World, tmp_path: Path, settings: Any
) -> None:
    settings.MAIL_TO_FILES, settings.EMAIL_FILE_PATH = True, str(tmp_path)
    case, made = world.sent(), key()
    OutgoingMessage.objects.create(
        consultation=case,
        sealed="x",
        send_at=timezone.now(),
        created_by=world.lead,
        created_key=made,
    )
    (tmp_path / "1.log").write_text(f"Message-ID: <{made.hex}@127.0.0.1>\nDear Tunde")
    (tmp_path / "2.log").write_text(f"Message-ID: <{key().hex}@127.0.0.1>\nDear Ada")
    erase(world)
    assert [file.name for file in tmp_path.iterdir()] == ["2.log"]


def test_messages_that_wait_in_sessions_go_and_nobody_is_signed_out(world: World) -> None:
    client = Client()
    client.force_login(world.lead)
    session = client.session
    session[erasing.MESSAGES] = "sealed words about Tunde"
    session.save()
    erase(world)
    held = SessionStore().decode(Session.objects.get().session_data)
    assert erasing.MESSAGES not in held
    response = client.get("/")
    assert list(get_messages(response.wsgi_request)) == []
    assert response.wsgi_request.user == world.lead


# ── The list ───────────────────────────────────────────────────────────────────


def test_what_failed_is_not_on_the_list(tmp_path: Path) -> None:
    file = tmp_path / "erased.jsonl"
    with erasure_list(file) as add:
        add({"patient": "one"})
    with pytest.raises(KeyboardInterrupt), erasure_list(file) as add:
        add({"patient": "two"})
        assert keys_in(file) == ["one", "two"]
        raise KeyboardInterrupt
    assert keys_in(file) == ["one"]


def test_a_list_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    file = tmp_path / "erased.jsonl"
    file.write_text(json.dumps({"patient": "one"}) + "\n\n")
    file.chmod(0o644)
    with erasure_list(file):
        pass
    assert file.stat().st_mode & 0o777 == 0o600
    assert keys_in(file) == ["one"]


def test_without_a_list_nothing_is_kept() -> None:
    with erasure_list(None) as add:
        add({"patient": "one"})


# ── Other writers ──────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_whoever_writes_longer_than_it_waits_is_let_finish(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence says that nothing was changed, and it works as soon as they are done."""
    patient = world.patient()
    assert world.lead
    aged(patient, 9)
    monkeypatch.setattr(erasing, "WAITS", "200ms")
    words = ("erase_patient", patient.reference, "--by", "clinic-lead", "--because", WHY)
    given = {**connection.get_connection_params(), "cursor_factory": None}
    given.pop("context", None)
    with contextlib.closing(psycopg2.connect(**given)) as writer, writer.cursor() as cursor:
        cursor.execute("UPDATE consultations_patient SET phone = '1' WHERE id = %s", [patient.pk])
        with pytest.raises(CommandError, match=r"Nothing was changed; try again"), owner():
            call_command(*words)
        assert Patient.objects.filter(pk=patient.pk).exists()
        writer.rollback()
    with owner():
        call_command(*words)
    assert not Patient.objects.exists()


def test_a_reason_that_is_too_long(world: World) -> None:
    with pytest.raises(NotAllowed, match="at most 400"), owner():
        erase_patient(world.person, reason="x" * 401, by=world.lead)
