"""The editors of sources, claims and sections, and the dates beside a source."""

from __future__ import annotations

from datetime import date, timedelta
from html import escape, unescape

import pytest
from django.test import Client
from django.utils import timezone

from clinic.errors import NotAllowed
from clinic.models import Event
from clinic.models.user import Role
from sideeffects.actions.sources import note_check
from sideeffects.desk.evidence_dates import past_date, without_date
from sideeffects.editions import catalogue_of_rows
from sideeffects.models import Claim, Section, Source
from tests.catalogue import starter
from tests.people import person
from tests.sideeffects.desk.opened import DESK, HOSTILE, Opened, as_manager

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_rows")]

NEW_SOURCE = {
    "title": "Pigment in the scalp",
    "authors": "Garg AK, Lee B",
    "year": "2025",
    "container": "J Scalp 4:12",
    "type": "case_series",
    "doi": "10.1111/scalp.12",
    "pmid": "41000000",
    "url": "https://example.org/scalp?a=1&b=2",
    "verification": "found",
    "was_read": "abstract",
    "note": "Small.",
}


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days)


def boxes_for(name: str, day: date) -> dict[str, str]:
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return {f"{name}_{part}": str(value) for part, value in parts.items()}


@pytest.fixture
def liu(client: Client) -> Opened:
    return Opened(as_manager(client), "sources", "liu_2025")


def test_every_field_of_a_source_can_be_changed(liu: Opened) -> None:
    used_by = Source.objects.get(key="liu_2025").used_by
    assert liu.send(**NEW_SOURCE).status_code == 302
    said = {name: value for name, value in NEW_SOURCE.items() if name != "was_read"}
    assert liu.row().plain() == said | {
        "key": "liu_2025",
        "year": 2025,
        "seen": "abstract",
        "used_by": used_by,
    }
    shown = liu.preview()
    assert "Source: <strong>Garg 2025</strong>" in shown
    assert 'href="https://example.org/scalp?a=1&b=2" rel="noopener noreferrer external"' in shown


def test_a_new_source_needs_a_day_to_check_it_again(liu: Opened) -> None:
    new = Opened(liu.client, "sources")
    refused = new.send(**NEW_SOURCE)
    assert refused.status_code == 422
    assert refused.content.decode().count("Check again by is missing") == 2
    again, today = in_days(365), timezone.localdate()
    checked = {
        **boxes_for("checked_on", today),
        "checked_by": "Rosa",
        **boxes_for("check_again_by", again),
    }
    assert new.send(**NEW_SOURCE, **checked).status_code == 302
    made = Source.objects.get(key="garg_2025_pigment_in_the_scalp")
    assert (made.checked_on, made.checked_by, made.check_again_by) == (today, "Rosa", again)
    assert made.used_by == []
    assert "check_again_by" not in made.plain()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"checked_by": "Rosa"}, "Say when it was checked"),
        (boxes_for("checked_on", date(2026, 3, 1)), "Say who checked it"),
        (boxes_for("check_again_by", date(2020, 3, 1)), "Give a day that is still to come"),
        (boxes_for("checked_on", in_days(3)), "Checked on must be in the past"),
        ({"check_again_by_month": "13"}, "Check again by needs the month as a number"),
        ({"checked_by": "R" * 201}, "Checked by: give 200 letters at most"),
    ],
)
def test_a_check_without_a_day_or_a_person_is_refused(
    liu: Opened, changed: dict[str, str], sentence: str
) -> None:
    sent = boxes_for("check_again_by", in_days(30)) | changed
    response = liu.client.post(f"{DESK}/sources/liu_2025/check/", sent)
    assert response.status_code == 422
    assert unescape(response.content.decode()).count(sentence) == 2
    assert Source.objects.get(key="liu_2025").check_again_by is None


