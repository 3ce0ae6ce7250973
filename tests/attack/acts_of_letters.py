"""How each action on letters and tests on the skin is called, and what is sent to patients."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from consultations.actions import (
    letter_requests,
    letters,
    outgoing,
    patch_tests,
    patch_withdrawals,
)
from consultations.models import OutgoingMessage, Review
from tests.attack.acts import Call, acts
from tests.attack.stage import Stage
from tests.consultations.letters import arrived, not_printed, scan, with_address
from tests.consultations.outbox import said
from tests.consultations.patch_tests import PRODUCTS, applied, hours_ago, looked
from tests.consultations.world import key


@acts(letter_requests.ask_for_letter)
def _ask_for_letter(stage: Stage) -> Call:
    with_address(stage)
    row = stage.fresh(stage.warfarin)
    given: dict[str, Any] = {
        "about": "anticoagulant_use",
        "summary_hash": stage.newest(row),
        "agreed": True,
        "addressed_to": "Dr A. Osei\nMill Lane Surgery",
        "by": stage.technician,
        "key": key(),
    }
    return lambda: letter_requests.ask_for_letter(row, **given)


@acts(letter_requests.close_request)
def _close_request(stage: Stage) -> Call:
    request = not_printed(stage, stage.warfarin)
    close = letter_requests.close_request
    return lambda: close(request, how="Not needed.", by=stage.technician)


def _in_hand(stage: Stage) -> dict[str, Any]:
    said_ = {"author": "Dr Ames", "says": "safe_with_limits", "limits": "Half an hour."}
    about: dict[str, Any] = {"contraindication": "anticoagulant_use", "letter_date": stage.day(-3)}
    return {**about, **said_, "file": scan(), "by": stage.technician, "key": key()}


@acts(letters.record_letter)
def _record_letter(stage: Stage) -> Call:
    given = _in_hand(stage)
    return lambda: letters.record_letter(stage.fresh(stage.warfarin), **given)


@acts(letters.accept_letter)
def _accept(stage: Stage) -> Call:
    here = arrived(stage, not_printed(stage, stage.warfarin))
    return lambda: letters.accept_letter(here, by=stage.technician)


@acts(letters.turn_down_letter)
def _turn_down(stage: Stage) -> Call:
    here = arrived(stage, not_printed(stage, stage.warfarin))
    given: dict[str, Any] = {"reason": "Unreadable.", "by": stage.technician}
    return lambda: letters.turn_down_letter(here, "ask_again", **given)


@acts(letters.withdraw_letter)
def _withdraw_letter(stage: Stage) -> Call:
    letter = letters.record_letter(stage.fresh(stage.warfarin), **_in_hand(stage))
    return lambda: letters.withdraw_letter(letter, reason="Of another.", by=stage.technician)


@acts(patch_tests.record_test)
def _record_test(stage: Stage) -> Call:
    given: dict[str, Any] = {
        "products": PRODUCTS,
        "place": "Left ear",
        "applied_at": hours_ago(300),
        "applied_by": stage.technician,
        "same_products": True,
        "key": key(),
    }
    row = stage.fresh(stage.fine)
    return lambda: patch_tests.record_test(row, by=stage.technician, **given)


@acts(patch_tests.record_reading)
def _record_reading(stage: Stage) -> Call:
    test = applied(stage, stage.fresh(stage.fine))
    given = {"photo": scan(), "key": key()}
    return lambda: looked(stage, stage.fresh(stage.fine), test, "reaction", **given)


@acts(patch_withdrawals.withdraw_test)
def _withdraw_test(stage: Stage) -> Call:
    test = applied(stage, stage.fresh(stage.fine))
    row = stage.fresh(stage.fine)
    given: dict[str, Any] = {"reason": "x", "by": stage.technician}
    return lambda: patch_withdrawals.withdraw_test(row, test, **given)


@acts(patch_withdrawals.withdraw_reading)
def _withdraw_reading(stage: Stage) -> Call:
    test = applied(stage, stage.fresh(stage.fine))
    seen = looked(stage, stage.fresh(stage.fine), test)
    row = stage.fresh(stage.fine)
    given: dict[str, Any] = {"reason": "x", "by": stage.technician}
    return lambda: patch_withdrawals.withdraw_reading(row, seen, **given)


# ── To the patient ─────────────────────────────────────────────────────────────


def _message(stage: Stage, **written: Any) -> Review:
    """A decision an hour ago whose words go by mail."""
    made = said(stage, stage.clear, timezone.now() - timedelta(hours=1))
    OutgoingMessage.objects.filter(review=made).update(**written)
    return made


@acts(outgoing.told)
def _told(stage: Stage) -> Call:
    made = said(stage, stage.clear, timezone.now(), by_mail=False)
    row, form = stage.fresh(stage.clear), key()
    return lambda: outgoing.told(row, review=made.pk, by=stage.desk, key=form)


@acts(outgoing.send_again)
def _send_again(stage: Stage) -> Call:
    made = _message(stage, claimed_at=timezone.now(), tries=5, fault="x")
    row = stage.fresh(stage.clear)
    return lambda: outgoing.send_again(row, review=made.pk, by=stage.desk)


# A mail cannot be taken back: it is claimed, handed over, and then noted. Of one that was claimed
# and not noted nobody knows whether it left, and the desk is told so.
@acts(outgoing.send_due, transactions=2)
def _send_due(stage: Stage) -> Call:
    _message(stage)
    return outgoing.send_due


@acts(outgoing.send_one, transactions=2)
def _send_one(stage: Stage) -> Call:
    _message(stage)
    return outgoing.send_one


@acts("command send_due", transactions=2)
def _send_due_command(stage: Stage) -> Call:
    _message(stage)
    return lambda: call_command("send_due", verbosity=0)
