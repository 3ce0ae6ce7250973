"""The examination on the review page."""

from __future__ import annotations

from typing import Any

from consultations.models import Consultation
from tests.consultations.pages import hidden, signed_in, text_of
from tests.consultations.world import World, key


def url(consultation: Consultation, more: str = "") -> str:
    return f"/review/{consultation.reference}/{more}"


# ── Examination ────────────────────────────────────────────────────────────────


def examination(world: World, consultation: Consultation, **answers: Any) -> dict[str, Any]:
    """The form as it is posted: a clear patch test and nothing seen, but what is given."""
    page = signed_in(world.technician).get(url(consultation))
    every = world.examination(consultation)
    given: dict[str, Any] = {f"exam-{name}": value for name, value in every.items()}
    year, month, day = given.pop("exam-patch_test_date").split("-")
    given |= {
        "exam-patch_test_date_day": day,
        "exam-patch_test_date_month": month,
        "exam-patch_test_date_year": year,
        "exam-version": hidden(page, "exam-version"),
        "exam-key": hidden(page, "exam-key"),
    }
    given |= {f"exam-{name}": value for name, value in answers.items()}
    return {name: value for name, value in given.items() if value is not None}


def test_the_examination_makes_a_new_summary_and_approving_possible(world: World) -> None:
    consultation = world.sent()
    client = signed_in(world.technician)
    form = examination(world, consultation)
    response = client.post(url(consultation, "examination/"), form, follow=True)
    shown = text_of(response)
    assert "The examination is saved. The rules were read again." in shown
    assert "Approve and open next" in shown
    summary = world.fresh(consultation).summary
    assert summary is not None
    assert (summary.number, summary.cause) == (2, "examination")
    assert summary.answers["patch_test_result"] == "no_reaction"


def test_every_question_is_answered_one_by_one(world: World) -> None:
    consultation = world.sent()
    form = examination(world, consultation, exam_wound=None, patch_test_late_symptoms=None)
    response = signed_in(world.technician).post(url(consultation, "examination/"), form)
    assert response.status_code == 422
    shown = text_of(response)
    assert "Check 2 answers" in shown
    assert "Scalp: is open skin seen? Pick Yes or No" in shown
    assert "even days later? Pick Yes, No or Not sure" in shown
    assert "Error: Review Tunde Adeyemi" in response.content.decode()
    assert 'value="no_reaction" checked' in response.content.decode()
    newest = world.fresh(consultation).summary
    assert newest is not None
    assert newest.number == 1


def test_follow_ups_that_are_not_asked_are_left_out(world: World) -> None:
    consultation = world.sent()
    form = examination(world, consultation, patch_test_done="no")
    client = signed_in(world.technician)
    assert client.post(url(consultation, "examination/"), form).status_code == 302
    answers = world.fresh(consultation).answers
    assert answers["patch_test_done"] == "no"
    assert "patch_test_result" not in answers


def test_blood_pressure_is_asked_when_the_patient_told_of_it(world: World) -> None:
    client = signed_in(world.technician)
    without = client.get(url(world.sent())).content.decode()
    assert "exam-bp_systolic" not in without
    pressure = world.sent(gate_heart="yes", high_blood_pressure="controlled")
    form = examination(world, pressure, bp_systolic="165", bp_diastolic="95")
    response = client.post(url(pressure, "examination/"), form, follow=True)
    assert "High blood pressure" in text_of(response)
    assert world.fresh(pressure).answers["bp_systolic"] == 165
    wrong = client.post(
        url(pressure, "examination/"), examination(world, pressure, bp_systolic="16500")
    )
    assert "The number must be from 60 to 300 mmHg" in text_of(wrong)


def test_late_symptoms_are_asked_of_the_patient(world: World) -> None:
    shown = text_of(signed_in(world.technician).get(url(world.sent())))
    assert "Ask the patient Has the test spot been itchy" in shown


def test_a_date_still_to_come_is_refused_beside_its_boxes(world: World) -> None:
    consultation = world.sent()
    form = examination(world, consultation, patch_test_date_year="20")
    response = signed_in(world.technician).post(url(consultation, "examination/"), form)
    assert response.status_code == 422
    assert "needs the year with 4 numbers" in text_of(response)


def test_a_colleague_who_answered_otherwise_is_shown_with_both_answers(world: World) -> None:
    consultation = world.sent()
    form = examination(world, consultation, exam_sunburn="yes")
    world.examine(consultation)
    response = signed_in(world.lead).post(url(consultation, "examination/"), form)
    assert response.status_code == 409
    shown = text_of(response)
    assert "Yours: Yes. Some’s: No. Pick one" in shown
    fresh = world.fresh(consultation)
    assert hidden(response, "exam-version") == str(fresh.version)
    again = {**form, "exam-version": str(fresh.version), "exam-key": str(key())}
    client = signed_in(world.lead)
    assert client.post(url(consultation, "examination/"), again).status_code == 302
    assert world.fresh(consultation).answers["exam_sunburn"] == "yes"


def test_the_same_examination_twice_is_one(world: World) -> None:
    consultation = world.sent()
    form = examination(world, consultation)
    client = signed_in(world.technician)
    for _ in range(2):
        assert client.post(url(consultation, "examination/"), form).status_code == 302
    newest = world.fresh(consultation).summary
    assert newest is not None
    assert newest.number == 2


def test_examining_again_makes_the_decision_lapse(world: World) -> None:
    consultation = world.approved()
    page = text_of(signed_in(world.technician).get(url(consultation)))
    assert "Changing an answer makes a new summary, and the decision lapses." in page
    form = examination(world, consultation, exam_sunburn="yes")
    response = signed_in(world.technician).post(
        url(consultation, "examination/"), form, follow=True
    )
    shown = text_of(response)
    assert "Earlier decisions (1)" in shown
    assert "Save decision for Tunde Adeyemi" in shown
