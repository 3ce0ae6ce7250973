"""How the locking with a new key is called. It runs as the owner of the tables."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from consultations.actions import documents, relocking
from tests.attack.acts import Call, acts
from tests.attack.stage import Stage
from tests.consultations.letters import scan
from tests.consultations.rights_cases import owner
from tests.consultations.world import key


def _with_a_new_key(stage: Stage, call: Call) -> Call:
    given: dict[str, Any] = {"label": "x", "by": stage.technician, "key": key()}
    documents.keep_document(stage.clear, "photo", scan(), **given)
    keys: dict[str, Any] = {"SECRET_KEY": "x" * 60, "SECRET_KEY_FALLBACKS": [settings.SECRET_KEY]}

    def acting() -> None:
        with override_settings(**keys), owner():
            call()

    return acting


@acts(relocking.relock)
def _relock(stage: Stage) -> Call:
    return _with_a_new_key(stage, relocking.relock)


@acts("command relock")
def _relock_command(stage: Stage) -> Call:
    return _with_a_new_key(stage, lambda: call_command("relock"))
