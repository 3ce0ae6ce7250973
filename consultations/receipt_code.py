"""The code on a decision receipt: which decision it is of, and the site's mark over its facts.

Forty letters and digits in groups of five, so that it can be typed from the paper. It holds the
decision's key and a mark that only this site can make; it says nothing of the patient.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import UTC

from django.conf import settings
from django.urls import reverse

from clinic.marks import is_mark_of, mark_of
from consultations.models import Review
from sideeffects.risk import canonical

PURPOSE = "consultations.receipt"
MARK_BYTES = 9  # 72 bits, tried by guessing at the few addresses a minute that verifying allows
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none that looks like another
READ_AS = str.maketrans("OIL", "011")
GROUP = 5
LENGTH = 40
NOBODY = b"nothing was decided"


@dataclass(frozen=True, slots=True)
class Code:
    """What was typed or scanned: it may be anybody's invention."""

    key: uuid.UUID
    mark: bytes

    def is_of(self, review: Review | None) -> bool:
        """The same work for a decision that there is not."""
        return is_mark_of(PURPOSE, facts(review) if review else NOBODY, self.mark) and bool(review)


def code_of(review: Review) -> str:
    """ "7K2M9-…": the key of the decision, and the mark over its facts."""
    value = int.from_bytes(review.created_key.bytes + mark_of(PURPOSE, facts(review), MARK_BYTES))
    signs = "".join(LETTERS[value >> shift & 31] for shift in range(5 * (LENGTH - 1), -1, -5))
    return "-".join(re.findall(f".{{{GROUP}}}", signs))


def read_code(text: str) -> Code | None:
    """None for what cannot be a code, whatever it is of."""
    signs = re.sub(r"[\s\-–]", "", text.upper()).translate(READ_AS)
    if len(signs) != LENGTH or not set(signs) <= set(LETTERS):
        return None
    value = 0
    for sign in signs:
        value = value << 5 | LETTERS.index(sign)
    whole = value.to_bytes(16 + MARK_BYTES)
    return Code(uuid.UUID(bytes=whole[:16]), whole[16:])


def verifying_address(code: str = "") -> str:
    """Where a receipt is verified. The code stands behind the #, which no server or log sees."""
    address = f"{settings.SITE_URL}{reverse('consultations:verify')}"
    return f"{address}#{code.replace('-', '')}" if code else address


def facts(review: Review) -> bytes:
    """What the mark is made over: all that was decided, and of what."""
    summary, second = review.summary, review.second_look
    return canonical(
        {
            "key": str(review.created_key),
            "site": review.consultation.site_id,
            "consultation": review.consultation.reference,
            "summary": summary.hash,
            "edition": summary.edition.number,
            "decision": review.decision,
            "windows": review.windows,
            "findings": review.accepted_findings,
            "conditions": review.conditions,
            "until": [review.hold_until, review.valid_until],
            "words": [review.hold_for, review.reason_code, review.reason_words],
            "shown": review.shown_hash,
            "meaning": review.meaning,
            "signed": [review.decided_by_id, review.signed_how, review.answered_too],
            "second": [second.answered_by_id, second.answered_how] if second else None,
            "at": review.decided_at.astimezone(UTC).isoformat(),
        }
    )
