"""pytest's plugin that fails a whole run whose coverage lies under a floor.

Every line and branch of the risk engine and of every module that writes; 95 % of all.
`make test` names it beside `--cov`; it reads the JSON report that pytest-cov has just written.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from dev.places import VAR

REPORT = VAR / "coverage.json"
WHOLE = re.compile(r"^sideeffects/risk/|/actions(/|\.py$)")
FLOOR = 95.0

lines = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    REPORT.unlink(missing_ok=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if not REPORT.exists():  # stopped half way: there is nothing to judge
        return
    report: dict[str, Any] = json.loads(REPORT.read_text())
    found = below(report)
    total = report["totals"]["percent_covered"]
    session.config.stash[lines] = [f"all: {total:.1f} % (floor {FLOOR:.0f} %)", *found]
    if found and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    found = terminalreporter.config.stash.get(lines, None)
    if found:
        terminalreporter.section("coverage")
        for line in found:
            terminalreporter.line(line)


def below(report: dict[str, Any]) -> list[str]:
    """What keeps the run from its floors, one line each."""
    found = []
    for name, file in sorted(report["files"].items()):
        missing = [str(number) for number in file["missing_lines"]]
        missing += [f"{start}->{end}" for start, end in file["missing_branches"]]
        if missing and WHOLE.search(name):
            found.append(f"{name} must be covered whole; not run: {', '.join(missing)}")
    if report["totals"]["percent_covered"] < FLOOR:
        found.append(f"All together lies under {FLOOR:.0f} %. The least covered:")
        worst = sorted(report["files"].items(), key=lambda item: -_missing(item[1]))[:10]
        found += [f"  {name}: {_missing(file)} lines not run" for name, file in worst]
    return found


def _missing(file: dict[str, Any]) -> int:
    return len(file["missing_lines"])
