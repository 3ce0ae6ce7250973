"""The background's part of an impact run: some cases at a time, each step kept or undone whole."""

from __future__ import annotations

import logging
import time

from django.db import DatabaseError, transaction
from django.utils import timezone

from consultations.impact import CHANGED, Figures, replay_between
from consultations.models import ImpactRun
from consultations.past_cases import case_page, count_of_cases
from sideeffects.risk import Replayed

EACH_TIME = 500
SLICE_SECONDS = 0.25
MOST_KEPT = 200  # of the cases that change, of each direction
FAULT = "Something went wrong on our side. What is shown is the part that was done before."

log = logging.getLogger(__name__)


def work_on_runs() -> bool:
    """A slice of the oldest run that has not ended; whether more is to be done."""
    ends = time.monotonic() + SLICE_SECONDS
    while more := _step():
        if time.monotonic() >= ends:
            break
    return more


def finish_runs() -> None:
    """Everything that waits, to its end: for the command."""
    while _step():
        pass


def _step() -> bool:
    """The next cases of a run. Others may be at another run meanwhile, never at the same one:
    the row is locked until its figures are written, so that after a crash the last step is done
    again and none twice."""
    with transaction.atomic():
        run = (
            ImpactRun.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("live")
            .defer("live__canonical")
            .filter(finished_at__isnull=True)
            .order_by("pk")
            .first()
        )
        if run is None:
            return False
        try:
            with transaction.atomic():
                _replay_some(run)
        except DatabaseError:
            raise  # perhaps a server that restarts: the next round tries again
        except Exception:
            log.exception("An impact run has failed")
            run.refresh_from_db(fields=["done", "below", "figures", "changed", "total"])
            run.fault, run.finished_at = FAULT, timezone.now()
        run.beat_at = timezone.now()
        run.save(
            update_fields=[
                *("total", "done", "below", "figures", "changed"),
                *("beat_at", "finished_at", "fault"),
            ]
        )
    return True


def _replay_some(run: ImpactRun) -> None:
    if run.total is None:
        run.total = min(run.wanted, count_of_cases())
    size = min(EACH_TIME, run.wanted - run.done)
    page = case_page(size, below=run.below) if size > 0 else []
    replay, figures = replay_between(run.live.catalogue, run.catalogue), Figures.read(run.figures)
    for case in page:
        replayed = replay.of(case)
        figures.add(replayed)
        _keep(run, replayed)
    run.figures = figures.plain()
    run.done += len(page)
    if len(page) < EACH_TIME or run.done >= run.wanted:
        run.finished_at = timezone.now()
    else:
        run.below = page[-1].ref


def _keep(run: ImpactRun, replayed: Replayed) -> None:
    """The first of each direction, by key alone, so that they can be looked at."""
    outcome = replayed.outcome
    if outcome not in CHANGED:
        return
    if sum(kept["outcome"] == outcome for kept in run.changed) < MOST_KEPT:
        run.changed.append(
            {
                "case": replayed.ref,
                "outcome": outcome,
                "before": replayed.level_before,
                "after": replayed.level_after,
            }
        )
