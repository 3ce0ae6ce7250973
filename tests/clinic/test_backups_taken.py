"""What counts as a backup: whole, encrypted, without a gap. Whatever breaks off counts as none."""

from __future__ import annotations

import fcntl
import json
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from clinic.backups import keys
from clinic.backups.bases import Base
from clinic.backups.chain import Archive, check, prune
from clinic.backups.errors import BackupFailed
from clinic.backups.taking import ADDRESS
from dev.postgres import ADMIN_ROLE, WEB_ROLE
from tests.clinic.backup_servers import Clinic, archiving_clinic, rows

LATER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """A server with archiving and 20 MB that cannot be squeezed; its first backup is taken."""
    with archiving_clinic(tmp_path_factory.mktemp("taken"), filled=False) as clinic:
        clinic.as_owner(
            "CREATE TABLE much AS SELECT sha512(i::text::bytea) FROM generate_series(1, 200000) i"
        )
        clinic.backup()
        yield clinic


@pytest.fixture
def copy(clinic: Clinic, tmp_path: Path) -> Archive:
    clinic.archive_all()
    return Archive(Path(shutil.copytree(clinic.archive.folder, tmp_path / "copy")))


def started(clinic: Clinic, folder: Path, most: int | None = None) -> subprocess.Popen[str]:
    """A backup that may write files of so many bytes at the most."""

    def limit() -> None:
        if most is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    return subprocess.Popen(
        [sys.executable, "manage.py", "backup", str(folder)],
        cwd=settings.BASE_DIR,
        env=clinic.environment,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limit,  # noqa: PLW1509 - it asks for a limit and nothing else
    )


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "lock")


def test_a_backup_is_encrypted_and_says_what_it_is(clinic: Clinic) -> None:
    base = clinic.archive.bases()[0]
    content = base.file(clinic.archive.base_folder).read_bytes()
    assert content.startswith(b"age-encryption.org/v1\n-> X25519 ")
    assert len(content) == base.bytes < base.plain_bytes
    assert set(asdict(base)) == {
        *("name", "started", "stopped", "start", "stop", "timeline", "system", "server"),
        *("segment_bytes", "plain_bytes", "bytes", "sha256", "edition"),
    }
    assert files(clinic.archive.base_folder) == [f"{base.name}.json", f"{base.name}.tar.gz.age"]


def test_a_killed_backup_leaves_nothing_that_counts(clinic: Clinic, copy: Archive) -> None:
    """Given a backup that the system ends in the middle, then no backup is there, and the next one
    takes away what is left."""
    for base in copy.bases():
        base.remove(copy.base_folder)
    with started(clinic, copy.folder) as process:
        while not any(part.stat().st_size for part in copy.base_folder.glob(".*.part")):
            assert process.poll() is None
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert copy.bases() == []
    with pytest.raises(BackupFailed, match="holds no backup"):
        check(copy)

    clinic.archive_all()
    shutil.copytree(clinic.archive.wal, copy.wal, dirs_exist_ok=True)
    clinic.manage("backup", str(copy.folder), "--wait", "0")  # it archives elsewhere
    assert len(copy.bases()) == 1
    assert len(list(copy.base_folder.glob(".*.part"))) == 0


def test_a_full_disk_leaves_nothing_that_counts(clinic: Clinic, copy: Archive) -> None:
    before = files(copy.base_folder)
    with started(clinic, copy.folder, most=1_000_000) as process:
        _, said = process.communicate()
    assert process.returncode == 1
    assert said.startswith("CommandError: ")
    assert "could not be written: File too large." in said
    assert files(copy.base_folder) == before


