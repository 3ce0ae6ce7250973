"""What other topics show on the review page: each part comes from a module of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clinic.models import User
from consultations.deciding import Case
from consultations.earlier_consultations import Earlier, earlier_of
from consultations.patch_test_section import PatchTests, patch_tests_section
from consultations.review_evidence import Evidence, evidence_of
from consultations.review_work_section import WorkSection, work_section
from consultations.timeline import Timeline
from consultations.timeline_section import timeline_section


@dataclass(frozen=True, slots=True)
class Sections:
    """One field a topic; `page.sections.<topic>` in the templates."""

    evidence: Evidence
    earlier: Earlier
    patch_tests: PatchTests
    timeline: Timeline | None
    work: WorkSection | None


def sections_of(found: Case, by: User, today: date, forms: Mapping[str, Any]) -> Sections:
    """`forms`: those that came back with something to repair, by topic; the rest is untouched."""
    return Sections(
        evidence=evidence_of(found),
        earlier=earlier_of(found.consultation, found.summary.answers, by),
        patch_tests=patch_tests_section(found, by, forms.get("patch_tests")),
        timeline=timeline_section(found),
        work=work_section(found, by, today, forms),
    )
