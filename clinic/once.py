"""Nothing twice: each form that writes carries a key, and a key is good for one act.

`FORM` is what a view has that says nothing: the field `sent` (of `{% once %}`, a key made anew for
each form of each page) is written down in the transaction of the act itself, so that both are kept
or neither. A second request with the same key waits for the first, and then gets its answer
without anything being done again. The same key with other content, another address or another
person is refused, and what was typed is kept.

A key is used up by a redirect (how an act is answered here) and by an answer without content. A
page that comes back, with something to repair or to look at, gives it free again.

A key says for whom its form was made: ten bytes drawn, six of a mark of them and of the person. A
form that comes through the sign-in with somebody else (clinic/carried.py) is not taken, since they
would sign what another typed, and they do not see it either.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone

from clinic.errors import Busy
from clinic.marks import is_mark_of, mark_of
from clinic.models import SentForm
from clinic.views.errors import made_for_another, sent_before

FIELD = "sent"
KEPT = timedelta(days=30)
MANY = 500  # of a slice of forgetting
_PURPOSE = "clinic.once"
_WHOSE = "clinic.once.person"
_OURS = 8  # the version of a UUID whose bytes mean something to whoever made it
_DRAWN = 10  # bytes; those after them are the mark
_NOT_TYPED = frozenset({FIELD, "csrfmiddlewaretoken"})
_MADE = frozenset({204, 301, 302, 303})  # with a 307 the same form goes on to another address

Act = Callable[[], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Once:
    """How a view sees to it that a form sent twice is one act. `because`: why it need not."""

    how: str
    because: str = ""


FORM = Once("form")
# As FORM, for an act that commits by itself, since a mail goes out after it.
APART = Once("apart")
# The action keeps the key of its form with what it makes: autosave, and what brings files.
OWN = Once("own")


def nothing(because: str) -> Once:
    """Nothing is written, or as often as one likes without harm."""
    return Once("nothing", because)


def new_key(person: int | None) -> uuid.UUID:
    """For a form on a page of this person; of a stranger's nothing is said."""
    if person is None:
        return uuid.uuid4()
    drawn = bytearray(secrets.token_bytes(_DRAWN))
    drawn[6] = _OURS << 4 | drawn[6] & 0x0F
    drawn[8] = 0x80 | drawn[8] & 0x3F  # as every UUID
    mark = mark_of(_WHOSE, _said(drawn, person), 16 - _DRAWN)
    return uuid.UUID(bytes=bytes(drawn) + mark)


def anothers(sent: str, person: int) -> bool:
    """Whether this key was made for somebody else. One that names nobody may be anybody's."""
    key = _key(sent)
    if key is None or key.version != _OURS:
        return False
    drawn, mark = key.bytes[:_DRAWN], key.bytes[_DRAWN:]
    return not is_mark_of(_WHOSE, _said(drawn, person), mark)


def taken(request: HttpRequest, once: Once, act: Act) -> HttpResponseBase:
    """The answer of `act`, which is done at most once for each key."""
    if request.method == "POST" and anothers(request.POST.get(FIELD, ""), request.user.pk or 0):
        return made_for_another(request)
    key = _key(request.POST.get(FIELD, ""))
    if request.method != "POST" or key is None or once not in (FORM, APART):
        return act()
    sent = SentForm(
        key=key,
        actor_id=request.user.pk or 0,
        address=request.path[:400],
        body=_mark_of(request),
    )
    return (_apart if once == APART else _together)(request, sent, act)


def forget_old_forms() -> bool:
    """Nobody sends a form again after a month. True where more of them wait."""
    old = SentForm.objects.filter(at__lt=timezone.now() - KEPT).values_list("pk", flat=True)
    gone, _ = SentForm.objects.filter(pk__in=list(old[:MANY])).delete()
    return gone == MANY


def _key(sent: str) -> uuid.UUID | None:
    """A page from before there were keys has none, and its form is taken as it is."""
    try:
        return uuid.UUID(sent)
    except ValueError:
        return None


def _said(drawn: bytes | bytearray, person: int) -> bytes:
    return bytes(drawn) + str(person).encode()


def _mark_of(request: HttpRequest) -> str:
    """Of all that was sent, files too. By a mark of ours nobody can tell what was typed."""
    fields = sorted(pair for pair in request.POST.lists() if pair[0] not in _NOT_TYPED)
    files = sorted(
        (name, [hashlib.sha256(file.read()).hexdigest() for file in each])
        for name, each in request.FILES.lists()
    )
    for file in (file for _, each in request.FILES.lists() for file in each):
        file.seek(0)
    said = json.dumps([request.get_full_path(), fields, files])
    return mark_of(_PURPOSE, said.encode(), 32).hex()


def _together(request: HttpRequest, sent: SentForm, act: Act) -> HttpResponseBase:
    with transaction.atomic():
        if (before := _claimed(sent)) is not None:
            return _as_before(request, sent, before)
        answer = act()
        _note(sent, answer)
        return answer


def _apart(request: HttpRequest, sent: SentForm, act: Act) -> HttpResponseBase:
    """Claimed before, noted after: should we end in between, it is not done a second time."""
    if (before := _claimed(sent)) is not None:
        return _as_before(request, sent, before)
    try:
        answer = act()
    except Exception:
        SentForm.objects.filter(pk=sent.pk).delete()
        raise
    _note(sent, answer)
    return answer


def _claimed(sent: SentForm) -> SentForm | None:
    """The form that came with this key before; none, and then the key is this one's."""
    try:
        with transaction.atomic():
            sent.save(force_insert=True)
    except IntegrityError:
        before = SentForm.objects.filter(pk=sent.pk).first()
        if before is None:  # given free in this very moment
            raise Busy from None
        return before
    return None


def _note(sent: SentForm, answer: HttpResponseBase) -> None:
    mine = SentForm.objects.filter(pk=sent.pk)
    if answer.status_code not in _MADE:
        mine.delete()
        return
    mine.update(status=answer.status_code, location=answer.headers.get("Location", ""))


def _as_before(request: HttpRequest, sent: SentForm, before: SentForm) -> HttpResponseBase:
    told = partial(sent_before, request)
    if (before.actor_id, before.address, before.body) != (sent.actor_id, sent.address, sent.body):
        return told("other")
    if before.location:
        return HttpResponseRedirect(before.location)
    return told("same" if before.status else "unknown")
