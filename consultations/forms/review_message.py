"""The part of a decision that the patient hears."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clinic.forms.plain import PlainForm
from consultations import decision_terms as terms
from consultations.forms.words_box import words_box


class MessagePart(PlainForm):
    """The decision comes from the whole form (forms/review.py)."""

    patient_message = words_box("Message to the patient", rows=4)
    would_change = words_box("What would change this", rows=2)

    def offer_message(self, prefill: terms.Prefill) -> None:
        """Called once the fields stand: what can be picked here."""

    @staticmethod
    def message_values(prefill: terms.Prefill) -> dict[str, Any]:
        """What the untouched part holds."""
        return {"patient_message": prefill.patient_message, "would_change": prefill.would_change}

    def check_message(self, decision: str, given: Mapping[str, Any]) -> None:
        if decision == terms.DECLINED and not given.get("patient_message"):
            self.add_error("patient_message", "Write what the patient will be told")

    def message_terms(self, decision: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """What `decide` takes of it, for the decision that was picked."""
        if decision != terms.DECLINED:
            return {}
        message = [given["patient_message"]]
        if given["would_change"]:
            message.append(f"What would change this: {given['would_change']}")
        return {"patient_message": "\n\n".join(message)}
