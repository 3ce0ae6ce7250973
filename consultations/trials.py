"""What rules on trial would have found among the consultations sent since they began."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from consultations.impact import replay_between
from consultations.impact_words import Pair, pairs_in_order
from consultations.past_cases import cases_between
from sideeffects.models import Edition, Trial
from sideeffects.risk.wording import fill

MOST = 5_000
# Ended ones stay on the page for so long.
SHOWN_FOR = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Counted:
    """`fired`: how many would have had its finding anew or otherwise. `cut`: the newest `MOST`
    alone were counted. `overtaken`: the number of the edition that went live since, if one did."""

    trial: Trial
    sentence: str
    running: bool
    cases: int
    fired: int
    pairs: tuple[Pair, ...]
    lacking: int
    not_assessed: int
    cut: bool
    overtaken: int | None


def trials_lately(now: datetime | None = None) -> list[Counted]:
    """Those that run, and those that ended lately, the newest first."""
    moment, live = now or timezone.now(), Edition.objects.newest()
    found = Trial.objects.select_related("base", "started_by", "stopped_by").defer(
        "base__canonical"
    )
    return [counted(trial, moment, live) for trial in found if trial.ends_at > moment - SHOWN_FOR]


def counted(trial: Trial, moment: datetime, live: Edition | None) -> Counted:
    replay = replay_between(trial.base.catalogue, trial.catalogue)
    seen: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    cases = cases_between(trial.started_at, trial.ends_at, MOST + 1)
    for case in cases[:MOST]:
        replayed = replay.of(case)
        if replayed.outcome in ("left_out", "not_assessed"):
            seen[replayed.outcome] += 1
        made = (*replayed.gained, *(moved.finding for moved in replayed.moved))
        if any(finding.made_by == trial.rule for finding in made):
            seen["fired"] += 1
            pairs[replayed.level_before, replayed.level_after] += 1
    return Counted(
        trial=trial,
        sentence=fill(trial.catalogue, trial.tried.reads_as),
        running=trial.ends_at > moment,
        cases=len(cases[:MOST]),
        fired=seen["fired"],
        pairs=pairs_in_order(Pair(count, *levels) for levels, count in pairs.items()),
        lacking=seen["left_out"],
        not_assessed=seen["not_assessed"],
        cut=len(cases) > MOST,
        overtaken=live.number if live and live.pk != trial.base_id else None,
    )


def trial_with(pk: int) -> Trial | None:
    return Trial.objects.defer("canonical").filter(pk=pk).first()
