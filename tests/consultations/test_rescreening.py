"""A consultation keeps its edition until a technician screens it again; then nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest

from clinic.errors import NotAllowed
from clinic.models import Event
from consultations.actions.examination import answer_examination
from consultations.actions.intake import save_answer
from consultations.actions.letters import record_letter
from consultations.actions.rescreening import rescreen
from consultations.actions.review import decide
from consultations.actions.sending import reopen, send
from consultations.deciding import case
from consultations.history import history_of
from consultations.models import AnswerChange, Booking, Consultation, Summary
from consultations.questions import catalogue_of
from sideeffects.models import Edition
from sideeffects.risk import assess
from tests.consultations.newer_editions import private, renamed_option, without
from tests.consultations.with_steps import stopped
from tests.consultations.world import World, key
from tests.sideeffects.shelf import Files, edition_of, longer, noted


def again(world: World, consultation: Consultation, live: Edition) -> Summary:
    return rescreen(world.fresh(consultation), seen=live.number, by=world.technician)


def replayed(summary: Summary) -> bytes:
    """The same inputs under the same edition, read anew."""
    return assess(
        Edition.objects.get(pk=summary.edition_id).catalogue,
        summary.answers,
        consultation_date=summary.consultation_date,
        treatment_date=summary.treatment_date,
        stages=summary.stages,
        edition=summary.edition.number,
    ).canonical()


# ── What keeps its edition ─────────────────────────────────────────────────────


def test_a_draft_keeps_its_edition_and_a_new_consultation_has_the_live_one(world: World) -> None:
    draft = world.answered()
    live = edition_of(longer)
    world.send(draft)
    assert world.fresh(draft).edition == world.edition
    assert (
        world.draft(
            patient=world.patient(
                last_name="Other", phone="07700 900 001", birth_date=world.day(-9000)
            )
        ).edition
        == live
    )


def test_an_old_summary_replays_byte_for_byte_after_publishing(world: World) -> None:
    consultation = world.examined(**stopped(world, -200))
    old = consultation.summary
    assert old is not None
    live = edition_of(longer)
    new = again(world, consultation, live)
    old.refresh_from_db()
    assert replayed(old) == old.canonical.encode()
    assert replayed(new) == new.canonical.encode()
    assert (old.level, new.level) == ("clear", "hold")
    assert (old.edition, new.edition) == (world.edition, live)


# ── Screening again ────────────────────────────────────────────────────────────


def test_screening_again_makes_a_summary_under_the_live_edition_and_the_review_lapses(
    world: World,
) -> None:
    consultation = world.approved()
    booking = world.booked(consultation, 30)
    live = edition_of(noted)
    summary = again(world, consultation, live)
    row = world.fresh(consultation)
    assert (row.edition, row.status, row.summary) == (live, "submitted", summary)
    assert (summary.cause, summary.number) == ("edition", 3)
    assert summary.consultation_date == world.today
    assert Booking.objects.get().status == "held"
    review = world.decided(consultation)
    assert Booking.objects.get().status == "booked"
    assert Booking.objects.get().review == review
    assert booking.review != review
    event = Event.objects.get(action="consultation.rescreened")
    assert event.detail == {"from": live.number - 1, "to": live.number, "questions": []}


def test_a_second_click_is_one_screening(world: World) -> None:
    consultation, live = world.examined(), edition_of(noted)
    first = again(world, consultation, live)
    assert again(world, consultation, live) == first
    assert Summary.objects.filter(cause="edition").count() == 1


def test_what_is_not_sent_cannot_be_screened_again(world: World) -> None:
    draft, live = world.draft(), edition_of(noted)
    with pytest.raises(NotAllowed, match="not sent yet"):
        again(world, draft, live)


def test_only_technicians_screen_again(world: World) -> None:
    consultation, live = world.examined(), edition_of(noted)
    with pytest.raises(NotAllowed, match="for technicians"):
        rescreen(consultation, seen=live.number, by=world.desk)


def test_what_went_live_after_the_page_was_shown_is_not_screened_under(world: World) -> None:
    consultation, seen = world.examined(), edition_of(noted)
    live = edition_of(longer)
    with pytest.raises(NotAllowed, match=f"Edition {live.number} went live while you were here"):
        again(world, consultation, seen)
    assert world.fresh(consultation).edition == world.edition


# ── Answers the newer edition does not read ────────────────────────────────────


@pytest.mark.parametrize(
    "edit", [without("lesion_changing"), renamed_option("lesion_changing", "no", "never")]
)
def test_an_answer_that_is_not_read_any_more_is_set_aside_and_shown(
    world: World, edit: Any
) -> None:
    consultation, live = world.examined(), edition_of(edit)
    summary = again(world, consultation, live)
    row = world.fresh(consultation)
    assert "lesion_changing" not in row.answers
    assert "lesion_changing" not in summary.answers
    change = AnswerChange.objects.get(question="lesion_changing")
    assert (change.value, change.version) == (None, row.version)
    found = case(row)
    assert found is not None
    (item,) = [part for part in found.unread if part.why == "earlier_edition"]
    assert (item.key, item.value, item.edition_id) == ("lesion_changing", "no", world.edition.pk)
    with pytest.raises(NotAllowed, match="not ticked as read"):
        _decide_without_reading(world, row)
    assert history_of(row).saved_at is not None


def _decide_without_reading(world: World, row: Consultation) -> None:
    assert row.summary is not None
    decide(
        row,
        summary_hash=row.summary.hash,
        decision="on_hold",
        hold_for="x",
        by=world.technician,
        key=key(),
    )


def test_a_question_that_asks_otherwise_is_open_and_never_nothing_to_report(world: World) -> None:
    consultation = world.examined()
    live = edition_of(renamed_option("lesion_changing", "no", "never"))
    summary = again(world, consultation, live)
    assert summary.level == "hold"
    assert "lesion_changing" in summary.plain["open_questions"]


def test_it_is_shown_until_the_question_is_answered_anew(world: World) -> None:
    consultation = world.examined()
    live = edition_of(renamed_option("lesion_changing", "no", "never"))
    again(world, consultation, live)
    reopen(consultation, reason="To ask it again.", by=world.desk)
    row = world.fresh(consultation)
    save_answer(row, "lesion_changing", "never", seen_version=row.version, key=key(), by=world.desk)
    row = world.fresh(consultation)
    send(row, seen_version=row.version, by=world.desk, unanswered_confirmed=True)
    found = case(world.fresh(consultation))
    assert found is not None
    assert [part for part in found.reading if part.why == "earlier_edition"] == []


def test_it_stays_shown_after_a_newer_summary_and_a_second_screening(world: World) -> None:
    consultation = world.examined()
    again(world, consultation, edition_of(without("lesion_changing")))
    again(
        world, consultation, edition_of(without("lesion_changing"), without("aftercare_conflict"))
    )
    row = world.fresh(consultation)
    answer_examination(
        row, {"exam_keloid": "yes"}, seen_version=row.version, key=key(), by=world.technician
    )
    found = case(world.fresh(consultation))
    assert found is not None
    left = [part.key for part in found.reading if part.why == "earlier_edition"]
    assert left == ["lesion_changing", "aftercare_conflict"]


def test_a_private_answer_that_is_set_aside_stays_private(world: World) -> None:
    consultation = world.examined(gate_carried_infections="yes", hiv="yes_treated_and_well")
    live = edition_of(renamed_option("hiv", "yes_treated_and_well", "yes_well"))
    again(world, consultation, live)
    row = world.fresh(consultation)
    assert "hiv" not in row.private_answers
    change = AnswerChange.objects.get(question="hiv")
    assert (change.private, change.private_value) == (True, None)


def test_a_question_that_becomes_private_is_hidden_from_the_desk(world: World) -> None:
    consultation = world.examined()
    live = edition_of(private("lesion_changing"))
    again(world, consultation, live)
    row = world.fresh(consultation)
    assert catalogue_of(row).questions["lesion_changing"].private
    assert row.all_answers["lesion_changing"] == "no"


def test_an_answer_given_by_hand_gives_way_to_one_given_aloud_later(world: World) -> None:
    consultation = world.examined(gate_carried_infections="no")
    live = edition_of(private("gate_carried_infections", private=False))
    again(world, consultation, live)
    row = world.fresh(consultation)
    assert row.all_answers["gate_carried_infections"] == "no"
    reopen(consultation, reason="x", by=world.desk)
    row = world.fresh(consultation)
    save_answer(
        row,
        "gate_carried_infections",
        "yes",
        seen_version=row.version,
        key=key(),
        by=world.desk,
    )
    row = world.fresh(consultation)
    assert row.all_answers["gate_carried_infections"] == "yes"
    assert "gate_carried_infections" not in row.private_answers


# ── Letters ────────────────────────────────────────────────────────────────────


def test_a_letter_about_what_the_catalogue_does_not_know_clears_nothing_and_stays_on_file(
    world: World,
) -> None:
    def unknown(files: Files) -> None:
        """The contraindication is called otherwise."""
        for each in files["contraindications"]["contraindications"]:
            if each["key"] == "keloid_history":
                each["key"] = "keloids"
        for rule in files["rules"]["rules"]:
            if rule["contraindication"] == "keloid_history":
                rule["contraindication"] = "keloids"
        for question in files["questions"]["questions"]:
            meaning = question["not_sure"]
            if meaning and meaning["contraindication"] == "keloid_history":
                meaning["contraindication"] = "keloids"

    consultation = world.examined(keloid_history="yes")
    record_letter(
        consultation,
        contraindication="keloid_history",
        letter_date=world.today,
        author="Dr Green",
        says="safe",
        by=world.technician,
        key=key(),
    )
    summary = again(world, consultation, edition_of(unknown))
    assert summary.letters == {"keloid_history": world.today.isoformat()}
    found = case(world.fresh(consultation))
    assert found is not None
    assert [letter.contraindication for letter in found.letters] == ["keloid_history"]
    assert all(finding.status == "open" for finding in found.risk.findings)
