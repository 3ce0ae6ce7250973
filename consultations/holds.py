"""What a hold can wait for, in words for technicians and for the desk, and when it has come.

Pure, but for when somebody looks at a patch test next.

The desk reads what is next and whose turn it is. What rests on a private answer is not named there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from clinic import words
from clinic.models.user import Role
from consultations.cards_board import what_arrives
from consultations.deciding import Case
from consultations.models import Hold
from consultations.next_steps import rests_on_private
from consultations.patch_records import next_look_for_desk
from consultations.questions import BIRTH_DATE, CONSULTATION, catalogue_of
from sideeffects.risk import Finding, FindingAction, Question

Kind = Hold.Kind
DAYS_TO_WAIT = timedelta(days=14)
DAYS_FOR_A_LETTER = timedelta(days=28)
LONGEST = 300
LONGEST_LINE = 200
PATCH_TEST_ANSWERS = ("patch_test_date", "patch_test_result", "patch_test_late_symptoms")
PATCH_TEST_RESULT = "patch_test_result"
NOT_READ = (None, "not_read_yet")

SOME_LETTER = "A letter has to come. The technician knows which."
A_LETTER = "A doctor’s letter has to come."
PATCH_TEST_NEXT = "A technician does a patch test and looks at the spot."
EXAMINATION_NEXT = "A technician examines the scalp."
PRIVATE_NEXT = "Ask the patient again: private questions, by hand."

# How a hold ended, as the list says it behind "Hold ended:".
IS_HERE = {
    Kind.LETTER: "letter is here",
    Kind.PATCH_TEST: "patch test was read",
    Kind.ANSWER: "the patient answered",
    Kind.EXAMINATION: "examined",
    Kind.DATE: "the day has come",
    Kind.OTHER: "it is here",
}


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that a hold can wait for. `key` names it in the form; `ticked`: it is suggested.

    `short`: as the decision says it, in one line with what else it waits for.
    """

    key: str
    kind: Kind
    short: str
    words: str
    next_step: str
    owner: Role
    wait: timedelta = DAYS_TO_WAIT
    about: str = ""
    questions: tuple[str, ...] = ()
    ticked: bool = False

    def due(self, today: date, hold_until: date | None = None) -> date:
        """The hold's own day, or some weeks from today."""
        return hold_until or today + self.wait


@dataclass(frozen=True, slots=True)
class WaitsFor:
    """What was picked: the key of a `Thing`, and until when it should be here.

    `words`: of the technician's own, where the key is that of something else.
    """

    key: str
    due: date
    words: str = ""


def things_to_wait_for(found: Case) -> tuple[Thing, ...]:
    """Letters, the patch test, answers and the examination, as far as this case lacks them.

    Suggested is what the findings on hold ask for.
    """
    open_ = [part for part in found.risk.findings if part.status == "open"]
    questions = catalogue_of(found.consultation).questions
    every = [*_letters(open_, questions), *_patch_test(open_, found), *_answers(open_, questions)]
    left = len(found.unanswered_examination)
    if left:
        count = f"{left} questions have" if left > 1 else "1 question has"
        every.append(
            Thing(
                key=Kind.EXAMINATION,
                kind=Kind.EXAMINATION,
                short="the examination",
                words=f"Examination: {count} no answer yet",
                next_step=EXAMINATION_NEXT,
                owner=Role.TECHNICIAN,
            )
        )
    return tuple(every)


def until_a_day(day: date) -> Thing:
    return Thing(
        key=Kind.DATE,
        kind=Kind.DATE,
        short="a day",
        words=f"Until {words.day(day)}",
        next_step=f"A technician looks at it again on {words.day(day)}.",
        owner=Role.TECHNICIAN,
    )


def own_words(text: str) -> Thing:
    """What the technician wrote: the form says that the desk reads it."""
    text = text.strip()
    return Thing(
        key=Kind.OTHER,
        kind=Kind.OTHER,
        short=text,
        words=text,
        next_step=text,
        owner=Role.FRONT_DESK,
    )


def in_one_line(found: Case, holds: Iterable[WaitsFor], own: str) -> str:
    """All that was picked, as the decision says it; `own` as it is where nothing was."""
    short = {thing.key: thing.short for thing in things_to_wait_for(found)}
    picked = [wanted.words.strip() or short.get(wanted.key, "") for wanted in holds]
    return together(dict.fromkeys(part for part in picked if part), LONGEST_LINE) or own


def together(parts: Iterable[str], longest: int) -> str:
    """As many of these words as fit into one line."""
    line = ""
    for part in parts:
        longer = f"{line}, {part}" if line else part
        if len(longer) <= longest:
            line = longer
    return line


def _by(findings: Iterable[Finding], cleared_by: str) -> Iterator[tuple[Finding, FindingAction]]:
    for finding in findings:
        for action in finding.actions:
            if action.cleared_by == cleared_by:
                yield finding, action


