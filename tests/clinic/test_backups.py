"""A backup counts only when it was restored (safety.md, R40, D30): each row, right and guard."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg2
import pytest
from cryptography.fernet import Fernet
from pytest_django import DjangoDbBlocker

from clinic.backups import keys, restoring
from clinic.backups.chain import Archive
from clinic.backups.errors import BackupFailed
from clinic.backups.recovering import PREFIX, sweep
from clinic.backups.restoring import Steps, Wish, restore
from dev.postgres import OWNER_ROLE, WEB_ROLE
from tests.clinic.backup_servers import (
    RIGHTS,
    SEQUENCES,
    Clinic,
    archiving_clinic,
    begun,
    hashes,
    rows,
    servers_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def clinic(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Clinic]:
    with (
        django_db_blocker.unblock(),
        archiving_clinic(tmp_path_factory.mktemp("backups")) as clinic,
    ):
        clinic.backup()
        yield clinic


def now(clinic: Clinic) -> datetime:
    ((moment,),) = clinic.as_owner("SELECT clock_timestamp()")
    assert isinstance(moment, datetime)
    return moment


def web(address: str) -> str:
    """The same database, as the web role."""
    return address.replace(OWNER_ROLE, WEB_ROLE, 1)


def test_what_was_there_at_a_moment_comes_back(clinic: Clinic) -> None:
    """Given a backup and work after it, when somebody destroys answers, then a restore to the
    moment before has every row, and nothing of what came later."""
    clinic.as_owner("UPDATE clinic_site SET phone = '01904 000001'")
    clinic.seal()
    before = hashes(clinic.server.url(OWNER_ROLE))
    numbers = dict(clinic.as_owner(SEQUENCES))
    moment = now(clinic)
    clinic.past_the_guards("DELETE FROM consultations_answerchange")
    clinic.as_owner("UPDATE clinic_site SET phone = 'destroyed'")
    clinic.archive_all()
    assert hashes(clinic.server.url(OWNER_ROLE)) != before

    target = clinic.target()
    folder = str(clinic.archive.folder)
    done = clinic.manage("restore", folder, "--to", moment.isoformat(), "--into", target)

    assert done.returncode == 0, done.stderr
    assert hashes(target) == before
    assert before["consultations_answerchange"][0] > 0
    assert all(value >= numbers[name] for name, value in rows(target, SEQUENCES))
    assert "The audit trail is whole" in done.stdout
    assert "summaries are the same, byte for byte" in done.stdout
    assert "nobody was erased again" in done.stdout
    assert rows(target, RIGHTS, WEB_ROLE) == clinic.as_owner(RIGHTS, WEB_ROLE) != []
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        rows(web(target), "DELETE FROM clinic_event")
    with pytest.raises(psycopg2.errors.IntegrityConstraintViolation):
        rows(target, "DELETE FROM clinic_event")
    _goes_on(clinic, target)


def _goes_on(clinic: Clinic, target: str) -> None:
    """New rows get new numbers: people can work in it."""
    done = clinic.manage("seed_demo", "--patients", "3", DATABASE_URL=web(target))
    assert done.stdout.startswith("1 patients"), done.stderr


def test_who_was_erased_since_is_erased_again(clinic: Clinic) -> None:
    """Given a patient on the list of erasures, when an older backup is restored, then the patient
    is not in it, and the audit trail is whole. A second factor that another secret key locked is
    named, and the web role is not let in."""
    ((key,), *others) = clinic.as_owner("SELECT created_key FROM consultations_patient ORDER BY id")
    line = {"patient": str(key), "day": "2026-11-22"}
    (clinic.archive.folder / "erased.jsonl").write_text(f"{json.dumps(line)}\n")
    lost = json.dumps({"secret": Fernet(Fernet.generate_key()).encrypt(b"seed").decode()})
    clinic.as_owner(
        "INSERT INTO mfa_authenticator (user_id, type, data, created_at)"
        " SELECT min(id), 'totp', %s, now() FROM clinic_user",
        lost,
    )
    clinic.archive_all()
    target = clinic.target()

    done = clinic.manage("restore", str(clinic.archive.folder), "--into", target)

    assert "Erased again: 1 of 1 on the list" in done.stdout
    assert "The audit trail is whole" in done.stdout
    assert rows(target, "SELECT created_key FROM consultations_patient ORDER BY id") == others
    assert done.returncode == 1
    assert "this SECRET_KEY does not open mfa_authenticator" in done.stderr
    assert rows(target, RIGHTS, WEB_ROLE) == []
    (clinic.archive.folder / "erased.jsonl").unlink()
    clinic.as_owner("DELETE FROM mfa_authenticator")


@pytest.fixture
def work() -> Iterator[Path]:
    """A place that the server's account can reach, which may not enter pytest's own."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def test_who_ends_a_restore_finds_nothing_of_it(clinic: Clinic, work: Path) -> None:
    """Given a restore at work, when it is told to end, or ended without a word, then its server is
    gone, and what it had opened goes with it, or with the next one."""
    for ended in (signal.SIGTERM, signal.SIGKILL):
        with begun(clinic, work) as process:
            while not list(work.glob("*/log")):
                assert process.poll() is None
                time.sleep(0.001)
            process.send_signal(ended)
            _, said = process.communicate()
        assert process.returncode in (1, -signal.SIGKILL)
        assert ("Stopped; what was unpacked is gone again." in said) == (process.returncode == 1)
        assert bool(list(work.iterdir())) == (ended == signal.SIGKILL)
    give_up = time.monotonic() + 30
    while servers_in(work):
        assert time.monotonic() < give_up
        time.sleep(0.05)
    sweep(work)
    assert list(work.iterdir()) == []


