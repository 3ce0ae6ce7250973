"""One consultation by its reference, as nearly every page of the desk and the review asks."""

from __future__ import annotations

from clinic.fixed_query import FixedQuery, Given
from clinic.models import User
from consultations.models.consultation import Consultation
from consultations.models.patient_queries import site_cared_for

_ALONE = FixedQuery(
    lambda: Consultation.objects.filter(site_id=Given("site"), reference=Given("reference"))[:1]
)
_WITH_PATIENT = FixedQuery(
    lambda: Consultation.objects.select_related("patient").filter(
        site_id=Given("site"), reference=Given("reference")
    )[:1]
)


def visible_consultation(
    user: User, reference: str, *, with_patient: bool = True
) -> Consultation | None:
    """The same as `Consultation.objects.visible_to(user)` would give for this reference."""
    asked = _WITH_PATIENT if with_patient else _ALONE
    return asked.first(site=site_cared_for(user), reference=reference)
