"""What names an entry. While something does, it cannot be retired."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sideeffects.desk.kinds import KINDS
from sideeffects.risk import Catalogue, to_files
from sideeffects.risk.catalogue import lines_of
from sideeffects.risk.check_names import references
from sideeffects.risk.wording import PLACEHOLDER, fill

PART_OF = {
    "section": "sections",
    "question": "questions",
    "rule": "rules",
    "period": "periods",
    "action": "actions",
    "contraindication": "contraindications",
    "side effect": "side_effects",
    "source": "sources",
}
# An entry lists what belongs to it; that alone does not keep the other from being retired.
LISTED_ONLY = {("contraindications", "rules"), ("contraindications", "questions")}


@dataclass(frozen=True, slots=True)
class Use:
    """An entry that names another; `part` and `key` lead to it."""

    part: str
    key: str
    title: str


def uses_of(catalogue: Catalogue, part: str, key: str) -> tuple[Use, ...]:
    """The entries that name this one, each once, in catalogue order."""
    titles = titles_of(catalogue)
    found = dict.fromkeys(
        (by_part, by_key)
        for by_part, by_key, named_part, name in _named(catalogue)
        if (named_part, name) == (part, key) and (by_part, named_part) not in LISTED_ONLY
    )
    return tuple(Use(*place, titles.get(place, place[1])) for place in found)


def titles_of(catalogue: Catalogue) -> dict[tuple[str, str], str]:
    """What people call each entry."""
    titles = {}
    for parts in to_files(catalogue).values():
        for part, entries in parts.items():
            kind = KINDS[part]
            for plain in entries:
                titles[part, plain[kind.model.KEY]] = fill(catalogue, kind.title(plain))
    return titles


def _named(catalogue: Catalogue) -> Iterator[tuple[str, str, str, str]]:
    for part, key, names, kind in references(catalogue):
        for name in names:
            yield part, key, PART_OF[kind], name
    texts: dict[str, list[str]] = defaultdict(list)
    for rule in catalogue.rules.values():
        texts[rule.key] = [rule.reads_as, rule.patient_says or ""]
    for key, parts in texts.items():
        for name in PLACEHOLDER.findall(" ".join(parts)):
            if name in catalogue.periods:
                yield "rules", key, "periods", name
    for sample in catalogue.samples.values():
        for question, _ in sample.answers:
            yield "samples", sample.label, "questions", question
        for contraindication, _ in sample.letters:
            yield "samples", sample.label, "contraindications", contraindication


def questions_behind(catalogue: Catalogue, key: str) -> tuple[str, ...]:
    """The questions that are asked only on an answer to this one."""
    return tuple(
        question.key
        for question in catalogue.questions.values()
        if any(line.question == key for line in lines_of(question.ask_when))
    )
