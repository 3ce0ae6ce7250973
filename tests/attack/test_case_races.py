"""Several people at one case at the same moment: no decision on answers that are not the newest.

What was on file when a decision was written is told by the history of rows, which PostgreSQL keeps
by itself, and not by the code that decided.
"""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from clinic.errors import Busy, NotAllowed, again_when_sent_away
from clinic.models import RowChange
from consultations.actions.booking import book, cancel
from consultations.actions.rechecking import check_bookings
from consultations.gate import why_not
from consultations.models import Booking, Consultation, Lapse, Review
from sideeffects.actions.proposing import approve
from sideeffects.models import Edition, Proposal
from tests.attack.case_players import (
    DESK,
    REVIEW,
    Score,
    Seat,
    asks_for_a_second_look,
    put_on_file,
    tried,
)
from tests.consultations.newer_editions import before_and_after, waiting
from tests.consultations.review_cases import KELOID, WARFARIN
from tests.consultations.with_steps import stopped
from tests.consultations.world import World, key

pytestmark = pytest.mark.django_db(transaction=True)

PLAYERS, ACTS = 5, 3
PUBLISHED_EVERY = 12  # races; each time a change for safety

BOOKED_WITHOUT = """
SELECT b.id FROM consultations_booking b WHERE b.status = 'booked' AND b.consultation_id = %s
    AND public.scalpwise_booking_refusal(b.consultation_id, b.review_id, b.day) IS NOT NULL
"""
# The newest summary that stood in the history of rows when the decision was written there.
NOT_THE_NEWEST = """
SELECT r.id FROM consultations_review r
JOIN clinic_rowchange wrote
    ON wrote.table_name = 'consultations_review' AND wrote.row_id = r.id::text
WHERE r.consultation_id = %s AND r.summary_id <> (
    SELECT s.id FROM consultations_summary s JOIN clinic_rowchange made
        ON made.table_name = 'consultations_summary' AND made.row_id = s.id::text
    WHERE s.consultation_id = r.consultation_id AND made.id < wrote.id
    ORDER BY made.id DESC LIMIT 1)
"""


@pytest.fixture
def clinic(transactional_db: None) -> Iterator[World]:
    yield World()


def raced(clinic: World, races: int) -> Score:
    score, shelf = Score(), before_and_after(clinic)
    assert clinic.desk and clinic.technician and clinic.lead
    for days in range(30, 34):
        clinic.offer(days)
    with ThreadPoolExecutor(PLAYERS) as pool:
        try:
            for seed in range(races):
                _race(clinic, pool, shelf, seed, score)
        finally:
            _leave(pool)
    return score


def _leave(pool: ThreadPoolExecutor) -> None:
    """Every player closes the connection that is theirs."""
    leaving = Barrier(PLAYERS)

    def leave(_: int) -> None:
        leaving.wait()
        connection.close()

    list(pool.map(leave, range(PLAYERS)))


def _race(clinic: World, pool: ThreadPoolExecutor, shelf: Edition, seed: int, score: Score) -> None:
    consultation = _begin(clinic, random.Random(seed))  # noqa: S311 - the same race each time
    publishes = seed % PUBLISHED_EVERY == PUBLISHED_EVERY - 1
    proposal = waiting(_other(shelf)) if publishes else None
    ready = Barrier(PLAYERS + bool(proposal))

    def play(place: int) -> None:
        draw = random.Random(f"{seed} {place}")  # noqa: S311 - the same
        seat = Seat(clinic, consultation, draw)
        ready.wait()
        for act in draw.choices(DESK if place % 2 else REVIEW, k=ACTS):
            tried(act, seat, score)

    playing = [pool.submit(play, place) for place in range(PLAYERS)]
    if proposal is not None:
        ready.wait()
        _publish(clinic, proposal, score)
    for each in playing:
        each.result()
    assert score.wrong == [], f"race {seed}"
    _look_at_the_record(clinic.fresh(consultation), seed)
    for booking in Booking.objects.filter(consultation=consultation).exclude(status="cancelled"):
        cancel(booking, reason="the race is over", by=clinic.desk)


