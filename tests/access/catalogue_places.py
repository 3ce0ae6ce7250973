"""Records behind the addresses of publishing and rule health. The catalogue is one for all
sites."""

from __future__ import annotations

from clinic.models import User
from consultations.models import LooksWrong
from sideeffects.models import Edition
from tests.access.makers import MAKERS, NOBODY, Places
from tests.access.makers import made_for as _for
from tests.access.two_sites import TwoSites

__all__ = ["MAKERS"]


@_for("catalogue/desk/publish/back-to/<int:number>")
def _earlier_edition(_sites: TwoSites, _user: User) -> Places:
    live = Edition.objects.live().number
    begin = "catalogue/desk/publish/back-to"
    return Places(own=(f"{begin}/{live}",), missing=(f"{begin}/{NOBODY}",))


@_for("catalogue/desk/publish/<int:pk>")
def _proposal(sites: TwoSites, _user: User) -> Places:
    begin = "catalogue/desk/publish"
    return Places(own=(f"{begin}/{sites.here.proposal.pk}",), missing=(f"{begin}/{NOBODY}",))


@_for("catalogue/desk/health/note/<int:pk>")
def _note_on_a_rule(sites: TwoSites, _user: User) -> Places:
    """A note of any site: it names nobody."""
    sent = sites.here.consultations["submitted"]
    note, _ = LooksWrong.objects.get_or_create(
        rule="anticoagulant_stopped_without_advice",
        summary=sent.summary,
        words="For the matrix",
        noted_by=sites.here.people[Role.TECHNICIAN],
        defaults={"created_key": uuid.uuid4()},
    )
    begin = "catalogue/desk/health/note"
    return Places(own=(f"{begin}/{note.pk}",), missing=(f"{begin}/{NOBODY}",))
