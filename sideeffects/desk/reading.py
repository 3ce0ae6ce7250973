"""How hard a text is to read, for texts that patients read."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from sideeffects.desk.medical_words import must_stand
from sideeffects.desk.syllables import syllables

HARDEST_GRADE = 8
LONGEST_SENTENCE = 25
# The formula was made for whole passages: of a few words it says nothing.
FEWEST_WORDS = 8
WORD = re.compile(r"[^\W_]+(?:['’.,][^\W_]+)*")
# A sentence ends at a stop before a space, at a closing bracket behind one, or at a line's end.
END = re.compile(r"(?<=[.?!])[\"”’')\]]*\s+|\n+")


@dataclass(frozen=True, slots=True)
class Reading:
    """`grade`: years of school (Flesch and Kincaid), 0 for a text too short to have one.
    `longest`: words of the longest sentence."""

    grade: int
    longest: int
    words: int

    @property
    def graded(self) -> bool:
        return self.words >= FEWEST_WORDS

    @property
    def grade_too_high(self) -> bool:
        return self.grade > HARDEST_GRADE

    @property
    def sentence_too_long(self) -> bool:
        return self.longest > LONGEST_SENTENCE

    @property
    def too_hard(self) -> bool:
        return self.grade_too_high or self.sentence_too_long


def reading(text: str, *, also: Set[str] = frozenset()) -> Reading:
    """The reading grade of a text, and its longest sentence.

    A word that must stand (isotretinoin, alopecia, and `also` what the clinic lists) counts as two
    syllables, however many it has: whoever takes the medicine knows its name, another word for it
    would make a worse text, and a grade that nobody can mend is soon ignored.
    """
    lengths, spoken = [], 0
    for sentence in END.split(text):
        words = WORD.findall(sentence)
        if words:
            lengths.append(len(words))
            spoken += sum(_syllables(word, also) for word in words)
    total = sum(lengths)
    if total < FEWEST_WORDS:
        return Reading(0, max(lengths, default=0), total)
    grade = 0.39 * total / len(lengths) + 11.8 * spoken / total - 15.59
    return Reading(max(0, round(grade)), max(lengths), total)


def _syllables(word: str, also: Set[str]) -> int:
    count = syllables(word)
    return min(count, 2) if must_stand(word) or word.lower() in also else count
