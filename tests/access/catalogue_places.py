"""Records behind the addresses of publishing. The catalogue is one for all sites."""

from __future__ import annotations

import uuid

from clinic.models import User
from clinic.models.user import Role
from sideeffects.models import Edition, Proposal
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
    """A frozen copy of what is live, on its way."""
    live = Edition.objects.live()
    proposal, _ = Proposal.objects.get_or_create(
        note="For the matrix",
        defaults={
            "canonical": Edition.objects.values_list("canonical", flat=True).get(pk=live.pk),
            "hash": live.hash,
            "base": live,
            "why_second": [{"kind": "x", "part": "rules", "key": "x", "words": "x"}],
            "proposed_by": sites.here.people[Role.MANAGER],
            "created_key": uuid.uuid4(),
        },
    )
    begin = "catalogue/desk/publish"
    return Places(own=(f"{begin}/{proposal.pk}",), missing=(f"{begin}/{NOBODY}",))
