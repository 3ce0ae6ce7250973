"""Erasing a patient: every row, the values in the history, and nothing of anybody else.

In one transaction, as the owner of the tables. What stays says that somebody was erased, and not
who: events hold ids only, `Erasure` the random key by which an older backup is erased again.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from clinic import audit, erasing
from clinic.errors import NotAllowed, again_when_sent_away
from clinic.models import User
from clinic.models.user import Role
from consultations.actions.ground import filled, moment_of
from consultations.days import local_day
from consultations.erasure_list import erasure_list
from consultations.keeping import check_may_go
from consultations.models import Consultation, Erasure, ImpactRun, OutgoingMessage, Patient
from consultations.rule_counts import KEPT
from consultations.whole_record import Rows, links, references_of, rows_of

AGAIN = "Erased before; a database from an older backup was put in place."


@dataclass(frozen=True, slots=True)
class Terms:
    """`checked`: whether anything may forbid it. `listed`: where the list of erasures lies."""

    reason: str
    by: User | None
    before_its_time: bool = False
    checked: bool = True
    listed: Path | None = None


def erase_patient(
    patient: Patient,
    *,
    reason: str,
    by: User,
    before_its_time: bool = False,
    now: datetime | None = None,
) -> Erasure:
    """Everything of this patient, or nothing and a refusal. There is no way back."""
    check_responsible(by, patient)
    reason = _nameless(filled(reason, "Write why the patient is erased."), patient)
    terms = Terms(reason, by, before_its_time, listed=_list_file())
    return again_when_sent_away(lambda: _erase(patient, terms, moment_of(now)))


def erase_again(keys: Iterable[uuid.UUID | str]) -> int:
    """Apply a list of erasures to a restored database; how many were there again.

    By the random key alone: after a restore an id or a reference may be somebody else's.
    """
    gone = 0
    terms = Terms(AGAIN, by=None, checked=False)
    for key in keys:
        patient = Patient.objects.select_related("site").filter(created_key=key).first()
        if patient is not None:
            _erase(patient, terms, moment_of(None))
            gone += 1
    return gone


def check_responsible(by: User, patient: Patient) -> None:
    """Rights of a patient are looked after by the clinic lead of the site, or an administrator."""
    of_the_site = by.role == Role.CLINIC_LEAD and by.site_id == patient.site_id
    if not (by.is_active and (of_the_site or by.role == Role.ADMIN)):
        raise NotAllowed(
            f"{by.username} may not decide this.",
            "The clinic lead of the patient's site does, or a system administrator.",
        )


def _list_file() -> Path | None:
    if settings.ERASURE_LIST:
        return Path(settings.ERASURE_LIST)
    if settings.PRODUCTION:
        raise NotAllowed(
            "Nobody is erased without the list of erasures: an older backup would bring them back.",
            "Set ERASURE_LIST to a file that is kept apart from the database.",
        )
    return None


def _nameless(reason: str, patient: Patient) -> str:
    """The reason outlives the patient."""
    telling = (patient.first_name, patient.last_name, patient.email, patient.phone)
    for word in filter(None, telling):
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", reason, re.IGNORECASE):
            raise NotAllowed("The reason stays: write it without the patient's name or contact.")
    return reason


def _erase(patient: Patient, terms: Terms, now: datetime) -> Erasure:
    tables = sorted(model._meta.db_table for model in links())
    with transaction.atomic():
        erasing.check_owner([*tables, erasing.HISTORY])
        erasing.lock_tables([*tables, erasing.HISTORY])
        patient = Patient.objects.select_for_update(of=("self",)).get(pk=patient.pk)
        if terms.checked:
            check_may_go(patient, before_its_time=terms.before_its_time, now=now)
        rows = rows_of(patient)
        mails = _names_of_mails(rows)
        with erasure_list(terms.listed) as add:
            stone = _everything(patient, rows, tables, terms, now)
            add(_line(stone, terms))
    erasing.forget_statistics(tables)
    _forget_mail_files(mails)
    return stone


def _everything(
    patient: Patient, rows: Rows, tables: list[str], terms: Terms, now: datetime
) -> Erasure:
    references = references_of(patient)
    _forget_elsewhere(rows, references)
    with erasing.guards_asleep(tables):
        gone = erasing.remove(rows)
    emptied = erasing.empty_history(rows)
    stone = Erasure.objects.create(
        patient_key=patient.created_key,
        reference=patient.reference,
        references=references,
        erased_on=local_day(patient.site, now),
        erased_by=terms.by,
        reason=terms.reason,
        before_its_time=terms.before_its_time,
        rows=gone,
    )
    event = audit.record(
        "patient.erased",
        actor=terms.by,
        subject=patient,
        detail={
            "rows": sum(gone.values()),
            "changes": len(emptied.changes),
            "sha256": emptied.sha256,
            "reason_given": True,
        },
    )
    erasing.list_emptied(emptied, event)
    return stone


def _forget_elsewhere(rows: Rows, references: list[str]) -> None:
    """What no foreign key leads to: cases in a replay, counts of rules, work in hand."""
    for case in rows.get(Consultation, ()):
        for run in ImpactRun.objects.filter(changed__contains=[{"case": case}]):
            run.changed = [kept for kept in run.changed if kept["case"] != case]
            run.save(update_fields=["changed"])
    cache.delete(KEPT)
    erasing.forget_in_passing(references)


def _line(stone: Erasure, terms: Terms) -> dict[str, Any]:
    return {
        "patient": str(stone.patient_key),
        "reference": stone.reference,
        "day": stone.erased_on.isoformat(),
        "by": terms.by.username if terms.by else "",
        "reason": stone.reason,
        "rows": sum(stone.rows.values()),
    }


def _names_of_mails(rows: Rows) -> list[str]:
    """The Message-IDs of what was sent, which the demo's files of mails bear."""
    sent = OutgoingMessage.objects.filter(pk__in=rows.get(OutgoingMessage, ()))
    return [key.hex for key in sent.values_list("created_key", flat=True)]


def _forget_mail_files(names: list[str]) -> None:
    """Only the demo writes its mails to files (MAIL_TO_FILES); a clinic's are sent and not kept."""
    if not (settings.MAIL_TO_FILES and names):
        return
    for file in Path(settings.EMAIL_FILE_PATH).glob("*.log"):
        text = file.read_text(encoding="utf-8", errors="replace")
        if any(name in text for name in names):
            file.unlink()