def _letters(open_: Sequence[Finding], questions: Mapping[str, Question]) -> list[Thing]:
    """One for each contraindication that a letter can clear, in the words of its strictest."""
    found: dict[str, Thing] = {}
    in_order = sorted(_by(open_, "letter"), key=lambda pair: pair[0].level != "hold")
    private = {part.contraindication for part in open_ if rests_on_private(part, questions)}
    for finding, action in in_order:
        about = finding.contraindication
        if about in found:
            continue
        arrives = what_arrives(action)
        found[about] = Thing(
            key=f"{Kind.LETTER}:{about}",
            kind=Kind.LETTER,
            short=arrives,
            words=f"{_capital(arrives)}: {finding.name}"[:LONGEST],
            next_step=SOME_LETTER if about in private else _letter_next(action),
            owner=Role.FRONT_DESK,
            wait=DAYS_FOR_A_LETTER,
            about=about,
            ticked=finding.level == "hold",
        )
    return list(found.values())


def _letter_next(action: FindingAction) -> str:
    if not action.label.startswith("Ask for "):
        return A_LETTER
    return f"{_capital(what_arrives(action))} has to come."


def _patch_test(open_: Sequence[Finding], found: Case) -> list[Thing]:
    asking = [finding for finding, _ in _by(open_, "patch_test")]
    if not asking:
        return []
    return [
        Thing(
            key=Kind.PATCH_TEST,
            kind=Kind.PATCH_TEST,
            short="a patch test",
            words="A patch test that was read",
            next_step=next_look_for_desk(found.consultation) or PATCH_TEST_NEXT,
            owner=Role.TECHNICIAN,
            ticked=any(finding.level == "hold" for finding in asking),
        )
    ]


def _answers(open_: Sequence[Finding], questions: Mapping[str, Question]) -> list[Thing]:
    """The questions that findings on hold want answered; where none is on hold, those of all."""
    asking = [finding for finding, _ in _by(open_, "answer")]
    strict = [finding for finding in asking if finding.level == "hold"]
    named = {key for part in (strict or asking) for key, _ in part.because}
    keys = tuple(key for key in questions if key in named and can_be_asked(questions[key]))
    if not keys:
        return []
    texts = together((questions[key].text for key in keys), LONGEST - 20)
    return [
        Thing(
            key=Kind.ANSWER,
            kind=Kind.ANSWER,
            short="the patient’s answer",
            words=f"The patient’s answer: {texts}" if texts else "The patient’s answer",
            next_step=asked_again(keys, questions),
            owner=Role.FRONT_DESK,
            questions=keys,
            ticked=bool(strict),
        )
    ]


def can_be_asked(question: Question) -> bool:
    """Whether a patient can be asked it again; the birth date stands in the patient's record."""
    return question.stage == CONSULTATION and question.key != BIRTH_DATE


def asked_again(keys: Iterable[str], questions: Mapping[str, Question], own: str = "") -> str:
    """For the desk: how many questions, and nothing of the private ones but that there are some."""
    known = [questions[key] for key in keys if key in questions]
    count = sum(not question.private for question in known) + bool(own)
    if not count:
        return PRIVATE_NEXT
    line = f"Ask the patient {count} question{'s' if count > 1 else ''} again"
    hidden = any(question.private for question in known)
    return f"{line}, and private ones by hand." if hidden else f"{line}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# ── When it has come ───────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class OnFile:
    """What a summary was made of, as far as a hold can wait for it."""

    answers: Mapping[str, Any]
    letters: Mapping[str, str]


def has_come(
    hold: Hold,
    before: OnFile,
    after: OnFile,
    *,
    today: date,
    examined: bool,
    asked_again: Collection[str] = (),
    looked_at: bool = False,
) -> bool:
    """Whether what `hold` waits for is here now.

    `before`: what the decision was about. `asked_again`: questions that the patient was asked
    again since, whatever the answer. `looked_at`: the test spot was, whatever was seen.
    `examined`: each question of the examination has an answer.
    """
    match hold.kind:
        case Kind.DATE:
            return hold.due <= today
        case Kind.LETTER:
            return after.letters.get(hold.about) not in (None, before.letters.get(hold.about))
        case Kind.PATCH_TEST:
            read = after.answers.get(PATCH_TEST_RESULT) not in NOT_READ
            differs = any(_changed(key, before, after) for key in PATCH_TEST_ANSWERS)
            return read and (looked_at or differs)
        case Kind.ANSWER:
            return all(key in asked_again or _changed(key, before, after) for key in hold.questions)
        case Kind.EXAMINATION:
            return examined
    return False


def _changed(key: str, before: OnFile, after: OnFile) -> bool:
    return before.answers.get(key) != after.answers.get(key)
