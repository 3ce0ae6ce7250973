"""Who may open what. Every view says so with one decorator, and nothing opens without it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails

from clinic import audit
from clinic.errors import Busy, NotAllowed, again_when_sent_away, refusal_of
from clinic.models.user import Role, User
from clinic.once import FORM, OWN, Once, taken
from clinic.proving import proved_lately, to_proof
from clinic.signing_in import second_step_missing, to_sign_in
from clinic.views.errors import busy, conflict, wrong_method

P = ParamSpec("P")
Answer = TypeVar("Answer", bound=HttpResponseBase)

_CARE = frozenset({Role.FRONT_DESK, Role.TECHNICIAN, Role.CLINIC_LEAD})
_EVERYONE = frozenset(Role)

PERMISSIONS: dict[str, frozenset[Role]] = {
    "account.own": _EVERYONE,
    "agreement.read": frozenset({Role.CLINIC_LEAD, Role.MANAGER}),
    "bookings.book": _CARE,
    "catalogue.check": frozenset({Role.MANAGER, Role.CLINIC_LEAD}),
    "catalogue.edit": frozenset({Role.MANAGER}),
    "catalogue.read": _EVERYONE,
    "consultations.answer": _CARE,
    "consultations.review": frozenset({Role.TECHNICIAN, Role.CLINIC_LEAD}),
    "days.offer": frozenset({Role.TECHNICIAN, Role.CLINIC_LEAD}),
    "days.read": _CARE,
    "desk.use": _CARE,
    "documents.read": frozenset({Role.TECHNICIAN, Role.CLINIC_LEAD}),
    "letters.receive": _CARE,
    "patients.find": _CARE,
    "records.read": frozenset({Role.CLINIC_LEAD, Role.AUDITOR}),
    "site.admin": frozenset({Role.ADMIN}),
    "staff.manage": frozenset({Role.ADMIN}),
}


class StaffRequest(HttpRequest):
    """What a view gets once `access` has let somebody in."""

    user: User
    htmx: HtmxDetails


@dataclass(frozen=True, slots=True)
class Declared:
    """What a view says about itself. `permission` is None for the pages open to strangers."""

    permission: str | None
    record: str | None = None
    audit: str | None = None
    methods: tuple[str, ...] = ("GET", "HEAD")
    fresh: bool = False
    open_because: str = ""
    before_second_factor: bool = False
    once: Once = FORM

    @property
    def roles(self) -> frozenset[Role]:
        return PERMISSIONS[self.permission] if self.permission else frozenset()


@dataclass(frozen=True, slots=True)
class Concern:
    subject: models.Model | None
    detail: dict[str, Any]


def may(user: object, permission: str) -> bool:
    """Whether this person's role has the permission. A stranger has none."""
    return isinstance(user, User) and user.is_active and user.role in PERMISSIONS[permission]


def allowed_by(methods: str) -> tuple[str, ...]:
    """("GET", "HEAD", "POST") of "GET POST"."""
    wanted = methods.split()
    if not wanted or not set(wanted) <= {"GET", "POST"}:
        raise ImproperlyConfigured(f"A view takes GET, POST or both, not “{methods}”.")
    return (*(("GET", "HEAD") if "GET" in wanted else ()), *(["POST"] if "POST" in wanted else []))


def concerns(request: HttpRequest, subject: models.Model | None = None, **detail: Any) -> None:
    """Called by a view: the record (or, by id, the records) its audit event is about."""
    request.audit_concern = Concern(subject, detail)  # type: ignore[attr-defined]


