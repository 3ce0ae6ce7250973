"""A history of so many consultations at one site, written as rows: guards and history are off.

Six in ten are decided, one in ten is on hold, one in twenty is to be decided, the rest are drafts.
"""

from __future__ import annotations

from contextlib import closing

import psycopg2

from dev.postgres import ADMIN_ROLE, PrivatePostgres

PEOPLE_EACH = 5  # consultations of one patient
HELD_OPEN = 20  # of the first to be decided, colleagues have so many open

FIRST = """
CREATE TEMPORARY TABLE bench_place ON COMMIT DROP AS
SELECT s.id AS site, u.id AS technician, l.id AS lead, e.id AS edition,
       (SELECT coalesce(max(id), 0) FROM consultations_consultation) AS base
FROM clinic_site s
JOIN clinic_user u ON u.site_id = s.id AND u.username = 'technician'
JOIN clinic_user l ON l.site_id = s.id AND l.username = 'lead'
CROSS JOIN (SELECT min(id) AS id FROM sideeffects_edition) e
"""

PATIENTS = """
INSERT INTO consultations_patient (id, reference, site_id, first_name, last_name, birth_date,
    phone, email, created_at, created_by_id, created_key)
SELECT p.base + n, 'P-' || upper(lpad(to_hex(n), 6, '0')), p.site,
    (ARRAY['Ada','Ben','Cem','Dora','Eli','Fay','Gus','Hana'])[1 + n %% 8],
    (ARRAY['Ames','Brown','Cohen','Diaz','Evans','Frank','Grant'])[1 + n %% 7] || n,
    date '1960-01-01' + n %% 14000, '', '', now(), p.technician, gen_random_uuid()
FROM bench_place p, generate_series(1, %(people)s) n
"""

# By n: its state, its level, its treatment, its planned day, how long it waits.
CASES = """
CREATE TEMPORARY TABLE bench_case ON COMMIT DROP AS
SELECT p.*, p.base + n AS id, n, p.base + 1 + n %% %(people)s AS patient,
    CASE WHEN n %% 20 = 0 THEN 'submitted' WHEN n %% 20 < 3 THEN 'on_hold'
         WHEN n %% 20 < 11 THEN 'approved' WHEN n %% 20 < 13 THEN 'approved_with_conditions'
         WHEN n %% 20 < 15 THEN 'declined' ELSE 'draft' END AS status,
    (ARRAY['hold','hold','hold','hold','hold','hold','care','care','clear','stop'])
        [1 + (n / 20) %% 10] AS level,
    (ARRAY['density','scar_cover','alopecia_patches','hairline_full_shave'])
        [1 + (n / 7) %% 4] AS treatment,
    current_date + (hashint4(n) & 255) AS planned,
    now() - make_interval(mins => n) AS since,
    CASE WHEN (n / 20) %% 2 = 0 THEN current_date - 30 + (hashint4(n) & 31)
         WHEN (n / 20) %% 4 = 1 THEN current_date + 30 + n %% 60 END AS hold_ends
FROM bench_place p, generate_series(1, %(cases)s) n
"""

SUMMARIES = """
INSERT INTO consultations_summary (id, consultation_id, number, cause, edition_id, engine_version,
    treatment, consultation_date, treatment_date, stages, answers, letters, canonical, hash, level,
    could_be, because, created_by_id, created_at)
SELECT id, id, 1, 'sent', edition, '1', treatment, since::date, planned, '["consultation"]',
    '{}', '{}', '{}', encode(sha256('{}'), 'hex'), level, level, 'Raised scars', technician, since
FROM bench_case WHERE status <> 'draft'
"""

REVIEWS = """
INSERT INTO consultations_review (id, consultation_id, summary_id, decision, windows,
    accepted_findings, conditions, hold_until, hold_for, less_strict, reason_code, reason_words,
    patient_message, note, decided_by_id, decided_at, valid_until, signed_by_session, created_key)
SELECT id, id, id, status,
    CASE WHEN status LIKE 'approved%%' THEN '[{}]'::jsonb ELSE '[]' END, '[]', '[]',
    CASE WHEN status = 'on_hold' THEN hold_ends END,
    CASE WHEN status = 'on_hold' AND hold_ends IS NULL THEN 'a letter' ELSE '' END,
    false, '', CASE WHEN status = 'declined' THEN 'x' ELSE '' END,
    CASE WHEN status = 'declined' THEN 'x' ELSE '' END, '',
    CASE WHEN n %% 3 = 0 THEN technician ELSE lead END, since,
    CASE WHEN status LIKE 'approved%%' THEN since::date + 90 END, '', gen_random_uuid()
FROM bench_case WHERE status NOT IN ('draft', 'submitted')
"""

CONSULTATIONS = """
INSERT INTO consultations_consultation (id, reference, patient_id, site_id, edition_id, treatment,
    planned_date, status, consultation_date, answers, private_answers, version, note,
    started_by_id, started_at, created_key, sent_by_id, sent_at, waiting_since, decide_from,
    decided_at, summary_id, review_id, points_to)
SELECT id, 'C-' || upper(lpad(to_hex(n), 6, '0')), patient, site, edition, treatment, planned,
    status, since::date, '{}', '{}', 1, '', technician, since, gen_random_uuid(),
    CASE WHEN sent THEN technician END, CASE WHEN sent THEN since END,
    CASE WHEN sent THEN since END,
    CASE status WHEN 'submitted' THEN current_date - 1 WHEN 'on_hold' THEN hold_ends END,
    CASE WHEN decided THEN since END, CASE WHEN sent THEN id END,
    CASE WHEN decided THEN id END, CASE WHEN sent THEN level ELSE '' END
FROM (SELECT *, status <> 'draft' AS sent, status NOT IN ('draft', 'submitted') AS decided
      FROM bench_case) c
"""

LOCKS = """
INSERT INTO consultations_reviewlock (id, consultation_id, held_by_id, since, seen_at)
SELECT c.id, c.id, p.lead, now(), now() + interval '1 hour'
FROM bench_place p, consultations_consultation c
WHERE c.decide_from <= current_date AND c.site_id = p.site
ORDER BY c.planned_date, c.waiting_since, c.id LIMIT %(held)s
"""


def fill(server: PrivatePostgres, database: str, cases: int) -> None:
    """All of it in one transaction; then the planner gets to know the tables."""
    numbers = {"cases": cases, "people": max(1, cases // PEOPLE_EACH), "held": HELD_OPEN}
    with closing(psycopg2.connect(server.url(ADMIN_ROLE, database))) as connection:
        with connection, connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("SET LOCAL work_mem = '64MB'")
            for sql in (FIRST, PATIENTS, CASES, SUMMARIES, REVIEWS, CONSULTATIONS, LOCKS):
                cursor.execute(sql, numbers)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")


def decided_late(server: PrivatePostgres, database: str, share: float) -> tuple[str, int]:
    """The key of a row so far down the list of those decided: when, and its number."""
    with (
        closing(psycopg2.connect(server.url(ADMIN_ROLE, database))) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "SELECT decided_at, id FROM consultations_consultation WHERE status IN"
            " ('approved', 'approved_with_conditions', 'declined')"
            " ORDER BY decided_at DESC, id DESC OFFSET (SELECT (count(*) * %s)::int FROM"
            " consultations_consultation WHERE status IN"
            " ('approved', 'approved_with_conditions', 'declined')) LIMIT 1",
            [share],
        )
        found = cursor.fetchone()
    if found is None:
        raise ValueError("Nothing is decided.")
    return found[0].isoformat(), found[1]
