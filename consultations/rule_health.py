"""How rules fare in decisions: how often one was shown, agreed with and changed, and why.

Counted over the newest decisions of all sites, since the catalogue is one for all of them.
Nothing that tells whose decision it was leaves this module.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from django.db import connection
from django.utils import timezone

from consultations.looks_wrong import NOT_SURE

MOST = 5_000
# Below so many patients a rule's counts would tell what was decided about one of them.
FEWEST = 4
LEFT_OUT = "left_out"
# Shown so often and never acted on, a rule is proposed for removal.
ENOUGH = 20

# A decision changed a rule where, less strict than the rules, it accepted days on which the rule's
# finding holds, or where a step that the finding asks for was left out.
JUDGED = """
WITH newest AS (
    SELECT id, consultation_id, summary_id, less_strict, reason_code, accepted_findings, windows,
        decided_at, opened_at, decision
    FROM consultations_review WHERE decided_at >= %s ORDER BY id DESC LIMIT %s
), left_out AS MATERIALIZED (
    SELECT n.id, step ->> 'contraindication' AS contraindication,
        array_agg(step ->> 'action') AS actions
    FROM newest n
    JOIN consultations_steptick t ON t.consultation_id = n.consultation_id
        AND t.state = 'waived' AND t.ticked_at <= n.decided_at
    CROSS JOIN LATERAL jsonb_path_query_first(n.windows, '$[*].steps[*] ? (@.key == $key)',
        jsonb_build_object('key', t.step_key)) AS step
    WHERE NOT EXISTS (
        SELECT FROM consultations_steptick later
        WHERE later.consultation_id = t.consultation_id AND later.step_key = t.step_key
            AND later.id > t.id AND later.ticked_at <= n.decided_at)
    GROUP BY n.id, step ->> 'contraindication'
), made AS (
    SELECT n.id, n.decided_at, n.opened_at, n.decision, n.reason_code, n.less_strict,
        n.accepted_findings, c.patient_id, f.contraindication, f.kind, f.level, f.actions, f.rule,
        coalesce(f.rule, f.because -> 0 ->> 0) AS made_by
    FROM newest n
    JOIN consultations_consultation c ON c.id = n.consultation_id
    JOIN consultations_summary s ON s.id = n.summary_id
    CROSS JOIN LATERAL jsonb_to_recordset(s.canonical::jsonb -> 'findings') AS f(
        contraindication text, kind text, level text, status text, origin text, rule text,
        because jsonb, actions jsonb)
    WHERE f.status = 'open' AND f.origin IN ('rule', 'not_sure')
), judged AS (
    SELECT m.*,
        m.less_strict AND m.kind <> 'precaution' AND EXISTS (
            SELECT FROM jsonb_array_elements(m.accepted_findings) AS finding
            WHERE finding = jsonb_build_array(m.contraindication, m.kind, m.made_by, 'hold')
        ) AS accepted,
        l.id IS NOT NULL AND EXISTS (
            SELECT FROM jsonb_array_elements(m.actions) AS asked
            WHERE asked ->> 'key' = ANY (l.actions)
        ) AS waived
    FROM made m
    LEFT JOIN left_out l ON l.id = m.id AND l.contraindication = m.contraindication
)
""".strip()
# What a decision shows of a rule. Nobody acted on it where the decision went against it, or where
# a patient was approved plainly though it asked for care.
FARED = """
    rule, made_by, count(*), count(DISTINCT patient_id), max(decided_at),
    coalesce(array_agg(coalesce(nullif(reason_code, ''), 'left_out'))
        FILTER (WHERE accepted OR waived), '{}'),
    count(*) FILTER (WHERE NOT (accepted OR waived
        OR level = 'care' AND decision = 'approved'))
""".strip()
COUNT = "\n".join((JUDGED, "SELECT", FARED, "FROM judged GROUP BY rule, made_by"))
EVER = "-infinity"


@dataclass(frozen=True, slots=True)
class Fared:
    """How one rule fared. `few`: of so few patients that nothing more may be said. `acted`: in how
    many decisions somebody did what it asks for."""

    shown: int
    changed: int
    reason: str
    reason_count: int
    last: date | None
    few: bool
    acted: int = field(default=0, compare=False)

    @property
    def unused(self) -> bool:
        """Shown often, and no decision would have been another without it."""
        return self.shown >= ENOUGH and not self.acted

    @property
    def agreed(self) -> int:
        return self.shown - self.changed

    @property
    def often_changed(self) -> bool:
        return not self.few and self.changed > self.agreed


NEVER_SHOWN = Fared(0, 0, "", 0, None, few=False)


@dataclass(frozen=True, slots=True)
class Health:
    """`decisions`: how many were counted; `rules`: by the names of consultations/looks_wrong.py."""

    decisions: int
    rules: dict[str, Fared]

    def of(self, rule: str) -> Fared:
        return self.rules.get(rule, NEVER_SHOWN)


def rule_health() -> Health:
    """In two statements, however many rules there are; in one while nothing was decided since."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), max(id) FROM"
            " (SELECT id FROM consultations_review ORDER BY id DESC LIMIT %s) newest",
            [MOST],
        )
        decisions, newest = cursor.fetchone()
    return Health(decisions, _counted(decisions, newest))


@lru_cache(maxsize=1)
def _counted(decisions: int, _newest: int | None) -> dict[str, Fared]:
    """Kept for as long as the decisions are the same: none of them ever changes."""
    return fared_of_newest(MOST) if decisions else {}


def fared_of_newest(most: int) -> dict[str, Fared]:
    """Over so many of the newest decisions, counted anew: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [EVER, most])
        rows = cursor.fetchall()
    return {name_of(*row[:2]): fared(*row[2:]) for row in rows}


def name_of(rule: str | None, made_by: str) -> str:
    return rule or f"{NOT_SURE}{made_by}"


def fared(shown: int, patients: int, last: datetime, reasons: list[str], acted: int) -> Fared:
    """Of the columns of FARED."""
    if patients < FEWEST:
        return Fared(0, 0, "", 0, None, few=True)
    found = Counter(sorted(reasons)).most_common(1)
    reason, count = found[0] if found else ("", 0)
    day = timezone.localtime(last).date()
    return Fared(shown, len(reasons), reason, count, day, few=False, acted=acted)
