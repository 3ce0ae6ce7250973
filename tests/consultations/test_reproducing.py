"""Every stored summary comes out the same, byte for byte; whatever does not is named."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from consultations.actions.rescreening import rescreen
from consultations.models import Document, Review, Summary
from consultations.reproducing import AT_ONCE, differences
from sideeffects.risk import canonical, digest
from tests.clinic.review_rows import behind_the_review
from tests.conftest import AsOwner
from tests.consultations.review_cases import CASES, FIVE, isotretinoin, with_letter
from tests.consultations.world import World
from tests.sideeffects.shelf import edition_of, noted

README = Path(__file__).parents[2] / "README.md"


def asked(*words: str) -> tuple[str, str]:
    """What the command said, and what it complained about."""
    out, complaints = StringIO(), StringIO()
    try:
        call_command("reproduce_summary", *words, stdout=out, stderr=complaints)
    except CommandError as error:
        assert error.returncode == 1
        complaints.write(str(error))
    return out.getvalue(), complaints.getvalue()


def spoil(as_owner: AsOwner, row: Any, **values: Any) -> None:
    """As somebody with the owner's rights and the guards switched off might."""
    from django.db import connection  # noqa: PLC0415

    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        type(row).objects.filter(pk=row.pk).update(**values)
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.parametrize("name", sorted(CASES))
def test_each_kind_of_case_comes_out_the_same(world: World, name: str) -> None:
    CASES[name](world)
    count = Summary.objects.count()
    assert asked("--all") == (f"{count} summaries are the same, byte for byte.\n", "")


def test_under_an_older_edition_with_letters_and_after_screening_again(world: World) -> None:
    consultation = with_letter(world, world.examined(**isotretinoin(world.today)))
    live = edition_of(noted)
    rescreen(world.fresh(consultation), seen=live.number, by=world.lead)
    assert asked("--all")[0] == "4 summaries are the same, byte for byte.\n"


def test_one_is_asked_for_by_its_id_or_its_consultation_and_number(world: World) -> None:
    consultation = world.examined(**FIVE)
    first = Summary.objects.order_by("pk")[0]
    assert asked(str(first.pk))[0].startswith("1 summaries")
    assert asked(consultation.reference)[0].startswith("2 summaries")
    assert asked(consultation.reference, "2")[0].startswith("1 summaries")
    assert asked(consultation.reference, "9") == ("", "There is no such summary.")
    assert asked() == ("", "Name a summary, or ask for --all.")


def test_a_byte_that_differs_is_named_by_its_place_and_without_a_value(
    world: World, as_owner: AsOwner
) -> None:
    summary = world.examined(**FIVE).summary
    assert summary is not None
    told = summary.plain
    told["findings"][0]["level"] = "clear"
    told["nobody"] = None
    text = canonical(told).decode()
    spoil(as_owner, summary, canonical=text, hash=digest(text.encode()))
    out, complaints = asked("--all")
    name = f"Summary {summary.pk} ({summary.consultation.reference}, 2)"
    assert out == ""
    assert complaints.splitlines()[0] == f"{name}: differs in findings.0.level"
    assert complaints.endswith("lines say what differs.")
    assert "clear" not in complaints


def test_answers_changed_behind_it_show(world: World, as_owner: AsOwner) -> None:
    summary = world.examined().summary
    assert summary is not None
    spoil(as_owner, summary, answers={**summary.answers, "lesion_changing": "yes"})
    assert "differs in level" in asked(str(summary.pk))[1]


def test_what_no_engine_can_read_any_more_is_said(world: World, as_owner: AsOwner) -> None:
    summary = world.examined().summary
    assert summary is not None
    spoil(as_owner, summary, answers={"no_such_question": "yes"})
    assert "could not be made again (AnswerErrors)" in asked(str(summary.pk))[1]


def test_another_engine_is_said_plainly(world: World, as_owner: AsOwner) -> None:
    summary = world.sent().summary
    assert summary is not None
    spoil(as_owner, summary, engine_version="0.1")
    assert "made by engine 0.1, and this is" in asked("--all")[1]


def test_a_hash_of_something_else_is_said(world: World) -> None:
    """The database refuses one; a copy that was restored from somewhere may not."""
    summary = world.sent().summary
    assert summary is not None
    summary.hash = "0" * 64
    (line,) = differences(summary)
    assert line.endswith("the hash is not that of the stored bytes")


def test_the_order_of_bytes_counts_too(world: World, as_owner: AsOwner) -> None:
    summary = world.sent().summary
    assert summary is not None
    text = summary.canonical.replace(",", ", ", 1)
    spoil(as_owner, summary, canonical=text, hash=digest(text.encode()))
    assert "differs in the order of its bytes" in asked("--all")[1]


def test_screens_and_files_are_looked_at_when_asked(world: World, as_owner: AsOwner) -> None:
    review = Review.objects.get(consultation=world.approved())
    shown = {"cards": [{"title": "x"}], "level": "clear"}
    spoil(as_owner, review, shown=shown, shown_hash=digest(canonical(shown)))
    assert "Every decision’s screen and every kept file, too." in asked("--reviews")[0]
    spoil(as_owner, review, shown={**shown, "level": "care"})
    behind_the_review(world)
    document = Document.objects.get()
    complaints = asked("--all", "--reviews")[1]
    assert f"Review {review.pk}: what was on the screen is not what was signed" in complaints
    assert f"Document {document.pk}: not what was kept" in complaints


def test_they_are_read_a_few_at_a_time(
    world: World, django_assert_max_num_queries: Any, as_owner: AsOwner
) -> None:
    """However many there are, so many stand in memory."""
    for _ in range(3):
        world.sent()
    with django_assert_max_num_queries(3):
        asked("--all")
    assert AT_ONCE <= 100


def test_the_readme_names_the_command() -> None:
    text = README.read_text(encoding="utf-8")
    assert "`python manage.py reproduce_summary --all`" in text
    assert re.search(r"`reproduce_summary ID`.*`--reviews`", text)
