"""What other topics show on the review page: each part comes from a module of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clinic.models import User
from consultations.asking_section import Asking, asking_section
from consultations.deciding import Case
from consultations.earlier_consultations import Earlier, earlier_of
from consultations.letters_section import LettersSection, letters_section
from consultations.patch_test_section import PatchTests, patch_tests_section
from consultations.photos_section import Photos, photos_of
from consultations.review_evidence import Evidence, evidence_of
from consultations.review_work_section import WorkSection, work_section
from consultations.second_look_section import SecondLookSection, second_look_section
from consultations.timeline import Timeline
from consultations.timeline_section import timeline_section


@dataclass(frozen=True, slots=True)
class Sections:
    """One field a topic; `page.sections.<topic>` in the templates."""

    asking: Asking
    evidence: Evidence
    earlier: Earlier
    letters: LettersSection
    patch_tests: PatchTests
    photos: Photos
    timeline: Timeline | None
    work: WorkSection | None
    second_look: SecondLookSection


def sections_of(found: Case, by: User, today: date, forms: Mapping[str, Any]) -> Sections:
    """`forms`: those that came back with something to repair, by topic; the rest is untouched."""
    return Sections(
        asking=asking_section(found, today, forms),
        evidence=evidence_of(found),
        earlier=earlier_of(found.consultation, found.summary.answers, by),
        patch_tests=patch_tests_section(found, by, forms.get("patch_tests")),
        photos=photos_of(found.consultation, by, forms.get("photos")),
        letters=letters_section(found, forms),
        timeline=timeline_section(found),
        work=work_section(found, by, today, forms),
        second_look=second_look_section(found, by, forms),
    )