# ── What a damaged archive makes of a restore: one sentence, and nothing in the target ─────────


@pytest.fixture
def copy(clinic: Clinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """The archive as it is, to be damaged."""
    clinic.archive_all()
    monkeypatch.setenv(keys.IDENTITY_FILE, str(clinic.identity))
    return Archive(Path(shutil.copytree(clinic.archive.folder, tmp_path / "copy")))


@pytest.fixture(scope="module")
def empty(clinic: Clinic) -> Iterator[str]:
    """One target for every restore that is refused: it stays empty."""
    target = clinic.target()
    yield target
    assert hashes(target) == {}


def refusal(archive: Archive, target: str, to: datetime | None = None) -> str:
    with pytest.raises(BackupFailed) as refused:
        restore(archive, Wish(target, to), Steps(lambda line: None))
    return str(refused.value)


def last_piece(archive: Archive) -> Path:
    return max(archive.wal.glob("????????????????????????.gz.age"))


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size - 100)


def turn_a_byte(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def test_another_key_opens_nothing(
    copy: Archive, empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.make(tmp_path / "another")
    monkeypatch.setenv(keys.IDENTITY_FILE, str(tmp_path / "another"))
    assert "it belongs to another public key" in refusal(copy, empty)


def test_a_base_with_one_other_byte_is_refused(copy: Archive, empty: str) -> None:
    base = copy.bases()[-1]
    turn_a_byte(base.file(copy.base_folder))
    assert "is not as it was written: its sha256 is another" in refusal(copy, empty)


def test_a_base_that_was_cut_off_counts_as_none(copy: Archive, empty: str) -> None:
    for base in copy.bases():
        cut(base.file(copy.base_folder))
    assert refusal(copy, empty).endswith("holds no backup.")


@pytest.mark.parametrize("damage", [cut, turn_a_byte])
def test_a_damaged_piece_is_named(
    copy: Archive, empty: str, damage: Callable[[Path], None]
) -> None:
    damage(last_piece(copy))
    assert f"{last_piece(copy)} is damaged, or cut off." in refusal(copy, empty)


def test_a_gap_is_named_by_the_backup_and_by_the_restore(
    clinic: Clinic, copy: Archive, empty: str
) -> None:
    """Given work, one piece of it gone from the middle and later pieces: both say which."""
    clinic.as_owner("UPDATE clinic_site SET phone = 'before the gap'")
    clinic.archive_all()
    clinic.as_owner("UPDATE clinic_site SET phone = 'in the gap'")
    clinic.archive_all()
    shutil.copytree(clinic.archive.wal, copy.wal, dirs_exist_ok=True)
    gone = last_piece(copy)
    clinic.as_owner("UPDATE clinic_site SET phone = 'after the gap'")
    clinic.archive_all()
    shutil.copytree(clinic.archive.wal, copy.wal, dirs_exist_ok=True)
    gone.unlink()
    name = gone.name.removesuffix(".gz.age")

    done = clinic.manage("backup", str(copy.folder), "--check")
    assert (done.returncode, done.stdout) == (1, "")
    assert f"The archive has a gap: {name} is missing." in done.stderr
    assert f"The archive has a gap: {name} is missing." in refusal(copy, empty)
    said = refusal(copy, empty, now(clinic))
    assert "The archive does not reach" in said
    assert f"{name} is missing" in said

    target = clinic.target()
    restore(copy, Wish(target, up_to_the_gap=True), Steps(lambda line: None))
    assert rows(target, "SELECT DISTINCT phone FROM clinic_site") == [("before the gap",)]


def test_a_moment_before_the_first_backup_is_refused(copy: Archive, empty: str) -> None:
    first = copy.bases()[0]
    assert "The first backup is of" in refusal(copy, empty, first.stopped_at - timedelta(seconds=1))


def test_a_database_with_a_table_is_not_touched(clinic: Clinic, copy: Archive) -> None:
    target = clinic.target()
    rows(target, "CREATE TABLE theirs (id int)")
    assert "is not empty: it has public.theirs." in refusal(copy, target)
    assert hashes(target) == {"theirs": (0, "")}


def test_a_database_of_somebody_else_is_not_touched(clinic: Clinic, copy: Archive) -> None:
    assert "does not own that database" in refusal(copy, clinic.empty.url(OWNER_ROLE, "postgres"))


def test_too_little_room_is_said_before_anything_is_opened(
    copy: Archive, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring, "SPARE_BYTES", 10**18)
    assert "MB are needed. Name a larger place with --work." in refusal(copy, empty)


def test_nothing_that_was_open_is_left(clinic: Clinic, copy: Archive, work: Path) -> None:
    """Given a restore that breaks in the middle, in a place that a killed one had left behind."""
    (work / f"{PREFIX}999999999-left").mkdir(parents=True)
    cut(last_piece(copy))
    with pytest.raises(BackupFailed, match="damaged"):
        restore(copy, Wish(clinic.target(), work=work), Steps(lambda line: None))
    assert list(work.iterdir()) == []
