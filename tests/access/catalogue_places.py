"""Records behind the addresses of publishing and rule health. The catalogue is one for all
sites."""

from __future__ import annotations

from clinic.models import User
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
    begin = "catalogue/desk/health/note"
    return Places(own=(f"{begin}/{sites.here.note.pk}",), missing=(f"{begin}/{NOBODY}",))
