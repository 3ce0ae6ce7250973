"""Sending makes an immutable summary; reopening lets the decision lapse and keeps everything."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

import pytest

from clinic.errors import NotAllowed
from clinic.models import Event
from clinic.models.user import Role
from consultations.actions.intake import save_answer
from consultations.actions.patients import correct_patient
from consultations.actions.sending import look_again, reopen, send
from consultations.errors import ChangedUnseen, Unanswered
from consultations.models import Consultation, Reopening, Summary
from consultations.questions import for_desk, missing
from consultations.stored import risk_of
from sideeffects.risk import assess
from tests.catalogue import starter
from tests.consultations.world import World, key
from tests.people import person


def keys(questions: Any) -> list[str]:
    return [question.key for question in questions]


# ── What is missing ────────────────────────────────────────────────────────────


def test_a_new_draft_misses_every_question_that_is_asked(world: World) -> None:
    draft = world.draft()
    desk = for_desk(draft)
    assert "keloid_history" in keys(desk.missing)
    assert "date_of_birth" not in keys(desk.missing)
    assert keys(desk.questions)[0] == "date_of_birth"
    assert not [question for question in desk.questions if question.private]
    assert (desk.private_asked, desk.private_done) == (True, False)
    assert desk.private_missing > 0
    assert len(missing(draft)) == len(desk.missing) + desk.private_missing


def test_nothing_is_missing_once_all_is_answered(world: World) -> None:
    answered = world.answered()
    assert missing(answered) == ()
    assert for_desk(answered).private_missing == 0
    assert "exam_keloid" in keys(missing(answered, "examination"))


def test_a_gate_opens_its_questions_and_closing_sets_them_aside(world: World) -> None:
    draft = world.answered(gate_bleeding="yes", anticoagulant=None)
    assert "anticoagulant" in keys(missing(draft))
    closed = world.answered(gate_bleeding="no", anticoagulant="current")
    (aside,) = for_desk(closed).set_aside
    assert (aside.key, aside.value, aside.behind) == ("anticoagulant", "current", "gate")


def test_private_answers_that_are_set_aside_stay_private(world: World) -> None:
    closed = world.answered(gate_wellbeing="no", bdd_diagnosed="yes")
    assert for_desk(closed).set_aside == ()


# ── Sending ────────────────────────────────────────────────────────────────────


def test_sending_makes_the_summary_of_what_is_on_file(world: World) -> None:
    draft = world.answered(gate_wellbeing="yes", bdd_diagnosed="yes")
    summary = world.send(draft, note=" Nervous. ")
    row = world.fresh(draft)
    assert (row.status, row.summary, row.note) == ("submitted", summary, "Nervous.")
    assert (row.sent_by, row.consultation_date) == (world.desk, world.today)
    assert (row.decide_from, row.waiting_since) == (world.today, row.sent_at)
    assert (summary.number, summary.cause, summary.stages) == (1, "sent", ["consultation"])
    assert summary.answers == {**draft.answers, **draft.private_answers}
    assert summary.answers["bdd_diagnosed"] == "yes"
    assert summary.edition == world.edition
    event = Event.objects.get(action="consultation.sent")
    assert event.detail == {"summary": 1, "blank": []}


def test_the_bytes_are_those_of_the_engine(world: World) -> None:
    sent = world.sent(oral_retinoid="stopped", oral_retinoid_last_dose="2026-08")
    summary = sent.summary
    assert summary is not None
    again = assess(
        starter(),
        summary.answers,
        consultation_date=summary.consultation_date,
        treatment_date=summary.treatment_date,
        stages=summary.stages,
        edition=summary.edition.number,
    )
    assert summary.canonical.encode() == again.canonical()
    assert summary.hash == hashlib.sha256(summary.canonical.encode()).hexdigest() == again.hash
    assert summary.plain == json.loads(summary.canonical)
    assert (summary.level, summary.could_be) == (again.level, again.could_be)
    assert summary.earliest_date == again.earliest_date


def test_a_stored_summary_reads_back_as_the_same_values(world: World) -> None:
    sent = world.examined(
        oral_retinoid="stopped",
        oral_retinoid_last_dose="2026-08",
        gate_bleeding="no",
        anticoagulant="current",
        gate_immune="not_sure",
        gate_wellbeing="yes",
        bdd_diagnosed="in_person",
        medicines_list="ramipril",
        takes_any_medicines="yes",
        keloid_history="yes",
        keloid_site=["chest_shoulders_back"],
    )
    assert sent.summary is not None
    risk = risk_of(sent.summary)
    assert risk.canonical().decode() == sent.summary.canonical
    assert risk.hash == sent.summary.hash
    assert [part.value for part in risk.not_read] == [("chest_shoulders_back",), "ramipril"]
    assert {part[0] for part in risk.set_aside} == {"anticoagulant"}


@pytest.mark.parametrize(
    ("answers", "level", "because"),
    [
        ({}, "clear", "Nothing found"),
        ({"keloid_history": "yes", "keloid_site": ["ears"]}, "stop", "keloid"),
        ({"lesion_changing": "yes", "diabetes": None}, "hold", "+1"),
    ],
)
def test_the_review_list_says_why_in_a_few_words(
    world: World, answers: dict[str, Any], level: str, because: str
) -> None:
    if "keloid_site" in answers:
        option = starter().questions["keloid_site"].options[0].key
        answers = {**answers, "keloid_site": [option]}
    summary = world.sent(**answers).summary
    assert summary is not None
    assert summary.level == level
    assert because.lower() in summary.because.lower()


def test_a_second_click_gives_the_same_summary(world: World) -> None:
    draft = world.answered()
    assert world.send(draft) == world.send(draft)
    assert Summary.objects.count() == 1
    assert Event.objects.filter(action="consultation.sent").count() == 1


def test_blank_questions_ask_for_a_second_yes(world: World) -> None:
    draft = world.answered(keloid_history=None, diabetes=None)
    with pytest.raises(Unanswered, match="2 questions") as refused:
        world.send(draft)
    assert keys(refused.value.questions) == ["keloid_history", "diabetes"]
    assert world.fresh(draft).status == "draft"
    summary = world.send(draft, unanswered_confirmed=True)
    assert summary.level == "hold"
    detail = Event.objects.get(action="consultation.sent").detail
    assert detail["blank"] == ["keloid_history", "diabetes"]


def test_one_blank_question_is_said_in_the_singular(world: World) -> None:
    with pytest.raises(Unanswered, match="One question"):
        world.send(world.answered(diabetes=None))


def test_a_long_note_is_refused(world: World) -> None:
    with pytest.raises(NotAllowed, match="4000"):
        world.send(world.answered(), note="x" * 4001)


def test_answers_that_nobody_read_back_are_not_sent(world: World) -> None:
    draft = world.answered()
    seen = draft.version
    save_answer(draft, "lesion_changing", "yes", seen_version=seen, key=key(), by=world.technician)
    with pytest.raises(ChangedUnseen):
        send(draft, seen_version=seen, by=world.desk, note="Nervous.")
    row = world.fresh(draft)
    assert (row.status, row.note) == ("draft", "")
    assert send(draft, seen_version=row.version, by=world.desk).answers["lesion_changing"] == "yes"


def test_decided_answers_are_not_sent_again(world: World) -> None:
    with pytest.raises(NotAllowed, match="sent and decided"):
        world.send(world.approved())


def test_the_examination_counts_once_it_has_an_answer(world: World) -> None:
    draft = world.answered()
    world.examine(draft)
    summary = world.send(world.fresh(draft))
    assert summary.stages == ["consultation", "examination"]


def test_the_birth_date_of_the_record_is_sent(world: World) -> None:
    draft = world.answered()
    draft.answers.pop("date_of_birth")
    draft.version += 1
    draft.save(update_fields=["answers", "version"])
    assert world.send(draft).answers["date_of_birth"] == "1987-03-14"


def test_a_fault_of_the_engine_blocks_and_says_so(world: World) -> None:
    sent = world.with_broken_rules().examined(lesion_changing="yes")
    assert sent.summary is not None
    assert (sent.summary.level, sent.summary.because) == ("not_assessed", "Could not be assessed")
    assert sent.summary.could_be == "stop"
    assert risk_of(sent.summary).fault


# ── Opening again ──────────────────────────────────────────────────────────────


def test_reopening_to_correct_an_answer(world: World) -> None:
    approved = world.approved()
    row = reopen(approved, reason="Forgot a medicine.", by=world.desk)
    assert (row.status, row.decide_from) == ("draft", None)
    reopening = Reopening.objects.get()
    assert (reopening.kind, reopening.reason) == ("answers", "Forgot a medicine.")
    assert reopening.review == approved.review
    assert world.fresh(approved).answers == approved.answers
    save_answer(
        row, "keloid_history", "not_sure", seen_version=row.version, key=key(), by=world.desk
    )
    again = world.send(world.fresh(row))
    assert (again.number, again.cause) == (3, "sent_again")
    assert Summary.objects.filter(consultation=row).count() == 3


@pytest.mark.parametrize("reason", ["", "   "])
def test_reopening_asks_why(world: World, reason: str) -> None:
    with pytest.raises(NotAllowed, match="Give a reason"):
        reopen(world.sent(), reason=reason, by=world.desk)
    with pytest.raises(NotAllowed, match="at most 400"):
        reopen(world.sent(), reason="x" * 401, by=world.desk)


def test_a_draft_is_not_reopened(world: World) -> None:
    with pytest.raises(NotAllowed, match="still a draft"):
        reopen(world.draft(), reason="why not", by=world.desk)


def test_looking_again_keeps_the_summary(world: World) -> None:
    approved = world.approved()
    row = look_again(approved, reason="The patient asked.", by=world.lead)
    assert (row.status, row.decide_from) == ("submitted", world.today)
    assert row.summary == approved.summary
    assert Reopening.objects.get().kind == "decision"
    assert Event.objects.filter(action="consultation.look_again").exists()


@pytest.mark.parametrize("state", ["draft", "sent"])
def test_looking_again_needs_a_decision(world: World, state: str) -> None:
    with pytest.raises(NotAllowed, match="no decision"):
        look_again(getattr(world, state)(), reason="why not", by=world.technician)


def test_the_desk_does_not_ask_to_look_again(world: World) -> None:
    with pytest.raises(NotAllowed, match="for technicians"):
        look_again(world.approved(), reason="why not", by=world.desk)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR, Role.ADMIN])
def test_others_neither_send_nor_reopen(world: World, role: Role) -> None:
    who = person(role)
    with pytest.raises(NotAllowed):
        world.send(world.answered(), by=who)
    with pytest.raises(NotAllowed):
        reopen(world.sent(), reason="x", by=who)


def test_a_corrected_birth_date_waits_for_sending_again(world: World) -> None:
    sent = world.sent()
    correct_patient(world.person, by=world.desk, birth_date=date(1988, 1, 1))
    reopen(world.fresh(sent), reason="Wrong date of birth.", by=world.desk)
    summary = world.send(world.fresh(sent))
    assert summary.answers["date_of_birth"] == "1988-01-01"


def test_they_say_what_they_are(world: World) -> None:
    sent = world.sent()
    reopen(sent, reason="x", by=world.desk)
    assert str(sent) == sent.reference
    assert str(sent.summary) == "Summary 1"
    assert str(Reopening.objects.get()).startswith(f"{sent.pk}, ")
    assert str(sent.changes.first()) == "date_of_birth, version 1"
    assert Consultation.objects.get() == sent
