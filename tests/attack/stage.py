"""A clinic on which every action can be tried: its people, its draft, and cases to begin from."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.test import Client

from clinic.models import User
from clinic.models.user import Role
from consultations.models import Consultation
from sideeffects.models import Edition
from tests.catalogue import rows_of, starter
from tests.consultations.review_cases import KELOID, WARFARIN
from tests.consultations.with_steps import FAMILY
from tests.consultations.world import World
from tests.people import PASSWORD, person

EMAIL = "tunde@patient.example"
URGENT: dict[str, Any] = {"gate_bleeding": "yes", "anticoagulant": "stopped_without_advice"}


class Stage(World):
    """What is built here is read by every act and changed by none: each is undone after it."""

    def __init__(self) -> None:
        super().__init__()
        self.catalogue_now = starter()
        rows_of(self.catalogue_now)
        self.__dict__["person"] = self.patient(email=EMAIL)
        self.manager = person(Role.MANAGER)
        self.sam = person(Role.TECHNICIAN, "sam", email="sam@clinic.example")
        self.admin = person(Role.ADMIN, email="admin@clinic.example")
        assert all((self.auditor, self.lead, self.room))
        self.ready = self.answered()
        self.urgent = self.answered(**URGENT)
        self.warfarin = self.examined(**WARFARIN)
        self.keloid = self.examined(**KELOID)
        self.clear = self.examined()
        self.stepped = self.examined(**FAMILY)
        self.fine = self.approved()
        self.offer(31)
        self.offer(32)

    @cached_property
    def live(self) -> Edition:
        return Edition.objects.live()

    def signed_in(self, user: User) -> Callable[[], HttpRequest]:
        """Somebody signs in; each call is a request of theirs."""
        client = Client()
        assert client.login(username=user.username, password=PASSWORD)

        def asks() -> HttpRequest:
            request = HttpRequest()
            request.user, request.session = User.objects.get(pk=user.pk), client.session
            return request

        return asks

    def newest(self, consultation: Consultation) -> str:
        """The hash of the summary that is shown now."""
        summary = self.fresh(consultation).summary
        assert summary is not None
        return summary.hash
