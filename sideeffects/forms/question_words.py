"""What a manager picks from about a question, in words."""

from __future__ import annotations

from typing import Any

KINDS = [
    ("yes_no_unsure", "Yes, No or Not sure"),
    ("yes_no", "Yes or No"),
    ("choice", "One answer of a list"),
    ("choices", "Any answers of a list"),
    ("date", "A date"),
    ("number", "A number"),
    ("text", "Words"),
]
LISTED = ("choice", "choices")
YES, NO = {"key": "yes", "label": "Yes"}, {"key": "no", "label": "No"}
FIXED_ANSWERS: dict[str, list[dict[str, Any]]] = {
    "yes_no": [YES, NO],
    "yes_no_unsure": [YES, NO, {"key": "not_sure", "label": "Not sure"}],
}
ASKED_OF = [("patient", "The patient"), ("technician", "The technician")]
STAGES = [
    ("consultation", "In the consultation"),
    ("examination", "When the technician examines"),
    ("treatment_day", "On the day of treatment"),
]
TENSES = [
    ("", "Pick one"),
    ("past", "Past: it has happened"),
    ("planned", "Planned: it is still to come"),
    ("either", "Either of the two"),
]
UNITS_OF_TIME = [
    ("always", "At every consultation"),
    ("days", "After so many days"),
    ("months", "After so many months"),
    ("years", "After so many years"),
]
