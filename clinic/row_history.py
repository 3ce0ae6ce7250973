"""The history of rows, kept by PostgreSQL itself, whoever writes and however.

Every model of ours lists `RowHistory()` among its triggers, or stands below with a reason. What
a change was is kept in `clinic.RowChange`, by a function that belongs to the owner of the tables:
the web role can neither write nor change it (clinic/migrations/0003_row_history.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pgtrigger
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from clinic.triggers import AppendOnly, NeverEmptied, SharedGuard

OURS = ("clinic", "sideeffects", "consultations")
WITHOUT = {
    "clinic.CacheEntry": "Django's cache, which forgets by itself",
    "clinic.ErasedChange": "a sealed event holds the hash of it, and it is append-only",
    "clinic.Event": "it is the log itself, append-only and sealed",
    "clinic.RowChange": "it is the history itself, append-only and sealed",
    "clinic.Seal": "it seals the log and the history, and each seal holds the one before",
    "clinic.SentForm": "that a form came in, for thirty days; what it did has a history of its own",
    "consultations.ReviewLock": "who has a case open just now; nothing is decided by it",
    "clinic.Unsealed": "the sealer's list of work; what is missing from it, verify_audit finds",
    "sideeffects.EditLock": "who has an entry open just now; nothing is decided by it",
    "sideeffects.SearchEntry": "made anew from an edition, which never changes",
}


class RowHistory(SharedGuard):
    """Keeps what each row was and became.

    `left_out`: columns without a history. `secret`: that they changed is kept, not how.
    `by_entry`: columns of JSON objects that change entry by entry, of which only the entries that
    differ are kept. Of a row that never changes only its key is kept: the row is its own history.
    """

    name = "row_history"
    when = pgtrigger.After
    operation = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete

    def __init__(
        self,
        *,
        left_out: Sequence[str] = (),
        secret: Sequence[str] = (),
        by_entry: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self.left_out = tuple(left_out)
        self.secret = tuple(secret)
        self.by_entry = tuple(by_entry)

    def call(self, model: models.Model) -> str:
        if model._meta.pk is None or model._meta.pk.column != "id":
            raise ImproperlyConfigured(f"{model._meta.label} needs the key “id” for its history.")
        fields = model._meta.local_concrete_fields
        worked_out = [field.column for field in fields if field.generated and field.column]
        lists = ((*self.left_out, *worked_out), self.secret, self.by_entry)
        told = [",".join(columns) for columns in lists]
        told.append("key" if never_changes(model) else "row")
        return "public.scalpwise_keep_row({})".format(", ".join(f"'{words}'" for words in told))


def never_changes(model: type[models.Model] | models.Model) -> bool:
    return any(isinstance(trigger, AppendOnly) for trigger in _triggers(model))


def tracked() -> list[type[models.Model]]:
    """The models whose rows have a history."""
    return [model for model in _ours() if model._meta.label not in WITHOUT]


def problems() -> list[str]:
    """Models of ours without a history and without a reason, and reasons without a model."""
    found = [
        f"{model._meta.label} needs {needed.__name__}() among its triggers"
        " (or a reason in clinic/row_history.py)."
        for model in tracked()
        for needed in (RowHistory, NeverEmptied)
        if not any(isinstance(trigger, needed) for trigger in _triggers(model))
    ]
    known = {model._meta.label for model in _ours()}
    found += [
        f"clinic/row_history.py lists {label}, which is no table."
        for label in WITHOUT.keys() - known
    ]
    return sorted(found)


def _ours() -> Iterator[type[models.Model]]:
    for app in OURS:
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy:
                yield model


def _triggers(model: type[models.Model] | models.Model) -> Sequence[pgtrigger.Trigger]:
    return getattr(model._meta, "triggers", ())
