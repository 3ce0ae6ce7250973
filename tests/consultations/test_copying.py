"""A patient's own copy: all of theirs, nothing of anybody else, readable by people and programs."""

from __future__ import annotations

import io
import json
import re
import resource
import zipfile
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from clinic.models import Event
from consultations.actions.copying import export_patient
from consultations.models import Document
from consultations.whole_record import links, references_of, rows_of
from tests.consultations.rights_cases import Cases, cases

pytestmark = pytest.mark.django_db
WHY = "Asked for in a letter."

# From the database itself: every table from which foreign keys lead to a patient.
REACHES = """
WITH RECURSIVE reaches(oid) AS (
    SELECT 'consultations_patient'::regclass::oid
    UNION SELECT c.conrelid FROM pg_constraint c JOIN reaches r ON c.confrelid = r.oid
    WHERE c.contype = 'f'
)
SELECT oid::regclass::text FROM reaches
"""


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cases]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield cases()
        transaction.set_rollback(True)


def copied(case: Cases, to: Path, **given: Any) -> dict[str, bytes]:
    export_patient(case.patient, to=to, reason=WHY, by=case.world.lead, **given)
    return {
        str(path.relative_to(to)): path.read_bytes() for path in to.rglob("*") if path.is_file()
    }


def test_every_table_that_reaches_a_patient_is_walked() -> None:
    with connection.cursor() as cursor:
        cursor.execute(REACHES)
        reaching = {table for (table,) in cursor.fetchall()}
    assert {model._meta.db_table for model in links()} == reaching


def test_every_row_of_theirs_is_in_it(filled: Cases, tmp_path: Path) -> None:
    files = copied(filled, tmp_path / "copy")
    for model, keys in rows_of(filled.patient).items():
        rows = json.loads(files[f"tables/{model._meta.model_name}.json"])
        assert [row["id"] for row in rows] == keys
        fields = {field.name for field in model._meta.concrete_fields}
        assert model._meta.model_name == "patientpair" or fields <= rows[0].keys()
    about = json.loads(files["about.json"])
    assert about["counts"]["rows"] == sum(len(keys) for keys in rows_of(filled.patient).values())
    kept = Document.objects.filter(consultation__patient=filled.patient)
    assert [name for name in files if name.startswith("files/")] == [
        f"files/{document.pk}-photo.jpg" for document in kept
    ]
    assert b"a scan of Qwertone" in [files[name] for name in files if name.startswith("files/")]
    assert "Dear Qwertone" in files["tables/outgoingmessage.json"].decode()


def test_nothing_of_anybody_else_is_in_it(filled: Cases, tmp_path: Path) -> None:
    whole = b"\n".join(copied(filled, tmp_path / "copy").values()).decode()
    assert whole.count("Qwertone") > 40
    others = (filled.other, filled.there)
    for word in ("Qwerttwo", "Qwertfar", *(ref for one in others for ref in references_of(one))):
        assert word not in whole, word
    assert str(filled.other.created_key) not in whole


def test_the_history_and_who_looked_are_in_it(filled: Cases, tmp_path: Path) -> None:
    files = copied(filled, tmp_path / "copy")
    history = json.loads(files["history.json"])
    corrected = [change for change in history if change["what"] == "Changed"]
    assert {"Tunde"} <= {(change["before"] or {}).get("first_name") for change in corrected}
    seen = json.loads(files["who_saw.json"])
    assert {look["what"] for look in seen} >= {"Sent the answers", "Added the patient"}
    assert filled.world.desk.display_name in {look["by"] for look in seen}


def test_a_person_can_read_it_without_anything_from_outside(filled: Cases, tmp_path: Path) -> None:
    page = copied(filled, tmp_path / "copy")["record.html"].decode()
    assert "Has anybody in your family" in page or "?</dt>" in page
    assert not re.search(r"<script|<link|<img|https?://|src=", page)
    for address in re.findall(r'href="([^"]+)"', page):
        assert (tmp_path / "copy" / address).is_file()


