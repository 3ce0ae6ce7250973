"""The bench itself: what it compares is the same thing, and every measurement still runs."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from bench.__main__ import main
from bench.engine import starter
from bench.goals import GOALS, Line, goal
from bench.lists import PAGES
from bench.measure import Measured, in_turns, once
from bench.other_engines import disagreements
from bench.patients import everything, heavy, random_patients, samples
from bench.processes import TICKS, cpu_seconds, family, megabytes
from bench.tenfold import tenfold, tenfold_patient
from dev.places import ROOT


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        pytest.param(3.9, "reached", id="better than the aim"),
        pytest.param(4, "reached", id="the aim"),
        pytest.param(6, "floor only", id="the floor"),
        pytest.param(6.1, "NOT REACHED", id="worse than the floor"),
    ],
)
def test_a_measurement_stands_to_its_goal(value: float, verdict: str) -> None:
    line = Line(goal(1, "full submit"), once(value))
    assert line.verdict == verdict
    assert line.text().endswith(verdict)


def test_more_can_be_better() -> None:
    faster = goal(4, "faster")
    assert [faster.verdict(value) for value in (12, 6, 5.9)] == [
        "reached",
        "floor only",
        "NOT REACHED",
    ]


def test_no_aim_is_easier_than_its_floor() -> None:
    assert [one.what for one in GOALS if one.verdict(one.aim) != "reached"] == []
    assert [one.what for one in GOALS if one.verdict(one.floor) == "NOT REACHED"] == []


def test_a_ratio_is_taken_round_by_round() -> None:
    ratio = Measured((2.0, 30.0, 4.0)).against(Measured((1.0, 10.0, 4.0)))
    assert ratio.values == (2.0, 3.0, 1.0)
    assert (ratio.median, ratio.lowest, ratio.highest) == (2.0, 1.0, 3.0)


def test_the_contestants_take_turns() -> None:
    order: list[str] = []

    def runner(name: str) -> float:
        order.append(name)
        return 1.0

    in_turns(2, {"ours": lambda: runner("ours"), "theirs": lambda: runner("theirs")})
    assert order == ["ours", "theirs", "theirs", "ours"]


def test_the_engines_are_asked_the_same() -> None:
    catalogue = starter()
    people = [*samples(catalogue), heavy(catalogue), everything(catalogue)]
    assert disagreements(catalogue, people + random_patients(catalogue, 20)) == []


def test_ten_times_the_rules_find_ten_times_as_much() -> None:
    catalogue, person = starter(), everything(starter())
    twice = tenfold(catalogue, 2)
    assert (len(twice.rules), len(twice.questions)) == (318, 2 * len(catalogue.questions))
    once_found = [one.rule for one in person.assess(catalogue) if one.rule]
    found = [one.rule for one in tenfold_patient(person, 2).assess(twice) if one.rule]
    assert len(once_found) > 50
    assert sorted(found) == sorted([*once_found, *(f"{rule}_1" for rule in once_found)])


def test_a_family_is_charged_for_its_children() -> None:
    busy = "import time\nwhile time.process_time() < 0.2: pass"
    before = cpu_seconds(os.getpid())
    subprocess.run([sys.executable, "-c", busy], check=True)
    assert cpu_seconds(os.getpid()) - before >= 0.2 - 2 / TICKS


def test_a_child_is_of_the_family_while_it_runs() -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"])
    try:
        assert child.pid in [one.pid for one in family(os.getpid())]
        time.sleep(0.1)
        assert megabytes(child.pid) > 1
    finally:
        child.kill()
        child.wait()


def test_the_engine_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["3", "4", "5", "--tiny"]) == 0
    printed = capsys.readouterr().out
    for words in ("a heavy patient", "json-logic", "zen-engine, a decision", "159 of 159 rules"):
        assert words in printed
    assert "Goals 6, 7, 11 and 17" in printed


def test_replaying_past_cases_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["15", "--tiny"]) == 0
    printed = capsys.readouterr().out
    assert "500 cases" in printed
    assert printed.count("past cases replayed in a second") == 3
    assert "0 less strict" in printed


def test_a_long_history_is_measured_beside_a_short_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["16", "--tiny"]) == 0
    printed = capsys.readouterr().out
    assert "NOT MEASURED" not in printed
    assert printed.count("a million cases to 1,000") == len(PAGES) + 1


def test_the_pages_are_measured_and_nothing_is_left_behind() -> None:
    before = set((ROOT / "var").glob("bench-*"))
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--tiny", "1", "8", "9", "10", "14"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "NOT MEASURED" not in done.stdout
    for number in ("  1  ", "  2  ", "  8  ", "  9  ", " 10  ", " 14  "):
        assert f"\n{number}" in done.stdout
    assert set((ROOT / "var").glob("bench-*")) <= before
