"""Sample patients with an expected result, and drafts that break it."""

from __future__ import annotations

import pytest

from sideeffects.risk import parse, samples_wrong

from .cases import starter
from .changes import Change, changed, entry, remove, set_field


def test_no_sample_of_the_starter_breaks() -> None:
    assert samples_wrong(starter()) == ()


def sample_that_took_isotretinoin() -> str:
    return next(
        label
        for label, sample in starter().samples.items()
        if dict(sample.answers).get("oral_retinoid") == "stopped"
    )


def test_a_longer_wait_breaks_the_sample_that_waits() -> None:
    (broken,) = samples_wrong(parse(changed(set_field("periods", "isotretinoin_wait", value=9))))
    assert broken.label == sample_that_took_isotretinoin()
    assert broken.summary is not None
    assert broken.differs == ("The earliest day is 2027-07-15, you expect 2027-04-15.",)
    problem = broken.problem
    assert (problem.kind, problem.part, problem.key) == (
        "sample_breaks",
        "samples",
        broken.label,
    )
    assert problem.words == broken.differs[0]


def test_every_difference_is_a_sentence() -> None:
    change = set_field("rules", "retinoid_recent", provisional=True, kind="absolute")
    (broken,) = samples_wrong(parse(changed(change)))
    assert broken.differs == (
        "The level is stop, you expect hold.",
        "Not expected: Isotretinoin or acitretin tablets, absolute, open.",
        "Expected, but not found: isotretinoin oral, deferral, open.",
        "The earliest day is none, you expect 2027-04-15.",
        "Without an end date: not said, you expect no.",
        "Resting on a planned date: not said, you expect no.",
    )
    (planned,) = samples_wrong(
        parse(changed(set_field("rules", "retinoid_recent", provisional=True)))
    )
    assert planned.differs == ("Resting on a planned date: yes, you expect no.",)


def test_a_sample_without_a_pin_cannot_break() -> None:
    def change(files: dict[str, object]) -> None:
        set_field("periods", "isotretinoin_wait", value=9)(files)
        entry(files, "samples", sample_that_took_isotretinoin())["expected"] = None

    assert samples_wrong(parse(changed(change))) == ()


UNREADABLE: dict[str, Change] = {
    "an answer that is no longer offered": set_field(
        "questions",
        "oral_retinoid",
        options=[{"key": "never", "label": "No"}],
    ),
    "a question that is gone": remove("questions", "oral_retinoid"),
}


@pytest.mark.parametrize("change", UNREADABLE.values(), ids=UNREADABLE)
def test_a_sample_that_cannot_be_assessed_breaks_too(change: Change) -> None:
    broken = {one.label: one for one in samples_wrong(parse(changed(change)))}
    found = broken[sample_that_took_isotretinoin()]
    assert found.summary is None
    assert found.differs[0].startswith("It cannot be assessed: ")
