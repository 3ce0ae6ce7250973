"""What a technician sees before deciding; holding, declining, and what a decision is bound to."""

from __future__ import annotations

from typing import Any

import pytest

from clinic.errors import NotAllowed
from clinic.models import Event
from clinic.models.user import Role
from consultations.actions.intake import save_note
from consultations.actions.patients import correct_patient
from consultations.actions.reading import mark_read
from consultations.actions.review import decide
from consultations.actions.sending import reopen
from consultations.deciding import Case, case
from consultations.errors import AnswersChanged, KeyReused
from consultations.models import Consultation, ReadMark, Review
from tests.consultations.with_steps import FAMILY
from tests.consultations.world import World, key
from tests.people import person

WARFARIN: dict[str, Any] = {
    "takes_any_medicines": "yes",
    "medicines_list": "warfarin",
    "gate_bleeding": "yes",
    "anticoagulant": "current",
}
WHY: dict[str, Any] = {"reason_code": "have_result", "reason_words": "The letter came today."}


def look(consultation: Consultation) -> Case:
    found = case(World.fresh(consultation))
    assert found is not None
    return found


def isotretinoin(world: World, stopped: int = -60) -> Consultation:
    dose = world.day(stopped).isoformat()
    return world.examined(oral_retinoid="stopped", oral_retinoid_last_dose=dose)


# ── What is seen ───────────────────────────────────────────────────────────────


def test_a_draft_is_no_case(world: World) -> None:
    assert case(world.fresh(world.draft())) is None


def test_a_clear_case(world: World) -> None:
    found = look(world.examined())
    assert (found.risk.level, found.suggested, found.approve_from) == ("clear", "approved", None)
    assert found.examined
    assert found.may == {"decide", "correct", "reopen"}
    assert found.windows[0].first == world.today
    assert found.offer(plainly=True).first == world.today
    assert (found.review, found.review_stands) == (None, False)
    assert (found.letters, found.letters_wanted, found.steps) == ((), (), ())


@pytest.mark.parametrize(
    ("answers", "suggested"),
    [
        (FAMILY, "approved_with_conditions"),
        (WARFARIN, "on_hold"),
        ({"gate_scarring": "yes", "keloid_history": "yes"}, "declined"),
        ({"diabetes": None}, "on_hold"),
    ],
)
def test_what_the_rules_point_to(world: World, answers: dict[str, Any], suggested: str) -> None:
    assert look(world.examined(**answers)).suggested == suggested


def test_only_dated_holds_open_approve_from_the_day_they_end(world: World) -> None:
    found = look(isotretinoin(world))
    assert found.risk.level == "hold"
    assert found.approve_from == found.risk.earliest_date
    assert found.suggested == "approved"


def test_without_examination_there_is_no_approval_to_suggest(world: World) -> None:
    found = look(world.sent())
    assert not found.examined
    assert {question.key for question in found.unanswered_examination} >= {"exam_keloid"}


def test_what_no_rule_reads_is_listed_and_ticked(world: World) -> None:
    draft = world.answered(gate_bleeding="no", anticoagulant="current", medicines_list="x")
    draft = world.fill(draft, takes_any_medicines="yes", medicines_list="ramipril")
    save_note(draft, note="Afraid of needles.", by=world.desk)
    world.send(draft)
    found = look(draft)
    assert [(item.key, item.why) for item in found.reading] == [
        ("medicines_list", "text"),
        ("anticoagulant", "set_aside"),
        ("note", "note"),
    ]
    mark_read(draft, [found.reading[0].item], by=world.technician)
    mark_read(draft, [found.reading[0].item], by=world.technician)
    assert [item.key for item in look(draft).unread] == ["anticoagulant", "note"]
    assert ReadMark.objects.count() == 1
    assert str(ReadMark.objects.get()) == found.reading[0].item
    event = Event.objects.get(action="answers.read")
    assert event.detail == {"items": ["medicines_list"]}


def test_what_was_read_stays_read_until_it_changes(world: World) -> None:
    consultation = world.sent(takes_any_medicines="yes", medicines_list="ramipril")
    mark_read(consultation, [look(consultation).reading[0].item], by=world.technician)
    world.examine(consultation)
    assert look(consultation).unread == ()
    reopen(consultation, reason="Forgot one.", by=world.desk)
    world.send(world.fill(world.fresh(consultation), medicines_list="ramipril, iron"))
    assert [item.value for item in look(consultation).unread] == ["ramipril, iron"]


def test_reading_what_is_not_there(world: World) -> None:
    with pytest.raises(NotAllowed, match="changed while you were reading"):
        mark_read(world.sent(), ["0" * 32], by=world.technician)
    with pytest.raises(NotAllowed, match="nothing to read"):
        mark_read(world.draft(), [], by=world.technician)
    with pytest.raises(NotAllowed, match="for technicians"):
        mark_read(world.sent(), [], by=world.desk)


# ── Holding and declining ──────────────────────────────────────────────────────


def test_holding_until_a_day(world: World) -> None:
    row = world.held_until(20)
    assert (row.status, row.decide_from) == ("on_hold", world.day(20))
    assert row.review is not None
    assert (row.review.windows, row.review.valid_until) == ([], None)
    assert not row.review.approves


