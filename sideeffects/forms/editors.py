"""Which form edits which kind of entry."""

from __future__ import annotations

from sideeffects.forms.entry import EntryForm

EDITORS: dict[str, type[EntryForm]] = {}
