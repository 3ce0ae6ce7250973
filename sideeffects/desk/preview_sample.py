"""A sample patient as typed: what live gives, what the draft gives, what is expected, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sideeffects.desk.overview import live_catalogue
from sideeffects.desk.trying import Tried, tried
from sideeffects.risk import Catalogue
from sideeffects.risk.evidence import Sample
from sideeffects.risk.samples import differing


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
        return _said(ours) != _said(theirs)


def _said(summary: Any) -> Any:
    found = [(one.contraindication, one.kind, one.status, one.until) for one in summary.findings]
    return summary.level, found, summary.earliest_date, summary.open_ended, summary.provisional


def shown(draft: Catalogue, sample: Sample, live: Catalogue | None) -> Shown:
    under_draft = tried(draft, sample)
    return Shown(
        sample=sample,
        live=tried(live, sample),
        draft=under_draft,
        wrong=_wrong(sample, under_draft),
    )


def _wrong(sample: Sample, result: Tried) -> tuple[str, ...]:
    if sample.expected is None:
        return ()
    if result.summary is None:
        return result.why_not
    return differing(sample.expected, result.summary)


def every_sample(draft: Catalogue) -> list[Shown]:
    """All samples of the draft, in catalogue order."""
    live = live_catalogue()
    return [shown(draft, sample, live) for sample in draft.samples.values()]


def preview(draft: Catalogue, key: str) -> dict[str, Any]:
    sample = draft.samples[key]
    found = shown(draft, sample, live_catalogue())
    return {"shown": found}
