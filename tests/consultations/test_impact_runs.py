"""A draft over very many consultations: in steps, by one process at a time, and after a crash."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction

from clinic.background import Job, registered, start_background
from clinic.errors import NotAllowed
from clinic.models import Event, RowChange, User
from consultations import impact_runs
from consultations.actions.impact import start_run, stop_run
from consultations.impact import Figures, impact_of
from consultations.impact_runs import work_on_runs
from consultations.models import ImpactRun
from sideeffects.risk import Catalogue, CatalogueError
from tests.catalogue import starter
from tests.consultations.impact_cases import ISOTRETINOIN, catalogue, manager, six_people
from tests.consultations.world import World, key
from tests.sideeffects.risk.changes import set_field

LONGER = catalogue(set_field("periods", ISOTRETINOIN, value=9))
SHORTER = catalogue(set_field("periods", ISOTRETINOIN, value=1))


@pytest.fixture
def marek(db: None) -> User:
    return manager()


@pytest.fixture
def two_each_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(impact_runs, "EACH_TIME", 2)
    monkeypatch.setattr(impact_runs, "SLICE_SECONDS", 0)
    yield


def begun(world: World, by: User, draft: Catalogue = LONGER) -> ImpactRun:
    assert world.edition
    return start_run(draft, by=by, key=key())


def now(run: ImpactRun) -> ImpactRun:
    return ImpactRun.objects.get(pk=run.pk)


def ended_well(run: ImpactRun) -> bool:
    run = now(run)
    return run.finished_at is not None and run.fault == ""


pytestmark = pytest.mark.django_db


# ── Begun and stopped ──────────────────────────────────────────────────────────


def test_a_run_keeps_the_draft_as_it_was(world: World, marek: User) -> None:
    run = begun(world, marek)
    assert (run.catalogue, run.live, run.wanted) == (LONGER, world.edition, 100_000)
    assert (run.done, run.total, run.finished_at) == (0, None, None)
    assert str(run) == "0 of 100000"
    event = Event.objects.latest("pk")
    assert (event.action, event.subject_id, event.actor) == (
        "impact.run_started",
        str(run.pk),
        marek,
    )


def test_the_same_form_or_the_same_draft_begins_it_once(world: World, marek: User) -> None:
    assert world.edition
    form = key()
    run = start_run(LONGER, by=marek, key=form)
    assert start_run(LONGER, by=marek, key=form) == run
    assert begun(world, marek) == run
    assert begun(world, marek, SHORTER) != run
    call_command("replay_drafts", verbosity=0)
    assert start_run(LONGER, by=marek, key=form) == run
    assert begun(world, marek) != run


def test_a_draft_that_says_what_is_live_is_refused(world: World, marek: User) -> None:
    with pytest.raises(NotAllowed, match="nothing to compare"):
        begun(world, marek, starter())
    assert not ImpactRun.objects.exists()


def test_a_stopped_run_keeps_what_is_done_and_goes_no_further(
    world: World, marek: User, two_each_time: None
) -> None:
    six_people(world)
    run = begun(world, marek)
    assert work_on_runs() is True
    stopped = stop_run(run, by=marek)
    assert (stopped.fault, now(run).done) == ("Stopped by Marek.", 2)
    assert work_on_runs() is False
    assert now(run).done == 2
    assert Event.objects.latest("pk").action == "impact.run_stopped"
    stop_run(run, by=marek)
    assert Event.objects.filter(action="impact.run_stopped").count() == 1


def test_a_run_that_has_ended_is_not_stopped(world: World, marek: User) -> None:
    run = begun(world, marek)
    call_command("replay_drafts", verbosity=0)
    assert stop_run(run, by=marek).fault == ""


# ── Done in steps ──────────────────────────────────────────────────────────────


def test_step_by_step_it_finds_what_all_at_once_would(
    world: World, marek: User, two_each_time: None
) -> None:
    six_people(world)
    run, seen = begun(world, marek), []
    while work_on_runs():
        seen.append((now(run).done, now(run).total, now(run).finished_at is None))
    assert seen == [(2, 6, True), (4, 6, True), (6, 6, True), (6, 6, False)]
    whole = impact_of(starter(), LONGER)
    assert Figures.read(now(run).figures) == whole.figures
    kept = sorted(one["case"] for one in now(run).changed)
    assert kept == sorted(one.ref for one in whole.changed)
    assert ended_well(run)


def test_the_command_finishes_what_waits(world: World, marek: User, capsys: Any) -> None:
    six_people(world)
    runs = [begun(world, marek), begun(world, marek, SHORTER)]
    call_command("replay_drafts")
    assert capsys.readouterr().out == "Nothing waits any more.\n"
    assert all(ended_well(run) for run in runs)
    assert Figures.read(now(runs[1]).figures).less_strict == 1


def test_a_clinic_without_past_consultations_is_done_at_once(world: World, marek: User) -> None:
    run = begun(world, marek)
    call_command("replay_drafts", verbosity=0)
    assert (now(run).done, now(run).total, now(run).changed) == (0, 0, [])
    assert ended_well(run)


def test_only_so_many_changed_cases_are_kept(
    world: World, marek: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    six_people(world)
    monkeypatch.setattr(impact_runs, "MOST_KEPT", 2)
    run = begun(world, marek)
    call_command("replay_drafts", verbosity=0)
    assert len(now(run).changed) == 2
    assert Figures.read(now(run).figures).changed == 3


def test_not_more_than_wanted(world: World, marek: User, two_each_time: None) -> None:
    six_people(world)
    run = ImpactRun.objects.create(
        live=world.edition,
        canonical=begun(world, marek).canonical,
        hash=LONGER.hash,
        wanted=4,
        started_by=marek,
        created_key=key(),
    )
    call_command("replay_drafts", verbosity=0)
    assert (now(run).done, now(run).total) == (4, 4)


def test_the_history_of_rows_does_not_grow_with_each_step(
    world: World, marek: User, two_each_time: None
) -> None:
    six_people(world)
    begun(world, marek)
    call_command("replay_drafts", verbosity=0)
    changes = RowChange.objects.filter(table_name=ImpactRun._meta.db_table)
    assert [change.operation for change in changes.order_by("pk")] == ["insert", "update", "update"]


# ── When something goes wrong ──────────────────────────────────────────────────


def test_after_a_crash_it_goes_on_where_it_was(
    world: World, marek: User, two_each_time: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    six_people(world)
    run = begun(world, marek)
    work_on_runs()

    def dies(*_args: object) -> None:
        raise OperationalError("the server went away")

    with monkeypatch.context() as broken:
        broken.setattr(impact_runs, "_keep", dies)
        with pytest.raises(OperationalError):
            work_on_runs()
    assert now(run).done == 2
    call_command("replay_drafts", verbosity=0)
    assert Figures.read(now(run).figures) == impact_of(starter(), LONGER).figures


def test_a_fault_of_ours_ends_the_run_and_says_so(
    world: World, marek: User, two_each_time: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    six_people(world)
    broken, good = begun(world, marek), begun(world, marek, SHORTER)
    work_on_runs()
    read = Figures.read

    def fails(plain: Any) -> Figures:
        if plain:
            raise CatalogueError("rules", "x", "secret words")
        return read(plain)

    with monkeypatch.context() as failing:
        failing.setattr(Figures, "read", fails)
        work_on_runs()
    found = now(broken)
    assert (found.done, found.fault) == (2, impact_runs.FAULT)
    assert found.finished_at is not None
    assert Figures.read(found.figures).cases == 2
    call_command("replay_drafts", verbosity=0)
    assert ended_well(good)


def test_silence_is_noticed(world: World, marek: User) -> None:
    run = begun(world, marek)
    later = run.started_at + timedelta(minutes=3)
    assert run.is_silent(later)
    call_command("replay_drafts", verbosity=0)
    assert not now(run).is_silent(later)


# ── In the threads of the web server ───────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_a_run_that_another_process_is_at_is_left_alone(two_each_time: None) -> None:
    world, marek = World(), manager()
    six_people(world)
    run, found = begun(world, marek), []

    def beside() -> None:
        found.append(work_on_runs())
        connection.close()

    with transaction.atomic():
        list(ImpactRun.objects.select_for_update().filter(pk=run.pk))
        thread = threading.Thread(target=beside)
        thread.start()
        thread.join()
    assert (found, now(run).done) == ([False], 0)
    assert work_on_runs() is True


@pytest.mark.django_db(transaction=True)
def test_the_background_does_it_by_itself(two_each_time: None) -> None:
    world, marek = World(), manager()
    six_people(world)
    run, ended = begun(world, marek), threading.Event()
    (work,) = (job.work for job in registered() if job.name == "impact runs")

    def until_done() -> bool:
        if not work():
            ended.set()
            return False
        return True

    start_background(ended, [Job("impact runs", until_done, 0.001)]).join()
    assert ended_well(run)
    assert Figures.read(now(run).figures) == impact_of(starter(), LONGER).figures
