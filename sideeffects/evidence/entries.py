"""Everything a page says about one entry, with what points at it and what it points at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar
from urllib.parse import quote, urlsplit

from sideeffects.evidence.how_often import HowOften, how_often
from sideeffects.evidence.labels import CHECK_FIRST
from sideeffects.risk import Catalogue, Question
from sideeffects.risk.catalogue import DateExpression, Period, Rule, lines_of
from sideeffects.risk.evidence import Claim, Contraindication, SideEffect, Source
from sideeffects.risk.wording import PLACEHOLDER, fill
from sideeffects.risk.words import LEVEL_OF_KIND, LEVELS

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class KindShown:
    kind: str
    level: str
    when: str


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A rule as a sentence, its numbers filled in."""

    key: str
    kind: str
    level: str
    sentence: str
    patient_says: str


@dataclass(frozen=True, slots=True)
class RaisedEffect:
    effect: SideEffect
    why: str
    how_often: HowOften


@dataclass(frozen=True, slots=True)
class RaisedBy:
    contraindication: Contraindication
    level: str
    why: str


@dataclass(frozen=True, slots=True)
class PeriodShown:
    period: Period
    basis: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class ContraindicationShown:
    entry: Contraindication
    kinds: tuple[KindShown, ...]
    raises: tuple[RaisedEffect, ...]
    questions: tuple[Question, ...]
    rules: tuple[RuleShown, ...]
    periods: tuple[PeriodShown, ...]
    sources: tuple[Source, ...]

    @property
    def level(self) -> str:
        """The strictest level it can lead to."""
        return strictest(part.level for part in self.kinds)


@dataclass(frozen=True, slots=True)
class SideEffectShown:
    effect: SideEffect
    how_often: HowOften
    raised_by: tuple[RaisedBy, ...]
    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]
    timing_sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class ClaimShown:
    claim: Claim
    page: Source | None
    sources: tuple[Source, ...]
    effects: tuple[SideEffect, ...]


@dataclass(frozen=True, slots=True)
class SourceShown:
    source: Source
    links: tuple[tuple[str, str], ...]
    check_first: bool
    effects: tuple[SideEffect, ...]
    contraindications: tuple[Contraindication, ...]
    periods: tuple[Period, ...]
    claims: tuple[Claim, ...]