def test_it_is_for_its_owners_eyes_alone(filled: Cases, tmp_path: Path) -> None:
    copied(filled, tmp_path / "copy")
    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "copy").rglob("*.json")}
    assert modes == {0o600}


def test_it_is_on_the_trail(filled: Cases, tmp_path: Path) -> None:
    copied(filled, tmp_path / "copy")
    event = Event.objects.get(action="patient.exported")
    assert (event.actor, event.subject_id) == (filled.world.lead, filled.patient.reference)
    assert event.detail["encrypted"] is False
    assert WHY not in json.dumps(event.detail)


def test_an_encrypted_copy_opens_with_its_key_alone(filled: Cases, tmp_path: Path) -> None:
    mine, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    file = tmp_path / "copy.zip.age"
    copied(filled, file, recipient=str(mine.to_public()))
    assert [path.name for path in tmp_path.iterdir()] == ["copy.zip.age"]
    assert b"Qwertone" not in file.read_bytes()
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(file.read_bytes(), [other])
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(file.read_bytes(), [mine]))) as archive:
        assert b"Qwertone" in archive.read("tables/patient.json")


def test_a_zip(filled: Cases, tmp_path: Path) -> None:
    copied(filled, tmp_path / "copy.zip")
    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        assert {"about.json", "record.html", "who_saw.json"} <= set(archive.namelist())


REFUSED: dict[str, tuple[str, dict[str, str], str]] = {
    "no reason": ("copy", {"because": "  "}, "Write why the copy is made"),
    "there already": (".", {}, "is there already"),
    "no such folder": ("none/copy", {}, "There is no folder"),
    "no key": ("copy.zip.age", {}, "needs a --recipient"),
    "a wrong key": ("copy.zip.age", {"recipient": "age1x"}, "no public key of age"),
    "a folder with a key": ("copy", {"recipient": "age1x"}, "ends in .zip.age"),
    "a technician": ("copy", {"by": "technician"}, "may not decide this"),
    "another site's lead": ("copy", {"by": "lead.south"}, "may not decide this"),
    "nobody": ("copy", {"by": "nobody"}, "Nobody with the sign-in name nobody"),
}


@pytest.mark.parametrize(("to", "given", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_leaves_nothing(
    filled: Cases, tmp_path: Path, to: str, given: dict[str, str], sentence: str
) -> None:
    options = {"by": "clinic-lead", "because": WHY, "to": str(tmp_path / to), **given}
    said = [f"--{name}={value}" for name, value in options.items()]
    with pytest.raises(CommandError, match=sentence):
        call_command("export_patient", filled.patient.reference, *said)
    assert list(tmp_path.iterdir()) == []
    assert not Event.objects.filter(action="patient.exported").exists()


def test_a_file_that_cannot_be_opened_leaves_nothing_half(
    filled: Cases, tmp_path: Path, settings: Any
) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", []
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command(
            *("export_patient", filled.patient.reference, "--by", "clinic-lead"),
            *("--because", WHY, "--to", str(tmp_path / "copy")),
        )
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_leaves_nothing_half(filled: Cases, tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, hard))
    try:
        with pytest.raises(CommandError, match="Nothing was written: File too large"):
            call_command(
                *("export_patient", filled.patient.reference, "--by", "clinic-lead"),
                *("--because", WHY, "--to", str(tmp_path / "copy.zip")),
            )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_what_is_in_it(filled: Cases, tmp_path: Path) -> None:
    out = StringIO()
    call_command(
        *("export_patient", filled.patient.reference.lower(), "--by", "clinic-lead"),
        *("--because", WHY, "--to", str(tmp_path / "copy")),
        stdout=out,
    )
    rows = sum(len(keys) for keys in rows_of(filled.patient).values())
    assert f"{rows} rows, 1 files" in out.getvalue()
