"""What a person does to their own account."""

from __future__ import annotations

from django.db import transaction

from clinic import audit
from clinic.models import User
from clinic.stale import refuse_stale


@transaction.atomic
def change_preferences(
    user: User, *, theme: str, fast_keys: bool, shortcut_keys: bool, seen: str = ""
) -> None:
    """`seen`: the preferences as the form showed them."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    fields = {"theme": theme, "fast_keys": fast_keys, "shortcut_keys": shortcut_keys}
    changed = [name for name, value in fields.items() if getattr(user, name) != value]
    refuse_stale(seen, {name: getattr(user, name) for name in fields}, fields)
    for name in changed:
        setattr(user, name, fields[name])
    if changed:
        user.save(update_fields=changed)
        audit.record("account.preferences", actor=user, subject=user, detail={"fields": changed})
