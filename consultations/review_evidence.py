"""What stands behind each reason of the review page: its rule, its sources, how it did here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from consultations.cards_reasons import Reason
from consultations.deciding import Case
from consultations.looks_wrong import rule_named
from consultations.questions import catalogue_of
from consultations.rule_counts import NEWEST, kept_counts
from consultations.rule_health import NEVER_SHOWN, Fared
from consultations.rule_versions import RuleVersion, rule_versions
from sideeffects.models import Source as SourceRow
from sideeffects.risk import Catalogue
from sideeffects.risk.evidence import Source


@dataclass(frozen=True, slots=True)
class Check:
    """When our reading of a source was last checked, and when it should be again."""

    on: date | None
    by: str
    again_by: date | None
    late: bool


NEVER_CHECKED = Check(None, "", None, late=False)


@dataclass(frozen=True, slots=True)
class SourceShown:
    """A source with whom it counted, and how fresh our reading of it is."""

    source: Source
    counted: tuple[str, ...]
    check: Check


@dataclass(frozen=True, slots=True)
class Behind:
    """What one reason rests on. `here`: how its rule did in this clinic, in one sentence."""

    version: RuleVersion | None
    sources: tuple[SourceShown, ...]
    here: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of all reasons of a page: in two statements, whatever was found."""

    versions: Mapping[str, RuleVersion]
    counts: Mapping[str, Fared] | None
    checks: Mapping[str, Check]
    counted: Mapping[str, tuple[str, ...]]

    def behind(self, reason: Reason) -> Behind:
        finding = reason.finding
        rule = rule_named(finding.rule, finding.origin, finding.because)
        return Behind(
            version=self.versions.get(rule or ""),
            sources=tuple(self._source(source) for source in reason.sources),
            here=how_it_did(self.counts, rule),
        )

    def _source(self, source: Source) -> SourceShown:
        check = self.checks.get(source.key, NEVER_CHECKED)
        return SourceShown(source, self.counted.get(source.key, ()), check)


def evidence_of(found: Case) -> Evidence:
    edition = found.consultation.edition
    keys = {key for finding in found.risk.findings for key in finding.sources}
    return Evidence(
        versions=rule_versions(edition.pk, edition.hash),
        counts=kept_counts(),
        checks=checks_of(keys, found.today),
        counted=_counted(catalogue_of(found.consultation)),
    )


def checks_of(keys: Iterable[str], today: date) -> dict[str, Check]:
    rows = SourceRow.objects.filter(key__in=sorted(keys)).values_list(
        "key", "checked_on", "checked_by", "check_again_by"
    )
    return {
        key: Check(on, by, again, late=again is not None and again < today)
        for key, on, by, again in rows
    }


def how_it_did(counts: Mapping[str, Fared] | None, rule: str | None) -> str:
    """How often it was shown, agreed with and changed; nothing where no rule made it."""
    if rule is None:
        return ""
    if counts is None:
        return "Not counted yet."
    fared = counts.get(rule, NEVER_SHOWN)
    if fared.few:
        return "Too few to count: fewer than four patients had it."
    if not fared.shown:
        return f"Never in the last {NEWEST} decisions."
    times = "once" if fared.shown == 1 else f"{fared.shown} times"
    return f"Shown {times}, agreed {fared.agreed}, changed {fared.changed}."


def _counted(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Whom each source counted: "43 SMP patients"."""
    found: dict[str, dict[str, None]] = {}
    for effect in catalogue.side_effects.values():
        for figure in effect.frequency:
            if figure.counted and figure.source:
                line = f"{figure.N:,} {figure.population}"
                found.setdefault(figure.source, {})[line] = None
    return {key: tuple(lines) for key, lines in found.items()}
