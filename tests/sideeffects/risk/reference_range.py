"""domain.md 5, "Range", read out loud: what the level could still become, in three values."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from .reference import Found, Patient, Reference, strictest
from .reference_lines import Plain, Values, lines_of, questions_in, questions_read

NO, MAYBE, YES = 0, 1, 2


class Range(Reference):
    def could_be(self, who: Patient, treatment: date) -> tuple[str, str | None]:
        """The level that could still come, and the question to ask next."""
        certain = self.findings(who, treatment)
        roots = self.open_with_roots(who, treatment)
        possible = self.possible(who, treatment, roots)
        level = strictest([one.level for one in certain] + [one.level for one, _ in possible])
        counts: Counter[str] = Counter()
        for one, questions in possible:
            if one.level == level:
                counts.update(set().union(*(roots[key] for key in questions)))
        ties = [key for key in self.questions if counts[key] == max(counts.values(), default=0)]
        return level, ties[0] if counts else None

    def open_with_roots(self, who: Patient, treatment: date) -> dict[str, set[str]]:
        """Every open question, with the visible open questions through which it is open."""
        visible, seen, _ = self.look(who, treatment)
        asked = {key: seen[key] for key in visible if key in seen}
        asked_and_open = self.open_questions(who, treatment)
        roots: dict[str, set[str]] = {}
        for key, question in self.questions.items():
            if key in asked_and_open:
                roots[key] = {key}
                continue
            values = [
                self.three([item], asked, roots, treatment, who)
                for item in question["ask_when"] or []
            ]
            if NO in values or MAYBE not in values:
                continue
            undecided = [
                item
                for item, value in zip(question["ask_when"], values, strict=True)
                if value == MAYBE
            ]
            above = questions_read(undecided) & roots.keys()
            roots[key] = set().union(*(roots[one] for one in above))
        return roots

    def three(
        self, items: Any, values: Values, still_open: Any, treatment: date, who: Patient
    ) -> int:
        """No, maybe or yes, when any answer to an open question may still come."""
        result = YES
        for item in items or []:
            best = NO
            for line in lines_of([item]):
                if questions_in(line) & still_open.keys():
                    best = max(best, MAYBE)
                elif self.holds(line, values, treatment, who.consultation):
                    best = YES
            result = min(result, best)
        return result

    def possible(
        self, who: Patient, treatment: date, roots: dict[str, set[str]]
    ) -> list[tuple[Found, set[str]]]:
        """Findings that could come, each with the open questions that it hangs on."""
        _, seen, seen_hidden = self.look(who, treatment)
        found = []
        for rule in self.rules:
            values = seen_hidden if rule["sees_hidden"] else seen
            one = self.possible_rule(rule, values, treatment, who, roots)
            anchor = {rule["wait_until"]["of"]} if rule["wait_until"] else set()
            read = anchor.union(*(questions_in(line) for line in lines_of(rule["when"])))
            if one is not None and read & roots.keys():
                found.append((one, read & roots.keys()))
        for key in roots:
            question = self.questions[key]
            if self.meaning(key):
                found.append((self.of_not_sure(key), {key}))
            if self.must_answer(key):
                found.append((Found("incomplete_answers", "clarification", "blank"), {key}))
            if question.get("tense") == "past" and question["asked_of"] == "patient":
                found.append((Found("contradictory_answers", "clarification", "future"), {key}))
        for one, _ in found:
            one.cleared = self.letter_clears(who, one, treatment)
        return found

    def possible_rule(
        self, rule: Plain, values: Values, treatment: date, who: Patient, roots: Any
    ) -> Found | None:
        if self.three(rule["when"], values, roots, treatment, who) == NO:
            return None
        one = self.finding_of(rule)
        if rule["wait_until"] and rule["wait_until"]["of"] not in roots:
            until = self.day(rule["wait_until"], values, treatment, who.consultation)
            if until is None and rule["when_anchor_missing"] == "skip":
                return None
            if until is not None and treatment >= until:
                return None
        return one
