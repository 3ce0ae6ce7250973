"""What an entry will look like to patients, desk and technicians, worked out as somebody types it.

A preview takes the draft with the entry in it and the entry's key, and gives what
templates/sideeffects/desk/preview/<part>.html needs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sideeffects.desk import evidence_previews, preview_sample, question_previews, rule_previews
from sideeffects.risk import Catalogue

Preview = Callable[[Catalogue, str], dict[str, Any]]

PREVIEWS: dict[str, Preview] = {
    "side_effects": evidence_previews.side_effect,
    "contraindications": evidence_previews.contraindication,
    "sources": evidence_previews.source,
    "claims": evidence_previews.claim,
    "sections": evidence_previews.section,
    "samples": preview_sample.preview,
    "questions": question_previews.question,
    "rules": rule_previews.rule,
    "periods": rule_previews.period,
    "actions": rule_previews.action,
}
