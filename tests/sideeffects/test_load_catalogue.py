"""`manage.py load_catalogue DIR [--publish] [--note]`."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from sideeffects.models import ROWS, Edition
from tests.catalogue import STARTER, change, copy_of_starter, starter

pytestmark = pytest.mark.django_db


def load(folder: Path = STARTER, **options: Any) -> str:
    said = StringIO()
    call_command("load_catalogue", str(folder), stdout=said, **options)
    return said.getvalue()


def test_it_says_what_it_loaded() -> None:
    said = load()
    assert "Loaded the catalogue." in said
    assert "  rules: 159 added" in said
    assert not Edition.objects.exists()


def test_it_publishes_when_asked() -> None:
    said = load(publish=True, note="The starter.")
    assert f"Published edition 1, SHA-256 {starter().hash}." in said
    assert Edition.objects.live().note == "The starter."


def test_twice_is_once() -> None:
    load(publish=True)
    said = load(publish=True)
    assert "Nothing to load: the catalogue already says what this folder says." in said
    assert "Nothing to publish: edition 1 is live and says the same." in said
    assert Edition.objects.count() == 1


def test_it_can_be_silent() -> None:
    assert load(publish=True, verbosity=0) == ""


def test_a_change_is_counted(tmp_path: Path) -> None:
    load(publish=True)
    folder = copy_of_starter(tmp_path)
    change(folder, "rules", lambda content: content["rules"][0].update(reads_as="If too young."))
    said = load(folder, publish=True)
    assert "  rules: 1 changed, 158 unchanged" in said
    assert "Published edition 2" in said


def test_an_error_names_file_entry_and_reason(tmp_path: Path) -> None:
    folder = copy_of_starter(tmp_path)
    change(folder, "rules", lambda content: content["rules"][0].update(kind="perhaps"))
    with pytest.raises(CommandError, match=r"^rules\.yaml: under_18: 'kind' is 'perhaps'"):
        load(folder, publish=True)
    assert not any(model.objects.exists() for model in ROWS)


def test_an_error_of_the_file_itself_names_the_line(tmp_path: Path) -> None:
    folder = copy_of_starter(tmp_path)
    with (folder / "periods.yaml").open("a") as file:
        file.write("periods: []\n")
    with pytest.raises(CommandError, match=r"^periods\.yaml: line \d+: 'periods' stands twice"):
        load(folder)


def test_every_gap_is_listed(tmp_path: Path) -> None:
    folder = copy_of_starter(tmp_path)

    def dangle(content: Any) -> None:
        content["claims"][0]["sources"] = ["nobody_2020"]
        content["claims"][1]["side_effects"] = ["nothing"]

    change(folder, "claims", dangle)
    with pytest.raises(CommandError) as caught:
        load(folder)
    assert str(caught.value).splitlines() == [
        "claims.yaml: s0-01: there is no source 'nobody_2020'",
        "claims.yaml: s0-02: there is no side effect 'nothing'",
    ]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="there is no such folder"):
        load(tmp_path / "nowhere")
