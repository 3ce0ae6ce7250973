"""The part of a decision that the patient hears: the words for each, and whether they are sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms

from clinic.forms.plain import PlainForm
from consultations import decision_terms as terms
from consultations.forms.words_box import words_box
from consultations.outgoing import stops_medicine

BOXES = {
    terms.APPROVED: "message_approved",
    terms.WITH_CONDITIONS: "message_approved_with_conditions",
    terms.ON_HOLD: "message_on_hold",
    terms.DECLINED: "patient_message",
}


class MessagePart(PlainForm):
    """A box for each decision, since each says something else; the one that is picked counts."""

    message_approved = words_box("Message to the patient", rows=3)
    message_approved_with_conditions = words_box("Message to the patient", rows=6)
    message_on_hold = words_box("Message to the patient", rows=5)
    patient_message = words_box("Message to the patient", rows=5)
    would_change = words_box("What would change this", rows=2)
    by_mail = forms.BooleanField(required=False)

    def offer_message(self, prefill: terms.Prefill) -> None:
        """Called once the fields stand: where a mail would go."""
        self.messages = prefill.messages
        address = self.messages.address
        tick = cast(forms.BooleanField, self.fields["by_mail"])
        tick.label = f"Send it by e-mail to {address}, two minutes after saving"
        tick.disabled = not address

    @staticmethod
    def message_values(prefill: terms.Prefill) -> dict[str, Any]:
        """What the untouched part holds."""
        said = prefill.messages.by_decision
        return {
            **{box: said.get(decision, "") for decision, box in BOXES.items()},
            "would_change": prefill.would_change,
            "by_mail": bool(prefill.messages.address),
        }

    def check_message(self, decision: str, given: Mapping[str, Any]) -> None:
        box = BOXES[decision]
        said = given.get(box)
        if not said and decision == terms.DECLINED:
            self.add_error(box, "Write what the patient will be told")
        elif not said and given.get("by_mail"):
            self.add_error(box, "Write what the patient will be told, or do not send it")
        for name in (box, *(["would_change"] if decision == terms.DECLINED else [])):
            for warning in stops_medicine(given.get(name) or "", self._known):
                self.add_error(name, warning)

    @property
    def _known(self) -> set[str]:
        """The lines that were filled in: they are the rules' own."""
        return {line for text in self.messages.by_decision.values() for line in text.splitlines()}

    def message_terms(self, decision: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """What `decide` takes of it, for the decision that was picked."""
        message = [given[BOXES[decision]]]
        if decision == terms.DECLINED and given["would_change"]:
            message.append(f"What would change this: {given['would_change']}")
        return {"patient_message": "\n\n".join(message), "by_mail": given["by_mail"]}
