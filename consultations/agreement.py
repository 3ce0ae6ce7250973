"""Agreement figures: per rule and per reviewer, of the decisions of some days, counted in SQL.

What was decided is judged as for rule health. A later reaction is a patch test read after the
decision, with a reaction or late symptoms. Of fewer than four patients nothing is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from consultations.rule_health import FARED, FEWEST, JUDGED, MOST, Fared, fared, name_of

WINDOWS = (30, 90, 365)
REACTED = """
reacted AS MATERIALIZED (
    SELECT t.patient_id, r.read_at
    FROM consultations_patchtestreading r
    JOIN consultations_patchtest t ON t.id = r.patch_test_id
    WHERE (r.result = 'reaction' OR r.late_symptoms = 'yes')
        AND r.withdrawn_at IS NULL AND t.withdrawn_at IS NULL AND r.read_at >= %s
)
""".strip()
# The middle one of how long it took, and how many patients reacted later.
TOOK_AND_REACTED = """
    percentile_cont(0.5) WITHIN GROUP (
        ORDER BY extract(epoch FROM d.decided_at - d.opened_at)::float),
    count(DISTINCT d.patient_id) FILTER (WHERE EXISTS (
        SELECT FROM reacted
        WHERE reacted.patient_id = d.patient_id AND reacted.read_at > d.decided_at))
""".strip()
OF_RULES = "FROM judged d GROUP BY rule, made_by"
OF_A_SITE = """
looks AS (
    SELECT s.asked_by_id, count(*) AS asked
    FROM consultations_secondlook s
    JOIN consultations_consultation c ON c.id = s.consultation_id AND c.site_id = %s
    WHERE s.asked_at >= %s GROUP BY s.asked_by_id
), d AS (
    SELECT r.decided_by_id, r.decided_at, r.opened_at, r.less_strict, c.patient_id
    FROM consultations_review r
    JOIN consultations_consultation c ON c.id = r.consultation_id AND c.site_id = %s
    WHERE r.decided_at >= %s
)
SELECT u.display_name, count(DISTINCT d.patient_id), count(*),
    count(*) FILTER (WHERE d.less_strict), coalesce(max(looks.asked), 0),
""".strip()
OF_REVIEWERS = """
FROM d JOIN clinic_user u ON u.id = d.decided_by_id
LEFT JOIN looks ON looks.asked_by_id = u.id
GROUP BY u.id, u.display_name ORDER BY u.display_name, u.id
""".strip()
PER_RULE = "\n".join(
    (JUDGED, ",", REACTED, "SELECT", FARED, ",", TOOK_AND_REACTED, OF_RULES),
)
PER_REVIEWER = "\n".join(("WITH", REACTED, ",", OF_A_SITE, TOOK_AND_REACTED, OF_REVIEWERS))


@dataclass(frozen=True, slots=True)
class RuleFigures:
    fared: Fared
    took: timedelta | None
    reactions: int


@dataclass(frozen=True, slots=True)
class ReviewerFigures:
    """`second_looks`: how often this person asked for one. `few`: of so few patients that nothing
    more may be said."""

    name: str
    decided: int
    less_strict: int
    second_looks: int
    took: timedelta | None
    reactions: int
    few: bool

    @property
    def agreed(self) -> int:
        return self.decided - self.less_strict


def per_rule(since: datetime) -> dict[str, RuleFigures]:
    """Of all sites, as the catalogue is one for all of them: one statement, however many there are.

    The newest decisions alone, where there are more of them than rule health counts.
    """
    with connection.cursor() as cursor:
        cursor.execute(PER_RULE, [since, MOST, since])
        rows = cursor.fetchall()
    return {name_of(*row[:2]): _of_rule(fared(*row[2:7]), *row[7:]) for row in rows}


def _of_rule(found: Fared, took: float | None, reactions: int) -> RuleFigures:
    if found.few:
        return RuleFigures(found, None, 0)
    return RuleFigures(found, _time(took), reactions)


def per_reviewer(site: int, since: datetime) -> list[ReviewerFigures]:
    """Who decided at this site: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(PER_REVIEWER, [since, site, since, site, since])
        rows = cursor.fetchall()
    return [_of_reviewer(name, patients, counts) for name, patients, *counts in rows]


def _of_reviewer(name: str, patients: int, counts: list[Any]) -> ReviewerFigures:
    if patients < FEWEST:
        return ReviewerFigures(name, 0, 0, 0, None, 0, few=True)
    decided, less_strict, second_looks, took, reactions = counts
    return ReviewerFigures(
        name, decided, less_strict, second_looks, _time(took), reactions, few=False
    )


def _time(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=round(seconds))
