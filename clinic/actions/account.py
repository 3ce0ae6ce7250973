"""What a person does to their own account."""

from __future__ import annotations

from django.db import transaction

from clinic import audit
from clinic.models import User


@transaction.atomic
def change_preferences(user: User, *, theme: str, fast_keys: bool, shortcut_keys: bool) -> None:
    fields = {"theme": theme, "fast_keys": fast_keys, "shortcut_keys": shortcut_keys}
    changed = [name for name, value in fields.items() if getattr(user, name) != value]
    for name in changed:
        setattr(user, name, fields[name])
    if changed:
        user.save(update_fields=changed)
        audit.record("account.preferences", actor=user, subject=user, detail={"fields": changed})
