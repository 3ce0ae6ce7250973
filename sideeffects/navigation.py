"""This app's place in the menu, and its pages of the catalogue desk."""

from __future__ import annotations

from clinic.navigation import Entry
from sideeffects.desk.tabs import Tab

ENTRIES = [
    Entry("Catalogue", "sideeffects:home", "catalogue.read", order=60),
    Entry("Catalogue desk", "sideeffects:desk", "catalogue.check", order=61),
]
DESK = [
    Tab("Draft", "sideeffects:desk", order=10),
    Tab("Changes", "sideeffects:desk_changes", order=20),
    Tab("Checks", "sideeffects:desk_checks", order=30),
    Tab("Try it", "sideeffects:try_it", order=40),
]
