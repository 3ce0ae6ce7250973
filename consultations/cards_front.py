"""What of a card stands before its fold: at most sixty words, the first of them a verb. Pure.

Title and names of the reasons come first, then their dates, then what the patient answered, then
how sure we are, then what it can lead to, then the questions in full. What does not fit stands
behind the fold, where everything is told whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from clinic import words
from consultations.cards_reasons import Effect, Reason, Said

MOST_WORDS = 60
THAT_DAY_ALLOWED = "Treatment on that day is allowed."
WHOLE, ANSWERS, NOTHING = "whole", "answers", ""


@dataclass(frozen=True, slots=True)
class OnCard:
    """A reason as one card shows it. `see`: the key of the card that tells it in full, else "".

    `said`: how much of what was said stands in front: whole, answers or nothing. `dated`: the
    title says its day already.
    """

    reason: Reason
    see: str = ""
    above: bool = True
    said: str = NOTHING
    dated: bool = False

    @property
    def full(self) -> bool:
        return not self.see

    @property
    def when(self) -> str:
        """Until when it holds, where the title does not say so; of blanks, how many there are."""
        if self.reason.unanswered:
            number = len(self.reason.said)
            return "1 question" if number == 1 else f"{number} questions"
        return "" if self.dated else self.reason.when

    @property
    def pointer(self) -> str:
        return "see above" if self.above else "see below"


@dataclass(frozen=True, slots=True)
class Front:
    """`reasons` stand in front, `more` is how many only the fold names. `notes`: short sentences
    of the card's own, such as which letter is on file."""

    reasons: tuple[OnCard, ...]
    more: int = 0
    notes: tuple[str, ...] = ()
    that_day: bool = False
    sure: bool = False
    effects: bool = False
    often: bool = False
    words: int = 0


def compose_front(
    title: str, level: str, reasons: Sequence[OnCard], notes: Sequence[str] = ()
) -> Front:
    """The most that sixty words hold, in the order of what a technician needs first."""
    found = words.LEVELS[level]
    spent = count(found.name) + count(found.step) + count(title)
    named: list[OnCard] = []
    for place, part in enumerate(reasons):
        left = len(reasons) - place - 1
        reserve = count(_and_more(left)) if left else 0
        if named and spent + _cost_of_name(part) + reserve > MOST_WORDS:
            break
        named.append(part)
        spent += _cost_of_name(part)
    more = len(reasons) - len(named)
    spent += count(_and_more(more)) if more else 0
    front = Front(tuple(named), more=more, words=spent)
    for note in notes:
        front = _if_room(front, replace(front, notes=(*front.notes, note)), count(note))
    for step in (_that_day, _answers, _sure, _effects, _often, _questions):
        front = step(front)
    return front


def count(text: str) -> int:
    """Words as a reader counts them."""
    return len(text.split())


def more_words(front: Front) -> str:
    return _and_more(front.more) if front.more else ""


def _and_more(number: int) -> str:
    return f"and {number} more reasons" if number > 1 else "and 1 more reason"


def _cost_of_name(part: OnCard) -> int:
    """The name, and either when it ends or where it is told."""
    return count(part.reason.name) + count(part.pointer if part.see else part.when)


def _if_room(front: Front, shown: Front, price: int) -> Front:
    """`shown` instead of `front`, if there is something to show and sixty words hold it."""
    if not price or front.words + price > MOST_WORDS:
        return front
    return replace(shown, words=front.words + price)


def _that_day(front: Front) -> Front:
    dated = any(part.full and part.reason.until for part in front.reasons)
    return _if_room(front, replace(front, that_day=True), count(THAT_DAY_ALLOWED) if dated else 0)


def _answers(front: Front) -> Front:
    """The answers alone, where the name of the reason makes them plain; a blank does not."""
    for place, part in enumerate(front.reasons):
        if part.full and not part.reason.unanswered:
            given = part.reason.given
            price = sum(count(said.answer) + _cost_of_change(said) for said in given)
            front = _say(front, place, ANSWERS, price)
    return front


def _questions(front: Front) -> Front:
    """The questions in full, where there is still room."""
    for place, part in enumerate(front.reasons):
        if part.full and (part.said or part.reason.unanswered):
            price = sum(count(said.question) for said in part.reason.said)
            added = [said for said in part.reason.said if said.blank or not part.said]
            price += sum(count(said.answer) + _cost_of_change(said) for said in added)
            front = _say(front, place, WHOLE, price)
    return front


def _say(front: Front, place: int, how: str, price: int) -> Front:
    told = replace(front.reasons[place], said=how)
    reasons = (*front.reasons[:place], told, *front.reasons[place + 1 :])
    return _if_room(front, replace(front, reasons=reasons), price)


def _cost_of_change(said: Said) -> int:
    """ "was No, changed 10:41", perhaps with the day."""
    return count(said.was) + 6 if said.changed else 0


def _sure(front: Front) -> Front:
    price = sum(count(line) for line in sure_lines(front))
    return _if_room(front, replace(front, sure=True), price + 2 if price else 0)


def sure_lines(front: Front) -> tuple[str, ...]:
    """How sure we are, each grade once: of the risk, and of the wait, which has its own."""
    lines = [
        f"{words.grade(part.reason.finding.grade).words}, {part.reason.directness}"
        for part in front.reasons
        if part.full and part.reason.clinical
    ]
    lines += [
        f"The wait: {words.grade(part.reason.finding.wait_grade).words}"
        for part in front.reasons
        if part.full and part.reason.finding.wait_grade
    ]
    return tuple(dict.fromkeys(lines))


def effect_names(front: Front) -> tuple[str, ...]:
    """What it can lead to, each side effect once."""
    return tuple(dict.fromkeys(effect.name for effect in _effects_of(front)))


def _effects_of(front: Front) -> list[Effect]:
    return [
        effect
        for part in front.reasons
        if part.full and part.reason.clinical
        for effect in part.reason.effects
    ]


def often_line(front: Front) -> str:
    """How often, honestly: a figure only of SMP, and only where it is the only one."""
    effects = _effects_of(front)
    if not effects:
        return ""
    if not any(effect.how_often.in_smp for effect in effects):
        return "Nobody has counted how often in SMP."
    if len(effects) == 1:
        return f"{effects[0].how_often.short}."
    return "How often: the figures are below."


def _effects(front: Front) -> Front:
    price = sum(count(name) for name in effect_names(front))
    return _if_room(front, replace(front, effects=True), price + 3 if price else 0)


def _often(front: Front) -> Front:
    if not front.effects:
        return front
    return _if_room(front, replace(front, often=True), count(often_line(front)))
