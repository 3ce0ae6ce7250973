"""Calling `manage.py assess` in tests."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from sideeffects.risk.samples import case_of
from tests.catalogue import STARTER, starter

CASE: dict[str, Any] = {
    "consultation_date": "2026-12-08",
    "treatment_date": "2027-01-19",
    "answers": {"keloid_history": "yes"},
}
FULL = case_of(starter(), starter().samples["Isotretinoin ended in October"])


def write(folder: Path, content: object, name: str = "cases.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def assess(path: Path, *options: str) -> str:
    said = StringIO()
    call_command("assess", str(path), *options, stdout=said, stderr=said)
    return said.getvalue()


def assess_json(path: Path, *options: str) -> Any:
    return json.loads(assess(path, "--catalogue", str(STARTER), "--json", *options))


def refused(path: Path, *options: str) -> str:
    options = options or ("--catalogue", str(STARTER))
    with pytest.raises(CommandError) as caught:
        assess(path, *options)
    assert caught.value.returncode == 2
    return str(caught.value)
