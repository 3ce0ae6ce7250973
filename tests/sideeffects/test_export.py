"""A catalogue leaves as a folder that says exactly what it says."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from clinic.models import Event
from clinic.models.user import Role
from clinic.text import clean_text
from sideeffects.actions import load, publish, record_approval
from sideeffects.desk.exporting import folder_of_edition, zipped
from sideeffects.models import Period
from sideeffects.models import Section as SectionRow
from sideeffects.risk import PARTS, Catalogue, parse
from sideeffects.risk.catalogue import Section
from sideeffects.yaml_files import read_folder, read_yaml
from sideeffects.yaml_writing import yaml_texts
from tests.catalogue import STARTER, alone, catalogue_with, starter, starter_edition
from tests.people import person

FILES = {f"{name}.yaml" for name in PARTS}


def read_back(texts: dict[str, str]) -> Catalogue:
    return parse({name.removesuffix(".yaml"): read_yaml(text) for name, text in texts.items()})


# ── As YAML ────────────────────────────────────────────────────────────────────


def test_the_starter_reads_back_as_it_is() -> None:
    texts = yaml_texts(starter())
    assert set(texts) == FILES
    assert read_back(texts).hash == starter().hash
    assert yaml_texts(read_back(texts)) == texts


def test_a_person_can_read_and_compare_it() -> None:
    texts = yaml_texts(starter())
    longest = max(len(line) for text in texts.values() for line in text.splitlines())
    assert longest < 200
    assert (
        "  - key: isotretinoin_wait\n"
        "    label: Wait after the last isotretinoin or acitretin dose\n"
        "    value: 6\n"
        "    unit: months\n"
    ) in texts["periods.yaml"]
    assert "    - {question: keloid_history, is: 'yes'}" not in texts["rules.yaml"]
    assert "    - {is: is, question: keloid_history, value: 'yes'}" in texts["rules.yaml"]


def test_one_change_is_one_line() -> None:
    sections = dict(starter().sections)
    first = next(iter(sections))
    sections[first] = replace(sections[first], title="You and your head")
    changed = catalogue_with(sections=sections)
    before, after = (yaml_texts(one)["questions.yaml"].splitlines() for one in (starter(), changed))
    assert [line for line in after if line not in before] == ["    title: You and your head"]
    assert len(before) == len(after)


WORDS = st.text(min_size=1, max_size=60).map(clean_text).filter(str.strip)
TRAPS = [
    *"yes no on ~ null true 1 1_000 0o7 1:30 2026-01-01 = << {a} [a] &a *a !a | > %a @a `a".split(),
    *("- a", "a: b", "a #b", "? a", "---", "...", "'", '"', "a\n\n  b ", " a", "a ", "\ta"),
    *("a\u2028b", "\ufeffa", "🙂", "x" * 300),
]


@given(st.one_of(WORDS, st.sampled_from(TRAPS)))
def test_any_text_reads_back_as_it_is(text: str) -> None:
    one = alone("sections", "health", Section("health", text))
    assert read_back(yaml_texts(one)).sections["health"].title == text


def test_texts_that_yaml_would_read_as_something_else() -> None:
    for text in TRAPS:
        one = alone("sections", "health", Section("health", text))
        assert read_back(yaml_texts(one)).sections["health"].title == text


@given(st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False))
def test_any_number_reads_back_as_it_is(number: Decimal) -> None:
    period = replace(starter().periods["isotretinoin_wait"], value=number)
    read = read_yaml(yaml_texts(alone("periods", period.key, period))["periods.yaml"])
    assert Decimal(str(read["periods"][0]["value"])) == number


def test_a_part_without_entries_reads_back() -> None:
    empty = catalogue_with(claims={}, samples={})
    assert read_back(yaml_texts(empty)).hash == empty.hash


# ── As a zip ───────────────────────────────────────────────────────────────────


def unzipped(packed: bytes) -> dict[str, str]:
    with ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.django_db
def test_the_zip_is_the_same_bytes_each_time() -> None:
    edition = starter_edition()
    once, again = (zipped(folder_of_edition(edition)) for _ in range(2))
    assert once == again
    assert set(unzipped(once)) == {*FILES, "README.md"}


@pytest.mark.django_db
def test_it_says_what_it_is_and_that_nobody_approved_it() -> None:
    edition = starter_edition()
    about = folder_of_edition(edition)["README.md"]
    assert f"SHA-256: {edition.hash}" in about
    assert "Not clinically approved" in about
    record_approval(edition, name="Dr A Lund", role="Dermatologist", by=person(Role.MANAGER))
    del edition.clinical_approval
    about = folder_of_edition(edition)["README.md"]
    assert "Clinically approved by Dr A Lund, Dermatologist." in about


# ── At the desk ────────────────────────────────────────────────────────────────

pages = pytest.mark.django_db


@pytest.fixture
def manager(client: Client) -> Client:
    client.force_login(person(Role.MANAGER))
    return client


def fetched(client: Client, path: str) -> dict[str, str]:
    response = client.get(f"/catalogue/desk/export/{path}")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/zip"
    assert re.fullmatch(r'attachment; filename="[a-z0-9-]+\.zip"', response["Content-Disposition"])
    return unzipped(response.content)


@pages
def test_an_edition_and_the_draft_can_be_fetched(manager: Client, tmp_path: Path) -> None:
    load(STARTER, by=None)
    first = publish(by=None).edition
    SectionRow.objects.filter(key="health").update(title="Your health now")
    for path, title in (("1/", "Your health"), ("draft/", "Your health now")):
        texts = fetched(manager, path)
        for name, text in texts.items():
            (tmp_path / name).write_text(text)
        catalogue = parse(read_folder(tmp_path))
        assert catalogue.sections["health"].title == title
        assert (catalogue.hash == first.hash) == (path == "1/")
    told = Event.objects.filter(action="catalogue.exported").order_by("pk")
    assert [event.detail for event in told] == [{"number": 1}, {"draft": True}]


@pages
def test_the_page_offers_each_edition(manager: Client) -> None:
    starter_edition()
    starter_edition()
    html = manager.get("/catalogue/desk/export/").content.decode()
    for path in ("1/", "2/", "draft/"):
        assert f'href="/catalogue/desk/export/{path}"' in html
    assert "Nothing reaches patients until it is published." in html


@pages
def test_an_edition_that_is_not_there(manager: Client) -> None:
    starter_edition()
    assert manager.get("/catalogue/desk/export/7/").status_code == 404


@pages
def test_a_draft_that_cannot_be_read_is_not_written(manager: Client) -> None:
    load(STARTER, by=None)
    publish(by=None)
    Period.objects.filter(key="isotretinoin_wait").update(unit="")
    response = manager.get("/catalogue/desk/export/draft/")
    assert response.status_code == 409
    assert "isotretinoin_wait" in response.content.decode()
    assert not Event.objects.filter(action="catalogue.exported").exists()


# ── From the command line ──────────────────────────────────────────────────────


@pages
def test_the_command_writes_a_folder_that_loads(tmp_path: Path, capsys: Any) -> None:
    load(STARTER, by=None)
    live = publish(by=None).edition
    SectionRow.objects.filter(key="health").update(title="Your health now")
    for options, title in (({}, "Your health"), ({"draft": True}, "Your health now")):
        folder = tmp_path / title
        call_command("export_catalogue", str(folder), **options)
        assert f"Wrote 10 files to {folder}." in capsys.readouterr().out
        assert parse(read_folder(folder)).sections["health"].title == title
    call_command("export_catalogue", str(tmp_path / "one"), edition=1, verbosity=0)
    assert parse(read_folder(tmp_path / "one")).hash == live.hash
    assert capsys.readouterr().out == ""


@pages
def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No edition is published"):
        call_command("export_catalogue", str(tmp_path))
    with pytest.raises(CommandError, match=r"There is no edition 9\."):
        call_command("export_catalogue", str(tmp_path), edition=9)
    starter_edition()
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_catalogue", str(tmp_path / "file"))
    load(STARTER, by=None)
    Period.objects.filter(key="isotretinoin_wait").update(unit="")
    with pytest.raises(CommandError, match="isotretinoin_wait"):
        call_command("export_catalogue", str(tmp_path / "new"), draft=True)
    assert not (tmp_path / "new").exists()


def test_nothing_in_the_folder_is_more_than_text() -> None:
    for text in yaml_texts(starter()).values():
        assert "!!" not in text
        assert json.dumps(read_yaml(text), default=str)
