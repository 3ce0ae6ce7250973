"""Who may decide, and a second look that is wanted: a part of the review page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from clinic.errors import NotAllowed
from clinic.models import User
from consultations.actions.reviewers import asked_the_questions, check_reviewer
from consultations.actions.second_looks import check_second, why_void
from consultations.deciding import Case
from consultations.forms.second_look import SecondLookForm
from consultations.models import Review, SecondLook

TOPIC = "second_look"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A second look that nobody answered. `says`: the decision that would be written.

    `void`: why it can be agreed no longer. `refusal`: why the reader cannot sign it.
    """

    look: SecondLook
    says: Review
    own: bool
    void: str
    refusal: NotAllowed | None
    form: SecondLookForm

    @property
    def may_sign(self) -> bool:
        return not self.void and self.refusal is None


@dataclass(frozen=True, slots=True)
class SecondLookSection:
    """`answered_too`: the reader asked the questions; `refusal`: and so cannot decide."""

    answered_too: bool = False
    refusal: NotAllowed | None = None
    wanted: Wanted | None = None
    earlier: tuple[SecondLook, ...] = ()


def second_look_section(found: Case, by: User, forms: Mapping[str, Any]) -> SecondLookSection:
    row = found.consultation
    if "decide" not in found.may:
        return SecondLookSection()
    answered_too = asked_the_questions(row, by)
    refusal = None
    if answered_too and not row.site.answerer_may_review:
        refusal = _refusal(lambda: check_reviewer(row, by))
    if not found.stop:
        return SecondLookSection(answered_too, refusal)
    looks = tuple(row.second_looks.select_related("asked_by", "answered_by").order_by("-pk"))
    open_ = next((look for look in looks if not look.verdict), None)
    return SecondLookSection(
        answered_too,
        refusal,
        _wanted(found, open_, by, forms) if open_ else None,
        tuple(look for look in looks if look is not open_),
    )


def _wanted(found: Case, look: SecondLook, by: User, forms: Mapping[str, Any]) -> Wanted:
    row, moment = found.consultation, timezone.now()
    void = why_void(row, look)
    return Wanted(
        look=look,
        says=_decision_of(look),
        own=look.asked_by_id == by.pk,
        void=void,
        refusal=None if void else _refusal(lambda: check_second(row, look, by, moment)),
        form=forms.get(TOPIC) or SecondLookForm(initial={"look": look.pk}),
    )


def _refusal(check: Callable[[], object]) -> NotAllowed | None:
    try:
        check()
    except NotAllowed as refusal:
        return refusal
    return None


def _decision_of(look: SecondLook) -> Review:
    """The decision as it would stand, to be read; it is never saved."""
    says, typed = dict(look.terms["says"]), look.terms["typed"]
    for name in ("valid_until", "hold_until"):
        if says.get(name):
            says[name] = date.fromisoformat(says[name])
    return Review(
        **{
            "decision": typed["decision"],
            "note": typed["note"],
            "patient_message": typed["patient_message"],
            "decided_by": look.asked_by,
            "decided_at": look.asked_at,
            "signed_how": look.asked_how,
            **says,
        }
    )
