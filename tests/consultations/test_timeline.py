"""The timeline: what each day would be, what ends when, and where it stands on the line."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given

from consultations.cards_board import window_lines
from consultations.timeline import Ends, Timeline, ends_of, timeline_of
from consultations.windows import open_windows
from sideeffects.risk import NOT_ASSESSED
from tests.consultations.card_cases import ISOTRETINOIN, KELOID, WARFARIN
from tests.sideeffects.risk.cases import HEALTHY, on, patient, starter, starter_files
from tests.sideeffects.risk.drawn import examples, patients
from tests.sideeffects.risk.reference import Patient
from tests.sideeffects.risk.reference_lines import Reader

ANYBODY = patients(Reader(starter_files()), patient(starter(), **HEALTHY))
PLANNED = date(2027, 4, 12)


def drawn_for(treatment: date, *ends: Ends, **answers: Any) -> Timeline:
    given = patient(starter(), **answers)
    risk = on(treatment, given)
    windows = open_windows(starter(), risk, given, {}, risk.consultation_date)
    found = timeline_of(
        starter(),
        risk,
        window_lines(starter(), windows),
        (*ends_of(starter(), risk, given, {}), *ends),
        risk.consultation_date,
    )
    assert found is not None
    return found


def words(found: Timeline) -> list[str]:
    return [mark.ends.words for mark in found.marks]


def test_the_line_runs_a_year_from_the_consultation() -> None:
    found = drawn_for(PLANNED)
    assert (found.ends - found.begins).days in (365, 366)
    assert found.today == 0
    assert len(found.months) == 12


def test_a_planned_day_beyond_the_year_makes_the_line_longer() -> None:
    far = date(2028, 9, 1)
    assert drawn_for(far).ends == far


def test_a_dated_hold_says_when_it_ends_and_what_stood_before_the_first_day() -> None:
    found = drawn_for(PLANNED, **ISOTRETINOIN)
    assert "Isotretinoin or acitretin tablets: the wait ends" in words(found)
    assert found.first == date(2027, 7, 15)
    assert "Isotretinoin or acitretin tablets" in found.why
    (first,) = [mark for mark in found.marks if mark.ends.kind == "first"]
    assert first.day == found.first


def test_a_stop_has_no_first_day_and_one_span() -> None:
    found = drawn_for(PLANNED, **KELOID)
    assert found.first is None
    assert found.why == "A stop has no date."
    assert {span.line.level for span in found.spans} == {"stop"}


def test_a_hold_without_a_date_names_what_is_missing() -> None:
    found = drawn_for(PLANNED, **WARFARIN)
    assert found.first is None
    assert "Blood thinner" in found.why


def test_a_patch_test_and_letters_say_their_last_day() -> None:
    given = patient(starter(), patch_test_done="yes", patch_test_date="2027-02-10")
    risk = on(PLANNED, given)
    ends = ends_of(starter(), risk, given, {"Blood thinner": date(2027, 2, 20)})
    assert Ends(date(2027, 8, 10), "Last day the patch test counts") in ends
    assert Ends(date(2027, 5, 20), "Last day the letter counts: Blood thinner") in ends


def test_a_patch_test_of_a_month_says_no_last_day() -> None:
    risk = on(PLANNED, patient(starter()))
    assert ends_of(starter(), risk, {"patch_test_date": "2027-02"}, {}) == ()


def test_marks_are_numbered_in_the_order_of_time_and_none_covers_another() -> None:
    same = [Ends(PLANNED + timedelta(days=days), f"Ends {days}") for days in (9, 0, 3, 200)]
    found = drawn_for(PLANNED, *same)
    assert [mark.number for mark in found.marks] == list(range(1, len(found.marks) + 1))
    assert [mark.day for mark in found.marks] == sorted(mark.day for mark in found.marks)
    for mark in found.marks:
        for other in found.marks:
            near = abs(mark.left - other.left) < 6
            assert mark is other or not near or mark.row != other.row


def test_what_ends_beyond_the_line_is_told_in_the_list_alone() -> None:
    found = drawn_for(PLANNED, Ends(date(2040, 1, 1), "Far away"))
    assert "Far away" in words(found)
    assert "Far away" not in [mark.ends.words for mark in found.on_the_line]


def test_the_higher_a_bar_the_stricter() -> None:
    (stop,) = drawn_for(PLANNED, **KELOID).spans
    (hold, *_) = drawn_for(PLANNED, **WARFARIN).spans
    assert stop.height > hold.height
    assert stop.word
    assert stop.shape


def test_nothing_is_drawn_where_nothing_was_assessed() -> None:
    risk = on(PLANNED, patient(starter()))
    object.__setattr__(risk, "level", NOT_ASSESSED)
    assert timeline_of(starter(), risk, (), (), PLANNED) is None


@examples(30)
@given(ANYBODY)
def test_any_patients_line_holds_every_day_once(drawn: tuple[Patient, date]) -> None:
    who, treatment = drawn
    risk = on(
        treatment, who.answers, None, who.consultation, letters=who.letters, stages=who.stages
    )
    windows = open_windows(starter(), risk, who.answers, who.letters, who.consultation)
    lines = window_lines(starter(), windows)
    ends = ends_of(starter(), risk, who.answers, {})
    found = timeline_of(starter(), risk, lines, ends, who.consultation)
    assert found is not None
    places = [span.left for span in found.spans]
    assert places == sorted(places)
    assert all(span.left >= 0 and span.left + span.width <= 100.1 for span in found.spans)
    allowed = [line.first for line in lines if line.default]
    assert found.first == (min(allowed) if allowed else None)
    assert {part.day for part in ends} <= {mark.day for mark in found.marks}
