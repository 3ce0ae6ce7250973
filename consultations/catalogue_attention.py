"""What needs the manager, as far as decisions and technicians can tell."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from consultations.looks_wrong import open_notes
from consultations.rule_health import rule_health
from consultations.rule_health_page import rules_shown
from sideeffects.desk.attention import Note, Notes
from sideeffects.models import Edition
from sideeffects.risk import Catalogue


def rules_often_changed(_draft: Catalogue) -> Iterable[Note]:
    live = Edition.objects.newest()
    if live is None:
        return
    health = rule_health()
    often = [
        fared
        for fared in (health.of(rule) for rule in rules_shown(live.catalogue))
        if fared.often_changed
    ]
    page = reverse("consultations:rule_health")
    if len(often) == 1:
        yield Note(f"1 rule changed {often[0].changed} of {often[0].shown} times", page)
    elif often:
        yield Note(f"{len(often)} rules changed more often than not", page)


def looks_wrong(_draft: Catalogue) -> Iterable[Note]:
    if found := len(open_notes()):
        page = f"{reverse('consultations:rule_health')}?sort=wrong"
        yield Note(f"{found} “looks wrong” {'note' if found == 1 else 'notes'}", page)


NOTES: list[Notes] = [rules_often_changed, looks_wrong]
