"""A sample patient as typed: what live gives, what the draft gives, what is expected, and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sideeffects.desk.overview import changes_of_draft, live_catalogue
from sideeffects.desk.trying import Tried, filled, known_part, tried
from sideeffects.risk import AnswerErrors, Catalogue, samples_wrong, trace
from sideeffects.risk.evidence import Sample
from sideeffects.risk.trace import RuleTrace
from sideeffects.risk.wording import fill


@dataclass(frozen=True, slots=True)
class Shown:
    """One sample beside what is expected. `wrong`: in words, what is other than expected."""

    sample: Sample
    live: Tried
    draft: Tried
    wrong: tuple[str, ...]

    @property
    def pinned(self) -> bool:
        return self.sample.expected is not None

    @property
    def changes(self) -> bool:
        """Whether the draft says something else than what is live."""
        ours, theirs = self.draft.summary, self.live.summary
        if ours is None or theirs is None:
            return ours is not theirs
        return bool(_said(ours) != _said(theirs))


def _said(summary: Any) -> Any:
    found = [(one.contraindication, one.kind, one.status, one.until) for one in summary.findings]
    return summary.level, found, summary.earliest_date, summary.open_ended, summary.provisional


@dataclass(frozen=True, slots=True)
class Traced:
    """One rule, as staff read it, line by line on a sample's answers."""

    sentence: str
    trace: RuleTrace


def shown(draft: Catalogue, sample: Sample, live: Catalogue | None) -> Shown:
    return Shown(
        sample=sample,
        live=tried(live, sample),
        draft=tried(draft, sample),
        wrong=_broken(draft).get(sample.label, ()),
    )


@lru_cache(maxsize=8)
def _broken(draft: Catalogue) -> dict[str, tuple[str, ...]]:
    """What each pinned sample has other than expected."""
    return {result.label: result.differs for result in samples_wrong(draft)}


def every_sample(draft: Catalogue) -> list[Shown]:
    """All samples of the draft, in catalogue order."""
    live = live_catalogue()
    return [shown(draft, sample, live) for sample in draft.samples.values()]


def traces(draft: Catalogue, sample: Sample, found: Shown) -> list[Traced]:
    """Line by line, the rules that made a finding on either side, and those the draft changed."""
    keys = dict.fromkeys(
        finding.rule
        for side in (found.draft, found.live)
        for finding in (side.summary.findings if side.summary else ())
        if finding.rule in draft.rules
    )
    keys |= dict.fromkeys(
        change.key
        for change in changes_of_draft(draft)
        if change.part == "rules" and change.key in draft.rules
    )
    found_traces = (traced(draft, sample, key) for key in keys if key is not None)
    return [one for one in found_traces if one is not None]


def traced(draft: Catalogue, sample: Sample, rule: str) -> Traced | None:
    """One rule on a sample's answers; None where these cannot be read."""
    known, _ = known_part(draft, sample)
    try:
        case = filled(draft, known)
    except (AnswerErrors, ValueError):
        return None
    return Traced(
        fill(draft, draft.rules[rule].reads_as),
        trace(
            draft,
            rule,
            case.answers,
            consultation_date=case.consultation_date,
            treatment_date=case.treatment_date,
            letters=case.letters,
        ),
    )


def preview(draft: Catalogue, key: str) -> dict[str, Any]:
    sample = draft.samples[key]
    found = shown(draft, sample, live_catalogue())
    return {"shown": found, "traces": traces(draft, sample, found)}