def test_an_archive_that_fails_is_an_alarm(clinic: Clinic) -> None:
    """Given a server whose archive_command fails, then the backup is taken, and ends with 1."""
    as_admin = clinic.server.url(ADMIN_ROLE, "postgres")
    ((command,),) = rows(as_admin, "SHOW archive_command")
    rows(as_admin, "ALTER SYSTEM SET archive_command = 'false'")
    rows(as_admin, "SELECT pg_reload_conf()")
    clinic.as_owner("DELETE FROM much WHERE sha512 < '\\x01'")
    rows(as_admin, "SELECT pg_switch_wal()")
    for arguments in ((), ("--check",)):
        done = clinic.manage("backup", str(clinic.archive.folder), "--wait", "0.5", *arguments)
        assert done.returncode == 1
        assert "Its archive_command fails; its log says why." in done.stderr
    rows(as_admin, "ALTER SYSTEM SET archive_command = %s", command)
    rows(as_admin, "SELECT pg_reload_conf()")
    clinic.archive_all()
    assert "No gap" in clinic.backup("--check")


def test_older_backups_go_and_the_newest_never(clinic: Clinic) -> None:
    clinic.backup("--keep", "1")
    *older, newest = clinic.archive.bases()
    assert older
    assert prune(clinic.archive, older[-1].stopped_at) != (0, 0) or len(older) == 1
    gone, pieces = prune(clinic.archive, LATER)
    assert gone >= 1
    assert pieces >= 1
    assert prune(clinic.archive, LATER) == (0, 0)
    assert clinic.archive.bases() == [newest]
    assert min(clinic.archive.held(newest)) == newest.first
    assert check(clinic.archive)[0] == newest


def test_each_server_has_a_folder_of_its_own(clinic: Clinic, copy: Archive) -> None:
    note = next(copy.base_folder.glob("*.json"))
    note.write_text(json.dumps({**json.loads(note.read_text()), "system": "1"}))
    done = clinic.manage("backup", str(copy.folder))
    assert "holds backups of another server" in done.stderr


def refusal(folder: Path, **options: object) -> str:
    with pytest.raises(CommandError) as refused:
        call_command("backup", folder, **options)
    return str(refused.value)


@pytest.fixture
def ready(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ADDRESS, clinic.environment[ADDRESS])


@pytest.mark.usefixtures("ready")
def test_one_backup_at_a_time(copy: Archive) -> None:
    with (copy.base_folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "Another backup is at work" in refusal(copy.folder)


@pytest.mark.usefixtures("ready")
def test_what_is_missing_is_said(
    clinic: Clinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refusal(tmp_path, check=True) == f"{tmp_path} holds no backup."
    assert refusal(tmp_path, keep=0) == "--keep must be 1 or more."
    (tmp_path / "file").touch()
    assert refusal(tmp_path / "file") == f"{tmp_path}/file cannot be made: File exists."
    monkeypatch.setenv(keys.RECIPIENT, "")
    assert "BACKUP_RECIPIENT is missing" in refusal(tmp_path)
    monkeypatch.setenv(keys.RECIPIENT, "age1nothing")
    assert refusal(tmp_path) == "BACKUP_RECIPIENT is no public key of age."
    monkeypatch.setenv(ADDRESS, clinic.server.url(WEB_ROLE, "postgres"))
    assert "The server of BACKUP_DATABASE_URL does not answer" in refusal(tmp_path)
    monkeypatch.setenv(ADDRESS, clinic.empty.url(ADMIN_ROLE, "postgres"))
    assert refusal(tmp_path) == "The server archives nothing: archive_mode is off."


def test_a_note_of_a_newer_edition_is_not_guessed_at(copy: Archive) -> None:
    note = next(copy.base_folder.glob("*.json"))
    note.write_text(json.dumps({**json.loads(note.read_text()), "edition": 2}))
    with pytest.raises(BackupFailed, match="written by a newer Scalpwise"):
        copy.bases()
    note.write_text("{")
    with pytest.raises(BackupFailed, match="cannot be read"):
        copy.bases()


def test_a_backup_without_its_file_counts_as_none(copy: Archive) -> None:
    base: Base = copy.bases()[0]
    base.file(copy.base_folder).unlink()
    assert base not in copy.bases()
