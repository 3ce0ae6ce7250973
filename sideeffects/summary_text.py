"""A risk summary as plain text that a person can read in a terminal. Days are ISO."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap

from clinic import words
from sideeffects.risk import Catalogue, Finding, RiskSummary

WIDTH = 96
HEAD = ("Finding", "Kind", "Status", "Until")


def text_of(catalogue: Catalogue, summary: RiskSummary) -> str:
    lines = [
        _levels(summary),
        f"consultation {summary.consultation_date}, treatment {summary.treatment_date}, "
        f"stages {', '.join(summary.stages)}",
        "",
    ]
    if summary.fault:
        lines += [f"The rules could not be read: {summary.fault}. Treat it as a hold.", ""]
    lines += _findings(summary.findings)
    lines += _facts(catalogue, summary)
    return "\n".join(lines)


def _levels(summary: RiskSummary) -> str:
    level = words.LEVELS[summary.level]
    step = f" ({level.step})" if level.step else ""
    could_be = words.LEVELS[summary.could_be].name
    return f"{level.name.upper()}{step}; could be {could_be}"


def _findings(findings: tuple[Finding, ...]) -> list[str]:
    if not findings:
        return ["No findings.", ""]
    rows = [HEAD, *(_row(finding) for finding in findings)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    lines = []
    for place, row in enumerate(rows):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        lines.append("  ".join(cells).rstrip())
        if place == 0:
            lines.append("  ".join("-" * width for width in widths))
            continue
        finding = findings[place - 1]
        lines += _folded(finding.sentence)
        for action in finding.actions:
            lines += _folded(
                f"{action.label} [{action.key}, {action.gate.replace('_', ' ')}]", "- "
            )
    return [*lines, ""]


def _row(finding: Finding) -> tuple[str, ...]:
    if finding.until:
        until = f"{finding.until}{' (provisional)' if finding.provisional else ''}"
    else:
        until = "no date" if finding.level in ("hold", "stop") else ""
    return (finding.contraindication, finding.kind, finding.status, until)


def _folded(text: str, mark: str = "") -> list[str]:
    return wrap(text, WIDTH, initial_indent=f"  {mark}", subsequent_indent="  " + " " * len(mark))


def _facts(catalogue: Catalogue, summary: RiskSummary) -> list[str]:
    facts = [
        ("Earliest date", _earliest(summary)),
        ("Ask next", summary.ask_next or ""),
        ("Still open", _several(summary.open_questions)),
        ("No rule reads", _several(f"{part.key} ({part.why})" for part in summary.not_read)),
        ("Set aside", _several(key for key, _, _, reports in summary.set_aside if reports)),
        ("Edition", _edition(catalogue, summary)),
        ("Hash", summary.hash),
    ]
    return [f"{name + ':':<15}{value}" for name, value in facts if value]


def _earliest(summary: RiskSummary) -> str:
    if summary.level == "stop":
        return "none"
    said = [str(summary.earliest_date)] if summary.earliest_date else []
    if summary.earliest_because:
        said.append(f"because of {summary.earliest_because}")
    if summary.open_ended:
        said.append("not before something without a date has arrived")
    if summary.provisional:
        said.append("provisional: it rests on a planned or due date")
    return "; ".join(said)


def _several(keys: Iterable[str]) -> str:
    return ", ".join(keys)


def _edition(catalogue: Catalogue, summary: RiskSummary) -> str:
    number = "none, from files" if summary.edition is None else str(summary.edition)
    return f"{number}; catalogue {catalogue.hash}"
