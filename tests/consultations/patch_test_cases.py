"""Patch tests for two files of tests."""

from __future__ import annotations

from typing import Any

from consultations.models import (
    Consultation,
)
from consultations.patch_test import QUESTIONS
from tests.consultations.world import World


def said(world: World, consultation: Consultation) -> dict[str, Any]:
    """The five answers as the newest summary has them."""
    summary = world.fresh(consultation).summary
    assert summary is not None
    return {name: summary.answers.get(name) for name in QUESTIONS}
