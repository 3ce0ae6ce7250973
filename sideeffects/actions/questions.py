"""What is done to questions beside saving them: another place, another meaning."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from clinic import audit
from clinic.errors import NotAllowed
from clinic.models import User
from sideeffects.actions.drafting import ChangedMeanwhile
from sideeffects.actions.ground import one_at_a_time
from sideeffects.actions.loading import rows_as
from sideeffects.desk.asking_order import moved, order_of
from sideeffects.desk.kinds import KINDS
from sideeffects.desk.meaning import READ_BY_THE_PROGRAM
from sideeffects.desk.renewal import Renewal, renewal, renewed
from sideeffects.editions import catalogue_of_rows
from sideeffects.models import Question

Plain = dict[str, Any]


@transaction.atomic
def move_question(key: str, *, up: bool, by: User, seen: str = "") -> None:
    """One place up or down in its section, its follow-ups with it. `seen`: the order in which the
    page showed them."""
    one_at_a_time()
    draft = catalogue_of_rows()
    if key not in draft.questions:
        raise NotAllowed("There is no question of that name.")
    if seen and seen != order_of(draft, key):
        raise NotAllowed(
            "Somebody moved a question here meanwhile.", "Look at the new order, then move it."
        )
    order = moved(draft, key, up=up)
    rows = {row.key: row for row in Question.objects.current().filter(key__in=order)}
    places = sorted(row.position for row in rows.values())
    for name, place in zip(order, places, strict=True):
        rows[name].position = place
    Question.objects.bulk_update(rows.values(), ["position"])
    _note("catalogue.row_changed", "questions", key, by, fields=["position"])


@transaction.atomic
def new_meaning(plain: Plain, *, seen: str, by: User) -> Renewal:
    """Make a new question in the place of the old one, retire that, and point all to the new.

    `plain`: the old key with what is asked from now on; `seen`: the old question's fingerprint as
    it was opened. Past answers stay with the old question, and everyone is asked again.
    """
    one_at_a_time()
    old = plain["key"]
    row = Question.objects.select_related("changed_by").filter(key=old, retired=False).first()
    if row is None or old in READ_BY_THE_PROGRAM:
        raise NotAllowed("This question cannot become a new one.")
    if row.fingerprint != seen:
        raise ChangedMeanwhile(row)
    draft = catalogue_of_rows()
    brings = renewal(draft, plain)
    rows_as(renewed(draft, plain, brings), by=by)
    _note("catalogue.row_added", "questions", brings.key, by)
    _note("catalogue.row_retired", "questions", old, by)
    for use in brings.uses:
        _note("catalogue.row_changed", use.part, use.key, by, fields=["question"])
    return brings


def _note(event: str, part: str, key: str, by: User, **detail: Any) -> None:
    model = KINDS[part].model
    subject = (model._meta.model_name or "", key[:64])
    audit.record_named(event, actor=by, subject=subject, detail=detail)
