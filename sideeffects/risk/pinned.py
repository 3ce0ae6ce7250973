"""Sample patients with an expected result: a draft that breaks one must not go live unseen."""

from dataclasses import dataclass
from datetime import date

from .assess import assess
from .catalogue import Catalogue
from .evidence import Expected, Sample
from .problem import Problem
from .samples import case_of, differing
from .summary import RiskSummary


@dataclass(frozen=True, slots=True)
class SampleResult:
    """``differs``: what is other than expected, in sentences; ``summary``: None without one."""

    label: str
    summary: RiskSummary | None
    differs: tuple[str, ...]

    @property
    def problem(self) -> Problem:
        return Problem("sample_breaks", "samples", self.label, " ".join(self.differs))


def samples_wrong(catalogue: Catalogue) -> tuple[SampleResult, ...]:
    """The pinned samples whose result is not the expected one, in catalogue order."""
    results = (
        _result(catalogue, sample, sample.expected)
        for sample in catalogue.samples.values()
        if sample.expected is not None
    )
    return tuple(result for result in results if result.differs)


def _result(catalogue: Catalogue, sample: Sample, expected: Expected) -> SampleResult:
    try:
        case = case_of(catalogue, sample)
        summary = assess(
            catalogue,
            case["answers"],
            consultation_date=date.fromisoformat(sample.consultation_date),
            treatment_date=date.fromisoformat(sample.treatment_date),
            letters={key: date.fromisoformat(day) for key, day in case["letters"].items()},
        )
    except (ValueError, KeyError) as fault:  # answers that the catalogue cannot read are one too
        return SampleResult(sample.label, None, (f"It cannot be assessed: {fault}.",))
    return SampleResult(sample.label, summary, differing(expected, summary))