def test_holding_until_something_arrives(world: World) -> None:
    consultation = world.examined()
    review = world.decided(consultation, "on_hold", hold_for=" the letter ")
    assert (review.hold_for, review.hold_until) == ("the letter", None)
    assert world.fresh(consultation).decide_from is None


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [({}, "until when"), ({"hold_for": " "}, "until when"), ({"hold_for": "x" * 201}, "200")],
)
def test_a_hold_says_until_when(world: World, terms: dict[str, Any], sentence: str) -> None:
    with pytest.raises(NotAllowed, match=sentence):
        world.decided(world.examined(), "on_hold", **terms)


def test_a_hold_until_today_has_ended_already(world: World) -> None:
    with pytest.raises(NotAllowed, match="has come already"):
        world.decided(world.examined(), "on_hold", hold_until=world.today)


def test_declining_has_a_reason_and_a_message(world: World) -> None:
    consultation = world.sent()
    with pytest.raises(NotAllowed, match="reason for declining"):
        world.decided(consultation, "declined", patient_message="x")
    with pytest.raises(NotAllowed, match="patient will be told"):
        world.decided(consultation, "declined", reason_words="x")
    review = world.decided(
        consultation, "declined", reason_words="Keloid.", patient_message="We cannot treat you."
    )
    assert (review.reason_words, review.patient_message) == ("Keloid.", "We cannot treat you.")
    assert world.fresh(consultation).status == "declined"


def test_no_decision_is_preselected(world: World) -> None:
    for nothing in ("", "perhaps"):
        with pytest.raises(NotAllowed, match="Choose a decision"):
            world.decided(world.examined(), nothing)


# ── Binding ────────────────────────────────────────────────────────────────────


def attempt(world: World, consultation: Consultation, summary_hash: str, **terms: Any) -> Review:
    given: dict[str, Any] = {"by": world.technician, "key": key(), **terms}
    return decide(consultation, summary_hash=summary_hash, decision="approved", **given)


def test_a_decision_is_about_the_summary_that_was_read(world: World) -> None:
    consultation = world.sent()
    before = look(consultation).summary.hash
    world.examine(consultation)
    with pytest.raises(AnswersChanged, match="changed while you were reading"):
        attempt(world, consultation, before)
    assert attempt(world, consultation, look(consultation).summary.hash).pk


def test_answers_that_differ_from_the_summary_are_not_decided_on(world: World) -> None:
    consultation = world.examined()
    found = look(consultation)
    for changed in ({"answers": {}, "version": 99}, {"treatment": "scar_cover"}):
        Consultation.objects.filter(pk=consultation.pk).update(**changed)
        with pytest.raises(AnswersChanged):
            attempt(world, consultation, found.summary.hash)


def test_a_double_click_is_one_decision(world: World) -> None:
    consultation, form = world.examined(), key()
    summary_hash = look(consultation).summary.hash
    first = attempt(world, consultation, summary_hash, key=form)
    assert attempt(world, consultation, summary_hash, key=form) == first
    with pytest.raises(KeyReused):
        decide(
            consultation,
            summary_hash=summary_hash,
            decision="on_hold",
            hold_for="x",
            by=world.technician,
            key=form,
        )
    assert Review.objects.count() == 1


def test_everything_no_rule_reads_is_read_before_deciding(world: World) -> None:
    consultation = world.examined(takes_any_medicines="yes", medicines_list="ramipril")
    found = look(consultation)
    with pytest.raises(NotAllowed, match="One answer that no rule"):
        attempt(world, consultation, found.summary.hash)
    read = [item.item for item in found.reading]
    assert attempt(world, consultation, found.summary.hash, read=read).pk
    assert ReadMark.objects.count() == 1


def test_several_unread_answers_are_counted(world: World) -> None:
    consultation = world.examined(
        takes_any_medicines="yes", medicines_list="x", gate_bleeding="no", anticoagulant="current"
    )
    with pytest.raises(NotAllowed, match="2 answers that no rule"):
        attempt(world, consultation, look(consultation).summary.hash)


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.MANAGER, Role.AUDITOR, Role.ADMIN])
def test_technicians_decide(world: World, role: Role) -> None:
    consultation = world.examined()
    with pytest.raises(NotAllowed):
        world.decided(consultation, by=person(role, "somebody"))


def test_a_technician_of_another_site_does_not_decide(world: World) -> None:
    with pytest.raises(NotAllowed):
        world.decided(world.examined(), by=world.elsewhere)


def test_nobody_decides_about_themselves(world: World) -> None:
    consultation = world.examined()
    herself = person(Role.TECHNICIAN, "tunde", display_name="Tùnde  ADEYEMI")
    with pytest.raises(NotAllowed, match="nobody decides about themselves"):
        world.decided(consultation, by=herself)


def test_a_corrected_birth_date_stops_the_decision(world: World) -> None:
    consultation = world.examined()
    correct_patient(world.person, by=world.desk, birth_date=world.day(-9000))
    with pytest.raises(NotAllowed, match="date of birth was corrected"):
        world.decided(consultation)
