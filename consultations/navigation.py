"""The pages of patients and consultations in the frame's menu."""

from __future__ import annotations

from clinic.models import User
from clinic.navigation import Entry
from consultations.days import local_day
from consultations.models.review_list import count_to_decide
from sideeffects.desk.tabs import Tab


def to_decide(user: User) -> int:
    """How many wait for a decision, as far as they are counted."""
    return count_to_decide(user, local_day(user.site)) if user.site else 0


ENTRIES = [
    Entry("Today", "consultations:desk", "desk.use", order=10),
    Entry(
        "Review list",
        "consultations:review_list",
        "consultations.review",
        order=20,
        count=to_decide,
    ),
    Entry("Patients", "consultations:find", "patients.find", order=30),
    Entry("Day list", "consultations:today_list", "days.read", order=40),
    Entry("Records", "consultations:records", "records.read", order=50),
]
DESK = [
    Tab("Impact", "consultations:impact", order=50),
    Tab("Trials", "consultations:trials", order=55),
    Tab("Publish", "consultations:publish", order=60),
    Tab("Rule health", "consultations:rule_health", order=70),
    Tab("Agreement", "consultations:figures", order=75),
]
