"""A technician says that a rule looks wrong; a manager of the catalogue says what came of it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from clinic import audit
from clinic.access import may
from clinic.errors import NotAllowed
from clinic.models import User
from consultations.actions.ground import filled, locked, moment_of
from consultations.errors import KeyReused
from consultations.looks_wrong import rules_of
from consultations.models import LooksWrong, Summary


@transaction.atomic
def note_wrong(
    summary: Summary,
    rule: str,
    words: str,
    *,
    by: User,
    key: uuid.UUID,
    now: datetime | None = None,
) -> LooksWrong:
    """About a rule that made one of the summary's findings. The manager never learns whose.

    The event does not name the rule: of a private answer it would say what was answered.
    """
    row = locked(summary.consultation, by=by, reviewers=True)
    before = LooksWrong.objects.filter(created_key=key).first()
    if before is not None:
        same = (summary.pk, rule, words.strip(), by.pk)
        if (before.summary_id, before.rule, before.words, before.noted_by_id) != same:
            raise KeyReused
        return before
    if rule not in rules_of(summary):
        raise NotAllowed("This rule found nothing here.", "Load the page again.")
    note = LooksWrong.objects.create(
        rule=rule,
        summary=summary,
        words=filled(words, "Write what looks wrong.", longest=600),
        noted_by=by,
        noted_at=moment_of(now),
        created_key=key,
    )
    audit.record("rule.looks_wrong", actor=by, subject=row, detail={"note": note.pk})
    return note


@transaction.atomic
def settle(note: LooksWrong, *, how: str, by: User, now: datetime | None = None) -> LooksWrong:
    """What came of it, in words. It stays in the record."""
    if not may(by, "catalogue.edit"):
        raise NotAllowed("A manager of the catalogue settles these notes.")
    row = LooksWrong.objects.select_for_update(of=("self",)).get(pk=note.pk)
    how = filled(how, "Say what came of it.", longest=300)
    if row.settled_at is not None:
        raise NotAllowed("This note was settled already.", "Load the page again.")
    row.settled_by, row.settled_at, row.settled_how = by, moment_of(now), how
    row.save(update_fields=["settled_by", "settled_at", "settled_how"])
    audit.record("rule.looks_wrong_settled", actor=by, subject=row, detail={"rule": row.rule[:64]})
    return row
