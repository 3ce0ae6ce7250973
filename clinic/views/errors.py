"""What a person sees when something does not work. None of these pages says anything about risk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string

from clinic.carried import Carried, fields_of
from clinic.errors import NotAllowed
from clinic.request_id import current_request_id

PLAIN_500 = "Something went wrong on our side. What was marked as saved is saved. Reference {}."


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "clinic/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "clinic/403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "clinic/403.html", {"page_too_old": True}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "clinic/404.html", status=404)


def conflict(request: HttpRequest, refusal: NotAllowed, *, typed: bool = False) -> HttpResponse:
    """An action refused, and no form is there to say so beside. `typed`: what was sent is shown,
    to be copied (never health answers: the patient may have turned the screen)."""
    kept = typed and "sent" in request.POST
    shown = Carried("", tuple(fields_of(request))).shown if kept else []
    context = {"refusal": refusal, "typed": shown}
    return render(request, "clinic/409.html", context, status=409)


def sent_before(request: HttpRequest, how: str) -> HttpResponse:
    """The key of this form was used (clinic/once.py). `how`: for the "same" content, for "other"
    content, or it is "unknown" what became of it. What was typed stands in the page."""
    context = {"how": how, "again": Carried(request.get_full_path(), tuple(fields_of(request)))}
    return render(request, "clinic/sent_before.html", context, status=409)


def made_for_another(request: HttpRequest) -> HttpResponse:
    """The form was made for another person (clinic/once.py), who alone may see what it says."""
    return render(request, "clinic/sent_before.html", {"how": "person"}, status=409)


def busy(request: HttpRequest) -> HttpResponse:
    """Others were at the same records. What was typed stands in the page, to be sent once more."""
    again = Carried(request.get_full_path(), tuple(fields_of(request)))
    response = render(request, "clinic/503.html", {"again": again}, status=503)
    response["Retry-After"] = "2"
    return response


def wrong_method(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse:
    """A form's address opened as a page, or the other way round."""
    response = render(request, "clinic/405.html", status=405)
    response["Allow"] = ", ".join(methods)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Drawn without the request, so that nobody asks a database that may be down. What was typed
    stands in the page where sending it again is safe."""
    reference = current_request_id()
    try:
        again = _sent_again(request)
        context = {"reference": reference, "theme": "system", "again": again}
        if again:
            context["csrf_token"] = get_token(request)
        page: str = render_to_string("clinic/500.html", context)
    except Exception:  # whatever broke the page, this line must still be readable
        page = PLAIN_500.format(reference)
    return HttpResponse(page, status=500)


def _sent_again(request: HttpRequest) -> Carried | None:
    """A form with a key (clinic/once.py): it is one act however often it comes. A file and a
    secret cannot come along."""
    if not request.POST.get("sent") or request.FILES:
        return None
    secret = getattr(request, "sensitive_post_parameters", ())
    fields = tuple(pair for pair in fields_of(request) if pair[0] not in secret)
    return Carried(request.get_full_path(), fields)
