"""Anybody who holds a receipt may ask whether it is genuine; nobody learns whose it is."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

import pytest
import segno
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from clinic.models import Event
from consultations.actions.patients import correct_patient
from consultations.actions.sending import look_again
from consultations.models import Consultation, Review
from consultations.receipt_code import LENGTH, code_of, read_code, verifying_address
from consultations.receipts import receipt_of
from consultations.views.receipts import TRIES
from tests.consultations.pages import signed_in, text_of
from tests.consultations.review_cases import WARFARIN
from tests.consultations.test_statements import statements
from tests.consultations.world import World

WRONG = "This is not a receipt of ours"


def signed(world: World) -> tuple[Review, str]:
    review = Review.objects.get(consultation=world.approved())
    return review, code_of(review)


def asked(code: str, client: Client | None = None) -> Any:
    return (client or Client()).post("/verify/", {"code": code})


def forged(code: str) -> str:
    """The same decision with another mark."""
    last = "0" if code[-1] != "0" else "1"
    return code[:-1] + last


# ── The code ───────────────────────────────────────────────────────────────────


def test_a_code_is_forty_signs_in_fives_and_reads_back(world: World) -> None:
    review, code = signed(world)
    groups = code.split("-")
    assert [len(group) for group in groups] == [5] * 8
    read = read_code(code)
    assert read is not None
    assert read.key == review.created_key
    assert read.is_of(review)
    assert code_of(Review.objects.get()) == code


def test_it_is_read_however_it_was_typed(world: World) -> None:
    _, code = signed(world)
    for typed in (code.lower(), code.replace("-", ""), code.replace("-", " "), f" {code}\n"):
        assert read_code(typed) == read_code(code)
    looks_like = code.replace("0", "O").replace("1", "l")
    assert read_code(looks_like) == read_code(code)


@pytest.mark.parametrize("typed", ["", "x", "7" * (LENGTH - 1), "7" * (LENGTH + 1), "U" * LENGTH])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_the_square_holds_the_address_with_the_code_behind_the_hash(
    world: World, settings: Settings
) -> None:
    settings.SITE_URL = "https://desk.clinic.example"
    review, code = signed(world)
    address = verifying_address(code)
    assert address == f"https://desk.clinic.example/verify/#{code.replace('-', '')}"
    square = receipt_of(review).square
    matrix = segno.make(address, error="m", micro=False).matrix
    dark = sum(sum(row) for row in matrix)
    assert square.size == len(matrix)
    assert dark == sum(int(run.split("v")[0]) for run in square.path.split("h")[1:] if "v" in run)


def test_every_fact_is_under_the_mark(world: World) -> None:
    review, code = signed(world)
    read = read_code(code)
    assert read is not None
    for name, value in (
        ("decision", "declined"),
        ("windows", []),
        ("conditions", ["x"]),
        ("reason_words", "x"),
        ("shown_hash", "0" * 64),
        ("meaning", "x"),
        ("signed_how", "x"),
        ("answered_too", True),
    ):
        changed = Review.objects.get(pk=review.pk)
        setattr(changed, name, value)
        assert not read.is_of(changed), name


def test_an_older_secret_key_that_is_kept_still_verifies(world: World, settings: Settings) -> None:
    review, code = signed(world)
    read = read_code(code)
    assert read is not None
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key that nobody knows either"
    assert read.is_of(review)
    assert code_of(review) != code
    settings.SECRET_KEY_FALLBACKS = []
    assert not read.is_of(review)


# ── What the page answers ──────────────────────────────────────────────────────


def test_a_decision_that_stands_is_said_to_stand(world: World) -> None:
    review, code = signed(world)
    page = text_of(asked(code))
    assert "This receipt is genuine" in page
    assert "It is the newest decision of its case, and it stands." in page
    assert "Northside, Leeds" in page
    assert f"Reference {review.consultation.reference}" in page
    assert "Edition 1" in page


def test_no_name_and_nothing_of_health_is_said(world: World) -> None:
    consultation = world.examined(**WARFARIN)
    review = world.decided(consultation, "on_hold", hold_for="A letter of the doctor")
    page = text_of(asked(code_of(review)))
    for hidden in ("Tunde", "Adeyemi", "1987", "hold", "Hold", "A letter", "Blood", "technician"):
        assert hidden not in page


def lapsed(world: World, row: Consultation) -> None:
    world.examine(world.fresh(row), exam_sunburn="yes")


def opened_again(world: World, row: Consultation) -> None:
    look_again(row, reason="x", by=world.lead)


def decided_again(world: World, row: Consultation) -> None:
    look_again(row, reason="x", by=world.lead)
    world.decided(row)


@pytest.mark.parametrize("act", [lapsed, opened_again, decided_again])
def test_one_that_stands_no_more_says_since_when(world: World, act: Any) -> None:
    review, code = signed(world)
    act(world, review.consultation)
    page = text_of(asked(code))
    assert "This receipt is genuine" in page
    today = world.today
    assert f"Its decision no longer stands since {today:%A} {today.day} {today:%B %Y}." in page


def test_a_hold_that_was_decided_anew_is_no_longer_the_newest(world: World) -> None:
    row = world.held_until(20)
    code = code_of(Review.objects.get())
    assert "and it stands" in text_of(asked(code))
    world.decided(row)
    assert "Its decision no longer stands since" in text_of(asked(code))


def test_a_date_of_birth_corrected_since_is_no_standing_decision(world: World) -> None:
    _, code = signed(world)
    correct_patient(world.person, birth_date=world.day(-12_000), by=world.desk)
    assert "Its decision no longer stands." in text_of(asked(code))


def test_unknown_and_forged_get_one_answer_after_the_same_work(world: World) -> None:
    """As much is asked of the database, too; the marks are compared in constant time."""
    _, code = signed(world)
    unknown = code_of(Review(**_like(Review.objects.get())))
    answers = [asked(wrong) for wrong in (unknown, forged(code))]
    pages = [text_of(answer) for answer in answers]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert pages[0] == pages[1]
    assert WRONG in pages[0]
    one, other = (statements(partial(asked, wrong)) for wrong in (unknown, forged(code)))
    assert len(one) == len(other)


def _like(review: Review) -> dict[str, Any]:
    """A decision of the same facts that was never saved."""
    names = [field.attname for field in Review._meta.concrete_fields if field.attname != "id"]
    return {name: getattr(review, name) for name in names} | {"created_key": uuid.uuid4()}


def test_what_is_no_code_is_said_beside_the_box(db: None) -> None:
    response = asked("nothing of ours")
    assert response.status_code == 422
    assert "A code has eight groups of five letters and digits." in text_of(response)


def test_a_reviewer_of_the_site_is_led_to_the_case_and_nobody_else(world: World) -> None:
    review, code = signed(world)
    link = f'href="/review/{review.consultation.reference}/"'
    assert link in asked(code, signed_in(world.lead)).content.decode()
    for person in (world.desk, world.elsewhere, world.auditor):
        assert link not in asked(code, signed_in(person)).content.decode()


def test_a_look_is_noted_at_the_case_and_the_code_nowhere(world: World) -> None:
    review, code = signed(world)
    asked(code)
    event = Event.objects.get(action="receipt.verified")
    assert (event.actor, event.subject_id) == (None, review.consultation.reference)
    assert event.detail == {"review": review.pk}
    assert "receipt" not in str(Event.objects.exclude(pk=event.pk).values_list("action", flat=True))


def test_codes_cannot_be_tried_for_ever(world: World) -> None:
    cache.clear()
    _, code = signed(world)
    allowed = int(TRIES["verify"].split("/")[0])
    client = Client()
    for _ in range(allowed):
        assert asked(forged(code), client).status_code == 404
    response = asked(code, client)
    assert response.status_code == 429
    assert "Too many codes were tried from here" in text_of(response)
    assert client.get("/verify/").status_code == 200
