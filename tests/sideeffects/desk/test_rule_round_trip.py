"""Every rule, period and action of the starter catalogue, opened and saved, says the same."""

from __future__ import annotations

import pytest

from sideeffects.forms.editors import EDITORS
from sideeffects.risk import to_files
from tests.catalogue import starter
from tests.sideeffects.desk.sent import as_it_stands, typed


@pytest.mark.parametrize(("part", "count"), [("rules", 159), ("periods", 54), ("actions", 52)])
def test_opened_and_saved_every_entry_says_exactly_the_same(part: str, count: int) -> None:
    draft = starter()
    entries = to_files(draft)[part][part]
    assert len(entries) == count
    for plain in entries:
        shown = EDITORS[part](draft=draft, plain=plain)
        saved = EDITORS[part](typed(as_it_stands(shown)), draft=draft, plain=plain)
        assert saved.is_valid(), (plain["key"], saved.problems)
        assert saved.whole(plain["key"]) == plain
