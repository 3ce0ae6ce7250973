"""What waits, at the desk: asked in the open, in private, and on the day’s list."""

from __future__ import annotations

from typing import Any

from django.test import Client

from consultations.actions.clarifications import ask_again
from consultations.holds import WaitsFor
from consultations.models import AnswerChange, Clarification, Consultation, Hold
from tests.consultations.pages import hidden, signed_in, statements, text_of
from tests.consultations.waiting_cases import UNSURE, WARFARIN, Review
from tests.consultations.world import World, key


class Desk:
    """The page with what is asked again, as the desk has it open."""

    def __init__(self, world: World, consultation: Consultation) -> None:
        self.client: Client = signed_in(world.desk)
        self.path = f"/c/{consultation.reference}/again/"
        self.page = self.client.get(self.path)

    def save(self, **answers: Any) -> Any:
        names = ("version", "key", "asked")
        given = {f"again-{name}": hidden(self.page, f"again-{name}") for name in names}
        given |= {f"again-{name}": value for name, value in answers.items()}
        return self.client.post(self.path, given)


def asked(world: World, sent: Consultation, *questions: str, **fields: Any) -> Clarification:
    given: dict[str, Any] = {"due": world.day(7), "by": world.technician, "key": key(), **fields}
    return ask_again(world.fresh(sent), questions=questions, **given)


def words(world: World, question: str) -> str:
    return str(world.edition.catalogue.questions[question].text)


PRIVATE_LETTER: dict[str, Any] = {
    "gate_carried_infections": "yes",
    "hepatitis": "with_liver_damage",
}


PRIVATE: dict[str, Any] = {"gate_carried_infections": "yes", "hiv": "not_sure"}


# ── At the desk ────────────────────────────────────────────────────────────────


def test_the_desk_sees_only_what_is_asked(world: World) -> None:
    sent = world.sent(**UNSURE)
    asked(world, sent, "keloid_family", own_words="Which ear was it?")
    desk = Desk(world, sent)
    page = text_of(desk.page)
    assert words(world, "keloid_family") in page
    assert "Which ear was it?" in page
    others = set(world.edition.catalogue.questions) - {"keloid_family"}
    assert not [name for name in others if words(world, name) in page]


def test_answers_of_the_desk_come_back_to_the_review(world: World) -> None:
    sent = world.sent(**UNSURE)
    asked(world, sent, "keloid_family", "keloid_history")
    saved = Desk(world, sent).save(keloid_family="no", keloid_history="not_sure")
    assert saved["Location"] == f"/c/{sent.reference}/"
    page = Review(world, sent).page()
    assert "2 answers changed" in page
    assert world.fresh(sent).decide_from == world.today


def test_what_is_missing_stands_beside_the_question(world: World) -> None:
    sent = world.sent(**UNSURE)
    asked(world, sent, "gate_scarring", "keloid_family", own_words="Which ear was it?")
    desk = Desk(world, sent)
    again = desk.save(gate_scarring="yes")
    assert again.status_code == 422
    assert "Pick Yes, No or Not sure" in text_of(again)
    assert "Write what the patient says" in text_of(again)
    closed = desk.save(gate_scarring="no", keloid_family="yes", reply="The left one.")
    assert closed.status_code == 302
    assert world.fresh(sent).answers["keloid_family"] == "not_sure"  # no longer asked


def test_two_people_at_the_same_question(world: World) -> None:
    sent = world.sent(**UNSURE)
    asked(world, sent, "keloid_family")
    desk = Desk(world, sent)
    row = world.fresh(sent)
    row.answers, row.version = {**row.answers, "keloid_family": "yes"}, row.version + 1
    row.save(update_fields=["answers", "version"])
    AnswerChange.objects.create(
        consultation=row,
        version=row.version,
        question="keloid_family",
        value="yes",
        set_by=world.lead,
        key=key(),
    )
    page = desk.save(keloid_family="no")
    assert page.status_code == 409
    assert "Yours: No." in text_of(page)
    desk.page = page
    assert desk.save(keloid_family="no").status_code == 302


def test_where_nothing_is_asked_the_way_leads_back(world: World) -> None:
    sent = world.sent(**UNSURE)
    desk = signed_in(world.desk)
    for page in ("again", "again/private"):
        found = desk.get(f"/c/{sent.reference}/{page}/")
        assert found["Location"] == f"/c/{sent.reference}/"
    assert desk.post(f"/c/{sent.reference}/again/", {"again-asked": "x"}).status_code == 302


def test_questions_taken_back_meanwhile(world: World) -> None:
    sent = world.sent(**UNSURE)
    asked(world, sent, "keloid_family")
    desk = Desk(world, sent)
    Review(world, sent).back("I called her.")
    refused = desk.save(keloid_family="no")
    assert refused.status_code == 409
    assert "These questions were taken back." in text_of(refused)


