"""A folder that is sent becomes a draft with a diff, and is never live."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from clinic.models import Event
from sideeffects.editions import catalogue_of_rows
from sideeffects.models import ROWS, Claim, Edition, ImportedFolder, Period, Section
from tests.sideeffects.imports.sent_folders import (
    FEW,
    exported,
    few,
    nine_months,
    packed,
    rows,
    sent,
    text_of,
    upload,
    use,
    with_change,
)

pytestmark = pytest.mark.django_db


def test_a_folder_is_shown_before_anything_changes(manager: Client, live: Edition) -> None:
    before = rows()
    page = sent(manager, with_change("periods", nine_months))
    said = text_of(manager.get(page))
    assert "1 entry differs from the draft" in said
    assert "Before 6 removed months After 9 added months" in said
    assert "README.md" in said
    assert "open_points.yaml" in said
    assert "Nothing reaches patients until it is published." in said
    assert rows() == before
    assert catalogue_of_rows().hash == live.hash


def test_it_becomes_the_draft_and_never_live(manager: Client, live: Edition) -> None:
    page = sent(manager, with_change("periods", nine_months))
    response = use(manager, page)
    assert response.headers["Location"] == "/catalogue/desk/changes/"
    assert Period.objects.get(key="isotretinoin_wait").value == 9
    assert Period.objects.get(key="isotretinoin_wait").changed_by is not None
    assert Edition.objects.newest() == live
    folder = ImportedFolder.objects.get()
    assert folder.used_at is not None
    used = Event.objects.get(action="catalogue.folder_used")
    assert (used.detail, used.subject_id) == ({"periods": {"changed": 1}}, str(folder.pk))
    assert "Made the draft" in text_of(manager.get(page))
    assert 'name="seen"' not in manager.get(page).content.decode()


def test_the_diff_is_beside_the_draft_and_beside_live(manager: Client, live: Edition) -> None:
    Section.objects.filter(key="health").update(title="Your health now")
    page = sent(manager, with_change("periods", nine_months))
    beside_draft, beside_live = (
        text_of(manager.get(page)),
        text_of(manager.get(f"{page}?beside=live")),
    )
    assert "2 entries differ from the draft" in beside_draft
    assert "Before Your health now removed After Your health" in beside_draft
    assert "1 entry differs from the live edition" in beside_live
    assert "Your health" not in beside_live


def test_what_was_exported_changes_nothing(manager: Client, live: Edition) -> None:
    response = upload(manager, ("catalogue.zip", exported(few())))
    page = response.headers["Location"]
    assert "The folder says what the draft says" in text_of(manager.get(page))
    before = rows()
    use(manager, page)
    assert rows() == before


def test_entries_that_are_not_in_it_are_retired(manager: Client, live: Edition) -> None:
    page = sent(manager, with_change("claims", lambda content: content["claims"].pop(0)))
    assert "Removed" in text_of(manager.get(page))
    use(manager, page)
    assert Claim.objects.get(key="s0-01").retired


def test_a_folder_waits_until_somebody_uses_it(manager: Client, live: Edition) -> None:
    page = sent(manager, with_change("periods", nine_months))
    listed = manager.get("/catalogue/desk/import/").content.decode()
    assert f'href="{page}"' in listed
    use(manager, page)
    assert f'href="{page}"' not in manager.get("/catalogue/desk/import/").content.decode()


def test_sent_twice_is_kept_once(manager: Client, live: Edition) -> None:
    key = uuid.uuid4()
    pages = {upload(manager, ("c.zip", packed(FEW)), key=key).headers["Location"] for _ in range(2)}
    assert len(pages) == ImportedFolder.objects.count() == 1


def test_before_the_first_edition_everything_is_new(manager: Client) -> None:
    page = sent(manager, FEW)
    count = sum(len(getattr(few(), model.PART)) for model in ROWS)
    assert f"{count} entries differ from the draft" in text_of(manager.get(page))
    use(manager, page)
    assert catalogue_of_rows().hash == few().hash
    assert not Edition.objects.exists()


def test_a_draft_that_cannot_be_read_is_replaced_by_a_folder(
    manager: Client, live: Edition
) -> None:
    page = sent(manager, FEW)
    Period.objects.filter(key="isotretinoin_wait").update(unit="")
    said = text_of(manager.get(page))
    assert "The draft cannot be read" in said
    assert "isotretinoin_wait" in said
    assert use(manager, page).status_code == 302
    assert catalogue_of_rows().hash == live.hash


def test_a_folder_round_trips_through_the_command_line(
    manager: Client, live: Edition, tmp_path: Path
) -> None:
    call_command("export_catalogue", str(tmp_path), verbosity=0)
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert "The folder says what the draft says" in text_of(manager.get(sent(manager, files)))