class Entries:
    """The entries of one catalogue; made once for each edition."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._raised_by = _raised_by(catalogue)
        self._cited = _cited(catalogue)
        self.side_effects = {
            key: self._side_effect(effect) for key, effect in catalogue.side_effects.items()
        }
        self.contraindications = {
            key: self._contraindication(entry) for key, entry in catalogue.contraindications.items()
        }
        self.claims = {key: self._claim(claim) for key, claim in catalogue.claims.items()}
        self.sources = {key: self._source(source) for key, source in catalogue.sources.items()}

    @property
    def counted_in_smp(self) -> int:
        return sum(bool(shown.how_often.in_smp) for shown in self.side_effects.values())

    @property
    def to_check_first(self) -> int:
        return sum(shown.check_first for shown in self.sources.values())

    def _side_effect(self, effect: SideEffect) -> SideEffectShown:
        catalogue = self.catalogue
        named_in_timing = [key for key in catalogue.sources if key in effect.timing_basis]
        return SideEffectShown(
            effect=effect,
            how_often=how_often(catalogue, effect),
            raised_by=self._raised_by[effect.key],
            claims=tuple(c for c in catalogue.claims.values() if effect.key in c.side_effects),
            sources=_some(catalogue.sources, effect.sources),
            timing_sources=_some(catalogue.sources, named_in_timing),
        )

    def _contraindication(self, entry: Contraindication) -> ContraindicationShown:
        catalogue = self.catalogue
        effects = catalogue.side_effects
        rules = _some(catalogue.rules, entry.rules)
        return ContraindicationShown(
            entry=entry,
            kinds=kinds_of(entry),
            raises=tuple(
                RaisedEffect(effects[part.side_effect], part.why, self._how_often(part.side_effect))
                for part in entry.raises
                if part.side_effect in effects
            ),
            questions=_some(catalogue.questions, entry.questions),
            rules=tuple(_rule(catalogue, rule) for rule in rules),
            periods=tuple(
                PeriodShown(period, _some(catalogue.sources, period.basis))
                for period in _periods(catalogue, entry, rules)
            ),
            sources=_some(catalogue.sources, entry.sources),
        )

    def _how_often(self, key: str) -> HowOften:
        return self.side_effects[key].how_often

    def _claim(self, claim: Claim) -> ClaimShown:
        return ClaimShown(
            claim=claim,
            page=self.catalogue.sources.get(claim.seed),
            sources=_some(self.catalogue.sources, claim.sources),
            effects=_some(self.catalogue.side_effects, claim.side_effects),
        )

    def _source(self, source: Source) -> SourceShown:
        catalogue, cited = self.catalogue, self._cited[source.key]
        return SourceShown(
            source=source,
            links=links_of(source),
            check_first=source.verification in CHECK_FIRST,
            effects=_some(catalogue.side_effects, cited["side_effects"]),
            contraindications=_some(catalogue.contraindications, cited["contraindications"]),
            periods=_some(catalogue.periods, cited["periods"]),
            claims=_some(catalogue.claims, cited["claims"]),
        )


@lru_cache(maxsize=8)
def entries_of(catalogue: Catalogue) -> Entries:
    return Entries(catalogue)


def _some(known: Mapping[str, T], keys: Iterable[str]) -> tuple[T, ...]:
    """Those of the keys that are there; a catalogue is checked before it is published."""
    return tuple(known[key] for key in keys if key in known)


def strictest(levels: Iterable[str]) -> str:
    return max(levels, key=LEVELS.index, default="clear")


def kinds_of(entry: Contraindication) -> tuple[KindShown, ...]:
    return tuple(KindShown(part.kind, LEVEL_OF_KIND[part.kind], part.when) for part in entry.kinds)


def _raised_by(catalogue: Catalogue) -> dict[str, tuple[RaisedBy, ...]]:
    raised: defaultdict[str, tuple[RaisedBy, ...]] = defaultdict(tuple)
    for entry in catalogue.contraindications.values():
        level = strictest(part.level for part in kinds_of(entry))
        for part in entry.raises:
            raised[part.side_effect] += (RaisedBy(entry, level, part.why),)
    return raised


def _rule(catalogue: Catalogue, rule: Rule) -> RuleShown:
    return RuleShown(
        key=rule.key,
        kind=rule.kind,
        level=LEVEL_OF_KIND[rule.kind],
        sentence=fill(catalogue, rule.reads_as),
        patient_says=fill(catalogue, rule.patient_says or ""),
    )


def _periods(
    catalogue: Catalogue, entry: Contraindication, rules: Iterable[Rule]
) -> tuple[Period, ...]:
    """Those made for the contraindication and those its rules use, in catalogue order."""
    used = {name for rule in rules for name in _period_names(rule)}
    return tuple(
        period
        for period in catalogue.periods.values()
        if period.contraindication == entry.key or period.key in used
    )


def _period_names(rule: Rule) -> Iterator[str]:
    days = [rule.wait_until]
    for line in lines_of(rule.when):
        if isinstance(line.value, str):
            yield line.value
        days += [part for part in (line.date, line.value) if isinstance(part, DateExpression)]
    yield from (day.period for day in days if day and day.period)
    yield from (str(value) for action in rule.actions for _, value in action.params)
    yield from PLACEHOLDER.findall(f"{rule.reads_as} {rule.patient_says or ''}")


def _cited(catalogue: Catalogue) -> defaultdict[str, defaultdict[str, list[str]]]:
    """Source key to part to the entries that cite it."""
    cited: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for part, key, sources in _citations(catalogue):
        for source in sources:
            if key not in cited[source][part]:
                cited[source][part].append(key)
    return cited


def _citations(catalogue: Catalogue) -> Iterator[tuple[str, str, Iterable[str]]]:
    for effect in catalogue.side_effects.values():
        counted = [key for part in effect.frequency for key in (part.source or "").split("+")]
        yield "side_effects", effect.key, [*effect.sources, *counted]
    for entry in catalogue.contraindications.values():
        yield "contraindications", entry.key, entry.sources
    for period in catalogue.periods.values():
        yield "periods", period.key, period.basis
    for claim in catalogue.claims.values():
        yield "claims", claim.id, [claim.seed, *claim.sources]


def links_of(source: Source) -> tuple[tuple[str, str], ...]:
    """(words, address) of where the source can be read; only the web's own addresses."""
    links = []
    if source.doi:
        links.append((f"doi:{source.doi}", f"https://doi.org/{quote(source.doi, safe='/()')}"))
    if source.pmid and source.pmid.isdigit():
        address = f"https://pubmed.ncbi.nlm.nih.gov/{source.pmid}/"
        links.append((f"PubMed {source.pmid}", address))
    if source.url and (host := _web_host(source.url)):
        links.append((host, source.url))
    return tuple(links)


def _web_host(address: str) -> str:
    """Whose address it is; empty where it does not lead to the web."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return parts.netloc if parts.scheme in ("http", "https") else ""
