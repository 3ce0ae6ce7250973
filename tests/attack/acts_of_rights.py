"""How each action on a patient's rights is called. They run as the owner of the tables."""

from __future__ import annotations

import atexit
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from clinic.models import SentForm
from clinic.once import KEPT, forget_old_forms
from consultations.actions import copying, erasing, legal_holds
from consultations.models import Patient
from tests.attack.acts import Call, acts
from tests.attack.stage import Stage
from tests.consultations.rights_cases import aged, owner
from tests.consultations.world import key

WHY = "Asked for in a letter."
_COPIES = tempfile.TemporaryDirectory(prefix="copy-")
atexit.register(_COPIES.cleanup)


def _as_owner(call: Call) -> Call:
    def acting() -> None:
        with owner():
            call()

    return acting


def _given(stage: Stage) -> dict[str, Any]:
    return {"reason": WHY, "by": stage.lead}


@acts(erasing.erase_patient)
def _erase(stage: Stage) -> Call:
    quiet = timezone.now() + timedelta(days=2)  # nobody has worked on it for a day
    given = {**_given(stage), "before_its_time": True, "now": quiet}
    return _as_owner(lambda: erasing.erase_patient(stage.person, **given))


@acts(erasing.erase_again)
def _erase_again(stage: Stage) -> Call:
    return _as_owner(lambda: erasing.erase_again([stage.person.created_key]))


def _arguments(stage: Stage, patient: Patient) -> tuple[str, ...]:
    return (patient.reference, "--by", stage.lead.username, "--because", WHY)


@acts("command erase_patient")
def _erase_command(stage: Stage) -> Call:
    nobody_asked = stage.patient(first_name="Ada", birth_date=stage.day(-20_000), phone="")
    words = (*_arguments(stage, nobody_asked), "--before-its-time")
    return _as_owner(lambda: call_command("erase_patient", *words))


# Two whose time is over, each erased by itself: one that may not go keeps nobody else.
@acts("command retention", transactions=2)
def _retention(stage: Stage) -> Call:
    for days in (-20_000, -21_000):
        who = {"first_name": "Ada", "last_name": f"Ware{-days}", "birth_date": stage.day(days)}
        aged(stage.patient(**who, phone=""), 9)
    words = ("--erase", "--by", stage.lead.username)
    return _as_owner(lambda: call_command("retention", *words))


def _folder() -> Path:
    """Its own each time: a copy never goes over another one."""
    return Path(_COPIES.name) / key().hex


@acts(copying.export_patient)
def _export(stage: Stage) -> Call:
    return lambda: copying.export_patient(stage.person, to=_folder(), **_given(stage))


@acts("command export_patient")
def _export_command(stage: Stage) -> Call:
    words = _arguments(stage, stage.person)
    return lambda: call_command("export_patient", *words, "--to", str(_folder()))


@acts(legal_holds.set_hold)
def _set_hold(stage: Stage) -> Call:
    return _as_owner(lambda: legal_holds.set_hold(stage.person, **_given(stage)))


@acts(legal_holds.lift_hold)
def _lift_hold(stage: Stage) -> Call:
    _set_hold(stage)()
    return _as_owner(lambda: legal_holds.lift_hold(stage.person, **_given(stage)))


@acts("command legal_hold")
def _hold_command(stage: Stage) -> Call:
    return _as_owner(lambda: call_command("legal_hold", *_arguments(stage, stage.person)))


@acts(forget_old_forms)
def _forget_forms(stage: Stage) -> Call:
    long_ago = {"at": timezone.now() - 2 * KEPT}
    SentForm.objects.create(key=key(), actor_id=stage.desk.pk, address="/x/", body="x", **long_ago)
    return forget_old_forms
