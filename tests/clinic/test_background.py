"""One thread of each web process does what is registered; no job can stop another."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from clinic.background import Job, register, registered, start_background, work_once
from clinic.clearing import clear_ended
from clinic.models import CacheEntry, Site
from tests.people import site

HOUR = timedelta(hours=1)


def run_until(jobs: list[Job], ended: threading.Event) -> None:
    start_background(ended, jobs).join()


def stops_after(times: int, ended: threading.Event, done: list[str], name: str) -> Job:
    """A job that writes its name down, and ends everything when it has done so often enough."""

    def work() -> None:
        done.append(name)
        if done.count(name) >= times:
            ended.set()

    return Job(name, work, 0.001)


def test_what_apps_register_is_what_a_web_process_does(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "sealing" in [job.name for job in registered()]
    monkeypatch.setattr("clinic.background._JOBS", {})
    register("sweeping", lambda: None, seconds=5)
    register("sweeping", lambda: None, seconds=7)
    (job,) = registered()
    assert (job.name, job.seconds) == ("sweeping", 7)


def test_a_job_that_fails_is_logged_and_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    ended, done = threading.Event(), list[str]()

    def fails() -> None:
        done.append("fails")
        raise ValueError("no")

    jobs = [Job("failing", fails, 0.001), stops_after(3, ended, done, "works")]
    run_until(jobs, ended)
    assert done.count("works") == 3
    assert done.count("fails") >= 2
    errors = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert errors[0].message == "The background job “failing” failed"


def test_who_has_more_to_do_goes_on_at_once_and_lets_others_in_between() -> None:
    ended, done = threading.Event(), list[str]()
    left = iter([True, True, True, False])

    def slices() -> bool:
        done.append("slice")
        more = next(left)
        if not more:
            ended.set()
        return more

    run_until([Job("long", slices, 0.001), stops_after(1_000, ended, done, "short")], ended)
    assert done.count("slice") == 4
    assert "short" in done


def test_an_ended_thread_begins_nothing() -> None:
    ended, done = threading.Event(), list[str]()
    ended.set()
    run_until([stops_after(1, ended, done, "late")], ended)
    assert done == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", [lambda: None, lambda: 1 / 0], ids=["done", "failed"])
def test_no_connection_is_kept_between_two_rounds(act: Callable[[], object]) -> None:
    site()

    def work() -> None:
        assert Site.objects.exists()
        act()

    assert work_once(Job("asking", work, 1)) is False
    assert connection.connection is None


@pytest.mark.django_db
def test_what_has_ended_leaves_the_database() -> None:
    now = timezone.now()
    Session.objects.create(session_key="ended", session_data="", expire_date=now)
    Session.objects.create(session_key="open", session_data="", expire_date=now + HOUR)
    CacheEntry.objects.create(cache_key="ended", value="", expires=now)
    CacheEntry.objects.create(cache_key="kept", value="", expires=now + HOUR)
    clear_ended()
    assert [each.session_key for each in Session.objects.all()] == ["open"]
    assert [each.cache_key for each in CacheEntry.objects.exclude(cache_key="readyz")] == ["kept"]
