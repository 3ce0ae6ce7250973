"""How each action on the catalogue is called."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from consultations.actions import impact, past_case, rechecking
from consultations.impact_runs import work_on_runs
from consultations.past_cases import case_of
from consultations.rule_counts import count_again
from sideeffects.actions import (
    drafting,
    importing,
    loading,
    locks,
    proposing,
    publishing,
    questions,
    sources,
    trials,
)
from sideeffects.desk.history import last_change
from sideeffects.desk.imports import draft_as_it_is
from sideeffects.desk.kinds import KINDS
from sideeffects.editions import catalogue_of_rows
from sideeffects.models import Edition, Question, SamplePatient
from tests.attack.acts import Call, acts
from tests.attack.stage import Stage
from tests.catalogue import STARTER, starter
from tests.consultations.impact_cases import ISOTRETINOIN, catalogue, change_draft
from tests.consultations.newer_editions import booked_after_a_course, waiting
from tests.consultations.world import key
from tests.sideeffects.risk.changes import set_field
from tests.sideeffects.shelf import COMPARED, PINNED, edition_of, longer, nothing_follows

RULE = "retinoid_recent"
LONGER = catalogue(set_field("periods", ISOTRETINOIN, value=9))


def _period(stage: Stage, **fields: Any) -> Call:
    row = KINDS["periods"].model.objects.get(key=ISOTRETINOIN)
    plain, seen = row.plain() | fields, row.fingerprint
    return lambda: drafting.save_entry("periods", plain, seen=seen, by=stage.manager)


@acts(drafting.save_entry)
def _save_entry(stage: Stage) -> Call:
    return _period(stage, value=9)


@acts(drafting.add_entry)
def _add_entry(stage: Stage) -> Call:
    row = KINDS["rules"].model.objects.current().first()
    assert row is not None
    plain = row.plain() | {"key": "a_new_rule"}
    return lambda: drafting.add_entry("rules", plain, by=stage.manager, after=row.key)


@acts(drafting.retire_entry)
def _retire(stage: Stage) -> Call:
    return lambda: drafting.retire_entry("rules", RULE, by=stage.manager)


@acts(drafting.bring_back)
def _bring_back(stage: Stage) -> Call:
    drafting.retire_entry("rules", RULE, by=stage.manager)
    return lambda: drafting.bring_back("rules", RULE, by=stage.manager)


@acts(drafting.put_back)
def _put_back(stage: Stage) -> Call:
    change_draft("periods", ISOTRETINOIN, stage.manager, value=9)
    return lambda: drafting.put_back("periods", ISOTRETINOIN, by=stage.manager)


@acts(drafting.undo_last)
def _undo_last(stage: Stage) -> Call:
    change_draft("periods", ISOTRETINOIN, stage.manager, value=9)
    last = last_change(KINDS["periods"].model.objects.get(key=ISOTRETINOIN))
    assert last is not None
    return lambda: drafting.undo_last("periods", ISOTRETINOIN, last.pk, by=stage.manager)


@acts(drafting.discard_draft)
def _discard(stage: Stage) -> Call:
    change_draft("periods", ISOTRETINOIN, stage.manager, value=9)
    return lambda: drafting.discard_draft(by=stage.manager)


@acts(importing.keep_folder)
def _keep_folder(stage: Stage) -> Call:
    given: dict[str, Any] = {"left_out": [], "by": stage.manager, "key": key()}
    return lambda: importing.keep_folder(LONGER, **given)


@acts(importing.make_draft)
def _make_draft(stage: Stage) -> Call:
    folder = importing.keep_folder(LONGER, left_out=[], by=stage.manager, key=key())
    seen = draft_as_it_is().mark
    return lambda: importing.make_draft(folder, seen=seen, by=stage.manager)


def _changed_rows(stage: Stage) -> None:
    change_draft("periods", ISOTRETINOIN, stage.manager, value=9)
    SamplePatient.objects.filter(key=PINNED).update(expected=None)


@acts(loading.load)
def _load(stage: Stage) -> Call:
    _changed_rows(stage)
    return lambda: loading.load(STARTER, by=stage.manager)


@acts("command load_catalogue")
def _load_command(stage: Stage) -> Call:
    _changed_rows(stage)
    publishing.publish(by=stage.manager)
    return lambda: call_command("load_catalogue", str(STARTER), publish=True, verbosity=0)


@acts(locks.take_lock)
def _take_lock(stage: Stage) -> Call:
    locks.take_lock("rules", RULE, by=stage.manager)
    return lambda: locks.take_lock("rules", RULE, by=stage.lead, over=True)


@acts(locks.leave_lock)
def _leave_lock(stage: Stage) -> Call:
    locks.take_lock("rules", RULE, by=stage.manager)
    return lambda: locks.leave_lock("rules", RULE, by=stage.manager)


# ── To the patients ────────────────────────────────────────────────────────────


def _seen() -> Any:
    live = Edition.objects.newest()
    return type(COMPARED)(
        cases=500, figures={"cases": 500}, compared_with=live.hash if live else ""
    )


@acts(proposing.propose)
def _propose(stage: Stage) -> Call:
    _changed_rows(stage)
    given: dict[str, Any] = {"by": stage.manager, "key": key(), "follow_up": nothing_follows}
    plan, seen = proposing.Plan(note="Wait longer."), catalogue_of_rows().hash
    return lambda: proposing.propose(plan, seen_hash=seen, replay=_seen(), **given)


@acts(proposing.go_back)
def _go_back(stage: Stage) -> Call:
    coming = edition_of(longer)
    edition_of()
    given: dict[str, Any] = {"by": stage.manager, "key": key(), "follow_up": nothing_follows}
    plan = proposing.Plan(note="Back to it.")
    return lambda: proposing.go_back(coming.number, plan, replay=_seen(), **given)


def _proposed(stage: Stage, **given: Any) -> Any:
    """For safety, with somebody whose booking it forbids."""
    booked_after_a_course(stage)
    coming = edition_of(longer)
    edition_of()
    return waiting(coming, **given)


@acts(proposing.approve)
def _approve(stage: Stage) -> Call:
    proposal = _proposed(stage)
    follow = rechecking.check_bookings
    return lambda: proposing.approve(proposal, by=stage.lead, follow_up=follow)


@acts(proposing.withdraw)
def _withdraw(stage: Stage) -> Call:
    proposal = _proposed(stage)
    return lambda: proposing.withdraw(proposal, reason="Not yet.", by=stage.lead)


def _due(stage: Stage) -> None:
    early = timezone.now() - timedelta(hours=2)
    later = {"publish_at": early + timedelta(hours=1), "now": early}
    proposal = _proposed(stage, **later)
    proposing.approve(proposal, by=stage.lead, follow_up=nothing_follows, now=early)


@acts(proposing.publish_due)
def _publish_due(stage: Stage) -> Call:
    _due(stage)
    return lambda: proposing.publish_due(follow_up=rechecking.check_bookings)


@acts(rechecking.publish_due_now)
def _publish_due_now(stage: Stage) -> Call:
    _due(stage)
    return rechecking.publish_due_now


@acts("command publish_due")
def _publish_due_command(stage: Stage) -> Call:
    _due(stage)
    return lambda: call_command("publish_due", verbosity=0)


@acts(publishing.publish)
def _publish(stage: Stage) -> Call:
    _changed_rows(stage)
    return lambda: publishing.publish(by=stage.manager)


@acts(publishing.record_approval)
def _approval(stage: Stage) -> Call:
    given: dict[str, Any] = {"name": "Dr Ames", "role": "prescriber", "by": stage.lead}
    return lambda: publishing.record_approval(Edition.objects.live(), **given)


@acts(questions.move_question)
def _move_question(stage: Stage) -> Call:
    return lambda: questions.move_question("keloid_history", up=False, by=stage.manager)


@acts(questions.new_meaning)
def _new_meaning(stage: Stage) -> Call:
    row = Question.objects.get(key="oral_retinoid")
    plain, seen = row.plain() | {"text": "Have you ever taken capsules?"}, row.fingerprint
    return lambda: questions.new_meaning(plain, seen=seen, by=stage.manager)


@acts(sources.note_check)
def _note_check(stage: Stage) -> Call:
    name = next(iter(starter().sources))
    given: dict[str, Any] = {"checked_on": stage.today, "checked_by": "Kim", "by": stage.manager}
    return lambda: sources.note_check(name, check_again_by=stage.day(300), **given)


@acts(trials.start_trial)
def _start_trial(stage: Stage) -> Call:
    change_draft("periods", ISOTRETINOIN, stage.manager, value=9)
    return lambda: trials.start_trial(RULE, by=stage.manager)


@acts(trials.stop_trial)
def _stop_trial(stage: Stage) -> Call:
    change_draft("periods", ISOTRETINOIN, stage.manager, value=9)
    trial = trials.start_trial(RULE, by=stage.manager)
    return lambda: trials.stop_trial(trial, by=stage.manager)


# ── Past cases ─────────────────────────────────────────────────────────────────


@acts(impact.start_run)
def _start_run(stage: Stage) -> Call:
    form = uuid.uuid4()
    return lambda: impact.start_run(LONGER, by=stage.manager, key=form)


@acts(impact.stop_run)
def _stop_run(stage: Stage) -> Call:
    run = impact.start_run(LONGER, by=stage.manager, key=key())
    return lambda: impact.stop_run(run, by=stage.manager)


@acts(past_case.make_sample)
def _make_sample(stage: Stage) -> Call:
    case = case_of(stage.clear.pk)
    assert case is not None
    return lambda: past_case.make_sample(case, by=stage.manager)


@acts("command replay_drafts")
def _replay_drafts(stage: Stage) -> Call:
    impact.start_run(LONGER, by=stage.manager, key=key())
    return lambda: call_command("replay_drafts", verbosity=0)


@acts(work_on_runs)
def _work_on_runs(stage: Stage) -> Call:
    impact.start_run(LONGER, by=stage.manager, key=key())
    return work_on_runs


@acts(count_again)
def _count_again(_stage: Stage) -> Call:
    return count_again
