"""Records behind the addresses of decision receipts."""

from __future__ import annotations

from clinic.models import User
from consultations.models import Review
from tests.access.catalogue_places import MAKERS
from tests.access.makers import NOBODY, Places
from tests.access.makers import made_for as _for
from tests.access.two_sites import AtSite, TwoSites

__all__ = ["MAKERS"]


@_for("review/<str:ref>/receipt/<int:pk>")
def _receipt(sites: TwoSites, _user: User) -> Places:
    """A receipt is asked for under its own consultation, or it is not there."""
    (ref, pk), (theirs, their_pk) = _signed(sites.here), _signed(sites.there)
    return Places(
        own=(f"review/{ref}/receipt/{pk}",),
        others=(f"review/{theirs}/receipt/{their_pk}", f"review/{ref}/receipt/{their_pk}"),
        missing=(f"review/{ref}/receipt/{NOBODY}", f"review/C-ZZZZZZ/receipt/{pk}"),
    )


def _signed(place: AtSite) -> tuple[str, int]:
    consultation = place.consultations["approved"]
    return consultation.reference, Review.objects.get(consultation=consultation).pk