def test_a_check_is_in_force_at_once_and_changes_no_edition(liu: Opened) -> None:
    before = catalogue_of_rows().hash
    path = f"{DESK}/sources/liu_2025/check/"
    assert liu.client.get(path).status_code == 200
    again = in_days(30)
    sent = boxes_for("checked_on", timezone.localdate()) | {"checked_by": "Rosa"}
    response = liu.client.post(path, sent | boxes_for("check_again_by", again))
    assert response.status_code == 302
    assert response["Location"] == liu.path
    source = Source.objects.get(key="liu_2025")
    assert (source.checked_by, source.check_again_by) == ("Rosa", again)
    assert catalogue_of_rows().hash == before == starter().hash
    assert "by Rosa." in liu.page()
    event = Event.objects.get(action="catalogue.source_checked")
    assert (event.subject_type, event.subject_id) == ("source", "liu_2025")
    assert liu.client.get(f"{DESK}/sources/no_such/check/").status_code == 404


def test_a_check_of_no_source_is_refused(db: None) -> None:
    manager = person(Role.MANAGER)
    with pytest.raises(NotAllowed, match="no source of that name"):
        note_check("no_such", checked_on=None, checked_by="", check_again_by=in_days(1), by=manager)


def test_sources_past_their_date_come_oldest_first_and_not_those_of_today(db: None) -> None:
    dates = {"garg_2021": -1, "liu_2025": -40, "park_2014": 0, "rassman_2015": 9, "seed_000": -90}
    for key, days in dates.items():
        Source.objects.filter(key=key).update(check_again_by=in_days(days))
    Source.objects.filter(key="seed_000").update(retired=True)
    assert [source.key for source in past_date(timezone.localdate())] == ["liu_2025", "garg_2021"]
    assert without_date() == len(starter().sources) - 5


def test_every_field_of_a_claim_can_be_changed_and_a_new_one_made(liu: Opened) -> None:
    said = {
        "claim": "SMP lasts for ever",
        "seed": "seed_002",
        "about": "marketing",
        "verdict": "not_supported",
        "reason": "It fades.",
        "sources": ["garg_2021", "park_2014"],
        "side_effects": ["fading", "colour_change"],
    }
    claim = Opened(liu.client, "claims", "s0-01")
    assert claim.send(**said).status_code == 302
    assert claim.row().plain() == {"id": "s0-01", **said}
    assert "Not supported.</strong> It fades." in claim.preview()
    assert Opened(liu.client, "claims").send(**said).status_code == 302
    assert Claim.objects.get(key="smp_lasts_for_ever").plain()["verdict"] == "not_supported"


def test_a_section_shows_the_questions_under_it(liu: Opened) -> None:
    section = Opened(liu.client, "sections", "you_and_your_hair")
    assert section.send(title="Your hair").status_code == 302
    assert section.row().plain() == {"key": "you_and_your_hair", "title": "Your hair"}
    assert "The patient is asked, where it applies:" in section.preview()
    assert Opened(liu.client, "sections").send(title="Travel").status_code == 302
    made = Opened(liu.client, "sections", "travel")
    assert Section.objects.get(key="travel").position == len(starter().sections)
    assert "No question stands under it yet." in made.preview()


def test_words_that_would_run_are_shown_as_they_are(liu: Opened) -> None:
    words = dict.fromkeys(("title", "authors", "container", "was_read", "note"), HOSTILE)
    assert liu.send(**words).status_code == 302
    claim = Opened(liu.client, "claims", "s0-01")
    assert claim.send(claim=HOSTILE, reason=HOSTILE, sources=["liu_2025"]).status_code == 302
    for page in (liu.page(), claim.page()):
        assert page.count(escape(HOSTILE)) > 3
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_what_is_used_cannot_be_retired_and_what_is_not_can(liu: Opened) -> None:
    refused = liu.client.post(f"{DESK}/sources/liu_2025/retire/")
    assert refused.status_code == 409
    assert not liu.row().retired
    assert "Used by" in liu.page()
    claim = Opened(liu.client, "claims", "s0-01")
    assert liu.client.post(f"{DESK}/claims/s0-01/retire/").status_code == 302
    assert "Retired in the draft" in claim.page()
    assert liu.client.post(f"{DESK}/claims/s0-01/bring-back/").status_code == 302
    assert claim.boxes()["seed"] == ["seed_000"]
