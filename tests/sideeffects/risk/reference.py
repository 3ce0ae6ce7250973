"""domain.md 4 read out loud: findings, levels, letters, earliest date, windows.

See ``reference_lines``. ``Reference(files).assess(…)`` gives what the engine must give, and
``said_by_the_engine`` brings a summary of the engine into the same form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sideeffects.risk import RiskSummary

from .reference_lines import Plain, Reader, Values, add, lines_of, questions_in

LEVEL = {
    "absolute": "stop",
    "clearance": "hold",
    "deferral": "hold",
    "clarification": "hold",
    "precaution": "care",
}
ORDER = ("clear", "care", "hold", "stop")


@dataclass
class Found:
    """One finding: ``made_by`` is a rule's key, "blank", "future_date" or "not_sure QUESTION"."""

    contraindication: str
    kind: str
    made_by: str
    until: date | None = None
    provisional: bool = False
    by_letter: bool = False
    cleared: bool = False
    actions: set[str] = field(default_factory=set)
    because: set[str] = field(default_factory=set)

    @property
    def level(self) -> str:
        return "care" if self.cleared else LEVEL[self.kind]

    @property
    def plain(self) -> Plain:
        return {
            "of": (self.contraindication, self.kind, self.made_by),
            "level": self.level,
            "cleared": self.cleared,
            "until": self.until,
            "provisional": self.provisional,
            "actions": sorted(self.actions),
            "because": sorted(self.because),
        }


def strictest(levels: list[str]) -> str:
    return max(levels, key=ORDER.index, default="clear")


@dataclass
class Patient:
    """One question put to the reference: who, when, with which letters, how far."""

    answers: Plain
    consultation: date
    letters: dict[str, date] = field(default_factory=dict)
    stages: tuple[str, ...] = ("consultation", "examination")


