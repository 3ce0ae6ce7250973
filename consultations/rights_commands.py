"""What the commands about a patient's rights share: whom they are about, and who asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandError, CommandParser

from clinic.errors import Busy, NotAllowed
from clinic.models import User
from consultations.models import Patient


def add_arguments(parser: CommandParser, *, because: str) -> None:
    parser.add_argument("reference", metavar="P-REF", help="the patient's reference, as P-7K2M9Q")
    parser.add_argument("--by", required=True, metavar="USERNAME", help="who decided it")
    parser.add_argument("--because", required=True, metavar="REASON", help=because)


def patient_and_person(options: dict[str, Any]) -> tuple[Patient, User]:
    patient = (
        Patient.objects.select_related("site")
        .filter(reference=options["reference"].strip().upper())
        .first()
    )
    if patient is None:
        raise CommandError(f"There is no patient {options['reference']}.")
    return patient, person(options["by"])


def person(username: str) -> User:
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise CommandError(f"Nobody with the sign-in name {username} works here.")
    return found


@contextmanager
def refusals_in_words() -> Iterator[None]:
    try:
        yield
    except NotAllowed as refusal:
        raise CommandError(f"{refusal.message} {refusal.next_step}".strip()) from refusal
    except Busy as busy:
        raise CommandError(
            "Others are writing to these records. Nothing was changed; try again in a minute."
        ) from busy
    except OSError as fault:
        raise CommandError(f"Nothing was written: {fault.strerror}.") from fault
