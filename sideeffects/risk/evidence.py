"""What can go wrong, for whom, how often and how we know: the clinical entries as frozen values."""

from dataclasses import dataclass
from decimal import Decimal

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class KindWhen:
    kind: str
    when: str


@dataclass(frozen=True, slots=True)
class Raises:
    side_effect: str
    why: str


@dataclass(frozen=True, slots=True)
class Contraindication:
    key: str
    name: str
    group: str
    kinds: tuple[KindWhen, ...]
    required_action: str
    raises: tuple[Raises, ...]
    not_sure_means: str
    evidence_grade: str
    evidence_directness: str
    sources: tuple[str, ...]
    note: str | None
    questions: tuple[str, ...]
    rules: tuple[str, ...]
    waiting_period_or_limit_grade: str | None
    plain_name: str | None = None
    also_called: tuple[str, ...] = ()
    for_patients: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """When something begins or how long it lasts; days, None where no number is known."""

    text: str
    min_days: Number | None
    max_days: Number | None


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often: numerator ``n`` of denominator ``N``. Without both, nobody has counted it."""

    text: str
    n: int | None = None
    N: int | None = None
    population: str | None = None
    source: str | None = None
    n_derived_from_percentage: bool = False

    @property
    def counted(self) -> bool:
        """Numerator, denominator, population and source are all there."""
        return None not in (self.n, self.N, self.population, self.source)


@dataclass(frozen=True, slots=True)
class SideEffect:
    key: str
    plain_name: str
    clinical_name: str
    category: str
    onset: Span
    duration: Span
    severity: str
    frequency: tuple[Frequency, ...]
    warning_signs: tuple[str, ...]
    what_to_do: str
    evidence_grade: str
    evidence_directness: str
    sources: tuple[str, ...]
    seed_verdict: str | None
    seed_note: str | None
    note: str | None
    timing_basis: str
    also_called: tuple[str, ...] = ()
    for_patients: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    key: str
    type: str
    authors: str
    year: int | None
    title: str
    container: str
    doi: str | None
    pmid: str | None
    url: str | None
    verification: str
    seen: str | None
    note: str | None
    used_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    id: str
    seed: str
    claim: str
    about: str
    verdict: str
    reason: str
    sources: tuple[str, ...]
    side_effects: tuple[str, ...]


# A decimal is kept as text, as it is in the canonical form.
CatalogueAnswer = str | tuple[str, ...] | int


@dataclass(frozen=True, slots=True)
class ExpectedFinding:
    contraindication: str
    kind: str
    status: str


@dataclass(frozen=True, slots=True)
class Expected:
    outcome: str
    findings: tuple[ExpectedFinding, ...]
    earliest_date: str | None
    open_ended: bool | None
    provisional: bool | None


@dataclass(frozen=True, slots=True)
class Sample:
    """A patient without a name; with ``expected`` a pinned test.

    ``answers`` not listed take the defaults.
    """

    label: str
    shows: str
    consultation_date: str
    treatment_date: str
    answers: tuple[tuple[str, CatalogueAnswer | None], ...]
    letters: tuple[tuple[str, str], ...]
    expected: Expected | None
