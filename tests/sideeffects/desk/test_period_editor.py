"""A waiting period: its number, what it fills in, and the unit that rules count it in."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from clinic.models.user import Role
from sideeffects.editions import catalogue_of_rows
from sideeffects.models import Period, Question, Rule
from sideeffects.risk import problems
from tests.people import person
from tests.sideeffects.desk.opened import Opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_rows")]

WAIT = "isotretinoin_wait"


@pytest.fixture
def period(client: Client) -> Opened:
    client.force_login(person(Role.MANAGER))
    return Opened(client, "periods", WAIT)


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def test_six_months_become_nine_in_every_text_before_anything_is_saved(period: Opened) -> None:
    told = words_of(period.preview(value="9"))
    assert "6 months now live 9 months in the draft" in told
    assert "Your skin needs 9 months after your last tablet." in told
    assert "wait 9 months after the last dose" in told
    assert "Rules that use it (1)" in told
    assert Period.objects.get(key=WAIT).value == 6


def test_an_action_that_a_rule_gives_the_period_to_is_shown_with_it(period: Opened) -> None:
    cooling = Opened(period.client, "periods", "cooling_off_wait")
    told = words_of(cooling.preview(value="21", unit="days"))
    assert "Give 21 days to think, with healed photographs" in told
    assert "Take 21 days to think." in told


def test_saved_without_a_change_nothing_changes(period: Opened) -> None:
    before = period.row().fingerprint
    assert period.send().status_code == 302
    assert period.row().fingerprint == before


def test_counted_in_days_the_rules_count_in_days_too(period: Opened) -> None:
    assert period.send(value="180", unit="days").status_code == 302
    wait = Rule.objects.get(key="retinoid_recent").wait_until
    assert wait == {"of": "oral_retinoid_last_dose", "plus": {"days": WAIT}}
    assert not [one for one in problems(catalogue_of_rows()) if one.kind == "wrong_unit"]


def test_questions_that_are_asked_by_the_period_count_in_its_unit_too(period: Opened) -> None:
    row = Question.objects.get(key="mri_date")
    line = {"is": "after", "question": "vaccination_date"}
    row.ask_when = [{"any": [line | {"value": {"of": "mri_date", "plus": {"months": WAIT}}}]}]
    row.save()
    assert period.send(value="1", unit="years").status_code == 302
    row.refresh_from_db()
    assert row.ask_when[0]["any"][0]["value"] == {"of": "mri_date", "plus": {"years": WAIT}}
    assert row.text in words_of(period.page())


def test_a_limit_keeps_its_decimals(period: Opened) -> None:
    limit = Opened(period.client, "periods", "hba1c_limit")
    assert limit.send(value="69.50").status_code == 302
    assert limit.row().plain()["value"] == Decimal("69.5")
    assert limit.boxes()["value"] == ["69.5"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"value": "six"}, "Number: give it in figures, such as 6 or 7.5"),
        ({"value": "-1"}, "Number: it cannot be below 0"),
        ({"value": "6.5"}, "Number: give whole months"),
        ({"value": "1201"}, "Number: 1200 months at most"),
        ({"value": "NaN"}, "Number: give it in figures, such as 6 or 7.5"),
        ({"value": "1e400"}, "Number: 12 figures at most, 6 of them behind the point"),
        ({"unit": "fortnights"}, "Unit: pick one of the list"),
        ({"contraindication": ""}, "It belongs to: pick one"),
        ({"label": " "}, "What it is is missing"),
    ],
)
def test_what_cannot_be_is_refused(period: Opened, changed: dict[str, str], sentence: str) -> None:
    before = period.row().plain()
    response = period.send(**changed)
    assert response.status_code == 422
    assert sentence in unescape(response.content.decode())
    assert period.row().plain() == before


def test_a_new_period_can_belong_to_all(period: Opened) -> None:
    new = Opened(period.client, "periods")
    saved = new.send(label="Rest after a flight", value="2", unit="days", contraindication="all")
    assert saved.status_code == 302
    made = catalogue_of_rows().periods["rest_after_a_flight"]
    assert (made.words, made.contraindication, made.evidence_grade) == ("2 days", "all", None)
    assert "No rule uses it." in words_of(Opened(new.client, "periods", made.key).page())
