"""The live edition with one rule of the draft in it, and what that rule needs. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clinic.errors import NotAllowed
from sideeffects.desk.draft import plain_of, with_entry
from sideeffects.desk.uses import PART_OF
from sideeffects.risk import Catalogue, parse, problems, to_files
from sideeffects.risk.check_names import references
from sideeffects.risk.differing import rule_meaning
from sideeffects.risk.wording import PLACEHOLDER, fill

Named = tuple[str, str]


def rules_to_try(live: Catalogue, draft: Catalogue) -> list[tuple[str, str]]:
    """New rules, and those that would find something else: key and sentence, in draft order.

    Where only words differ there is nothing to count.
    """
    return [
        (rule.key, fill(draft, rule.reads_as))
        for rule in draft.rules.values()
        if _finds_otherwise(live, draft, rule.key)
    ]


def _finds_otherwise(live: Catalogue, draft: Catalogue, key: str) -> bool:
    if key not in live.rules:
        return True
    return rule_meaning(live, live.rules[key]) != rule_meaning(draft, draft.rules[key])


def with_rule(live: Catalogue, draft: Catalogue, key: str) -> Catalogue:
    """Raises `NotAllowed` for a rule that cannot be tried by itself."""
    rule = plain_of(draft, "rules", key)
    if rule is None:
        raise NotAllowed("The draft has no such rule.", "Look for it in the list of rules.")
    if not _finds_otherwise(live, draft, key):
        raise NotAllowed(
            "The live edition finds the same by this rule: there is nothing to count.",
            "Change the rule in the draft first.",
        )
    tried = _listed(_with_periods(with_entry(live, "rules", rule), live, draft, key), draft, key)
    while missing := _missing(tried, draft, key):
        for part, name in missing:
            tried = _brought(tried, draft, part, name)
    if found := problems(tried):
        raise NotAllowed(
            f"By itself in the live edition this rule has a problem: {found[0].words}.",
            "Repair the rule, or look at the impact of the whole draft.",
        )
    return tried


def _with_periods(tried: Catalogue, live: Catalogue, draft: Catalogue, key: str) -> Catalogue:
    """Its periods as the draft has them, where they are this rule's alone."""
    others = {named for by, named in _names(live) if by != ("rules", key)}
    for name in sorted(_periods_of(draft, key) & live.periods.keys() & draft.periods.keys()):
        if live.periods[name] == draft.periods[name]:
            continue
        if ("periods", name) in others:
            raise NotAllowed(
                f"The draft changes “{draft.periods[name].label}”, which other rules use too.",
                "Look at the impact of the whole draft instead.",
            )
        tried = with_entry(tried, "periods", _entry(draft, "periods", name))
    return tried


def _listed(tried: Catalogue, draft: Catalogue, key: str) -> Catalogue:
    """Its contraindication lists it, and no other one does."""
    files = to_files(tried)
    finds = draft.rules[key].contraindication
    for entry in files["contraindications"]["contraindications"]:
        listed = [name for name in entry["rules"] if name != key]
        if entry["key"] == finds:
            listed = entry["rules"] if key in entry["rules"] else [*entry["rules"], key]
        entry["rules"] = listed
    return parse(files)


def _missing(tried: Catalogue, draft: Catalogue, key: str) -> list[Named]:
    """What is named and not there, each once."""
    periods = (("periods", name) for name in _periods_of(draft, key))
    named = (named for _, named in _names(tried))
    return [
        (part, name)
        for part, name in dict.fromkeys((*named, *sorted(periods)))
        if name not in getattr(tried, part)
    ]


def _brought(tried: Catalogue, draft: Catalogue, part: str, name: str) -> Catalogue:
    if part == "questions":
        text = draft.questions[name].text if name in draft.questions else name
        raise NotAllowed(
            f"The rule reads “{text}”, which the live edition does not ask.",
            "Publish the question first, then try the rule.",
        )
    entry = _entry(draft, part, name)
    if part == "contraindications":
        entry["rules"] = [key for key in entry["rules"] if key in tried.rules]
        entry["questions"] = [key for key in entry["questions"] if key in tried.questions]
    return with_entry(tried, part, entry)


def _entry(draft: Catalogue, part: str, name: str) -> dict[str, Any]:
    entry = plain_of(draft, part, name)
    if entry is None:
        raise NotAllowed(f"The rule needs “{name}”, which is not in the draft.", "Add it first.")
    return entry


def _names(catalogue: Catalogue) -> Iterator[tuple[Named, Named]]:
    """Each entry that names another, and that other."""
    for part, key, names, kind in references(catalogue):
        for name in names:
            yield (part, key), (PART_OF[kind], name)


def _periods_of(draft: Catalogue, key: str) -> set[str]:
    """Those that the rule waits by or compares with, and those that its texts name."""
    rule = draft.rules[key]
    texts = " ".join((rule.reads_as, rule.patient_says or ""))
    parameters = {str(value) for action in rule.actions for _, value in action.params}
    named = {name for by, (part, name) in _names(draft) if (*by, part) == ("rules", key, "periods")}
    return named | ({*PLACEHOLDER.findall(texts), *parameters} & draft.periods.keys())
