"""Every entry of the starter catalogue, opened and saved without a change, says the same."""

from __future__ import annotations

import pytest

from sideeffects.forms.editors import EDITORS
from sideeffects.risk import parse, to_files
from tests.catalogue import starter
from tests.sideeffects.desk.sent import as_it_stands, typed

PARTS = ("side_effects", "contraindications", "sources", "claims", "sections")


@pytest.mark.parametrize("part", PARTS)
def test_opened_and_saved_every_entry_says_the_same(part: str) -> None:
    draft = starter()
    form = EDITORS[part]
    files = to_files(draft)
    model = form(draft=draft).model
    entries = files[model.FILE][part]
    assert len(entries) == len(getattr(draft, part))
    for place, plain in enumerate(entries):
        key = plain[model.KEY]
        shown = form(draft=draft, plain=plain)
        saved = form(typed(as_it_stands(shown)), draft=draft, plain=plain)
        assert saved.is_valid(), (key, saved.problems)
        said = saved.whole(key)
        assert said is not None, (key, saved.problems)
        before = model.columns(plain)
        assert model.columns(said) == before, key
        entries[place] = said
    assert parse(files).hash == draft.hash
