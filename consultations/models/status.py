"""Where a consultation stands, and from where to where it may go. The database holds it too."""

from __future__ import annotations

from django.db import models

from clinic.models.user import Role


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "To decide"
    APPROVED = "approved", "Approved"
    APPROVED_WITH_CONDITIONS = "approved_with_conditions", "Approved with conditions"
    ON_HOLD = "on_hold", "On hold"
    DECLINED = "declined", "Declined"


APPROVING = frozenset({Status.APPROVED, Status.APPROVED_WITH_CONDITIONS})
DECIDED = APPROVING | {Status.ON_HOLD, Status.DECLINED}
OPEN = frozenset({Status.SUBMITTED, Status.ON_HOLD})  # a technician has still to decide


# What each state allows: the step, and the states it can lead to. "correct" is anything that
# makes a new summary: the examination, a letter, a changed plan.
STEPS: dict[Status, dict[str, frozenset[Status]]] = {
    Status.DRAFT: {"send": frozenset({Status.SUBMITTED})},
    Status.SUBMITTED: {
        "decide": DECIDED,
        "correct": frozenset({Status.SUBMITTED}),
        "reopen": frozenset({Status.DRAFT}),
    },
    **{
        decided: {
            "correct": frozenset({Status.SUBMITTED}),
            "look_again": frozenset({Status.SUBMITTED}),
            "reopen": frozenset({Status.DRAFT}),
        }
        for decided in (Status.APPROVED, Status.APPROVED_WITH_CONDITIONS, Status.DECLINED)
    },
    Status.ON_HOLD: {
        "decide": DECIDED,
        "correct": frozenset({Status.SUBMITTED}),
        "look_again": frozenset({Status.SUBMITTED}),
        "reopen": frozenset({Status.DRAFT}),
    },
}

# Whose turn it is. Every state has an owner, so that nothing waits for nobody.
_DESK = frozenset({Role.FRONT_DESK, Role.TECHNICIAN, Role.CLINIC_LEAD})
_REVIEWERS = frozenset({Role.TECHNICIAN, Role.CLINIC_LEAD})
OWNERS: dict[Status, frozenset[Role]] = {
    Status.DRAFT: _DESK,
    Status.SUBMITTED: _REVIEWERS,
    Status.APPROVED: _DESK,
    Status.APPROVED_WITH_CONDITIONS: _DESK,
    Status.ON_HOLD: _REVIEWERS,
    Status.DECLINED: _REVIEWERS,
}

TRANSITIONS: tuple[tuple[Status, Status], ...] = tuple(
    sorted(
        {(start, end) for start, steps in STEPS.items() for ends in steps.values() for end in ends}
    )
)


def allows(status: str, step: str) -> bool:
    """Whether a consultation in this state may take this step."""
    return step in STEPS[Status(status)]
