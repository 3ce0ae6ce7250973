"""A folder that somebody sends: unpacked in memory under strict limits, and read as a catalogue.

Nothing of it is written to a disk, so a name in it is a name and never a place. Files that are no
part of a catalogue are not even unpacked.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from clinic.text import clean_text
from sideeffects.risk import PARTS, Catalogue, parse
from sideeffects.yaml_files import read_contents

MEGABYTE = 1024 * 1024
MOST_PACKED = 5 * MEGABYTE
MOST_UNPACKED = 20 * MEGABYTE
MOST_FILES = 60
LONGEST_NAME = 80
TOO_MUCH = "This is more than 5 MB. A catalogue is smaller"
ENCRYPTED = 0x1
OURS = {f"{name}.yaml": name for name in PARTS}
# What Python's own reader says of bytes that only begin like a zip.
DAMAGED = (BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError)
MADE_BY_THE_MAC = "__MACOSX/"  # what its Finder packs beside every file


class NotAFolder(Exception):
    """What was sent cannot be a catalogue's folder; the message says why."""


@dataclass(frozen=True, slots=True)
class Folder:
    """`contents` by part; `left_out`: the names of the files that are no part of a catalogue."""

    contents: dict[str, bytes]
    left_out: tuple[str, ...]

    def catalogue(self) -> Catalogue:
        """Raises ``CatalogueError`` with file, key and reason."""
        return parse(read_contents(self.contents))


def unpacked(sent: Sequence[tuple[str, bytes]]) -> Folder:
    """The folder in what was sent: one zip, or its files one by one. Raises ``NotAFolder``."""
    if sum(len(content) for _, content in sent) > MOST_PACKED:
        raise NotAFolder(TOO_MUCH)
    if len(sent) == 1 and _is_zip(*sent[0]):
        return _of_zip(sent[0][1])
    if any(_is_zip(name, content) for name, content in sent):
        raise NotAFolder("Send one zip alone, or the files without a zip")
    return _folder([(_named(name), content) for name, content in sent], [])


def _is_zip(name: str, content: bytes) -> bool:
    return name.lower().endswith(".zip") or content.startswith(b"PK\x03\x04")


def _of_zip(packed: bytes) -> Folder:
    try:
        with ZipFile(io.BytesIO(packed)) as archive:
            return _of_archive(archive)
    except DAMAGED:
        raise NotAFolder("This zip is damaged or not a zip") from None


def _of_archive(archive: ZipFile) -> Folder:
    entries = [
        entry
        for entry in archive.infolist()
        if not entry.filename.endswith("/") and not entry.filename.startswith(MADE_BY_THE_MAC)
    ]
    if len(entries) > MOST_FILES:
        raise NotAFolder(f"This zip holds more than {MOST_FILES} files")
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise NotAFolder("Unpacked, this zip is more than 20 MB")
    names = _names(entries)
    wanted = [(name, entry) for name, entry in zip(names, entries, strict=True) if name in OURS]
    found, left = [], MOST_UNPACKED
    for name, entry in wanted:
        content = _content(archive, entry, left)
        left -= len(content)
        found.append((name, content))
    return _folder(found, [name for name in names if name not in OURS])


def _names(entries: list[ZipInfo]) -> list[str]:
    """The names of the files; all may lie in one folder, as when a folder is packed."""
    names = [_named(entry.filename) for entry in entries]
    top, _, _ = names[0].partition("/") if names else ("", "", "")
    if top and all(name.startswith(f"{top}/") for name in names):
        names = [name.removeprefix(f"{top}/") for name in names]
    for name in names:
        if "/" in name:
            raise NotAFolder(f"“{name}” lies in a folder of its own. Pack the files alone")
        if name.lower().endswith(".zip"):
            raise NotAFolder(f"“{name}” is a zip inside the zip. Send that one")
    return names


def _named(name: str) -> str:
    """A plain name, perhaps behind that of a folder; one that leads elsewhere is refused."""
    odd = clean_text(name) != name or len(name) > LONGEST_NAME or "\\" in name or ":" in name
    if odd or any(part in ("", ".", "..") for part in name.split("/")):
        shown = clean_text(name)[:LONGEST_NAME]
        raise NotAFolder(f"“{shown}” is not a plain name of a file")
    return name


def _content(archive: ZipFile, entry: ZipInfo, most: int) -> bytes:
    """Unpacked no further than allowed, whatever the zip says of its size."""
    if entry.flag_bits & ENCRYPTED:
        raise NotAFolder("This zip is locked with a password")
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise NotAFolder("This zip is packed in a way we do not read. Pack it as an ordinary zip")
    with archive.open(entry) as file:
        return _at_most(file, most)


def _at_most(file: IO[bytes], most: int) -> bytes:
    content = file.read(most + 1)
    if len(content) > most:
        raise NotAFolder("Unpacked, this zip is more than 20 MB")
    return content


def _folder(found: list[tuple[str, bytes]], left_out: list[str]) -> Folder:
    contents: dict[str, bytes] = {}
    for name, content in found:
        if name not in OURS:
            left_out.append(name)
        elif OURS[name] in contents:
            raise NotAFolder(f"“{name}” is there twice")
        else:
            contents[OURS[name]] = content
    if not contents:
        raise NotAFolder(f"No file of a catalogue is in it, such as {next(iter(OURS))}")
    return Folder(contents, tuple(dict.fromkeys(left_out)))
