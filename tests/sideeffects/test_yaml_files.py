"""What a YAML file may say, and what it is told when it may not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sideeffects.risk import CatalogueError
from sideeffects.yaml_files import NotYaml, read_folder, read_text, read_yaml
from tests.catalogue import copy_of_starter

# Ten lines that a thousand million parts come out of.
LAUGHS = "a0: &a0 [x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: yes", {"a": "yes"}),
        ("a: [no, on, Off]", {"a": ["no", "on", "Off"]}),
        ("a: true", {"a": True}),
        ("a: False", {"a": False}),
        ("a: 2026-08-03", {"a": "2026-08-03"}),
        ("a: 2026-08", {"a": "2026-08"}),
        ("a: 5.7", {"a": 5.7}),
        ("a: null", {"a": None}),
        ("a: &x [1]\nb: *x", {"a": [1], "b": [1]}),
        ('{"a": [1, "é"]}', {"a": [1, "é"]}),
    ],
)
def test_words_and_dates_stay_texts(text: str, value: Any) -> None:
    assert read_yaml(text) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: 1\nb: 2\na: 3", "line 3: 'a' stands twice"),
        ("x:\n  - {k: 1, k: 2}", "line 2: 'k' stands twice"),
        ("a: [1, 2", "line 2: "),
        ("a: 1\n\tb: 2", "line 2: "),
        ('a: "nul \\0"', "line 1: a text holds a control character"),
        ('a: "\\ud800"', "line 1: "),
        ("? [1, 2]\n: x", "line 1: a key must be a word"),
        ("a: !!python/object/apply:os.system [ls]", "line 1: "),
        ("a: b\x00c", "control characters are not allowed"),
        ("[" * 100_000, "line 1: parts are nested too deep"),
        ("a: &x [*x]", "its references (*name) lead to too much"),
        (LAUGHS, "its references (*name) lead to too much"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_with_its_line(text: str, reason: str) -> None:
    with pytest.raises(NotYaml) as caught:
        read_yaml(text)
    assert reason in str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"a: \xe9")
    for path, reason in (
        (latin, "is not UTF-8 text"),
        (tmp_path / "none.yaml", "there is no such file"),
        (tmp_path, "cannot be read: Is a directory"),
    ):
        with pytest.raises(NotYaml, match=reason):
            read_text(path)


def test_a_folder_without_one_of_its_files(tmp_path: Path) -> None:
    folder = copy_of_starter(tmp_path)
    (folder / "periods.yaml").unlink()
    with pytest.raises(CatalogueError, match=r"^periods: there is no such file"):
        read_folder(folder)


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="there is no such folder"):
        read_folder(tmp_path / "nowhere")
