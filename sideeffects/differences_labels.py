"""What the fields of the catalogue's entries are called, and which hold a key or a fixed word."""

from __future__ import annotations

from collections.abc import Mapping

from clinic.words import DIRECTNESS, LEVELS
from sideeffects.evidence import labels

FIELDS = {
    "about": "Really about",
    "actions": "What is to be done",
    "also_called": "Also called",
    "answers": "Answers",
    "approximate_date_ok": "A month or a year will do",
    "ask_when": "Asked when",
    "asked_of": "Who answers",
    "basis": "Sources",
    "bookable_after": "Bookable after",
    "cleared_by": "Cleared by",
    "cleared_by_letter": "A doctor’s letter clears it",
    "container": "Where it stands",
    "doi": "DOI",
    "evidence_directness": "Where it is known from",
    "evidence_grade": "Evidence",
    "expected": "You expect",
    "for_patients": "Words for patients",
    "frequency": "How often",
    "gate": "Opens other questions",
    "id": "Key",
    "kinds": "What it can mean",
    "letters": "Letters on file",
    "max": "Highest answer",
    "max_days": "Most days",
    "min": "Lowest answer",
    "min_days": "Fewest days",
    "n": "Counted",
    "N": "Of",
    "n_derived_from_percentage": "Worked out from a percentage",
    "not_sure": "What “not sure” means",
    "not_sure_means": "What “not sure” means",
    "nothing_to_report": "The answer that reports nothing",
    "open_ended": "No end is known",
    "options": "Answers to choose from",
    "outcome": "Level",
    "params": "Details it takes",
    "patient": "Words for the patient",
    "patient_says": "Words for the patient",
    "plain_name": "Plain name",
    "pmid": "PubMed number",
    "population": "Among whom",
    "provisional": "Provisional",
    "raises": "Raises the risk of",
    "required_action": "What to do",
    "seed": "Said in",
    "seed_note": "Note on what sellers say",
    "seed_verdict": "Verdict on what sellers say",
    "seen": "What we saw of it",
    "sees_hidden": "Reads answers that are no longer asked",
    "shelf_life": "How long an answer lasts",
    "shows": "What it shows",
    "stage": "When it is asked",
    "tense": "Past or planned",
    "text": "In words",
    "timing_basis": "How the timing is known",
    "url": "Web address",
    "used_by": "Cited by",
    "verification": "How it was checked",
    "wait_until": "Wait until",
    "waiting_period_or_limit_grade": "Evidence for the waiting period or limit",
    "when_anchor_missing": "When the date is missing",
    "why": "Because",
}
FIELDS_OF = {
    ("questions", "text"): "Question",
    ("questions", "kind"): "Kind of answer",
    ("questions", "unit"): "Measured in",
    ("rules", "kind"): "What it means",
    ("actions", "gate"): "Must be done",
    ("actions", "words"): "Words of its details",
    ("periods", "value"): "How long, or how much",
}

# Fields that hold the key of an entry, or a list of them, and the part it stands in.
KEYS_OF = {
    "action": "actions",
    "basis": "sources",
    "contraindication": "contraindications",
    "questions": "questions",
    "rules": "rules",
    "section": "sections",
    "seed": "sources",
    "side_effect": "side_effects",
    "side_effects": "side_effects",
    "source": "sources",
    "sources": "sources",
}

_GRADES = {grade: f"{grade}: {words}" for grade, words in labels.GRADES.items()}
_KINDS_OF_ANSWER = {
    "yes_no": "Yes or no",
    "yes_no_unsure": "Yes, no or not sure",
    "choice": "One of a list",
    "choices": "Several of a list",
    "date": "A date",
    "number": "A number",
    "text": "Words",
}
_GATES = {
    "before_booking": "Before booking",
    "on_the_day": "On the day",
    "after": "After treatment",
}
WORDS_OF: dict[str, Mapping[str, str]] = {
    "about": labels.ABOUT,
    "asked_of": labels.ASKED_OF,
    "category": labels.CATEGORY,
    "evidence_directness": DIRECTNESS,
    "evidence_grade": _GRADES,
    "gate": _GATES,
    "group": labels.GROUP,
    "kind": {**_KINDS_OF_ANSWER, **labels.KIND},
    "outcome": {key: level.name for key, level in LEVELS.items()},
    "seed_verdict": labels.VERDICT,
    "severity": labels.SEVERITY,
    "stage": labels.STAGE,
    "verdict": labels.VERDICT,
    "verification": labels.VERIFICATION,
    "waiting_period_or_limit_grade": _GRADES,
}


def label_of(part: str, name: str) -> str:
    """What a field is called; one that nobody named speaks for itself."""
    return FIELDS_OF.get((part, name)) or labels.label(FIELDS, name)
