"""The editor of a contraindication: every box, rows of two kinds, its rules, its preview."""

from __future__ import annotations

from html import escape

import pytest
from django.test import Client

from sideeffects.models import Contraindication
from tests.sideeffects.desk.opened import HOSTILE, Opened, as_manager, boxes_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_rows")]


@pytest.fixture
def psoriasis(client: Client) -> Opened:
    return Opened(as_manager(client), "contraindications", "psoriasis_scalp")


def test_every_field_can_be_changed(psoriasis: Opened) -> None:
    response = psoriasis.send(
        name="Psoriasis (plaques)",
        plain_name="Psoriasis",
        also_called="scaly scalp\r\nplaques",
        for_patients="Your skin makes new cells too fast.",
        group="general_health",
        required_action="Look, then decide.",
        not_sure_means="Hold.",
        evidence_grade="A",
        waiting_period_or_limit_grade="",
        evidence_directness="smp",
        sources=["garg_2021"],
        questions=["psoriasis_koebner", "bleeding_disorder"],
        rules=["psoriasis_active"],
        note="",
        **{
            "kinds-0-kind": "absolute",
            "kinds-0-when": "weeping",
            "kinds-2-kind": "",
            "kinds-2-when": "",
            "raises-0-side_effect": "fading",
            "raises-0-why": "the skin renews itself fast",
            "raises-1-side_effect": "",
            "raises-1-why": "",
        },
    )
    assert response.status_code == 302
    assert psoriasis.row().plain() == {
        "key": "psoriasis_scalp",
        "name": "Psoriasis (plaques)",
        "plain_name": "Psoriasis",
        "also_called": ["scaly scalp", "plaques"],
        "for_patients": "Your skin makes new cells too fast.",
        "group": "general_health",
        "kinds": [
            {"kind": "absolute", "when": "weeping"},
            {
                "kind": "clearance",
                "when": "history of Koebner response, or scaly scalp without a diagnosis",
            },
        ],
        "required_action": "Look, then decide.",
        "raises": [{"side_effect": "fading", "why": "the skin renews itself fast"}],
        "not_sure_means": "Hold.",
        "evidence_grade": "A",
        "waiting_period_or_limit_grade": None,
        "evidence_directness": "smp",
        "sources": ["garg_2021"],
        "questions": ["psoriasis_koebner", "bleeding_disorder"],
        "rules": ["psoriasis_active"],
        "note": None,
    }


def test_rows_of_both_kinds_are_moved_without_mixing_them_up(psoriasis: Opened) -> None:
    boxes = boxes_of(psoriasis.send("down:kinds:0").content.decode())
    boxes = boxes_of(psoriasis.press(boxes, "add:raises").content.decode())
    boxes |= {"raises-2-side_effect": ["fading"], "raises-2-why": ["it renews itself"]}
    assert psoriasis.press(boxes, "save").status_code == 302
    plain = psoriasis.row().plain()
    assert [part["kind"] for part in plain["kinds"]] == ["clearance", "deferral", "precaution"]
    assert [part["side_effect"] for part in plain["raises"]][2] == "fading"


def test_only_rules_that_name_it_are_offered(psoriasis: Opened) -> None:
    page = psoriasis.page()
    assert page.count('name="rules"') == 4
    assert "has been clear for 3 months" in page


def test_a_copy_lists_no_rules_and_gets_a_key_of_its_own(psoriasis: Opened) -> None:
    copied = Opened(psoriasis.client, "contraindications", query="?copy=psoriasis_scalp")
    assert "rules" not in copied.boxes()
    assert copied.send(name="Psoriasis scalp").status_code == 302
    made = Contraindication.objects.get(key="psoriasis_scalp_2")
    assert made.rules == []
    assert made.kinds == psoriasis.row().plain()["kinds"]


def test_the_preview_shows_card_patient_and_page(psoriasis: Opened) -> None:
    shown = psoriasis.preview(plain_name="Scaly skin", for_patients="It comes and goes.")
    assert '<p class="fw-semibold">Scaly skin</p>' in shown
    assert "It comes and goes." in shown
    assert "How often: the figures are below." in shown
    assert "The wait or limit:" in shown
    assert "Your scalp needs to be clear for 3 months before we treat you." in shown
    alone = psoriasis.preview(
        **{
            "raises-0-side_effect": "swelling_oedema",
            "raises-1-side_effect": "",
            "raises-1-why": "",
        }
    )
    assert "Nobody has counted how often in SMP." in alone
    none = psoriasis.preview(**{"raises-rows": "0"})
    assert "Can lead to" not in none


def test_words_that_would_run_are_shown_as_they_are(psoriasis: Opened) -> None:
    boxes = psoriasis.boxes()
    words = {
        name: HOSTILE
        for name in boxes
        if name.endswith(("name", "-when", "-why", "called", "patients", "note"))
        or name in ("required_action", "not_sure_means")
    }
    assert len(words) == 12
    assert psoriasis.send(**words).status_code == 302
    page = psoriasis.page()
    assert page.count(escape(HOSTILE)) > len(words)
    assert "<script>alert" not in page
    assert "<img src=x" not in page
