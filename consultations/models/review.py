"""A technician's signed decision, and the before-booking steps that were done or left out."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.utils import timezone

from clinic.row_history import RowHistory
from clinic.triggers import AppendOnly, NeverEmptied
from consultations.models.consultation import Consultation
from consultations.models.guards_booking import HoldUncovered
from consultations.models.guards_review import ReviewGuard, ReviewIsNewest, StepTickGuard
from consultations.models.second_look import SecondLook
from consultations.models.summary import Summary


class Review(models.Model):
    """Bound to one summary. Whether it still stands is worked out, never stored.

    `windows`: [{"from", "until", "level", "findings": [[contraindication, kind, made_by]],
    "steps": [{"key", "action", "contraindication", "label", "days", "params"}]}].
    `accepted_findings`: [[contraindication, kind, made_by, level]] that the accepted days carry.
    `conditions`: [{"words", "gate", "until"}]; older rows hold the words alone.
    `shown`: what was on the screen, as plain data; `shown_hash` is the SHA-256 of its canonical
    JSON. `meaning`: the sentence that was signed; `signed_how`: by which factors. `opened_at`:
    when the reviewer opened the case. `answered_too`: the reviewer had asked the questions too.
    """

    class Decision(models.TextChoices):
        APPROVED = "approved", "Approve"
        APPROVED_WITH_CONDITIONS = "approved_with_conditions", "Approve with conditions"
        ON_HOLD = "on_hold", "Hold until"
        DECLINED = "declined", "Decline"

    class Reason(models.TextChoices):
        HAVE_RESULT = "have_result", "I have the letter or result already"
        ANSWER_WRONG = "answer_wrong", "The answer was wrong; I spoke to the patient"
        OVER = "over", "The problem is over or was long ago"
        OTHER_TREATMENT = "other_treatment", "The step fits another kind of treatment"
        OTHER = "other", "Another reason"

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="reviews")
    summary = models.ForeignKey(
        Summary, on_delete=models.PROTECT, related_name="reviews", db_index=False
    )
    decision = models.CharField(max_length=24, choices=Decision.choices)
    windows = models.JSONField(default=list)
    accepted_findings = models.JSONField(default=list)
    conditions = models.JSONField(default=list)
    hold_until = models.DateField(null=True)
    hold_for = models.CharField(max_length=200, blank=True)
    less_strict = models.BooleanField(default=False)
    reason_code = models.CharField(max_length=16, choices=Reason.choices, blank=True)
    reason_words = models.TextField(blank=True)
    patient_message = models.TextField(blank=True)
    note = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(default=timezone.now)
    valid_until = models.DateField(null=True)
    signed_by_session = models.CharField(max_length=64, blank=True)
    signed_how = models.CharField(max_length=120, blank=True, db_default="")
    meaning = models.CharField(max_length=400, blank=True, db_default="")
    shown = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    shown_hash = models.CharField(max_length=64, blank=True, db_default="")
    opened_at = models.DateTimeField(null=True)
    answered_too = models.BooleanField(default=False, db_default=False)
    second_look = models.OneToOneField(
        SecondLook, on_delete=models.PROTECT, null=True, related_name="review"
    )
    created_key = models.UUIDField(unique=True, editable=False)

    class Meta:
        ordering = ("-id",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["decided_by", "-decided_at", "-id"], name="review_of_person"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="review_shape",
                condition=Q(
                    Q(decision__in=["approved", "approved_with_conditions"]),
                    ~Q(windows=[]),
                    Q(valid_until__isnull=False, hold_until__isnull=True, hold_for=""),
                )
                | Q(
                    Q(decision="on_hold", windows=[], valid_until__isnull=True),
                    Q(hold_until__isnull=False) | ~Q(hold_for=""),
                )
                | Q(
                    Q(decision="declined", windows=[], valid_until__isnull=True),
                    Q(hold_until__isnull=True, hold_for=""),
                    ~Q(reason_words=""),
                    ~Q(patient_message=""),
                ),
            ),
            models.CheckConstraint(
                name="review_less_strict_explained",
                condition=Q(less_strict=False) | (~Q(reason_code="") & ~Q(reason_words="")),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            ReviewGuard(),
            ReviewIsNewest(),
            HoldUncovered(),
            RowHistory(),
            AppendOnly(),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()}, {self.decided_at:%d %B %Y}"

    @property
    def approves(self) -> bool:
        return self.decision in (
            self.Decision.APPROVED,
            self.Decision.APPROVED_WITH_CONDITIONS,
        )


class StepTick(models.Model):
    """A before-booking step was done on a day, left out with a reason, or taken back."""

    class State(models.TextChoices):
        DONE = "done", "Done"
        WAIVED = "waived", "Left out"
        UNDONE = "undone", "Taken back"

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="step_ticks", db_index=False
    )
    step_key = models.CharField(max_length=64)
    action = models.CharField(max_length=64)
    state = models.CharField(max_length=6, choices=State.choices)
    on_date = models.DateField(null=True)
    reason = models.CharField(max_length=400, blank=True)
    ticked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ticked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("id",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["consultation", "step_key", "-id"], name="step_tick_newest"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="step_tick_shape",
                condition=Q(state="done", on_date__isnull=False)
                | (Q(state__in=["waived", "undone"], on_date__isnull=True) & ~Q(reason="")),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            StepTickGuard(),
            HoldUncovered(),
            RowHistory(),
            AppendOnly(),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return f"{self.action}: {self.get_state_display()}"
