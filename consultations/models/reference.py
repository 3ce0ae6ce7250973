"""Short references that a person can read out: C-7K2M9Q. Crockford's base 32, so no I, L, O, U."""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 6
_MISREAD = str.maketrans("OIL", "011")


def new_reference(letter: str) -> str:
    """A random reference, for example of a patient (P) or a consultation (C)."""
    return f"{letter}-{''.join(secrets.choice(ALPHABET) for _ in range(LENGTH))}"


def patient_reference() -> str:
    return new_reference("P")


def consultation_reference() -> str:
    return new_reference("C")


def read_reference(text: str) -> str | None:
    """The six signs of a typed reference ("c 7k2m9q", "C-7K2M9O"), or None if it is none."""
    signs = text.strip().upper().replace(" ", "").replace("–", "-")
    letter, _, rest = signs.partition("-")
    signs = rest if rest and letter in ("C", "P") else signs
    if len(signs) == LENGTH + 1 and signs[0] in "CP":
        signs = signs[1:]
    signs = signs.translate(_MISREAD)
    return signs if len(signs) == LENGTH and set(signs) <= set(ALPHABET) else None
