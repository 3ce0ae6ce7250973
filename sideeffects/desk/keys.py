"""Keys of new entries: made from their names, and never changed again."""

from __future__ import annotations

import re
import unicodedata

from sideeffects.models import Entry, SamplePatient

LONGEST = 60


def free_key(model: type[Entry], name: str) -> str:
    """A key that nothing has yet: "blood_thinner", then "blood_thinner_2"."""
    wanted = name.strip() if model is SamplePatient else key_of_words(name)
    taken = set(model.objects.filter(key__startswith=wanted).values_list("key", flat=True))
    key, number = wanted, 1
    while key in taken or key == "new":
        number += 1
        key = f"{wanted}_{number}" if model is not SamplePatient else f"{wanted} {number}"
    return key


def key_of_words(name: str) -> str:
    """A name as a key: "Blood thinner?" is blood_thinner."""
    letters = unicodedata.normalize("NFKD", name.lower())
    words = re.findall(r"[a-z0-9]+", letters.encode("ascii", "ignore").decode())
    return "_".join(words)[:LONGEST].strip("_") or "entry"
