"""The archive_command and its keys: a piece lies there whole, once and closed, or it fails."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest
from django.conf import settings

from clinic.backups import archive, keys
from clinic.backups.errors import BackupFailed
from clinic.backups.opening import piece
from clinic.backups.segments import Row, archived, first_missing, numbers, position

NAME = "000000010000000000000003"


@pytest.fixture(autouse=True)
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    identity = tmp_path / "identity"
    monkeypatch.setenv(keys.RECIPIENT, keys.make(identity))
    monkeypatch.setenv(keys.IDENTITY_FILE, str(identity))
    (tmp_path / "wal").mkdir()
    return identity


def a_piece(tmp_path: Path, content: bytes = b"what changed" * 1000) -> str:
    source = tmp_path / "source"
    source.write_bytes(content)
    return str(source)


def target(tmp_path: Path, name: str = NAME) -> str:
    return str(tmp_path / "wal" / name)


def test_a_piece_is_closed_and_opens_with_the_private_key(tmp_path: Path) -> None:
    assert archive.main([a_piece(tmp_path), target(tmp_path)]) == 0
    sealed = (tmp_path / "wal" / f"{NAME}.gz.age").read_bytes()
    assert sealed.startswith(b"age-encryption.org/v1\n")
    assert piece(tmp_path / "wal", NAME, keys.identity()) == b"what changed" * 1000
    assert piece(tmp_path / "wal", NAME.replace("3", "4"), keys.identity()) is None


def test_the_same_again_is_no_fault_and_another_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """PostgreSQL asks again when it did not hear the answer."""
    assert archive.main([a_piece(tmp_path), target(tmp_path)]) == 0
    sealed = (tmp_path / "wal" / f"{NAME}.gz.age").read_bytes()
    assert archive.main([a_piece(tmp_path), target(tmp_path)]) == 0
    assert archive.main([a_piece(tmp_path, b"another"), target(tmp_path)]) == 1
    assert (
        "holds something else. Two servers must never share an archive." in capsys.readouterr().err
    )
    assert (tmp_path / "wal" / f"{NAME}.gz.age").read_bytes() == sealed
    assert len(list((tmp_path / "wal").iterdir())) == 2


def test_a_try_that_was_killed_does_not_stop_the_next(tmp_path: Path) -> None:
    """Given the note alone, of another content even: the piece itself was never there."""
    (tmp_path / "wal" / f"{NAME}.sha256").write_text(f"{'0' * 64}  {NAME}\n")
    assert list(archived(tmp_path / "wal")) == []
    assert archive.main([a_piece(tmp_path), target(tmp_path)]) == 0
    assert list(archived(tmp_path / "wal")) == [NAME]


def test_a_piece_without_its_note_is_nobody_s(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert archive.main([a_piece(tmp_path), target(tmp_path)]) == 0
    (tmp_path / "wal" / f"{NAME}.sha256").unlink()
    assert list(archived(tmp_path / "wal")) == []
    assert archive.main([a_piece(tmp_path), target(tmp_path)]) == 1
    assert "holds something else" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", NAME, "is empty."),
        (b"x", "../elsewhere", "is no name of a piece of the log."),
        (b"x", "postgresql.conf", "is no name of a piece of the log."),
        (b"x", f"away/{NAME}", "No such file or directory."),
    ],
)
def test_what_cannot_be_archived_fails(
    tmp_path: Path, content: bytes, name: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert archive.main([a_piece(tmp_path, content), target(tmp_path, name)]) == 1
    assert capsys.readouterr().err.strip().endswith(said)


def test_without_the_public_key_nothing_is_archived(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(keys.RECIPIENT)
    assert archive.main([a_piece(tmp_path), target(tmp_path)]) == 1
    assert list(archived(tmp_path / "wal")) == []
    assert archive.main([]) == 2


def test_a_full_disk_fails_and_leaves_no_piece(tmp_path: Path) -> None:
    """As PostgreSQL starts it: by itself, here with room for 4 kB."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    done = subprocess.run(
        [
            *(sys.executable, "-B", "-m", "clinic.backups.archive"),
            *(a_piece(tmp_path, os.urandom(100_000)), target(tmp_path)),
        ],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], keys.RECIPIENT: os.environ[keys.RECIPIENT]},
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        preexec_fn=limit,
    )
    assert done.returncode == 1
    assert done.stderr.strip().endswith("File too large.")
    assert list(archived(tmp_path / "wal")) == []
    assert [path.suffix for path in (tmp_path / "wal").iterdir()] == [".sha256"]


# ── Keys ───────────────────────────────────────────────────────────────────────


def test_a_pair_of_keys_is_made_once_and_for_nobody_else_to_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "made"
    assert keys.main([str(file)]) == 0
    public = capsys.readouterr().out.strip().removeprefix("BACKUP_RECIPIENT=")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    key = pyrage.x25519.Identity.from_str(file.read_text().splitlines()[-1])
    assert str(key.to_public()) == public
    assert keys.main([str(file)]) == 1
    assert keys.main([]) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "names a file that cannot be read"),
        ("# nothing\n", "holds no private key"),
        ("AGE-SECRET-KEY-1\n", "holds no private key"),
    ],
)
def test_a_private_key_that_is_none(
    key: Path, content: str | None, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key.unlink()
    if content is not None:
        key.write_text(content)
    with pytest.raises(BackupFailed, match=said):
        keys.identity()
    monkeypatch.delenv(keys.IDENTITY_FILE)
    with pytest.raises(BackupFailed, match="is missing"):
        keys.identity()


# ── Names of pieces ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("segment_mb", "place", "name"),
    [
        (16, "0/2000028", "000000010000000000000002"),
        (16, "1/0", "000000010000000100000000"),
        (64, "0/FFFFFFFF", "00000001000000000000003F"),
        (1, "2/FFF00000", "000000010000000200000FFF"),
    ],
)
def test_a_position_lies_in_one_piece(segment_mb: int, place: str, name: str) -> None:
    row = Row(segment_mb * 1024**2)
    number = row.number(position(place))
    assert row.name(number, 1) == name
    assert row.number_of(name) == number


def test_a_gap_is_the_first_piece_that_lacks() -> None:
    row = Row(16 * 1024**2)
    held = numbers(
        [
            *("000000010000000000000002", "000000020000000000000003", "00000002.history"),
            *("000000010000000000000004.00000028.backup", "000000010000000000000005.partial"),
        ],
        row,
    )
    assert held == {2, 3}
    assert first_missing(held, 2, 3) is None
    assert first_missing(held, 2, 5) == 4
    assert row.number_of("postgresql.conf") is None
