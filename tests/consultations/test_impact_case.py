"""One past case side by side: what changes, and nothing that tells whose it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from consultations.impact_case import (
    PRIVATE,
    ShownCase,
    names_changed,
    private_makers,
    shown_case,
    summary_under,
)
from sideeffects.risk import Catalogue, PastCase, Replay
from tests.catalogue import starter
from tests.consultations.impact_cases import ISOTRETINOIN, catalogue
from tests.consultations.world import nothing_to_report
from tests.sideeffects.risk.changes import add_rule, line, remove, set_field

TOLD = date(2026, 3, 10)
PLANNED = date(2026, 4, 20)
LONGER = catalogue(set_field("periods", ISOTRETINOIN, value=9))
SHORTER = catalogue(set_field("periods", ISOTRETINOIN, value=1))
STOPPED = {"oral_retinoid": "stopped", "oral_retinoid_last_dose": "2025-12-10"}
HIV = {"gate_carried_infections": "yes", "hiv": "yes_other"}
NO_HIV_RULE = catalogue(
    set_field("rules", "hiv_not_well", kind="precaution", cleared_by_letter=False)
)


def past(**answers: Any) -> PastCase:
    """Nothing to report but this, told on 10 March for 20 April."""
    said = {"date_of_birth": "1985-05-14", **answers}
    given = nothing_to_report("consultation", said, TOLD)
    return PastCase(7, given, {}, TOLD, PLANNED, ("consultation",))


def shown(draft: Catalogue, **answers: Any) -> ShownCase:
    return shown_case(past(**answers), starter(), draft)


def marks(case: ShownCase) -> list[tuple[str, str, str]]:
    return [
        (side, finding.name, finding.mark)
        for side in ("before", "after")
        for finding in getattr(case, side).findings
    ]


def test_both_sides_with_levels_sentences_and_months() -> None:
    case = shown(LONGER, **STOPPED)
    assert (case.month, case.outcome, case.withheld) == ("2026-03", "stricter", False)
    assert (case.before.level, case.after.level) == ("hold", "hold")
    assert (case.before.earliest, case.after.earliest, case.later) == ("2026-06", "2026-09", 92)
    (before,), (after,) = case.before.findings, case.after.findings
    assert (before.until, after.until) == ("2026-06", "2026-09")
    assert (before.mark, after.mark) == ("", "stronger or later")
    assert "wait 6 months after the last dose" in before.sentence
    assert "wait 9 months after the last dose" in after.sentence


def test_what_goes_and_what_comes_is_marked() -> None:
    going = shown(SHORTER, **STOPPED)
    assert (going.outcome, going.after.earliest, going.later) == ("less_strict", "", None)
    assert [mark for _, _, mark in marks(going)] == ["gone"]
    new = add_rule(
        "keloid_family_yes",
        when=[line("oral_retinoid", "is", "stopped")],
    )
    coming = shown(catalogue(new), **STOPPED)
    assert [mark for _, _, mark in marks(coming)].count("new") == 1


def test_what_becomes_milder_is_marked() -> None:
    milder = catalogue(set_field("periods", ISOTRETINOIN, value=5))
    case = shown(milder, **STOPPED)
    assert [mark for _, _, mark in marks(case)] == ["", "weaker or sooner"]
    assert (case.later or 0) + case.sooner == 0 < case.sooner


def test_a_private_finding_has_no_name_beside_a_change_of_another() -> None:
    case = shown(LONGER, **STOPPED, **HIV)
    assert not case.withheld
    names = {name for _, name, _ in marks(case)}
    assert PRIVATE in names
    said = repr(case)
    assert "HIV" not in said
    assert "infection" not in said


def test_where_a_private_finding_changes_nothing_else_is_shown() -> None:
    case = shown(NO_HIV_RULE, **STOPPED, **HIV)
    assert case.withheld
    assert (case.month, case.before.earliest, case.after.earliest, case.later) == ("", "", "", None)
    assert marks(case) == [("before", PRIVATE, ""), ("after", PRIVATE, "weaker or sooner")]
    assert {finding.sentence for finding in (*case.before.findings, *case.after.findings)} == {""}


def test_a_name_in_the_list_is_never_that_of_a_private_finding() -> None:
    def change(files: dict[str, Any]) -> None:
        set_field("periods", ISOTRETINOIN, value=9)(files)
        set_field("rules", "hiv_not_well", kind="absolute", cleared_by_letter=False)(files)

    both = catalogue(change)
    replayed = Replay(starter(), both).of(past(**STOPPED, **HIV))
    names = names_changed(replayed, starter(), both)
    assert PRIVATE in names
    assert len(names) == 2
    assert not any("HIV" in name for name in names)


def test_private_are_the_rules_that_read_a_private_answer_anywhere() -> None:
    makers = private_makers(starter())
    assert {"hiv", "hiv_not_well", "hiv_well"} <= makers
    assert "oral_retinoid" not in makers
    beside = catalogue(
        add_rule(
            "hiv_well",
            when=[line("oral_retinoid", "is", "stopped"), {"any": [line("hiv", "answered")]}],
        )
    )
    assert "new_rule" in private_makers(beside)


def test_what_one_side_cannot_read_is_left_out_of_that_side() -> None:
    without = catalogue(
        set_field(
            "questions",
            "oral_retinoid",
            options=[{"key": "never", "label": "No"}, {"key": "not_sure", "label": "Not sure"}],
        )
    )
    known = past(**STOPPED)
    case = replace(known, answers={**known.answers, "unheard_of": "x"})
    assert summary_under(starter(), case).level == "hold"
    assert "oral_retinoid" in summary_under(without, case).open_questions
    told = shown_case(case, starter(), without)
    assert any("isotretinoin" in text for text in told.lacks)


def test_a_letter_for_what_one_side_does_not_know_is_no_fault() -> None:
    case = past(**STOPPED)
    lettered = replace(case, letters={"not_there": TOLD})
    assert summary_under(starter(), lettered).level == "hold"


def test_a_private_question_that_lacks_its_answer_has_no_name() -> None:
    opened = catalogue(set_field("questions", "hiv", ask_when=None))
    case = shown(opened)
    assert case.lacks == ("A private question",)
    assert case.outcome == "left_out"


def test_a_case_that_cannot_be_assessed_says_so() -> None:
    broken = catalogue(remove("actions", "clarify_answers"))
    case = shown(broken, **STOPPED, gate_scarring="not_sure")
    assert case.outcome == "not_assessed"
