"""The receipt of a decision as PDF, and the page where anybody verifies one."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.debug import sensitive_post_parameters

from clinic import audit
from clinic.access import StaffRequest, access, concerns, may, open_to_strangers
from clinic.errors import NotAllowed
from clinic.models import User
from clinic.origin import current_address
from clinic.pdf import PdfMissing, paper
from consultations.forms.receipts import VerifyForm
from consultations.models import Consultation, Review
from consultations.receipts import receipt_of
from consultations.verified import Verified, verified

PAPER = "consultations/review/receipt_paper.html"
READ = ("patient", "site", "edition")
TRIES = {"verify": "30/5m/key"}  # for an address; a clinic's patients may share one


@access("consultations.review", record="consultation", audit="receipt.made")
def receipt(request: StaffRequest, ref: str, pk: int) -> HttpResponse:
    """The same bytes each time it is asked for."""
    consultations = Consultation.objects.visible_to(request.user).select_related("patient", "site")
    consultation = get_object_or_404(consultations, reference=ref)
    concerns(request, consultation, review=pk)
    reviews = consultation.reviews.select_related(
        *("decided_by", "summary__edition", "second_look__answered_by")
    )
    review: Review = get_object_or_404(reviews.defer("summary__edition__canonical"), pk=pk)
    review.consultation = consultation
    found = receipt_of(review)
    name = f"Decision {found.number} of {consultation.reference}"
    context = {"receipt": found, "title": name, "foot": f"{name}, {found.site}"}
    try:
        made = paper(PAPER, context)
    except PdfMissing as missing:
        raise NotAllowed(
            "No PDF can be made on this machine.", f"{missing}. Tell whoever runs it."
        ) from missing
    response = HttpResponse(made, content_type="application/pdf")
    file = f"decision-{consultation.reference}-{found.number}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


@open_to_strangers("whether a decision receipt is genuine; no name, no health", methods="GET POST")
@sensitive_post_parameters("code")
def verify(request: HttpRequest) -> HttpResponse:
    """The code comes behind the # of the address, or typed; it is only ever sent in a form."""
    if request.method != "POST":
        return _page(request, VerifyForm())
    key = current_address() or ""
    if not ratelimit.consume(request, app="scalpwise", action="verify", config=TRIES, key=key):
        return _page(request, VerifyForm(), status=429, too_many=True)
    form = VerifyForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    found = verified(form.cleaned_data["code"])
    if found is None:
        return _page(request, VerifyForm(), status=404, wrong=True)
    case = found.review.consultation
    audit.record(
        "receipt.verified", actor=request.user, subject=case, detail={"review": found.review.pk}
    )
    return _page(request, VerifyForm(), found=found, reviewer=_reviews(request.user, found))


def _reviews(user: object, found: Verified) -> bool:
    """Whether this person may open the case itself."""
    if not isinstance(user, User) or not may(user, "consultations.review"):
        return False
    return user.site_id == found.review.consultation.site_id


def _page(
    request: HttpRequest, form: VerifyForm, *, status: int = 200, **more: object
) -> HttpResponse:
    context = {"form": form, **more}
    return render(request, "consultations/verify.html", context, status=status)
