"""What a finding says: its reasons, its words and its evidence."""

from __future__ import annotations

from datetime import date

import pytest

from sideeffects.risk import findings_on

from .cases import (
    CONSULTATION,
    TREATMENT,
    Plain,
    any_of,
    compare,
    contraindication,
    day,
    line,
    means,
    on,
    patient,
    period,
    question,
    rule,
    small,
    starter,
    summary,
)

# ── Evidence carried through ───────────────────────────────────────────────────


def test_a_finding_carries_its_evidence() -> None:
    answers = patient(oral_retinoid="stopped", oral_retinoid_last_dose="2027-01")
    (finding,) = on(TREATMENT, answers).findings
    entry = starter().contraindications["isotretinoin_oral"]
    assert finding.name == "Isotretinoin or acitretin tablets"
    assert (finding.kind, finding.status, finding.level) == ("deferral", "open", "hold")
    assert (finding.rule, finding.origin) == ("retinoid_recent", "rule")
    assert finding.because == (
        ("oral_retinoid", "stopped"),
        ("oral_retinoid_last_dose", "2027-01"),
    )
    assert finding.sentence == (
        "If isotretinoin or acitretin has ended, wait 6 months after the last dose."
    )
    assert finding.patient_says == "Your skin needs 6 months after your last tablet."
    assert [act.key for act in finding.actions] == ["wait_until"]
    assert (finding.until, finding.open_ended) == (date(2027, 7, 31), False)
    assert (finding.provisional, finding.cleared_by_letter) == (False, False)
    assert finding.raises == tuple((part.side_effect, part.why) for part in entry.raises) != ()
    assert finding.sources == entry.sources != ()
    assert (finding.grade, finding.directness) == ("D", "other_procedure")
    assert finding.wait_grade == starter().periods["isotretinoin_wait"].evidence_grade == "D"


def test_a_finding_without_a_wait_has_no_grade_for_one() -> None:
    (finding,) = on(TREATMENT, patient(lesion_changing="yes")).findings
    assert (finding.wait_grade, finding.until, finding.open_ended) == (None, None, True)
    assert finding.cleared_by_letter is True


def test_a_not_sure_finding_says_what_not_sure_means() -> None:
    (finding,) = on(TREATMENT, patient(diabetes="not_sure")).findings
    assert (finding.contraindication, finding.kind, finding.level) == (
        "diabetes",
        "clearance",
        "hold",
    )
    assert (finding.rule, finding.origin) == (None, "not_sure")
    assert finding.because == (("diabetes", "not_sure"),)
    assert finding.sentence == "If the patient is not sure: Hold for a blood test at the GP."
    assert [act.key for act in finding.actions] == ["obtain_test_result"]
    assert (finding.patient_says, finding.provisional) == (None, False)
    assert finding.sources == starter().contraindications["diabetes"].sources


def test_a_not_sure_without_words_repeats_the_question_and_may_ask_for_nothing() -> None:
    meaning = means("weak_skin", "clearance") | {"meaning": None}
    (finding,) = summary({"a": "not_sure"}, small([question("a", not_sure=meaning)])).findings
    assert finding.sentence == "If the patient is not sure: What about a?"
    assert finding.actions == ()


def test_a_not_sure_without_a_finding_of_its_own_makes_none() -> None:
    questions = [question("a", not_sure=means(None, None)), question("b")]
    result = summary({"a": "not_sure", "b": "not_sure"}, small(questions))
    assert (result.level, result.findings) == ("clear", ())
    assert result.open_questions == ("a", "b")


def test_blanks_make_one_finding_that_names_them_all() -> None:
    answers = patient() | {"diabetes": None, "lesion_changing": None}
    (finding,) = on(TREATMENT, answers).findings
    assert (finding.contraindication, finding.kind) == ("incomplete_answers", "clarification")
    assert (finding.rule, finding.origin) == (None, "blank")
    assert finding.because == (("lesion_changing", None), ("diabetes", None))
    assert [act.key for act in finding.actions] == ["clarify_answers"]
    assert finding.sentence == "If a question was asked and left without an answer, ask it again."


def test_past_events_to_come_make_one_finding_that_names_them_all() -> None:
    answers = patient(
        oral_retinoid="stopped",
        oral_retinoid_last_dose="2027-03-02",
        scar_in_area="yes",
        scar_date="2028",
    )
    finding = next(one for one in on(TREATMENT, answers).findings if one.origin == "future_date")
    assert (finding.contraindication, finding.kind) == ("contradictory_answers", "clarification")
    assert finding.because == (("scar_date", "2028"), ("oral_retinoid_last_dose", "2027-03-02"))
    assert [act.key for act in finding.actions] == ["clarify_answers"]
    assert finding.sentence == "If something past is dated after the consultation, ask again."


