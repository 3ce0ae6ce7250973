"""The page that asks once more who one is, before what needs it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from clinic import audit, carried
from clinic.access import StaffRequest, access
from clinic.forms.passkeys import PasskeyProofForm
from clinic.forms.sign_in import ProveForm
from clinic.navigation import home_for
from clinic.once import nothing
from clinic.proving import proved_now
from clinic.second_factors import passkey_question
from clinic.sessions import session_of
from clinic.signing_in import safe_next
from clinic.views.carry_on import carry_on


@access(
    "account.own",
    methods="GET POST",
    before_second_factor=True,
    once=nothing("It asks who somebody is, and changes no record."),
)
@sensitive_post_parameters("password", "credential")
def prove(request: StaffRequest) -> HttpResponse:
    here = safe_next(request, request.POST.get("next") or request.GET.get("next"))
    packed = carried.pack(request)
    if request.method != "POST" or "form" in request.GET:
        return _page(request, ProveForm(request), here, packed)
    packed = request.POST.get("carried", "")
    if "credential" in request.POST:
        by_key = PasskeyProofForm(user=request.user, data=request.POST)
        form, proved = ProveForm(request), by_key.is_valid()
    else:
        form = ProveForm(request, request.POST)
        proved = form.is_valid()
    if not proved:
        audit.record("proof.refused", actor=request.user, subject=request.user)
        refused = {"passkey_refused": not form.is_bound}
        return _page(request, form, here, packed, status=422, **refused)
    by = "password" if form.is_bound else "webauthn"
    proved_now(request, by)
    audit.record("proved", actor=request.user, subject=request.user, detail={"by": [by]})
    onward = carry_on(request, request.user, packed, proved=True)
    return onward or HttpResponseRedirect(here or home_for(request.user))


@access(
    "account.own",
    methods="GET POST",
    before_second_factor=True,
    once=nothing("A session that is kept open is kept open."),
)
def still_here(request: StaffRequest) -> HttpResponse:
    """Somebody pressed the button that keeps them signed in (static/js/session-end.js). A page
    asks who is signed in by now, and gets the token that signing in renews (same-person.js)."""
    session = session_of(request)
    if request.method != "POST":
        left = session.seconds_left()
        return JsonResponse({"who": request.user.pk, "token": get_token(request), "seconds": left})
    session.stay()
    return HttpResponse(status=204, headers={"X-Session-Seconds": str(session.seconds_left())})


def _page(
    request: HttpRequest,
    form: ProveForm,
    here: str,
    packed: str,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    context = {
        "form": form,
        "next": here,
        "carried": packed,
        "options": passkey_question(request.user),
        **more,
    }
    return render(request, "clinic/prove.html", context, status=status)
