"""An action: what staff and patients read, and what it leaves open to each rule."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from clinic.models.user import Role
from sideeffects.editions import catalogue_of_rows
from sideeffects.models import Action
from tests.people import person
from tests.sideeffects.desk.opened import Opened, boxes_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_rows")]


@pytest.fixture
def action(client: Client) -> Opened:
    client.force_login(person(Role.MANAGER))
    return Opened(client, "actions", "stop_product_before")


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def test_it_reads_as_each_rule_fills_it_in(action: Opened) -> None:
    told = words_of(action.preview(label="Pause {product} for {days}"))
    assert "Pause minoxidil for your scalp for " in told
    assert "Rules that ask for it (8)" in told
    assert Action.objects.get(key=action.key).label.startswith("Plan a {days} pause")


def test_one_that_no_rule_asks_for_yet_reads_with_its_gaps(action: Opened) -> None:
    new = Opened(action.client, "actions")
    told = words_of(new.preview(label="Call back", gate="after", cleared_by="tick"))
    assert "Call back" in told
    assert "The patient reads nothing." in told
    assert "No rule asks for it." in told


def test_a_word_that_a_rule_picks_is_added_and_reads_at_once(action: Opened) -> None:
    response = action.send("add:words")
    boxes = boxes_of(response.content.decode())
    last = int(boxes["words-rows"][0]) - 1
    typed = {"parameter": "product", "value": "retinol", "words": "retinol cream"}
    saved = action.press(
        boxes, "save", **{f"words-{last}-{name}": value for name, value in typed.items()}
    )
    assert saved.status_code == 302
    words = dict(dict(catalogue_of_rows().actions[action.key].words)["product"])
    assert words["retinol"] == "retinol cream"
    offered = Opened(action.client, "rules", asking(action.key)).page()
    assert 'value="retinol"' in offered


def asking(key: str) -> str:
    rules = catalogue_of_rows().rules.values()
    return next(rule.key for rule in rules if any(one.action == key for one in rule.actions))


def test_urgent_and_days_before_booking_are_kept(action: Opened) -> None:
    test_area = Opened(action.client, "actions", "test_area")
    assert test_area.send(urgent="on", bookable_after="").status_code == 302
    said = test_area.row().plain()
    assert said["urgent"] is True
    assert "bookable_after" not in said
    assert test_area.send(urgent=None, bookable_after="review_after").status_code == 302
    said = test_area.row().plain()
    assert said["urgent"] is False
    assert said["bookable_after"] == "review_after"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"label": "Pause {potion}"}, "“{potion}” is neither an open word below nor"),
        ({"patient": "Pause {potion}"}, "“{potion}” is neither an open word below nor"),
        ({"bookable_after": "weeks"}, "There is no open word “weeks” below."),
        ({"params-0-name": "Two words"}, "Name: small letters, figures and underscores only"),
        ({"params-1-name": "product"}, "An open word stands twice. Remove one."),
        ({"words-0-parameter": "potion"}, "There is no open word “potion” to choose words for."),
        ({"words-1-value": "aspirin"}, "The short name “aspirin” stands twice. Remove one."),
        ({"gate": ""}, "To be done: pick one"),
        ({"cleared_by": "magic"}, "What clears it: pick one of the list"),
    ],
)
def test_what_cannot_be_is_refused(action: Opened, changed: dict[str, str], sentence: str) -> None:
    before = action.row().plain()
    response = action.send(**changed)
    assert response.status_code == 422
    assert sentence in unescape(response.content.decode())
    assert action.row().plain() == before
