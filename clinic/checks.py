"""What `manage.py check` asks besides Django's own questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks

from clinic import grants
from clinic.database_safety import unsafe
from clinic.demo import with_demo_password


@checks.register(checks.Tags.models)
def rights_are_listed(app_configs: object, **_kwargs: Any) -> list[checks.CheckMessage]:
    """Every table is listed in its app's grants.py, so that nobody grants by accident."""
    return [checks.Error(problem, id="clinic.E001") for problem in grants.problems()]


@checks.register(checks.Tags.database, deploy=True)
def database_is_safe(
    app_configs: object, databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """With `check --deploy --database default`: what the web server would refuse to start from."""
    found: list[checks.CheckMessage] = []
    for alias in databases or ():
        found.extend(checks.Error(problem, id="clinic.E002") for problem in unsafe(alias))
    return found


@checks.register(checks.Tags.database, deploy=True)
def no_demo_passwords(
    app_configs: object, databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """With `check --deploy --database default`: nobody has the password that everybody knows."""
    if not settings.PRODUCTION or not databases:
        return []
    return [
        checks.Error(f"“{user.username}” has the demo password; change it.", id="clinic.E003")
        for user in with_demo_password()
    ]