@pytest.mark.parametrize(
    ("fields", "answer", "contradicts"),
    [
        pytest.param({}, "2027-03-02", True, id="a past day to come"),
        pytest.param({}, "2027-03-01", False, id="today"),
        pytest.param({}, "2027-03", False, id="the month we are in"),
        pytest.param({}, "2027-04", True, id="a month to come"),
        pytest.param({"tense": "planned"}, "2027-04", False, id="planned"),
        pytest.param({"tense": "either"}, "2027-04", False, id="either"),
        pytest.param({"asked_of": "technician"}, "2027-04", False, id="of the technician"),
    ],
)
def test_only_a_past_date_of_the_patients_can_contradict(
    fields: Plain, answer: str, contradicts: bool
) -> None:
    result = summary({"when": answer}, small([question("when", "date", **fields)]))
    assert [one.origin for one in result.findings] == (["future_date"] if contradicts else [])


# ── Reasons ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("answers", "because"),
    [
        pytest.param({"a": "yes"}, {"a": "yes", "b": None}, id="a blank that should not be"),
        pytest.param({"a": "no", "b": "no"}, {"b": "no"}, id="only lines that hold"),
        pytest.param({"a": "yes", "b": "no"}, {"a": "yes", "b": "no"}, id="both"),
    ],
)
def test_the_reasons_are_the_answers_of_the_lines_that_hold(answers: Plain, because: Plain) -> None:
    made = rule(
        "made", any_of(line("a", "is", "yes"), line("b", "is", "no")), line("b", "is_not", "yes")
    )
    result = summary(answers, small([question("a"), question("b")], [made]))
    finding = next(one for one in result.findings if one.rule)
    assert dict(finding.because) == because


def test_the_reasons_of_dates_name_both_sides_and_what_the_wait_counts_from() -> None:
    made = rule(
        "made",
        compare(day("z"), "on_or_before", day("y")),
        kind="deferral",
        wait_until=day("x", days="a_week"),
    )
    questions = [question(key, "date", tense="either") for key in "xyz"]
    catalogue = small(questions, [made], periods=[period("a_week", 7)])
    result = summary({"x": "2027-04-10", "y": "2027", "z": "2026-01"}, catalogue)
    assert result.findings[0].because == (("y", "2027"), ("z", "2026-01"), ("x", "2027-04-10"))


# ── In order ───────────────────────────────────────────────────────────────────


def test_rules_come_first_in_their_order_then_the_unsure_the_blank_and_the_future() -> None:
    questions = [
        question("a", not_sure=means("thin_blood", "precaution")),
        question("b"),
        question("c"),
        question("when", "date"),
    ]
    rules = [
        rule("late", line("c", "is", "yes"), contraindication="late_one"),
        rule("early", line("when", "answered")),
    ]
    answers = {"when": "2029", "c": "yes", "a": "not_sure"}
    result = summary(answers, small(questions, rules))
    made = [one.rule or one.origin for one in result.findings]
    assert made == ["late", "early", "not_sure", "blank", "future_date"]


def test_the_findings_alone_are_those_of_the_summary() -> None:
    answers = patient(lesion_changing="yes", gate_bleeding="not_sure", anticoagulant="current")
    letters = {"anticoagulant_use": CONSULTATION}
    days: Plain = {"consultation_date": CONSULTATION, "treatment_date": TREATMENT}
    found = findings_on(starter(), answers, **days, letters=letters)
    assert found == on(TREATMENT, answers, letters=letters).findings
    assert {one.status for one in found} == {"open", "cleared"}


def test_the_findings_alone_are_of_their_day_too() -> None:
    questions = [
        question("when", "date"),
        question("a", "yes_no", compare(day("treatment_date"), "after", day("when"))),
        question("b", "yes_no", compare(day("consultation_date"), "after", day("when"))),
    ]
    late = compare(day("treatment_date"), "after", day("late"))
    questions.append(question("late", "date", tense="planned"))
    rules = [rule("a", line("a", "is", "yes"), late), rule("b", line("b", "is", "yes"))]
    catalogue = small(questions, rules)
    answers = {"when": "2027-02-28", "a": "yes", "b": "yes", "late": "2027-03-02"}
    for treatment in (CONSULTATION, TREATMENT):
        found = findings_on(
            catalogue, answers, consultation_date=CONSULTATION, treatment_date=treatment
        )
        assert found == on(treatment, answers, catalogue).findings
        assert [one.rule for one in found] == (["b"] if treatment == CONSULTATION else ["a", "b"])


def test_a_contraindication_may_have_its_own_grade_and_raise_nothing() -> None:
    entry = contraindication("weak_skin", evidence_grade="A", evidence_directness="cosmetic_tattoo")
    catalogue = small(
        [question("a")], [rule("made", line("a", "is", "yes"))], contraindications=[entry]
    )
    (finding,) = summary({"a": "yes"}, catalogue).findings
    assert (finding.grade, finding.directness) == ("A", "cosmetic_tattoo")
    assert (finding.raises, finding.sources, finding.name) == ((), (), "Weak skin")