def access(
    permission: str,
    *,
    methods: str = "GET",
    record: str | None = None,
    audit: str | None = None,
    keeps_form: bool = False,
    fresh: bool = False,
    before_second_factor: bool = False,
    once: Once = FORM,
) -> Callable[[Callable[Concatenate[StaffRequest, P], Answer]], Callable[..., HttpResponseBase]]:
    """Let the roles of `permission` in, answer 404 to others, and log the reading of records.

    `methods`: "GET", "POST" or "GET POST"; HEAD comes with GET, and the rest is refused.
    `record` says in words which object the view opens; `audit` names the event, written in the
    same transaction as the page: a page that cannot be logged is not shown. `keeps_form`: a form
    sent after the session had ended is carried through the sign-in (clinic/carried.py).
    `fresh`: who did not prove lately who they are does so first; what was sent is carried along.
    `before_second_factor`: also for people who have yet to set up theirs.
    `once`: how a form that is sent twice is one act (clinic/once.py).
    """
    if permission not in PERMISSIONS:
        raise ImproperlyConfigured(f"Unknown permission {permission}.")
    declared = Declared(
        permission,
        record,
        audit,
        allowed_by(methods),
        fresh,
        before_second_factor=before_second_factor,
        once=once,
    )

    def decorate(
        view: Callable[Concatenate[StaffRequest, P], Answer],
    ) -> Callable[..., HttpResponseBase]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_sign_in(request, keeps_form=keeps_form)
            if not before_second_factor and (way := second_step_missing(request)):
                return way
            if not may(request.user, permission):
                _record_refusal(request, declared, kwargs)
                raise Http404
            if request.method not in declared.methods:
                return wrong_method(request, declared.methods)
            if fresh and not proved_lately(request):
                return to_proof(request)
            act = functools.partial(view, cast(StaffRequest, request), *args, **kwargs)
            shown = functools.partial(taken, request, once, act)
            try:
                return again_when_sent_away(lambda: _answer(shown, request, declared, kwargs))
            except Busy:
                return busy(request)

        guarded.declared = declared  # type: ignore[attr-defined]
        return guarded

    return decorate


def open_to_strangers(
    because: str, *, methods: str = "GET"
) -> Callable[[Callable[Concatenate[HttpRequest, P], Answer]], Callable[..., HttpResponseBase]]:
    """For the few pages that need no sign-in. They show nothing about anybody."""
    declared = Declared(None, methods=allowed_by(methods), open_because=because)

    def decorate(
        view: Callable[Concatenate[HttpRequest, P], Answer],
    ) -> Callable[..., HttpResponseBase]:
        @functools.wraps(view)
        def opened(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method not in declared.methods:
                return wrong_method(request, declared.methods)
            return view(request, *args, **kwargs)

        opened.declared = declared  # type: ignore[attr-defined]
        return opened

    return decorate


def _answer(
    view: Callable[[], HttpResponseBase],
    request: HttpRequest,
    declared: Declared,
    kwargs: dict[str, Any],
) -> HttpResponseBase:
    try:
        if declared.audit is None:
            return view()
        with transaction.atomic():
            response = view()
            if not 300 <= response.status_code < 400:  # an address to go to shows nothing
                _record_opening(request, declared, kwargs)
            return response
    except NotAllowed as refusal:
        return conflict(request, refusal, typed=declared.once != OWN)
    except IntegrityError as error:
        if (last_word := refusal_of(error)) is None:
            raise
        return conflict(request, last_word, typed=declared.once != OWN)
    except Http404:
        if declared.record is not None:
            _record_refusal(request, declared, kwargs)
        raise


def _record_opening(request: HttpRequest, declared: Declared, kwargs: dict[str, Any]) -> None:
    concern: Concern = getattr(request, "audit_concern", Concern(None, {}))
    if concern.subject is not None:
        audit.record(
            declared.audit or "",
            actor=request.user,
            subject=concern.subject,
            detail=concern.detail,
        )
        return
    audit.record_named(
        declared.audit or "",
        actor=request.user,
        subject=_named(declared, kwargs),
        detail=concern.detail,
    )


def _record_refusal(request: HttpRequest, declared: Declared, kwargs: dict[str, Any]) -> None:
    audit.record_named(
        "access.refused",
        actor=request.user,
        subject=_named(declared, kwargs),
        detail={"permission": declared.permission},
    )


def _named(declared: Declared, kwargs: dict[str, Any]) -> tuple[str, str]:
    """The record as the address names it: its kind, and the first value in the address."""
    first = next(iter(kwargs.values()), "")
    return (declared.record or "", str(first)[:64])


def declaration(view: Callable[..., Any]) -> Declared | None:
    """What a view declares; the pages of the Django admin carry their site's declaration."""
    declared = getattr(view, "declared", None)
    if declared is None:
        site = getattr(view, "admin_site", None) or getattr(
            getattr(view, "model_admin", None), "admin_site", None
        )
        declared = getattr(site, "declared", None)
    return declared if isinstance(declared, Declared) else None


class ClosedByDefaultMiddleware:
    """A view that declares nothing is our mistake, and it stays shut."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, _request: HttpRequest, view: Callable[..., Any], _args: object, _kwargs: object
    ) -> None:
        if declaration(view) is None:
            name = getattr(view, "__qualname__", repr(view))
            raise ImproperlyConfigured(f"{name} does not declare who may open it.")
