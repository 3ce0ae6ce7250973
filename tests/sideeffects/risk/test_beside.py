"""The lists beside the findings: what is still open, and what no rule reads."""

from __future__ import annotations

import pytest

from sideeffects.risk import findings_on

from .cases import (
    CONSULTATION,
    TREATMENT,
    Plain,
    day,
    line,
    on,
    patient,
    period,
    question,
    rule,
    small,
    starter,
    summary,
)


@pytest.mark.parametrize(
    ("one", "counts"),
    [
        pytest.param(("yes_no", {}), True, id="yes or no"),
        pytest.param(("yes_no_unsure", {}), True, id="yes, no or not sure"),
        pytest.param(("choice", {}), True, id="a choice"),
        pytest.param(("choices", {"options": ("red", "blue")}), True, id="several choices"),
        pytest.param(("text", {}), True, id="a text"),
        pytest.param(("date", {}), False, id="a date"),
        pytest.param(("number", {}), False, id="a number"),
    ],
)
@pytest.mark.parametrize(
    ("stage", "stages"),
    [
        ("consultation", ("consultation",)),
        ("examination", ("consultation",)),
        ("examination", ("consultation", "examination")),
        ("treatment_day", ("consultation", "examination")),
        ("treatment_day", ("consultation", "examination", "treatment_day")),
    ],
)
def test_a_blank_counts_where_its_stage_is_reached(
    one: tuple[str, Plain], counts: bool, stage: str, stages: tuple[str, ...]
) -> None:
    kind, fields = one
    reached = stage in stages
    result = summary({}, small([question("a", kind, stage=stage, **fields)]), stages=stages)
    assert result.level == ("hold" if counts and reached else "clear")
    assert result.open_questions == (("a",) if reached else ())
    assert result.stages == stages


def test_sending_reaches_the_first_two_stages_unless_told() -> None:
    catalogue = small([question("a", stage="examination"), question("b", stage="treatment_day")])
    assert summary({}, catalogue).stages == ("consultation", "examination")
    assert summary({}, catalogue).open_questions == ("a",)
    found = findings_on(catalogue, {}, consultation_date=CONSULTATION, treatment_date=TREATMENT)
    assert [one.because for one in found] == [(("a", None),)]


def test_what_no_rule_reads_is_listed_for_a_person() -> None:
    answers = patient(
        takes_any_medicines="yes",
        medicines_list=" warfarin ",
        keloid_history="yes",
        keloid_site=["ears"],
        diabetes="type2",
        hba1c=8.4,
        hba1c_date="2027-01-20",
    )
    listed = [(one.key, one.value, one.why) for one in on(TREATMENT, answers).not_read]
    assert listed == [
        ("keloid_site", ["ears"], "no_rule"),
        ("hba1c", 8.4, "out_of_range"),
        ("medicines_list", " warfarin ", "text"),
    ]


def test_what_a_rule_a_gate_or_a_follow_up_reads_is_not_listed_nor_is_nothing() -> None:
    questions = [
        question("gate", gate=True),
        question("read"),
        question("parent"),
        question("child", "yes_no", line("parent", "is", "yes")),
        question("behind", "yes_no", line("gate", "is", "yes")),
        question("when", "date"),
        question("which", "choices", options=("none", "red"), nothing_to_report="none"),
    ]
    rules = [
        rule(
            "made",
            line("read", "is", "not_sure"),
            kind="deferral",
            wait_until=day("when", days="a_week"),
        )
    ]
    catalogue = small(questions, rules, periods=[period("a_week", 7)])
    answers: Plain = {"gate": "yes", "read": "yes", "parent": "yes", "when": "2027-01-01"}
    answers |= {"child": "no", "behind": "no", "which": ["none"]}
    assert summary(answers, catalogue).not_read == ()
    answers |= {"child": "yes", "behind": "yes", "which": ["none", "red"]}
    assert [one.key for one in summary(answers, catalogue).not_read] == ["child", "behind", "which"]
    hidden = answers | {"parent": "no"}
    assert [one.key for one in summary(hidden, catalogue).not_read] == ["behind", "which"]


def test_a_summary_carries_the_edition_and_the_engine() -> None:
    result = on(TREATMENT, patient(), edition=12)
    assert (result.edition, result.edition_hash, result.engine_version) == (12, starter().hash, "1")
    assert (result.consultation_date, result.treatment_date) == (CONSULTATION, TREATMENT)
    assert on(TREATMENT, patient()).edition is None
