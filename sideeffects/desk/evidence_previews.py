"""What side effects, contraindications, sources, claims and sections will look like to people."""

from __future__ import annotations

from typing import Any

from sideeffects.desk.rule_previews import told
from sideeffects.evidence.citing import short_name
from sideeffects.evidence.entries import ContraindicationShown, Entries
from sideeffects.risk import Catalogue


def side_effect(catalogue: Catalogue, key: str) -> dict[str, Any]:
    shown = Entries(catalogue).side_effects[key]
    effect = shown.effect
    signs = " ".join(f"{sign.rstrip('.')}." for sign in effect.warning_signs)
    return {
        "shown": shown,
        "what_it_is": told(effect.for_patients),
        "signs": told(signs).reading,
        "what_to_do": told(effect.what_to_do),
    }


def contraindication(catalogue: Catalogue, key: str) -> dict[str, Any]:
    shown = Entries(catalogue).contraindications[key]
    entry = shown.entry
    said = dict.fromkeys(rule.patient_says for rule in shown.rules if rule.patient_says)
    return {
        "shown": shown,
        "name": entry.plain_name or entry.name,
        "what_it_is": told(entry.for_patients),
        "said": [told(text) for text in said],
        "how_often": _how_often(shown),
    }


def source(catalogue: Catalogue, key: str) -> dict[str, Any]:
    shown = Entries(catalogue).sources[key]
    return {"shown": shown, "short": short_name(shown.source)}


def claim(catalogue: Catalogue, key: str) -> dict[str, Any]:
    return {"shown": Entries(catalogue).claims[key]}


def section(catalogue: Catalogue, key: str) -> dict[str, Any]:
    questions = [one for one in catalogue.questions.values() if one.section == key]
    return {
        "title": catalogue.sections[key].title,
        "questions": [one for one in questions if one.asked_of == "patient"],
        "examined": [one for one in questions if one.asked_of == "technician"],
    }


def _how_often(shown: ContraindicationShown) -> str:
    """As on a card of the review: a figure only of SMP, and only where it is the only one."""
    if not shown.raises:
        return ""
    if not any(raised.how_often.in_smp for raised in shown.raises):
        return "Nobody has counted how often in SMP."
    if len(shown.raises) == 1:
        return f"{shown.raises[0].how_often.short}."
    return "How often: the figures are below."