def _begin(clinic: World, draw: random.Random) -> Consultation:
    """Examined, approved or booked, with something to find or without."""
    name = "".join(draw.choices(string.ascii_lowercase, k=12)).capitalize()
    born = date(1950 + draw.randrange(45), 1 + draw.randrange(12), 1 + draw.randrange(27))
    person = {"first_name": name[:6], "last_name": name[6:], "birth_date": born, "phone": ""}
    found = draw.choice([{}, {}, WARFARIN, KELOID, stopped(clinic, -200)])
    draft = clinic.fill(clinic.draft(patient=clinic.patient(**person)), **found)
    clinic.send(draft, unanswered_confirmed=True)
    clinic.examine(clinic.fresh(draft))
    if found not in (WARFARIN, KELOID) and draw.random() < 0.7:
        clinic.decided(draft)
        if draw.random() < 0.5 and why_not(clinic.fresh(draft), clinic.day(30)) is None:
            book(clinic.fresh(draft), key=key(), **clinic.place(30, 15))
    if found is WARFARIN and draw.random() < 0.5:
        put_on_file(clinic.fresh(draft), clinic.day(-3), by=clinic.lead)
    if found is KELOID and draw.random() < 0.7:
        asks_for_a_second_look(Seat(clinic, draft, draw))
    return clinic.fresh(draft)


def _other(shelf: Edition) -> Edition:
    """What is not live now: the longer wait, or the starter's again."""
    live = Edition.objects.live()
    return Edition.objects.exclude(hash=live.hash).order_by("number")[0] if live else shelf


def _publish(clinic: World, proposal: Proposal, score: Score) -> None:
    by = clinic.lead
    try:
        again_when_sent_away(lambda: approve(proposal, by=by, follow_up=check_bookings))
    except (NotAllowed, Busy):
        score.refused["publishes"] += 1
    else:
        score.done["publishes"] += 1


def _look_at_the_record(row: Consultation, seed: int) -> None:
    with connection.cursor() as cursor:
        for sql in (NOT_THE_NEWEST, BOOKED_WITHOUT):
            cursor.execute(sql, [row.pk])
            assert cursor.fetchall() == [], f"race {seed}"
    reviews = list(Review.objects.filter(consultation=row).select_related("summary").order_by("pk"))
    for review in reviews:
        assert review.summary.answers == _on_file_at(row, review), f"race {seed}"
    lapsed = set(Lapse.objects.filter(review__consultation=row).values_list("review_id", flat=True))
    for review in reviews[:-1]:
        assert review.pk in lapsed or review.decision == "on_hold", f"race {seed}"
    if reviews:
        last = reviews[-1]
        stands = (row.summary_id, row.status) == (last.summary_id, last.decision)
        assert stands is (last.pk not in lapsed), f"race {seed}"


def _on_file_at(row: Consultation, review: Review) -> dict[str, Any]:
    """The answers as they were when this decision was written: later changes taken back."""
    history = RowChange.objects.order_by("-pk")
    wrote = history.get(table_name="consultations_review", row_id=str(review.pk))
    later = history.filter(
        table_name="consultations_consultation", row_id=str(row.pk), pk__gt=wrote.pk
    )
    columns = {"answers": dict(row.answers), "private_answers": dict(row.private_answers)}
    for change in later:
        for name, answers in columns.items():
            for key_ in (change.after or {}).get(name, {}):
                answers.pop(key_, None)
            answers.update((change.before or {}).get(name, {}))
    return columns["answers"] | columns["private_answers"]


def told(races: int, score: Score) -> str:
    acts, refused = score.done.total() + score.refused.total(), score.refused.total()
    reviews = Review.objects.count()
    return (
        f"{races} races, {acts} acts of {PLAYERS} people at once, {refused} of them refused: "
        f"{reviews} decisions, 0 on answers that were not the newest; "
        f"0 booked without a decision that stands; {len(score.wrong)} faults."
    )


def test_races_over_one_case(clinic: World) -> None:
    score = raced(clinic, 25)
    assert Review.objects.count() > 15
    assert score.done["decides"] and score.refused["decides"]
    print(told(25, score))


@pytest.mark.slow
def test_a_thousand_races_over_one_case(clinic: World, capsys: pytest.CaptureFixture[str]) -> None:
    score = raced(clinic, 1_000)
    every = {act.__name__ for act in (*DESK, *REVIEW)} | {"publishes"}
    with capsys.disabled():
        print(f"\n{told(1_000, score)}")
        print(f"done: {dict(score.done)}\nrefused: {dict(score.refused)}")
    assert every == set(score.done)
