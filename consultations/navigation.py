"""The pages of patients and consultations in the frame's menu."""

from __future__ import annotations

from clinic.models import User
from clinic.navigation import Entry
from consultations.days import local_day
from consultations.models import Consultation

MOST_COUNTED = 99


def to_decide(user: User) -> int:
    """How many wait for a decision. It stops counting at 99, so that no backlog slows a page.

    Django takes longer to write a COUNT over a limited query than the database to give the keys.
    """
    if user.site is None:
        return 0
    found = Consultation.objects.visible_to(user).to_decide(local_day(user.site))
    return len(found.order_by().values_list("pk", flat=True)[:MOST_COUNTED])


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
]
