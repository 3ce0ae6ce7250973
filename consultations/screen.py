"""What a technician had on the screen when deciding, as plain data. Pure.

The record keeps it (`Review.shown`); the page carries its digests, part by part, so that whoever
decides on another screen than the one that would be shown now is told which part it is.
"""

from __future__ import annotations

from typing import Any

from consultations.review_page import ReviewPage
from sideeffects.risk import canonical, digest

PARTS = {
    "summary": "the summary",
    "cards": "what the rules found",
    "range": "how far it could rise",
    "reading": "what is to be read",
    "days": "the days that can be accepted",
    "steps": "the steps before booking",
    "letters": "the letters on file",
    "notices": "the notices",
}
SHORT = 16


def screen_of(page: ReviewPage) -> dict[str, Any]:
    """By part. Answers stand in the summary, which is named; here they are not repeated."""
    case, risk = page.case, page.case.risk
    return {
        "summary": {"edition": risk.edition, "hash": case.summary.hash, "level": risk.level},
        "cards": [
            {
                "gate": card.gate,
                "level": card.level,
                "title": card.title,
                "rules": [_rule(part.reason.finding) for part in card.reasons],
            }
            for gate in page.gates
            for card in gate.cards
        ],
        "range": risk.could_be,
        "reading": [
            {"item": part.item, "about": part.key, "why": part.why, "read": part.read}
            for part in case.reading
        ],
        "days": [
            {
                "first": line.first.isoformat(),
                "last": line.last.isoformat(),
                "level": line.level,
                "names": list(line.names),
                "offered": line.default,
            }
            for line in page.windows
        ],
        "steps": [[state.step.key, state.step.label, state.state] for state in case.steps],
        "letters": [[part.pk, part.contraindication] for part in case.letters],
        "notices": _notices(page),
    }


def _rule(finding: Any) -> list[str]:
    return [finding.contraindication, finding.rule or finding.origin, finding.status]


def _notices(page: ReviewPage) -> list[str]:
    named = {
        "not assessed": page.not_assessed,
        "being corrected": page.drafted,
        "not those on file": page.stale,
        "planned day has passed": page.overdue,
        "newer edition": page.newer is not None,
        "changed for safety": page.case.changed_for_safety is not None,
        "not clinically approved": page.case.consultation.edition.clinical_approval is None,
    }
    urgent = [f"task {task.pk}" for task in page.tasks]
    return [*(words for words, stands in named.items() if stands), *urgent]


def digests(screen: dict[str, Any]) -> str:
    """As the page carries it: short digests in the order of the parts."""
    return "-".join(digest(canonical(screen[part]))[:SHORT] for part in PARTS)


def differing(carried: str, screen: dict[str, Any]) -> tuple[str, ...]:
    """In words, which parts of the screen are others than those that were carried."""
    before, now = carried.split("-"), digests(screen).split("-")
    if len(before) != len(now):
        return tuple(PARTS.values())
    pairs = zip(PARTS.values(), before, now, strict=True)
    return tuple(words for words, old, new in pairs if old != new)
