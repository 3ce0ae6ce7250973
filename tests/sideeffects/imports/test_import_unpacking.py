"""What somebody sends is unpacked under strict limits, and nothing of it reaches a disk."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_LZMA, ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sideeffects.desk.importing import MOST_FILES, MOST_PACKED, MOST_UNPACKED, NotAFolder, unpacked
from sideeffects.risk import CatalogueError
from tests.catalogue import starter
from tests.sideeffects.imports.sent_folders import FEW, OWN, exported, few, packed


def of_zip(content: bytes, name: str = "catalogue.zip") -> object:
    return unpacked([(name, content)])


def test_a_zip_of_the_folder_is_read() -> None:
    folder = unpacked([("x.zip", packed(OWN))])
    assert folder.catalogue().hash == starter().hash
    assert set(folder.left_out) == {"README.md", "open_points.yaml"}


def test_what_we_export_comes_in_again() -> None:
    folder = unpacked([("x.zip", exported())])
    assert folder.catalogue().hash == starter().hash
    assert folder.left_out == ()


def test_the_files_can_be_sent_one_by_one() -> None:
    folder = unpacked(list(FEW.items()))
    assert folder.catalogue().hash == few().hash
    assert set(folder.left_out) == {"README.md", "open_points.yaml"}


def test_a_folder_packed_as_a_folder_is_read_too() -> None:
    files = {f"catalogue/{name}": content for name, content in FEW.items()}
    files |= {"__MACOSX/catalogue/._rules.yaml": b"\x00", "catalogue/": b""}
    folder = unpacked([("x.zip", packed(files))])
    assert folder.catalogue().hash == few().hash
    assert set(folder.left_out) == {"README.md", "open_points.yaml"}


@pytest.mark.parametrize(
    "name",
    [
        "../rules.yaml",
        "/etc/rules.yaml",
        "a/../rules.yaml",
        "a/../../rules.yaml",
        "./rules.yaml",
        "a//rules.yaml",
        "..\\rules.yaml",
        "C:\\rules.yaml",
        "C:rules.yaml",
        "\u202elmay.selur",
        "rules\x1b[31m.yaml",
        "x" * 81,
        "a/b/rules.yaml",
        "deep/rules.yaml",
    ],
)
def test_a_name_that_is_a_path_is_refused(name: str) -> None:
    with pytest.raises(NotAFolder, match=r"not a plain name|lies in a folder"):
        of_zip(packed({**FEW, name: b"x"}))


def test_names_of_files_sent_one_by_one_are_held_to_the_same() -> None:
    with pytest.raises(NotAFolder, match="not a plain name"):
        unpacked([("rules.yaml", b""), ("../rules.yaml", b"")])


def test_a_refused_name_is_shown_short_and_clean() -> None:
    with pytest.raises(NotAFolder) as caught:
        of_zip(packed({"\u202e\x07" + "x" * 500: b""}))
    assert "\u202e" not in str(caught.value)
    assert len(str(caught.value)) < 140


def test_a_zip_in_the_zip_is_refused() -> None:
    with pytest.raises(NotAFolder, match="a zip inside the zip"):
        of_zip(packed({**FEW, "more.ZIP": exported()}))


def test_a_zip_called_yaml_is_read_as_text_and_refused() -> None:
    folder = unpacked([("x.zip", packed({**FEW, "rules.yaml": exported()}))])
    with pytest.raises(CatalogueError, match="rules: is not UTF-8 text"):
        folder.catalogue()


def test_zips_and_files_do_not_come_together() -> None:
    with pytest.raises(NotAFolder, match="one zip alone"):
        unpacked([("x.zip", exported()), ("rules.yaml", b"rules: []")])


def test_one_name_twice_is_refused() -> None:
    into = io.BytesIO()
    with ZipFile(into, "w") as archive:
        archive.writestr("rules.yaml", "rules: []")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("rules.yaml", "rules: [1]")
    with pytest.raises(NotAFolder, match=r"“rules.yaml” is there twice"):
        of_zip(into.getvalue())
    with pytest.raises(NotAFolder, match=r"“rules.yaml” is there twice"):
        unpacked([("rules.yaml", b"a"), ("rules.yaml", b"b")])


# ── Bombs ──────────────────────────────────────────────────────────────────────


def test_too_much_packed() -> None:
    with pytest.raises(NotAFolder, match="more than 5 MB"):
        unpacked([("rules.yaml", b" " * MOST_PACKED), ("claims.yaml", b" ")])


def test_too_many_files() -> None:
    with pytest.raises(NotAFolder, match=f"more than {MOST_FILES} files"):
        of_zip(packed({f"{number}.txt": b"" for number in range(MOST_FILES + 1)}))


@pytest.mark.parametrize("name", ["rules.yaml", "notes.txt"])
def test_a_bomb_is_refused_by_what_it_says_of_its_size(name: str) -> None:
    bomb = packed({name: b" " * (MOST_UNPACKED + 1)})
    assert len(bomb) < MOST_PACKED
    with pytest.raises(NotAFolder, match="more than 20 MB"):
        of_zip(bomb)


def test_a_bomb_that_lies_about_its_size_is_refused_too() -> None:
    big = MOST_UNPACKED + 5_000_000
    bomb = bytearray(packed({"rules.yaml": b" " * big}))
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = bomb.index(signature) + place
        assert struct.unpack_from("<I", bomb, start)[0] == big
        struct.pack_into("<I", bomb, start, 10)
    with pytest.raises((NotAFolder, CatalogueError)):
        unpacked([("x.zip", bytes(bomb))]).catalogue()


def test_many_files_together_are_a_bomb_too() -> None:
    half = b" " * (MOST_UNPACKED // 2 + 1)
    with pytest.raises(NotAFolder, match="more than 20 MB"):
        of_zip(packed({"rules.yaml": half, "claims.yaml": half}))


@pytest.mark.parametrize("kind", [ZIP_BZIP2, ZIP_LZMA])
def test_other_ways_of_packing_are_not_read(kind: int) -> None:
    """They unpack in pieces of any size."""
    into = io.BytesIO()
    with ZipFile(into, "w", kind) as archive:
        archive.writestr("rules.yaml", "rules: []")
    with pytest.raises(NotAFolder, match="packed in a way we do not read"):
        of_zip(into.getvalue())


def test_a_locked_zip_is_not_read() -> None:
    locked = bytearray(packed({"rules.yaml": b"rules: []"}))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(signature) + place] |= 1
    with pytest.raises(NotAFolder, match="locked with a password"):
        of_zip(bytes(locked))


def test_a_link_in_the_zip_leads_nowhere() -> None:
    link = ZipInfo("rules.yaml")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    into = io.BytesIO()
    with ZipFile(into, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    folder = unpacked([("x.zip", into.getvalue())])
    assert folder.contents == {"rules": b"/etc/passwd"}


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, b"not a zip", exported()[:5000]],
)
def test_what_is_no_zip_is_refused(content: bytes) -> None:
    with pytest.raises(NotAFolder):
        of_zip(content)


def test_a_folder_without_a_file_of_ours() -> None:
    with pytest.raises(
        NotAFolder, match=r"No file of a catalogue is in it, such as questions\.yaml"
    ):
        of_zip(packed({"README.md": b"x", "Rules.yaml": b"x"}))


SMALL = packed({"rules.yaml": b"rules: []\n", "README.md": b"x" * 50})


@given(st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), max_size=8))
def test_a_damaged_zip_is_refused_or_read_and_never_a_fault(hits: list[tuple[int, int]]) -> None:
    damaged = bytearray(SMALL)
    for place, byte in hits:
        damaged[place] = byte
    try:
        unpacked([("x.zip", bytes(damaged))]).catalogue()
    except (NotAFolder, CatalogueError):
        return


# ── What YAML can do ───────────────────────────────────────────────────────────

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{here}: &{here} [{', '.join([f'*{before}'] * 10)}]\n"
    for before, here in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGES = "a: &a {x: 1}\n" + "".join(
    f"{here}: &{here} {{<<: [{', '.join([f'*{before}'] * 10)}]}}\n"
    for before, here in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS,
        MERGES,
        "rules: &a [*a]",
        "[" * 5000,
        "rules: !!python/object/apply:os.system [id]",
        "rules: !!binary aGk=",
        "rules: [\x00]",
        "rules: \x07",
        "---\nrules: []\n---\nrules: []",
        "rules: []\nrules: []",
        "",
        "- a",
        "rules: {a: b}",
        "rules: [[]]",
        "rules: [{key: [1]}]",
        "?\n  [a]\n: b",
        "rules: [{key: 1.0e999}]",
        "rules: " + "9" * 5000,
        "rules: 0x" + "f" * 5000,
        "rules: 0x_",
        "rules: 1:9999999999999999999",
    ],
    ids=range(21),
)
def test_hostile_yaml_is_an_error_with_its_file(text: str) -> None:
    folder = unpacked([("x.zip", packed({**FEW, "rules.yaml": text.encode()}))])
    with pytest.raises(CatalogueError) as caught:
        folder.catalogue()
    assert caught.value.file == "rules"


def test_nothing_is_written_to_a_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    unpacked([("x.zip", packed(FEW))]).catalogue()
    assert list(tmp_path.iterdir()) == []
