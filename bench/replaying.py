"""Goal 15: past cases under the live edition and under a draft, on one core, without a database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from bench.engine import starter
from bench.goals import Goal, Line, goal
from bench.measure import Measured, in_turns, timed
from bench.patients import Patient, heavy, random_patients, samples
from bench.sizes import Size
from sideeffects.risk import Catalogue, PastCase, Replay, parse, to_files

CASES = 500
# One in five answers everything at random, and has as many findings as nobody has met.
AT_RANDOM = 100
CHANGED = "isotretinoin_wait"
FROM_MONTHS, TO_MONTHS = 6, 9


def replaying(size: Size) -> Iterator[Line | str]:
    """The change of one waiting period, over a mixed crowd and over the sample patients alone."""
    live = starter()
    draft = with_longer_wait(live)
    replay = Replay(live, draft)
    mixed, plain = mixed_cases(live), past_cases(samples(live))
    rounds = max(1, size.calls // 50)
    took = in_turns(
        size.rounds,
        {
            "mixed": timed(_replay_all(replay, mixed), rounds),
            "samples": timed(_replay_all(replay, plain), rounds * 10),
            "other questions": timed(_replay_all(Replay(live, without_a_question(live)), mixed), 1),
        },
    )
    found = Counter(replay.of(case).direction for case in mixed)
    cards = sum(replay.of(case).cards[0] for case in mixed) / len(mixed)
    mixed_note = (
        f"{len(mixed)} cases with {cards:.1f} findings each in "
        f"{took['mixed'].median / 1000:.0f} ms: {found['stricter']} stricter, "
        f"{found['less_strict']} less strict"
    )
    yield Line(_goal(), a_second(took["mixed"], len(mixed)), "mixed cases", (mixed_note,))
    yield Line(_goal(), a_second(took["samples"], len(plain)), "the sample patients")
    other = a_second(took["other questions"], len(mixed)).median
    yield (
        f"{other:,.0f} a second where the draft asks other questions, and both must read each case."
    )


def _goal() -> Goal:
    return goal(15, "past cases")


def _replay_all(replay: Replay, cases: list[PastCase]) -> Callable[[], None]:
    def run() -> None:
        for case in cases:
            replay.of(case)

    return run


def a_second(microseconds: Measured, cases: int) -> Measured:
    """How many cases a second of CPU time, from what all of them took."""
    return Measured(tuple(cases * 1e6 / value for value in microseconds.values))


def mixed_cases(catalogue: Catalogue) -> list[PastCase]:
    """Sample patients again and again, a heavy one, and some who answer at random."""
    people = samples(catalogue)
    others = [heavy(catalogue), *random_patients(catalogue, AT_RANDOM - 1)]
    again = [people[place % len(people)] for place in range(CASES - len(others))]
    return past_cases([*again, *others])


def past_cases(people: list[Patient]) -> list[PastCase]:
    return [
        PastCase(place, who.answers, {}, who.consultation, who.treatment)
        for place, who in enumerate(people)
    ]


def with_longer_wait(catalogue: Catalogue) -> Catalogue:
    files = to_files(catalogue)
    for period in files["periods"]["periods"]:
        if period["key"] == CHANGED:
            assert period["value"] == FROM_MONTHS
            period["value"] = TO_MONTHS
    return parse(files)


def without_a_question(catalogue: Catalogue) -> Catalogue:
    """A draft whose first question that nobody reads is gone, so that no reading is shared."""
    files = to_files(catalogue)
    questions = files["questions"]["questions"]
    files["questions"]["questions"] = [one for one in questions if one["key"] != "keloid_site"]
    return parse(files)
