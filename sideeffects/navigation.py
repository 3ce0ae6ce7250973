"""This app's place in the menu."""

from __future__ import annotations

from clinic.navigation import Entry

ENTRIES = [Entry("Catalogue", "sideeffects:home", "catalogue.read", order=60)]
