"""Hits into findings: words, numbers, evidence and the answers that made them.

What is the same for every patient is put together once for each edition.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from .catalogue import Catalogue, Rule, RuleAction
from .evidence import Contraindication
from .hits import BLANK, FUTURE, NOT_SURE_FINDING, RULE, Case, Hit
from .program import CompiledRule
from .summary import Finding, FindingAction
from .view import View
from .words import CLARIFY, IN_PERSON, OBTAIN_DATE, SPEAK_ALONE

SENTENCES = {
    BLANK: "If a question was asked and left without an answer, ask it again.",
    FUTURE: "If something past is dated after the consultation, ask again.",
}
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def fill(catalogue: Catalogue, text: str, params: Mapping[str, str] | None = None) -> str:
    """A text with ``{name}`` replaced by the period's words or the action's parameter."""

    def words(match: re.Match[str]) -> str:
        name = match[1]
        if params and name in params:
            return params[name]
        period = catalogue.periods.get(name)
        return period.words if period else match[0]

    return PLACEHOLDER.sub(words, text)


def finding_action(catalogue: Catalogue, asked: RuleAction) -> FindingAction:
    """An action of a rule with its parameters in words."""
    action = catalogue.actions[asked.action]
    known = {name: dict(group) for name, group in action.words}
    params = {
        name: _parameter(catalogue, value, known.get(name, {})) for name, value in asked.params
    }
    wait = dict(asked.params).get(action.bookable_after or "")
    return FindingAction(
        key=action.key,
        label=fill(catalogue, action.label, params),
        patient=action.patient and fill(catalogue, action.patient, params),
        gate=action.gate,
        cleared_by=action.cleared_by,
        params=tuple(params.items()),
        urgent=action.urgent,
        bookable_after_days=None if wait is None else int(catalogue.periods[str(wait)].value),
    )


def _parameter(catalogue: Catalogue, value: str | bool | int, known: dict[str, str]) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    period = catalogue.periods.get(str(value))
    return period.words if period else known.get(str(value), str(value))


@lru_cache(maxsize=32)
def templates(catalogue: Catalogue) -> dict[str, Finding]:
    """The finding of every rule, without what depends on the patient."""
    return {key: _of_rule(catalogue, rule) for key, rule in catalogue.rules.items()}


def _of_rule(catalogue: Catalogue, rule: Rule) -> Finding:
    entry = catalogue.contraindications[rule.contraindication]
    period = rule.wait_until and catalogue.periods.get(rule.wait_until.period or "")
    blank = _empty(entry, rule.kind, RULE)
    return replace(
        blank,
        rule=rule.key,
        sentence=fill(catalogue, rule.reads_as),
        patient_says=rule.patient_says and fill(catalogue, rule.patient_says),
        actions=tuple(finding_action(catalogue, action) for action in rule.actions),
        provisional=rule.provisional,
        cleared_by_letter=rule.cleared_by_letter,
        wait_grade=period.evidence_grade if period else None,
    )


def _empty(entry: Contraindication, kind: str, origin: str) -> Finding:
    return Finding(
        contraindication=entry.key,
        name=entry.name,
        kind=kind,
        status="open",
        level="",
        rule=None,
        origin=origin,
        because=(),
        sentence="",
        patient_says=None,
        actions=(),
        until=None,
        open_ended=False,
        provisional=False,
        cleared_by_letter=False,
        raises=tuple((part.side_effect, part.why) for part in entry.raises),
        sources=entry.sources,
        grade=entry.evidence_grade,
        directness=entry.evidence_directness,
        wait_grade=None,
    )


def finding_of(case: Case, view: View, hit: Hit, day: date) -> Finding:
    """A hit with its words, its evidence and the answers that made it."""
    catalogue, answers = case.program.catalogue, case.answers
    if hit.rule is not None:
        template = templates(catalogue)[hit.rule.rule.key]
        because = _because(case, hit.rule, view, day)
    else:
        template = _of_answers(catalogue, hit)
        because = tuple((key, answers.get(key)) for key in hit.questions)
    return replace(
        template,
        status="cleared" if hit.cleared else "open",
        level=hit.level,
        because=because,
        actions=_actions(catalogue, hit, template, answers),
        until=hit.until,
        open_ended=hit.level == "hold" and hit.until is None,
    )


def _of_answers(catalogue: Catalogue, hit: Hit) -> Finding:
    template = _empty(catalogue.contraindications[hit.contraindication], hit.kind, hit.origin)
    if hit.origin != NOT_SURE_FINDING:
        action = finding_action(catalogue, RuleAction(CLARIFY))
        return replace(template, sentence=SENTENCES[hit.origin], actions=(action,))
    question = catalogue.questions[hit.questions[0]]
    meaning = question.not_sure
    action_key = meaning and meaning.action
    means = (meaning and meaning.meaning) or question.text
    return replace(
        template,
        sentence=f"If the patient is not sure: {means}",
        actions=(finding_action(catalogue, RuleAction(action_key)),) if action_key else (),
        cleared_by_letter=hit.clearable,
    )


def _actions(
    catalogue: Catalogue, hit: Hit, template: Finding, answers: Mapping[str, Any]
) -> tuple[FindingAction, ...]:
    actions = list(template.actions)
    if hit.date_unknown:
        actions.append(finding_action(catalogue, RuleAction(OBTAIN_DATE)))
    if any(answers.get(key) == IN_PERSON for key in hit.questions):
        actions.append(finding_action(catalogue, RuleAction(SPEAK_ALONE)))
    for dropped in hit.kept:
        beside = (
            templates(catalogue)[dropped.rule.rule.key].actions
            if dropped.rule
            else _of_answers(catalogue, dropped).actions
        )
        actions += [action for action in beside if action.gate != "before_booking"]
    return tuple(dict.fromkeys(actions))


def _because(case: Case, rule: CompiledRule, view: View, day: date) -> tuple[tuple[str, Any], ...]:
    """The answers that made a rule hold: those its true lines read, and the date it counts from."""
    values = view.seen_hidden if rule.rule.sees_hidden else view.seen
    keys: dict[str, None] = {}
    for item in rule.items:
        for line in item.lines:
            if line.holds(values, day, case.consultation):
                keys |= dict.fromkeys(sorted(line.reads))
    keys |= dict.fromkeys(rule.anchor)
    return tuple((key, _as_answered(key, view, values, case.answers)) for key in keys)


def _as_answered(
    key: str, view: View, values: Mapping[str, Any], answers: Mapping[str, Any]
) -> Any:
    """The answer in the patient's own form; behind a closed gate what it counts as."""
    raw = answers.get(key)
    return values.get(key) if raw is None or key in view.gated else raw
