"""A rule at the desk, sent as a browser without script would: saved, begun, moved, retired."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import quote

import pytest
from django.test import Client

from clinic.models import Event
from clinic.models.user import Role
from sideeffects.editions import catalogue_of_rows
from sideeffects.models import Contraindication, Rule
from sideeffects.risk import problems
from tests.people import person
from tests.sideeffects.desk.opened import DESK, HOSTILE, Opened, boxes_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_rows")]

RECENT, FINDS = "retinoid_recent", "isotretinoin_oral"


@pytest.fixture
def rule(client: Client) -> Opened:
    client.force_login(person(Role.MANAGER))
    return Opened(client, "rules", RECENT)


def listed(key: str) -> list[str]:
    return list(Contraindication.objects.get(key=key).rules)


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_a_rule_that_moves_is_listed_where_it_went(rule: Opened) -> None:
    assert rule.send(contraindication="latex_allergy").status_code == 302
    assert RECENT not in listed(FINDS)
    assert listed("latex_allergy")[-1] == RECENT
    assert not [one for one in problems(catalogue_of_rows()) if one.kind == "wrong_form"]
    changed = Event.objects.filter(action="catalogue.row_changed")
    assert {one.subject_id for one in changed} == {RECENT, FINDS, "latex_allergy"}


def test_a_rule_that_is_retired_and_brought_back_is_listed_where_it_was(rule: Opened) -> None:
    before = listed(FINDS)
    first = before[0]
    rule.client.post(f"{DESK}/rules/{first}/retire/")
    assert listed(FINDS) == before[1:]
    catalogue_of_rows()  # can be read: nothing lists what is gone
    rule.client.post(f"{DESK}/rules/{first}/bring-back/")
    assert listed(FINDS) == before


def test_a_new_rule_begins_with_a_question_and_is_listed(rule: Opened) -> None:
    """Given a question, when a rule is begun from it, yes and not sure are ticked; saved, the
    contraindication lists it, and it stands beside the others of it."""
    new = Opened(rule.client, "rules", query="?question=pigment_ingredient_allergy")
    boxes = new.boxes()
    assert boxes["lines-0-answers"] == ["yes", "not_sure"]
    saved = new.press(
        boxes,
        "save",
        contraindication=FINDS,
        kind="precaution",
        reads_as="If so, take care.",
        patient_says="We take care.",
    )
    assert saved.status_code == 302
    key = f"{FINDS}_precaution"
    assert saved.url == f"{DESK}/rules/{key}/"
    assert listed(FINDS)[-1] == key
    order = list(catalogue_of_rows().rules)
    assert catalogue_of_rows().rules[order[order.index(key) - 1]].contraindication == FINDS


def test_an_address_brings_one_more_line_which_is_saved_only_when_saved(rule: Opened) -> None:
    line = {"question": "latex_allergy", "is": "is_one_of", "value": ["yes", "not_sure"]}
    before = rule.row().plain()
    suggested = Opened(rule.client, "rules", RECENT, f"?add_line={quote(json.dumps(line))}")
    assert "The last line was added for you." in suggested.page()
    assert rule.row().plain() == before
    assert suggested.send().status_code == 302
    assert rule.row().plain()["when"] == [*before["when"], line]


@pytest.mark.parametrize(
    "junk",
    [
        "",
        "no json",
        "[" * 5000,
        "[]",
        "null",
        '{"question": "latex_allergy"}',
        '{"question": "latex_allergy", "is": "is", "value": "perhaps"}',
        '{"question": "latex_allergy", "is": "at_least", "value": "hba1c_limit"}',
        '{"question": "no_such", "is": "answered"}',
        '{"question": "mri_date", "is": "after", "value": {"of": "no_such"}}',
        '{"question": "hba1c", "is": "at_least", "value": "no_such"}',
        '{"any": [{"question": "latex_allergy", "is": "answered"}]}',
        '{"question": "\\ud800", "is": "answered"}',
        HOSTILE,
    ],
)
def test_junk_in_the_address_is_ignored(rule: Opened, junk: str) -> None:
    page = Opened(rule.client, "rules", RECENT, f"?add_line={quote(junk)}&question=%00")
    assert page.boxes()["lines-rows"] == ["1"]


def test_the_sentence_made_from_the_lines_is_taken_over_with_its_periods_by_name(
    rule: Opened,
) -> None:
    response = rule.send("take:reads_as", reads_as="")
    assert response.status_code == 200
    boxes = boxes_of(response.content.decode())
    assert "until {isotretinoin_wait} after “When did you take" in boxes["reads_as"][0]
    assert rule.press(boxes, "save").status_code == 302
    assert "{isotretinoin_wait}" in rule.row().plain()["reads_as"]


def test_while_a_line_is_half_no_sentence_is_taken_and_the_line_is_named(rule: Opened) -> None:
    response = rule.send("take:reads_as", **{"lines-0-answers": None})
    page = unescape(response.content.decode())
    assert "Pick an answer for line 1." in page
    assert boxes_of(response.content.decode())["reads_as"] == [
        Rule.objects.get(key=RECENT).reads_as
    ]


def test_the_preview_reads_as_patient_technician_and_desk_will(rule: Opened) -> None:
    told = words_of(rule.preview(patient_says="Wait {isotretinoin_wait}. Stop your tablets."))
    assert "Wait 6 months. Stop your tablets." in told
    assert "tells a patient to stop, skip or change a medicine" in told
    assert "Isotretinoin or acitretin tablets" in told
    assert "Nobody has counted how often in SMP." in told
    assert "Before we can book" in told
    assert "{isotretinoin_wait} 6 months" in told


def test_half_a_rule_has_no_preview_yet(rule: Opened) -> None:
    assert "as soon as every box can be read" in rule.preview(**{"lines-0-answers": None})


def test_its_sources_and_both_grades_stand_below_with_the_way_to_change_them(
    rule: Opened,
) -> None:
    page = rule.page()
    assert f'href="{DESK}/contraindications/{FINDS}/"' in page
    assert f'href="{DESK}/periods/isotretinoin_wait/"' in page
    for key in catalogue_of_rows().contraindications[FINDS].sources:
        assert f'href="{DESK}/sources/{key}/"' in page


def test_hostile_words_are_shown_as_they_are(rule: Opened) -> None:
    hostile = HOSTILE.replace(" {no_period}", "")
    assert rule.send(patient_says=hostile).status_code == 302
    assert rule.boxes()["patient_says"] == [hostile]
    assert "<script>alert(1)" not in rule.page()