# ── In private ─────────────────────────────────────────────────────────────────


def test_the_desk_learns_only_that_there_are_private_questions(world: World) -> None:
    sent = world.sent(**PRIVATE, **UNSURE)
    asked(world, sent, "keloid_family", "hiv")
    desk = Desk(world, sent)
    for page in (desk.page, desk.client.get("/desk/"), desk.client.get(f"/c/{sent.reference}/")):
        assert words(world, "hiv") not in text_of(page)
        assert "rivate questions" in text_of(page) or "private ones" in text_of(page)
    refused = desk.save(keloid_family="no")
    assert "Turn the screen to the patient" in text_of(refused)
    assert refused.status_code == 409
    assert desk.save(keloid_family="no", technician_asks="on").status_code == 302


def test_private_questions_by_hand(world: World) -> None:
    sent = world.sent(**PRIVATE)
    asked(world, sent, "hiv")
    desk = Desk(world, sent)
    path = f"{desk.path}private/"
    page = desk.client.get(path)
    assert [row.key for row, _ in page.context["rows"]] == ["gate_carried_infections", "hiv"]
    assert "checked" not in page.content.decode()
    assert desk.client.post(path, {"version": "x"}).status_code == 400
    given = {"version": "1", "key": str(key()), "a-gate_carried_infections": "yes"}
    done = desk.client.post(path, {**given, "a-hiv": "none"})
    assert done["Location"] == path
    assert "Turn the screen back now." in text_of(desk.client.get(path))
    assert world.fresh(sent).private_answers["hiv"] == "none"
    assert "Answered in private." in text_of(desk.client.get(desk.path))
    desk.page = desk.client.get(desk.path)
    assert desk.save().status_code == 302


def test_a_private_page_left_open_asks_once_more(world: World) -> None:
    sent = world.sent(gate_carried_infections="yes", hiv=None)
    asked(world, sent, "hiv")
    desk = Desk(world, sent)
    path = f"{desk.path}private/"
    given = {"version": "1", "key": str(key()), "a-gate_carried_infections": "yes"}
    assert desk.client.post(path, given)["Location"] == f"{path}?more=1&again=1"
    assert desk.client.post(path, {**given, "leave": "1"})["Location"] == path


# ── The day's list ─────────────────────────────────────────────────────────────


def test_the_day_lists_what_the_desk_chases(world: World) -> None:
    letter = world.examined(**WARFARIN)
    late = [WaitsFor("letter:anticoagulant_use", world.today)]
    world.decided(letter, "on_hold", holds=late)
    photos = world.examined(planned=31)
    world.decided(photos, "on_hold", hold_for="Photos of the old dots")
    page = text_of(signed_in(world.desk).get("/desk/"))
    assert "Waiting for something" in page
    assert "has to come." in page
    # Nobody asked for it in writing, so the page that takes letters would have no box for it
    assert "Letter is here" not in page
    assert "Give it to a technician when it comes." in page
    assert "Photos of the old dots" in page
    pk = Hold.objects.get(kind="other").pk
    desk = signed_in(world.desk)
    assert desk.post(f"/c/{photos.reference}/here/", {"hold": pk}).status_code == 302
    assert "Photos of the old dots" not in text_of(desk.get("/desk/"))
    assert desk.post(f"/c/{photos.reference}/here/", {"hold": "x"}).status_code == 409


def test_the_day_names_no_letter_that_rests_on_a_private_answer(world: World) -> None:
    held = world.examined(**PRIVATE_LETTER)
    keys = [
        part.key
        for part in Review(world, held)
        .client.get(f"/review/{held.reference}/")
        .context["page"]
        .decision.things
        if part.kind == "letter"
    ]
    world.decided(held, "on_hold", holds=[WaitsFor(each, world.day(9)) for each in keys])
    desk = signed_in(world.desk)
    for path in ("/desk/", f"/c/{held.reference}/"):
        page = text_of(desk.get(path))
        assert "A letter has to come. The technician knows which." in page
        assert "liver" not in page.lower()


def test_the_day_asks_the_same_statements_for_many(world: World) -> None:
    def held(planned: int) -> None:
        consultation = world.examined(planned, **WARFARIN, **UNSURE)
        picked = [
            WaitsFor("letter:anticoagulant_use", world.day(3)),
            WaitsFor("answer", world.day(5)),
        ]
        world.decided(consultation, "on_hold", holds=picked, hold_until=world.day(6))

    desk = signed_in(world.desk)
    held(30)
    one = len(statements(desk, "/desk/"))
    held(31)
    held(32)
    assert len(statements(desk, "/desk/")) == one
