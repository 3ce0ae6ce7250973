"""Hits into findings: words, numbers, evidence and the answers that made them.

What is the same for every patient is put together once for each edition.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from .catalogue import Action, Catalogue, Rule, RuleAction
from .conditions import whole_period
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
    params = parameters_in_words(catalogue, action, asked)
    return FindingAction(
        key=action.key,
        label=fill(catalogue, action.label, params),
        patient=action.patient and fill(catalogue, action.patient, params),
        gate=action.gate,
        cleared_by=action.cleared_by,
        params=tuple(params.items()),
        urgent=action.urgent,
        bookable_after_days=_days(catalogue, dict(asked.params).get(action.bookable_after or "")),
    )


def parameters_in_words(catalogue: Catalogue, action: Action, asked: RuleAction) -> dict[str, str]:
    """What a rule's parameters of an action say: a period, a word of the action, or as it is."""
    known = {name: dict(group) for name, group in action.words}
    return {name: _parameter(catalogue, value, known.get(name, {})) for name, value in asked.params}


def _days(catalogue: Catalogue, wait: str | bool | int | None) -> int | None:
    """A parameter as a number of days; a period in any other unit cannot be one."""
    if wait is None or (isinstance(wait, int) and not isinstance(wait, bool)):
        return wait
    return whole_period(catalogue, str(wait), "days")


@lru_cache(maxsize=1024)
def plain_action(catalogue: Catalogue, key: str) -> FindingAction:
    """An action that takes no parameters, put together once."""
    return finding_action(catalogue, RuleAction(key))


def _parameter(catalogue: Catalogue, value: str | bool | int, known: dict[str, str]) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    period = catalogue.periods.get(str(value))
    return period.words if period else known.get(str(value), str(value))


@dataclass(frozen=True, slots=True)
class Template:
    """What of a finding is the same for every patient."""

    fixed: Mapping[str, Any]
    actions: tuple[FindingAction, ...]


@lru_cache(maxsize=32)
def templates(catalogue: Catalogue) -> dict[str, Template]:
    """The template of every rule's finding."""
    return {key: _of_rule(catalogue, rule) for key, rule in catalogue.rules.items()}


def _of_rule(catalogue: Catalogue, rule: Rule) -> Template:
    period = rule.wait_until and catalogue.periods.get(rule.wait_until.period or "")
    return _template(
        catalogue.contraindications[rule.contraindication],
        rule.kind,
        RULE,
        tuple(finding_action(catalogue, action) for action in rule.actions),
        rule=rule.key,
        sentence=fill(catalogue, rule.reads_as),
        patient_says=rule.patient_says and fill(catalogue, rule.patient_says),
        provisional=rule.provisional,
        cleared_by_letter=rule.cleared_by_letter,
        wait_grade=period.evidence_grade if period else None,
    )


def _template(
    entry: Contraindication,
    kind: str,
    origin: str,
    actions: tuple[FindingAction, ...],
    **more: Any,
) -> Template:
    fixed = {
        "contraindication": entry.key,
        "name": entry.name,
        "kind": kind,
        "origin": origin,
        "rule": None,
        "patient_says": None,
        "provisional": False,
        "cleared_by_letter": False,
        "raises": tuple((part.side_effect, part.why) for part in entry.raises),
        "sources": entry.sources,
        "grade": entry.evidence_grade,
        "directness": entry.evidence_directness,
        "wait_grade": None,
    }
    return Template(fixed | more, tuple(dict.fromkeys(actions)))


def findings_of(case: Case, view: View, hits: list[Hit], day: date) -> tuple[Finding, ...]:
    """The hits with their words, their evidence and the answers that made them."""
    if not hits:
        return ()
    of_rules = templates(case.program.catalogue)
    return tuple([_finding_of(case, view, hit, day, of_rules) for hit in hits])


def _finding_of(
    case: Case, view: View, hit: Hit, day: date, of_rules: Mapping[str, Template]
) -> Finding:
    catalogue, answers = case.program.catalogue, case.answers
    if hit.rule is not None:
        template = of_rules[hit.rule.rule.key]
        because = _because(case, hit.rule, view, day)
    else:
        template = _of_answers(catalogue, hit)
        because = tuple((key, answers.get(key)) for key in hit.questions)
    level = hit.level
    return Finding.of(
        template.fixed,
        status="cleared" if hit.cleared else "open",
        level=level,
        because=because,
        actions=_actions(catalogue, hit, template, answers),
        until=hit.until,
        open_ended=level == "hold" and hit.until is None,
    )


def _of_answers(catalogue: Catalogue, hit: Hit) -> Template:
    """The template of a finding that no rule made; of several blanks they share one."""
    question = hit.questions[0] if hit.origin == NOT_SURE_FINDING else None
    return _unruled(catalogue, hit.contraindication, hit.kind, hit.origin, question)


@lru_cache(maxsize=1024)
def _unruled(
    catalogue: Catalogue, contraindication: str, kind: str, origin: str, key: str | None
) -> Template:
    entry = catalogue.contraindications[contraindication]
    if key is None:
        clarify = plain_action(catalogue, CLARIFY)
        return _template(entry, kind, origin, (clarify,), sentence=SENTENCES[origin])
    question = catalogue.questions[key]
    meaning = question.not_sure
    action = meaning and meaning.action
    means = (meaning and meaning.meaning) or question.text
    return _template(
        entry,
        kind,
        origin,
        (plain_action(catalogue, action),) if action else (),
        sentence=f"If the patient is not sure: {means}",
        cleared_by_letter=kind == "clearance",
    )


def _actions(
    catalogue: Catalogue, hit: Hit, template: Template, answers: Mapping[str, Any]
) -> tuple[FindingAction, ...]:
    more: list[FindingAction] = []
    if hit.date_unknown:
        more.append(plain_action(catalogue, OBTAIN_DATE))
    if hit.questions and any(answers.get(key) == IN_PERSON for key in hit.questions):
        more.append(plain_action(catalogue, SPEAK_ALONE))
    for dropped in hit.kept:
        beside = (
            templates(catalogue)[dropped.rule.rule.key].actions
            if dropped.rule
            else _of_answers(catalogue, dropped).actions
        )
        more += [action for action in beside if action.gate != "before_booking"]
    return tuple(dict.fromkeys([*template.actions, *more])) if more else template.actions


def _because(case: Case, rule: CompiledRule, view: View, day: date) -> tuple[tuple[str, Any], ...]:
    """The answers that made a rule hold: those its true lines read, and the date it counts from."""
    values = view.seen_hidden if rule.rule.sees_hidden else view.seen
    keys = _made_by(case, rule, values, day) if rule.made_by is None else rule.made_by
    return tuple([(key, _as_answered(key, view, values, case.answers)) for key in keys])


def _made_by(case: Case, rule: CompiledRule, values: Mapping[str, Any], day: date) -> Iterable[str]:
    keys: dict[str, None] = {}
    for item in rule.items:
        for line in item.lines:
            if line.holds(values, day, case.consultation):
                keys |= dict.fromkeys(line.named)
    return keys | dict.fromkeys(rule.anchor)


def _as_answered(
    key: str, view: View, values: Mapping[str, Any], answers: Mapping[str, Any]
) -> Any:
    """The answer in the patient's own form; behind a closed gate what it counts as."""
    raw = answers.get(key)
    return values.get(key) if raw is None or key in view.gated else raw
