"""A question of another meaning becomes a new one, and everything reads that from then on."""

from __future__ import annotations

from typing import Any

import pytest

from clinic.errors import NotAllowed
from clinic.models import User
from clinic.models.user import Role
from sideeffects.actions import drafting, questions
from sideeffects.desk.asking_order import moved
from sideeffects.desk.renewal import Renewal, renewal
from sideeffects.editions import catalogue_of_rows
from sideeffects.models import Edition, Question, SamplePatient
from sideeffects.risk import problems, to_files
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_rows")]

OLD, NEW = "oral_retinoid", "oral_retinoid_2"


@pytest.fixture
def marek(db: None) -> User:
    return person(Role.MANAGER)


def row(key: str) -> Question:
    found: Question = Question.objects.get(key=key)
    return found


def renew(by: User, key: str = OLD, **fields: Any) -> Renewal:
    old = row(key)
    plain = (
        old.plain() | {"text": "Have you ever taken isotretinoin or acitretin capsules?"} | fields
    )
    return questions.new_meaning(plain, seen=old.fingerprint, by=by)


def named(key: str) -> list[str]:
    """Where the draft names a question, its own entry left out."""
    files = to_files(catalogue_of_rows())
    return [
        f"{part}: {entry.get('key', entry.get('label'))}"
        for parts in files.values()
        for part, entries in parts.items()
        for entry in entries
        if f"'{key}'" in str({name: value for name, value in entry.items() if name != "key"})
    ]


def test_everything_that_named_the_old_question_names_the_new_one(marek: User) -> None:
    before = named(OLD)
    assert {place.partition(":")[0] for place in before} >= {
        "rules",
        "questions",
        "contraindications",
        "samples",
    }
    renewed = renew(marek)
    assert renewed.key == NEW
    assert named(OLD) == []
    assert sorted(named(NEW)) == sorted(before)
    assert len(renewed.uses) == len(before)
    assert problems(catalogue_of_rows()) == ()


def test_the_new_question_stands_where_the_old_one_stood(marek: User) -> None:
    before = list(catalogue_of_rows().questions)
    renew(marek)
    after = list(catalogue_of_rows().questions)
    assert after == [NEW if key == OLD else key for key in before]


def test_the_old_question_is_retired_and_the_live_edition_stays(marek: User) -> None:
    live = Edition.objects.live()
    renew(marek)
    assert row(OLD).retired
    assert row(OLD).text != row(NEW).text
    assert Edition.objects.live().hash == live.hash


def test_a_date_that_waits_count_from_is_named_anew_too(marek: User) -> None:
    before = named("oral_retinoid_last_dose")
    renew(marek, "oral_retinoid_last_dose")
    assert sorted(named("oral_retinoid_last_dose_2")) == sorted(before)
    assert named("oral_retinoid_last_dose") == []


def test_the_next_one_is_the_third(marek: User) -> None:
    renew(marek)
    assert renew(marek, NEW, text="And now?").key == "oral_retinoid_3"


def test_what_the_new_answers_leave_hanging_is_said_before(marek: User) -> None:
    old = row(OLD)
    without = [option for option in old.options if option["key"] != "stopped"]
    brings = renewal(catalogue_of_rows(), old.plain() | {"options": without})
    assert {use.key for use in brings.missing} == {
        "oral_retinoid_last_dose",
        "retinoid_recent",
    }
    assert row(OLD).fingerprint == old.fingerprint


def test_a_sample_whose_answer_does_not_fit_is_left_without_it(marek: User) -> None:
    taking = [
        sample for sample in SamplePatient.objects.current() if sample.answers.get(OLD) is not None
    ]
    assert taking
    options = [{"key": "often", "label": "Often"}, {"key": "never", "label": "Never"}]
    renewed = renew(marek, options=options, nothing_to_report="never", kind="choice")
    assert {use.key for use in renewed.lost} == {sample.key for sample in taking}
    for sample in taking:
        sample.refresh_from_db()
        assert not {OLD, NEW} & set(sample.answers)


def test_nothing_is_half_done_where_somebody_saved_meanwhile(marek: User) -> None:
    old = row(OLD)
    drafting.save_entry(
        "questions", old.plain() | {"why_we_ask": "Blood."}, seen=old.fingerprint, by=marek
    )
    with pytest.raises(drafting.ChangedMeanwhile):
        questions.new_meaning(old.plain() | {"text": "?"}, seen=old.fingerprint, by=marek)
    assert not Question.objects.filter(key=NEW).exists()


@pytest.mark.parametrize("key", ["date_of_birth", "no_such_question"])
def test_some_questions_cannot_become_new_ones(marek: User, key: str) -> None:
    with pytest.raises(NotAllowed):
        questions.new_meaning({**row(OLD).plain(), "key": key}, seen="", by=marek)


# ── Its place ─────────────────────────────────────────────────────────────────


def order(section: str) -> list[str]:
    return [one.key for one in catalogue_of_rows().questions.values() if one.section == section]


def test_a_question_moves_with_its_follow_ups_and_back_again(marek: User) -> None:
    section = row("alopecia_areata").section_id
    before = order(section)
    at = before.index("alopecia_areata")
    assert before[at + 1] == "alopecia_areata_last_change"
    questions.move_question("alopecia_areata", up=True, by=marek)
    assert order(section)[at - 1 : at + 1] == ["alopecia_areata", "alopecia_areata_last_change"]
    assert problems(catalogue_of_rows()) == ()
    questions.move_question("alopecia_areata", up=False, by=marek)
    assert order(section) == before


@pytest.mark.parametrize("up", [True, False])
def test_every_move_leaves_follow_ups_behind_what_opens_them(marek: User, up: bool) -> None:
    draft = catalogue_of_rows()
    count = 0
    for key in draft.questions:
        try:
            after = moved(draft, key, up=up)
        except NotAllowed:
            continue
        count += 1
        assert sorted(after) == sorted(order_of(draft, key))
        assert after != order_of(draft, key)
    assert count > 60


def order_of(draft: Any, key: str) -> list[str]:
    section = draft.questions[key].section
    return [one.key for one in draft.questions.values() if one.section == section]


def test_a_follow_up_stays_behind_the_question_that_opens_it(marek: User) -> None:
    with pytest.raises(NotAllowed, match="is asked only after"):
        questions.move_question("alopecia_areata_last_change", up=True, by=marek)


def test_the_first_and_the_last_of_a_section_stay(marek: User) -> None:
    with pytest.raises(NotAllowed, match="first question"):
        questions.move_question("date_of_birth", up=True, by=marek)
    last = order("on_the_day")[-1]
    with pytest.raises(NotAllowed, match="last question"):
        questions.move_question(last, up=False, by=marek)


def test_only_a_question_of_the_draft_moves(marek: User) -> None:
    with pytest.raises(NotAllowed, match="no question"):
        questions.move_question("no_such_question", up=True, by=marek)
