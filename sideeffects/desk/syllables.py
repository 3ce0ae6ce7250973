"""How many syllables an English word has, by its spelling.

Tried against the pronunciations of the CMU dictionary on every word the starter catalogue says to
patients: 2 in 100 are off by one, as often up as down. Hyphenation (pyphen) gets 12 in 100 wrong,
nearly all too low, which would call hard texts easy.
"""

from __future__ import annotations

import re
from functools import lru_cache

VOWELS = re.compile(r"[aeiouy]+")
# An e at the end is not spoken: take, takes, worked, closely; but it is in table, needed, itches.
SILENT_END = re.compile(
    r"([^aeiouyl]e|[aeiouy]le|[^aeiouydt]ed|[aeiouy]yed|[aeiouy]([^aeiouycgsxzh]|th)es|gue|que|[ey]yes?)$"
)
SILENT_WITHIN = re.compile(
    r"[^aeiouy]e(ly|ful|less|ment|ness|thing|where|body|times?|hold|lids?|lets?|maker|head)s?$"
)
# Vowels beside each other that are spoken apart: diet, idea, react, radio, being, usual, chasm.
APART = re.compile(
    r"(?<![tscg])i[ao]|(?<=[bdfmnprv])io|ium|eo(?!n|pl)|ea(?=$|t[ae]|ct)|[aeouy]ing"
    r"|(?<![qgs])u[ao]|iet|(?<![tc])ien[ct]|[aeiou]y[aeiou]|sm$|thm$"
)


@lru_cache(maxsize=8192)
def syllables(word: str) -> int:
    """One at least; capital letters in a row are spelled out, a letter each."""
    if len(word) > 1 and word.isupper():
        return len(word)
    letters = word.lower()
    count = len(VOWELS.findall(letters)) + len(APART.findall(letters))
    count -= bool(SILENT_END.search(letters)) + bool(SILENT_WITHIN.search(letters))
    return max(1, count)
