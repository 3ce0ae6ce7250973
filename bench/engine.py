"""Goals 3 to 5: the engine alone, in this process, without a database."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache

from bench.goals import Line, goal
from bench.measure import in_turns, timed
from bench.other_engines import Other, disagreements, other_engines
from bench.patients import Patient, everything, heavy, random_patients, samples
from bench.sizes import Size
from bench.tenfold import tenfold, tenfold_patient
from bench.translate import facts_of, shifts_days
from dev.places import ROOT
from sideeffects.risk import Catalogue, canonical, parse, to_files
from sideeffects.risk.program import compiled
from sideeffects.risk.wording import templates
from sideeffects.yaml_files import read_folder

# Conditions alone, put together by hand: no evidence, no sentences, no branching. Not judged.
BARE = "zen-engine, one bare expression"
EXTREME = "one who reports everything"


@cache
def starter() -> Catalogue:
    return parse(read_folder(ROOT / "sideeffects" / "starter"))


def assessing(size: Size) -> Iterator[Line | str]:
    """Goal 3: reading, branching, rules and evidence, without range and windows."""
    catalogue = starter()
    people = {
        "a healthy patient": samples(catalogue)[0],
        "a heavy patient": heavy(catalogue),
        EXTREME: everything(catalogue),
    }
    took = in_turns(
        size.rounds,
        {name: timed(_assessing(catalogue, who), size.calls) for name, who in people.items()},
    )
    rules = len(catalogue.rules)
    for name, who in people.items():
        note = f"{len(who.answers)} answers, {who.findings(catalogue)} findings: "
        note += f"{took[name].median:.0f} µs for {rules} rules"
        if name == EXTREME:
            yield f"{name}, whom nobody has met: {note}"
        else:
            yield Line(goal(3, "assess"), took[name].times(1 / rules), name, (note,))
    yield compiling(size)


def _assessing(catalogue: Catalogue, patient: Patient) -> Callable[[], object]:
    return lambda: patient.assess(catalogue)


def compiling(size: Size) -> Line:
    """Goal 3 too: what a process does once, when it first meets an edition."""
    catalogue = starter()
    text = canonical(to_files(catalogue)).decode()

    def make_ready(one: Catalogue) -> None:
        compiled.__wrapped__(one)
        templates.__wrapped__(one)

    took = in_turns(
        size.rounds,
        {
            "all": timed(lambda: make_ready(parse(json.loads(text))), 3),
            "compile": timed(lambda: make_ready(catalogue), 3),
        },
    )
    compile_alone = took["compile"].median / 1000
    return Line(
        goal(3, "compile"),
        took["all"].times(1 / 1000),
        "from its JSON",
        (f"of which {compile_alone:.1f} ms to compile, the rest to read and check it",),
    )


def against_others(size: Size) -> Iterator[Line | str]:
    """Goal 4: the sample patients one after the other. The others get what they cannot do."""
    catalogue = starter()
    people = samples(catalogue)
    crowd = [*people, heavy(catalogue), everything(catalogue)]
    crowd += random_patients(catalogue, size.random_patients)
    if differences := disagreements(catalogue, crowd):
        raise AssertionError("\n".join(differences))
    facts = [facts_of(catalogue, patient) for patient in people]
    calls = max(1, size.calls // len(people))

    def ours() -> None:
        for patient in people:
            patient.assess(catalogue)

    def theirs(engine: Other) -> Callable[[], None]:
        def run() -> None:
            for each in facts:
                engine.run(each)

        return run

    runners = {
        name: timed(theirs(other), calls) for name, other in other_engines(catalogue).items()
    }
    took = in_turns(size.rounds, {"ours": timed(ours, calls), **runners})
    mean = {name: measured.median / len(people) for name, measured in took.items()}
    for name in (name for name in runners if name != BARE):
        yield Line(
            goal(4, "faster"),
            took[name].against(took["ours"]),
            name,
            (f"{mean[name]:.0f} µs a patient, conditions alone; ours {mean['ours']:.0f} µs, all",),
        )
    ready = sum(map(shifts_days, catalogue.rules.values()))
    rules = len(catalogue.rules)
    yield f"{rules} of {rules} rules translated; {ready} of them get their shifted days ready."
    yield f"All engines find the same rules for each of {len(crowd):,} patients."
    yield f"{BARE}: {mean[BARE]:.0f} µs, conditions alone; put together by hand, so not judged."


def ten_times(size: Size) -> Iterator[Line]:
    """Goal 5: every question and rule ten times, and every answer."""
    one = starter()
    ten = tenfold(one)
    for name, patient in (("a healthy patient", samples(one)[0]), ("a heavy patient", heavy(one))):
        copied = tenfold_patient(patient)
        took = in_turns(
            size.rounds,
            {
                "one": timed(_assessing(one, patient), size.calls),
                "ten": timed(_assessing(ten, copied), max(1, size.calls // 10)),
            },
        )
        yield Line(goal(5, "ten"), took["ten"].against(took["one"]), name)