class Reference(Reader):
    # ── What the rules may look at ─────────────────────────────────────────────

    def look(self, who: Patient, treatment: date) -> tuple[list[str], Values, Values]:
        """The visible questions, what every rule sees, and what ``sees_hidden`` rules see."""
        values = self.read(who.answers, who.consultation)
        visible = self.asked(values, treatment, who.consultation)
        seen = {key: value for key, value in values.items() if key in visible}
        hidden = {}
        for key in self.questions:
            if self.behind_closed_gate(key, visible, values):
                if self.nothing(key) is not None:
                    seen[key] = self.nothing(key)
            elif key in values and key not in visible:
                hidden[key] = values[key]
        return visible, seen, seen | hidden

    # ── Findings on one day ────────────────────────────────────────────────────

    def findings(self, who: Patient, treatment: date) -> list[Found]:
        visible, seen, seen_hidden = self.look(who, treatment)
        found = []
        for rule in self.rules:
            values = seen_hidden if rule["sees_hidden"] else seen
            one = self.of_rule(rule, values, treatment, who.consultation)
            if one is not None:
                found.append(one)
        found += self.of_answers(who, visible, seen)
        for one in found:
            one.cleared = self.letter_clears(who, one, treatment)
        return self.drop(found)

    def of_rule(self, rule: Plain, values: Values, treatment: date, consultation: date) -> Any:
        if not self.all_hold(rule["when"], values, treatment, consultation):
            return None
        one = self.finding_of(rule)
        for line in lines_of(rule["when"]):
            if self.holds(line, values, treatment, consultation):
                one.because |= questions_in(line)
        if rule["wait_until"]:
            one.because |= {rule["wait_until"]["of"]} & self.questions.keys()
            one.until = self.day(rule["wait_until"], values, treatment, consultation)
            if one.until is None and rule["when_anchor_missing"] == "skip":
                return None
            if one.until is None:
                one.actions.add("obtain_date")
            elif treatment >= one.until:
                return None
        return one

    def finding_of(self, rule: Plain) -> Found:
        return Found(
            rule["contraindication"],
            rule["kind"],
            rule["key"],
            provisional=rule["provisional"],
            by_letter=rule["cleared_by_letter"],
            actions={asked["action"] for asked in rule["actions"]},
        )

    def of_answers(self, who: Patient, visible: list[str], seen: Values) -> list[Found]:
        found, blank, future = [], set(), set()
        for key in visible:
            question = self.questions[key]
            if key not in seen and question["stage"] in who.stages and self.must_answer(key):
                blank.add(key)
            if self.is_not_sure(seen.get(key)) and self.meaning(key):
                one = self.of_not_sure(key)
                if who.answers[key] == "in_person":
                    one.actions.add("speak_alone")
                found.append(one)
            past = question.get("tense") == "past" and question["asked_of"] == "patient"
            if past and key in seen and seen[key] > who.consultation:
                future.add(key)
        for entry, name, keys in (
            ("incomplete_answers", "blank", blank),
            ("contradictory_answers", "future_date", future),
        ):
            if keys:
                asked = {"clarify_answers"}
                found.append(Found(entry, "clarification", name, actions=asked, because=keys))
        return found

    def is_not_sure(self, value: Any) -> bool:
        return value == "not_sure" or (isinstance(value, frozenset) and "not_sure" in value)

    def must_answer(self, key: str) -> bool:
        return bool(self.questions[key].get("options")) or self.questions[key]["kind"] == "text"

    def meaning(self, key: str) -> Plain | None:
        """What not sure means, where it is a finding."""
        meaning: Plain | None = self.questions[key]["not_sure"]
        return meaning if meaning and meaning["contraindication"] else None

    def of_not_sure(self, key: str) -> Found:
        meaning = self.meaning(key) or {}
        asked = {meaning["action"]} if meaning["action"] else set()
        return Found(
            meaning["contraindication"],
            meaning["kind"],
            f"not_sure {key}",
            by_letter=True,
            actions=asked,
            because={key},
        )

    def letter_clears(self, who: Patient, one: Found, treatment: date) -> bool:
        written = who.letters.get(one.contraindication)
        if written is None or one.kind != "clearance" or not one.by_letter:
            return False
        valid = self.periods["letter_valid"]
        return written <= treatment <= add(written, int(valid["value"]), valid["unit"])

    def drop(self, found: list[Found]) -> list[Found]:
        """A precaution goes beside anything else; beside a cleared one some actions stay."""
        left = []
        for one in found:
            beside = [
                other
                for other in found
                if other.contraindication == one.contraindication and other.kind != "precaution"
            ]
            if one.kind != "precaution" or not beside:
                left.append(one)
                continue
            for cleared in [other for other in beside if other.cleared][:1]:
                cleared.actions |= {
                    key for key in one.actions if self.actions[key]["gate"] != "before_booking"
                }
        return left

    # ── Over the days ──────────────────────────────────────────────────────────

    def before_the_day(self, who: Patient) -> Patient:
        """The same patient without the answers, and the stage, of the treatment day."""
        answers = {
            key: raw
            for key, raw in who.answers.items()
            if self.questions[key]["stage"] != "treatment_day"
        }
        stages = tuple(stage for stage in who.stages if stage != "treatment_day")
        return Patient(answers, who.consultation, who.letters, stages)

    def earliest(self, who: Patient, treatment: date) -> Plain:
        """README, 6: the latest dated hold, looked at again on its day, until none is open."""
        found = self.findings(who, treatment)
        if strictest([one.level for one in found]) == "stop":
            return {"earliest_date": None, "open_ended": None, "provisional": None}
        day, open_ended, provisional = None, False, False
        while True:
            holds = [one for one in found if one.level == "hold"]
            dated = [one for one in holds if one.until]
            open_ended = open_ended or any(not one.until for one in holds)
            provisional = provisional or any(one.provisional for one in (dated if day else holds))
            if not dated:
                break
            day = max(one.until for one in dated if one.until)
            found = self.findings(self.before_the_day(who), day)
            if strictest([one.level for one in found]) == "stop":
                return {"earliest_date": None, "open_ended": True, "provisional": provisional}
        return {"earliest_date": day, "open_ended": open_ended, "provisional": provisional}

    def windows(self, who: Patient) -> list[Plain]:
        """Every single day of the twelve months from the consultation day, one by one."""
        later = self.before_the_day(who)
        found: list[Plain] = []
        day, end = who.consultation, add(who.consultation, 12, "months")
        while day <= end:
            result = self.on_day(later, day)
            if found and found[-1]["result"] == result:
                found[-1]["last"] = day
            else:
                found.append({"first": day, "last": day, "result": result})
            day += timedelta(days=1)
        return found

    def on_day(self, later: Patient, day: date) -> tuple[str, list[tuple[str, str, str]]]:
        found = self.findings(later, day)
        still_open = [
            (f.contraindication, f.kind, f.made_by.removeprefix("not_sure "))
            for f in found
            if not f.cleared
        ]
        return strictest([f.level for f in found]), sorted(still_open)

    # ── Lists beside the findings ──────────────────────────────────────────────

    def open_questions(self, who: Patient, treatment: date) -> list[str]:
        visible, seen, _ = self.look(who, treatment)
        return [
            key
            for key in self.questions
            if key in visible
            and self.questions[key]["stage"] in who.stages
            and (
                key not in seen
                or (self.is_not_sure(seen[key]) and not self.questions[key].get("gate"))
            )
        ]

    def in_person(self, who: Patient, treatment: date) -> list[str]:
        """The questions asked that the patient would rather answer in person."""
        visible, _, _ = self.look(who, treatment)
        return [
            key
            for key in visible
            if who.answers.get(key) == "in_person" and self.questions[key].get("options")
        ]


def said_by_the_engine(summary: RiskSummary) -> list[Plain]:
    """The findings of a summary, as ``Found.plain`` gives them."""
    return [
        {
            "of": (
                one.contraindication,
                one.kind,
                one.rule
                or (f"not_sure {one.because[0][0]}" if one.origin == "not_sure" else one.origin),
            ),
            "level": one.level,
            "cleared": one.status == "cleared",
            "until": one.until,
            "provisional": one.provisional,
            "actions": sorted({action.key for action in one.actions}),
            "because": sorted({key for key, _ in one.because}),
        }
        for one in summary.findings
    ]
