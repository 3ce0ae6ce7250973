"""Our letter to a doctor: all that it says, about one contraindication and nothing else. Pure.

It never asks anybody to change a medicine, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from clinic import words
from clinic.models import Site
from consultations.answer_words import in_words
from consultations.models import Patient
from sideeffects.desk.lints import lints
from sideeffects.risk import Catalogue, Finding, FindingAction

ANY_LETTER = "doctor_letter"
ANY_DOCTOR = "Doctor’s letter"
TREATMENT = (
    "Scalp micropigmentation (SMP) puts small dots of pigment into the upper layer of the scalp "
    "with a fine needle, as a superficial cosmetic tattoo. It breaks the skin many times over one "
    "to four hours, usually in two or three sessions."
)
NO_CHANGE = "We ask for no change of any medicine. The treatment is cosmetic and can wait."
TICKS = (
    "Treatment is safe",
    "Treatment is safe with these limits:",
    "Treatment is not safe",
    "I cannot say",
)


def clearable(findings: Iterable[Finding], about: str) -> tuple[Finding, ...]:
    """What a letter about this contraindication clears, the strictest first."""
    found = [part for part in findings if part.contraindication == about and part.cleared_by_letter]
    return tuple(sorted(found, key=lambda part: part.level != "hold"))


def letter_action(findings: Iterable[Finding]) -> FindingAction | None:
    """The action that asks for the letter; none where a rule clears by letter without saying so."""
    actions = (action for part in findings for action in part.actions)
    return next((action for action in actions if action.cleared_by == "letter"), None)


def from_whom(label: str) -> str:
    """ "Letter from a skin doctor", of "Ask for a letter from a skin doctor"."""
    letter = label.removeprefix("Ask for a ")
    return letter.capitalize() if letter.startswith("letter from ") else ANY_DOCTOR


def content_of(
    catalogue: Catalogue,
    findings: tuple[Finding, ...],
    *,
    site: Site,
    patient: Patient,
    addressed_to: str,
    extra: str,
    day: date,
    due: date,
    our_reference: str,
    agreed_with: str,
) -> dict[str, Any]:
    """`findings`: those that the letter is to clear. `agreed_with`: who noted the agreement."""
    name = findings[0].name
    valid = catalogue.periods["letter_valid"].words
    return {
        "clinic": {
            "name": site.name,
            "address": [line.strip() for line in site.address.splitlines() if line.strip()],
            "phone": site.phone,
            "email": site.email,
        },
        "to": [line.strip() for line in addressed_to.splitlines() if line.strip()],
        "date": words.day(day, "born"),
        "reference": our_reference,
        "patient": {"name": patient.full_name, "born": words.day(patient.birth_date, "born")},
        "about": name,
        "question": (
            f"Is scalp micropigmentation safe for {patient.full_name}, as far as this is "
            f"concerned: {name}?"
        ),
        "treatment": TREATMENT,
        "said": _said(catalogue, findings),
        "rules": _kept(dict.fromkeys(part.sentence for part in findings)),
        "concerns": _concerns(catalogue, findings),
        "wanted": [
            "Which limits should we keep, if any: length of a session, tests before it, timing?",
            f"Does your answer hold for less than {valid} from today? We count it for {valid}.",
        ],
        "no_change": NO_CHANGE,
        "extra": extra,
        "ticks": list(TICKS),
        "due": words.day(due, "born"),
        "agreed": (
            f"{patient.full_name} has agreed that we write to you about this. "
            f"Noted by {agreed_with} on {words.day(day, 'born')}."
        ),
    }


def _said(catalogue: Catalogue, findings: Iterable[Finding]) -> list[list[str]]:
    """The answers that made it, each once. Free text is left out: it may tell of other things."""
    found: dict[str, list[str]] = {}
    for finding in findings:
        for key, value in finding.because:
            question = catalogue.questions[key]
            answer = in_words(question, value)
            if answer and question.kind != "text":
                found[key] = [question.text, answer]
    return list(found.values())


def _concerns(catalogue: Catalogue, findings: Iterable[Finding]) -> list[str]:
    raised = dict.fromkeys(pair for part in findings for pair in part.raises)
    lines = (f"{catalogue.side_effects[key].plain_name} ({why})" for key, why in raised)
    return _kept(dict.fromkeys(lines))


def _kept(lines: Mapping[str, None]) -> list[str]:
    """Without a sentence that could be read as stopping a medicine."""
    return [line for line in lines if line and not lints(line)]


def plain_text(content: Mapping[str, Any]) -> str:
    """Every sentence of it, for what must not stand in it."""
    parts: list[str] = []

    def add(value: Any) -> None:
        if isinstance(value, str):
            parts.append(value)
        else:
            for one in value.values() if isinstance(value, dict) else value:
                add(one)

    add(content)
    return "\n".join(parts)
