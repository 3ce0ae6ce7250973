"""pytest's plugin for `make mutants`: few random cases, and nothing remembered from before.

Each mutant runs in a copy of a process that has run all the tests once. Whatever the engine keeps
between calls was made by the code as it is, so it is thrown away before a mutant is tried; what was
only read from a file is kept.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

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

ENGINE = "sideeffects.risk."
ONLY_READ = {"_starter_files"}
DURATIONS = Path("mutmut-stats.json")  # of every test, noted by mutmut before the first mutant


def pytest_sessionstart() -> None:
    forget()


def pytest_runtest_setup() -> None:
    """While mutmut notes which tests reach which functions, none may live on another's work."""
    if os.environ.get("MUTANT_UNDER_TEST") == "stats":
        forget()


def forget() -> None:
    for name, module in list(sys.modules.items()):
        if name.startswith(("sideeffects.risk", "tests.sideeffects.risk")):
            for called, kept in vars(module).items():
                if hasattr(kept, "cache_clear") and called not in ONLY_READ:
                    kept.cache_clear()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests named like the mutated module come first, then quick ones before slow ones: a mutant
    is done with at the first test that fails."""
    module = os.environ.get("MUTANT_UNDER_TEST", "").removeprefix(ENGINE).partition(".")[0]
    noted = json.loads(DURATIONS.read_text()) if DURATIONS.exists() else {}
    seconds = noted.get("duration_by_test", {})
    items.sort(
        key=lambda item: (_far(module, item.path.stem), seconds.get(item.nodeid, 0), item.nodeid)
    )


def _far(module: str, stem: str) -> int:
    """0 for `check_names` and test_check_names.py, 1 for test_check_dates.py, 2 for the rest."""
    if module and stem.startswith(f"test_{module}"):
        return 0
    return 1 if module and stem.split("_")[1] == module.split("_", maxsplit=1)[0] else 2
