"""A folder with a fault changes nothing, and says which file, which entry and why."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from clinic.models import Event, RowChange
from clinic.models.user import Role
from sideeffects.actions import load
from sideeffects.actions.importing import make_draft
from sideeffects.editions import catalogue_of_rows
from sideeffects.models import Claim, Edition, ImportedFolder, Section
from tests.catalogue import STARTER
from tests.conftest import AsOwner
from tests.people import person
from tests.sideeffects.imports.sent_folders import (
    FEW,
    OWN,
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
SCRIPT = "<script>alert(1)</script>"


def test_a_draft_that_changed_meanwhile_is_not_overwritten(manager: Client, live: Edition) -> None:
    page = sent(manager, with_change("periods", nine_months))
    seen = manager.get(page).context["draft"].mark
    Section.objects.filter(key="health").update(title="Your health now")
    before = rows()
    response = manager.post(f"{page}use/", {"seen": seen})
    assert response.status_code == 409
    said = text_of(response)
    assert "The draft was changed since you opened this page." in said
    assert "2 entries differ from the draft" in said
    assert rows() == before
    assert use(manager, page).status_code == 302


def test_a_folder_is_used_once(manager: Client, live: Edition) -> None:
    page = sent(manager, with_change("periods", nine_months))
    use(manager, page)
    response = manager.post(f"{page}use/", {"seen": catalogue_of_rows().hash})
    assert response.status_code == 409
    assert "This folder was made the draft already." in response.content.decode()


def test_a_folder_with_gaps_may_become_the_draft_and_says_so(manager: Client) -> None:
    load(STARTER, by=None)

    def dangle(content: Any) -> None:
        content["claims"][0]["sources"] = ["nobody_2020"]

    page = sent(manager, with_change("claims", dangle, OWN))
    said = text_of(manager.get(page))
    assert "This folder has 1 gap" in said
    assert "there is no source 'nobody_2020'" in said
    assert "Nobody can publish it before this is settled." in said
    use(manager, page)
    assert Claim.objects.get(key="s0-01").sources == ["nobody_2020"]


def _set(part: str, **fields: Any) -> Any:
    return lambda content: content[part][0].update(fields)


@pytest.mark.parametrize(
    ("name", "edit", "told"),
    [
        ("rules", _set("rules", kind="perhaps"), "rules.yaml: under_18: 'kind' is 'perhaps'"),
        ("rules", _set("rules", extra=1), "rules.yaml: under_18: unknown field 'extra'"),
        ("rules", lambda content: content["rules"][0].pop("when"), "under_18: 'when' is missing"),
        ("claims", lambda content: content["claims"].append({}), "claims.yaml: claims[5]: 'id'"),
        ("sources", _set("sources", key="A b"), "sources.yaml: A b: 'key': A key is made of"),
        ("sources", _set("sources", year=99999), "sources.yaml: seed_000: 'year'"),
        ("questions", _set("questions", section="none"), "'section': there is no section 'none'"),
        ("rules", _set("rules", contraindication="x"), "there is no contraindication 'x'"),
        ("periods", lambda content: content.clear(), "periods.yaml"),
    ],
)
def test_an_error_names_file_key_and_reason_and_changes_nothing(
    manager: Client, live: Edition, name: str, edit: Any, told: str
) -> None:
    before = rows()
    response = upload(manager, ("c.zip", packed(with_change(name, edit))))
    assert response.status_code == 422
    assert told in text_of(response)
    assert rows() == before
    assert not ImportedFolder.objects.exists()
    assert not Event.objects.filter(action="catalogue.folder_sent").exists()


def test_a_part_that_is_missing_is_named_with_what_was_left_out(
    manager: Client, live: Edition
) -> None:
    files = {**FEW, "rules.yml": FEW["rules.yaml"]}
    del files["rules.yaml"]
    said = text_of(upload(manager, ("c.zip", packed(files))))
    assert "rules.yaml: this part of the catalogue is missing" in said
    assert (
        "Left out, since they are no part of a catalogue: README.md , open_points.yaml , " in said
    )
    assert "rules.yml" in said


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([], "The folder, as a zip or as its files is missing"),
        ([("c.zip", b"not a zip")], "This zip is damaged or not a zip"),
        ([("c.zip", b" " * 5_300_000)], "This is more than 5 MB"),
        ([("a.yaml", b" " * 3_000_000), ("b.yaml", b" " * 3_000_000)], "This is more than 5 MB"),
        ([("c.zip", b"")], "The submitted file is empty"),
    ],
)
def test_what_cannot_be_a_folder_is_told_beside_the_box(
    manager: Client, files: list[tuple[str, bytes]], told: str
) -> None:
    response = upload(manager, *files)
    assert response.status_code == 422
    assert told in text_of(response)


def test_several_files_can_be_picked_at_once(manager: Client, live: Edition) -> None:
    response = upload(manager, *FEW.items())
    assert "The folder says what the draft says" in text_of(manager.get(response["Location"]))


@pytest.mark.parametrize("role", [each for each in Role.values if each != Role.MANAGER])
def test_nobody_else_imports(client: Client, role: str, live: Edition) -> None:
    client.force_login(person(Role.MANAGER, "Rosa"))
    page = sent(client, with_change("periods", nine_months))
    client.force_login(person(role))
    before = rows()
    for answer in (
        client.get("/catalogue/desk/import/"),
        upload(client, ("c.zip", packed(FEW))),
        client.get(page),
        client.post(f"{page}use/", {"seen": live.hash}),
    ):
        assert answer.status_code == 404
    assert rows() == before


# ── Hostile words ──────────────────────────────────────────────────────────────


def test_scripts_in_a_folder_are_shown_as_they_are_written(manager: Client, live: Edition) -> None:
    def poison(content: Any) -> None:
        for claim in content["claims"]:
            claim.update(claim=f"{SCRIPT}{claim['id']}", reason=SCRIPT)

    files = {**with_change("claims", poison), f"{SCRIPT[:8]}.txt": b""}
    html = manager.get(sent(manager, files)).content.decode()
    assert SCRIPT not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "&lt;script&gt;.txt" in html


def test_scripts_in_an_error_are_shown_as_they_are_written(manager: Client) -> None:
    files = with_change("rules", _set("rules", **{SCRIPT: 1}))
    html = upload(manager, ("c.zip", packed(files))).content.decode()
    assert SCRIPT not in html
    assert "&lt;script&gt;" in html


# ── A fault midway ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("part", ["sideeffects_source", "sideeffects_rule", "clinic_event"])
def test_a_fault_midway_leaves_the_draft_as_it_was(
    manager: Client, live: Edition, as_owner: AsOwner, part: str
) -> None:
    def everywhere(content: Any) -> None:
        for entries in content.values():
            entries[0]["note" if "note" in entries[0] else "reads_as"] = "Changed."

    page = sent(manager, {**with_change("sources", everywhere), **_only("rules", everywhere)})
    folder = ImportedFolder.objects.get()
    before, told = rows(), (Event.objects.count(), RowChange.objects.count())
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$"
        )
        cursor.execute(
            f"CREATE TRIGGER fails BEFORE INSERT OR UPDATE ON {part}"
            " FOR EACH ROW EXECUTE FUNCTION fails()"
        )
    with pytest.raises(DatabaseError, match="the disk is full"):
        make_draft(folder, seen=live.hash, by=folder.imported_by)
    assert rows() == before
    assert (Event.objects.count(), RowChange.objects.count()) == told
    folder.refresh_from_db()
    assert folder.used_at is None
    assert page


def _only(name: str, edit: Any) -> dict[str, bytes]:
    return {f"{name}.yaml": with_change(name, edit)[f"{name}.yaml"]}
