"""Small pages, to see what the decorator does with each."""

from __future__ import annotations

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import include, path

from clinic.access import StaffRequest, access, concerns, open_to_strangers
from clinic.errors import NotAllowed
from clinic.models import Site, User
from clinic.proving import proved_now
from clinic.triggers import refusal


@access("consultations.review", record="consultation", audit="review.opened")
def read(request: StaffRequest, ref: str) -> HttpResponse:
    return HttpResponse(f"answers of {ref}")


@access("consultations.review", record="consultation", audit="review.opened")
def leads_on(request: StaffRequest, ref: str) -> HttpResponse:
    return HttpResponseRedirect(f"/read/{ref}/")


@access("patients.find", audit="patients.found")
def found(request: StaffRequest) -> HttpResponse:
    concerns(request, Site.objects.get(), shown=["P-1", "P-2"])
    return HttpResponse("two")


@access("consultations.review", record="consultation", audit="x" * 65)
def cannot_be_logged(request: StaffRequest, ref: str) -> HttpResponse:
    return HttpResponse("answers")


@access("consultations.review", record="consultation", audit="review.opened")
def missing(request: StaffRequest, ref: str) -> HttpResponse:
    Site.objects.create(name="half done", town="Nowhere")
    raise Http404


@access("bookings.book")
def refuses(request: StaffRequest) -> HttpResponse:
    raise NotAllowed("The review has ended.", "Ask a technician to look again.")


@access("bookings.book", audit="booking.made")
def too_late(request: StaffRequest) -> HttpResponse:
    Site.objects.create(name=Site.objects.get().name, town="York")
    return HttpResponse("made")


@access("bookings.book", audit="booking.made")
def guarded(request: StaffRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        said = refusal("The patient's review has ended at 100 %.", "Ask for today's review.")
        cursor.execute("DO $guard$ BEGIN " + said.replace("%", "%%") + " END $guard$", [])
    return HttpResponse("made")


@access("bookings.book", methods="GET POST", fresh=True)
def signs(request: StaffRequest) -> HttpResponse:
    if request.method == "POST":
        Site.objects.create(name=request.POST["words"], town="Leeds")
        proved_now(request)
    return HttpResponse("signed")


@access("bookings.book")
def our_mistake(request: StaffRequest) -> HttpResponse:
    User.objects.filter(pk=request.user.pk).update(theme="pink")
    return HttpResponse("made")


@access("consultations.review", record="consultation", audit="review.opened")
def breaks(request: StaffRequest, ref: str) -> HttpResponse:
    raise ZeroDivisionError("Tunde Adeyemi takes warfarin")


@open_to_strangers("a test", methods="GET POST")
def anybody(request: HttpRequest) -> HttpResponse:
    return HttpResponse(repr([request.GET.dict(), request.POST.dict()]))


def undeclared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("secret")


urlpatterns = [
    path("read/<str:ref>/", read),
    path("leads-on/<str:ref>/", leads_on),
    path("found/", found),
    path("unlogged/<str:ref>/", cannot_be_logged),
    path("missing/<str:ref>/", missing),
    path("refuses/", refuses),
    path("too-late/", too_late),
    path("guarded/", guarded),
    path("sign/", signs),
    path("our-mistake/", our_mistake),
    path("breaks/<str:ref>/", breaks),
    path("anybody/", anybody),
    path("undeclared/", undeclared),
    path("", include("clinic.urls")),
]
handler404 = "clinic.views.errors.not_found"
handler500 = "clinic.views.errors.server_error"
handler400 = "clinic.views.errors.bad_request"
