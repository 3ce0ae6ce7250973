"""pytest's plugin for `make mutants`: few random cases, and nothing remembered from before.

Each mutant runs in a copy of a process that has run all the tests once. Whatever the engine keeps
between calls was made by the code as it is, so it is thrown away before a mutant is tried.
"""

from __future__ import annotations

import sys

import hypothesis
import pytest

hypothesis.settings.register_profile(
    "mutants",
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck),
)
hypothesis.settings.load_profile("mutants")

# Those that notice most come first: a mutant is done with at the first test that fails.
FIRST = ("test_any_catalogue", "test_against_reference", "test_findings", "test_asked")


def pytest_sessionstart() -> None:
    for name, module in list(sys.modules.items()):
        if name.startswith(("sideeffects.risk", "tests.sideeffects.risk")):
            for kept in vars(module).values():
                if hasattr(kept, "cache_clear"):
                    kept.cache_clear()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: (_place(item), item.nodeid))


def _place(item: pytest.Item) -> int:
    stem = item.path.stem
    return FIRST.index(stem) if stem in FIRST else len(FIRST)
