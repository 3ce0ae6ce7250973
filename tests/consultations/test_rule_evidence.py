"""What stands behind a reason: its rule's version, its sources' checks, how it did here."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultations.models import Consultation
from consultations.review_evidence import checks_of, how_it_did
from consultations.rule_counts import count_again, kept_counts
from consultations.rule_health import Fared
from consultations.rule_versions import rule_versions
from sideeffects.models import Edition, Source
from tests.consultations.fared_cases import heart, somebody
from tests.consultations.pages import signed_in, text_of
from tests.consultations.review_cases import KELOID
from tests.consultations.world import World
from tests.sideeffects.shelf import edition_of, entry, longer, noted

RULE = "keloid_yes"


def page(world: World, consultation: Consultation) -> str:
    return text_of(signed_in(world.technician).get(f"/review/{consultation.reference}/"))


def versions(edition: Edition) -> Any:
    return rule_versions(edition.pk, edition.hash)


def rule_changed(files: dict[str, Any]) -> None:
    entry(files, "rules", RULE)["reads_as"] = "If a scar ever grew past its wound, do not treat."


# ── The rule ───────────────────────────────────────────────────────────────────


def test_a_rule_of_the_first_edition_is_version_one(world: World) -> None:
    found = versions(world.edition)[RULE]
    assert (found.version, found.since, found.until) == (1, 1, 1)
    assert found.number == 1 + list(world.edition.catalogue.rules).index(RULE)
    assert found.editions == "new in edition 1"


def test_a_rule_that_stays_is_live_since_its_first_edition(world: World) -> None:
    assert world.edition
    edition_of(noted)
    third = versions(edition_of(rule_changed))
    stayed = third["anticoagulant_current"]
    assert (stayed.version, stayed.editions) == (1, "unchanged in editions 1 to 3")
    assert (third[RULE].version, third[RULE].editions) == (2, "new in edition 3")


def test_another_waiting_period_makes_another_version_of_the_rules_that_name_it(
    world: World,
) -> None:
    assert world.edition
    found = versions(edition_of(longer))
    changed = {rule for rule, version in found.items() if version.version == 2}
    assert changed
    assert all("retinoid" in rule or "isotretinoin" in rule for rule in changed), changed


def test_what_not_sure_means_has_a_version_too(world: World) -> None:
    found = versions(world.edition)
    named = [rule for rule in found if rule.startswith("not_sure:")]
    assert named
    assert all(found[rule].number is None for rule in named)


def test_versions_are_read_once_in_a_process(world: World) -> None:
    versions(world.edition)
    with CaptureQueriesContext(connection) as asked:
        versions(world.edition)
    assert len(asked) == 0


# ── The sources ────────────────────────────────────────────────────────────────


def test_a_check_says_when_by_whom_and_is_late_from_the_day_after(world: World) -> None:
    key = next(iter(world.edition.catalogue.sources))
    again = date(2027, 3, 1)
    checked(key, again - timedelta(days=365), again)
    (check,) = checks_of([key], again).values()
    assert (check.by, check.again_by, check.late) == ("R. Osei", again, False)
    (check,) = checks_of([key], again + timedelta(days=1)).values()
    assert check.late


def checked(key: str, on: date, again: date) -> None:
    words = dict.fromkeys(("type", "authors", "title", "container", "verification"), "x")
    Source.objects.create(
        key=key, position=1, checked_on=on, checked_by="R. Osei", check_again_by=again, **words
    )


def test_the_page_says_the_check_and_that_it_is_late(world: World) -> None:
    consultation = world.examined(**KELOID)
    summary = consultation.summary
    assert summary is not None
    checked(summary.plain["findings"][0]["sources"][0], world.day(-400), world.day(-10))
    said = page(world, consultation)
    assert "by R. Osei." in said
    assert "Should have been checked again by" in said
    assert "Nobody has noted a check." in said
    assert "Live since" in said


# ── How it did here ────────────────────────────────────────────────────────────


def test_counts_in_words() -> None:
    counts = {
        "a": Fared(18, 3, "", 0, None, few=False),
        "b": Fared(0, 0, "", 0, None, few=True),
    }
    assert how_it_did(counts, "a") == "Shown 18 times, agreed 15, changed 3."
    assert how_it_did(counts, "b").startswith("Too few to count")
    assert how_it_did(counts, "c") == "Never in the last 500 decisions."
    assert how_it_did(None, "a") == "Not counted yet."
    assert how_it_did(counts, None) == ""


def test_counts_are_kept_in_the_background_and_shown(world: World) -> None:
    shown = somebody(world, **heart(world))
    assert kept_counts() is None
    assert "Not counted yet." in page(world, shown)
    for number in range(4):
        consultation = shown if number == 0 else somebody(world, **heart(world))
        world.decided(consultation, "on_hold", hold_for="a letter")
    count_again()
    assert "Shown 4 times, agreed 4, changed 0." in page(world, shown)


def test_three_patients_are_too_few_to_count(world: World) -> None:
    shown = somebody(world, **heart(world))
    world.decided(shown, "on_hold", hold_for="a letter")
    count_again()
    assert "Too few to count: fewer than four patients had it." in page(world, shown)


def test_nothing_is_counted_again_while_nothing_was_decided(world: World) -> None:
    world.approved()
    count_again()
    with CaptureQueriesContext(connection) as asked:
        count_again()
    assert len(asked) == 2
