"""The gate asks two things more: no reaction in a patch test, and nobody under age.

A failed patch test counts for the patient, in every consultation. Neither is left to a decision.
"""

from django.db import migrations

# The day somebody comes of age under an edition; a birthday on 29 February falls on 1 March.
OF_AGE = """
CREATE FUNCTION public.scalpwise_of_age(born date, under bigint) RETURNS date
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT CASE
        WHEN extract(day FROM turned) < extract(day FROM born) THEN (turned + 1)::date
        ELSE turned::date
    END
    FROM (
        SELECT (born + make_interval(years => (period->>'value')::int))::date AS turned
        FROM sideeffects_edition,
            jsonb_array_elements(canonical::jsonb->'periods'->'periods') AS period
        WHERE id = under AND period->>'key' = 'consent_age'
    ) found
$$
"""

BOOKING_REFUSAL = """
CREATE OR REPLACE FUNCTION public.scalpwise_booking_refusal(
    asked bigint, under_review bigint, wanted date
) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
DECLARE
    c consultations_consultation%ROWTYPE;
    r consultations_review%ROWTYPE;
    s consultations_summary%ROWTYPE;
    w jsonb;
    step jsonb;
    tick consultations_steptick%ROWTYPE;
    born date;
BEGIN
    SELECT * INTO c FROM consultations_consultation WHERE id = asked;
    SELECT * INTO r FROM consultations_review WHERE consultation_id = asked
        ORDER BY id DESC LIMIT 1;
    SELECT * INTO s FROM consultations_summary WHERE consultation_id = asked
        ORDER BY number DESC LIMIT 1;
    IF r.id IS NULL OR r.id IS DISTINCT FROM under_review
        OR r.decision NOT IN ('approved', 'approved_with_conditions')
        OR c.status IS DISTINCT FROM r.decision THEN
        RETURN 'not_approved';
    END IF;
    IF r.summary_id IS DISTINCT FROM s.id
        OR scalpwise_stale(asked, s.answers, s.letters, s.edition_id, s.treatment) IS NOT NULL
        OR EXISTS (SELECT FROM consultations_reopening WHERE review_id = r.id) THEN
        RETURN 'lapsed';
    END IF;
    IF EXISTS (
        SELECT FROM consultations_patchtestreading g
        JOIN consultations_patchtest t ON t.id = g.patch_test_id
        WHERE t.patient_id = c.patient_id AND g.result = 'reaction'
        AND g.withdrawn_at IS NULL AND t.withdrawn_at IS NULL
    ) THEN
        RETURN 'patch_test_failed';
    END IF;
    IF wanted IS NULL OR wanted < scalpwise_clinic_day(asked) THEN
        RETURN 'past';
    END IF;
    SELECT birth_date INTO born FROM consultations_patient WHERE id = c.patient_id;
    IF wanted < born + interval '25 years' AND wanted < scalpwise_of_age(born, s.edition_id) THEN
        RETURN 'under_age';
    END IF;
    IF r.valid_until IS NULL OR wanted > r.valid_until THEN
        RETURN 'after_validity';
    END IF;
    SELECT value INTO w FROM jsonb_array_elements(r.windows)
        WHERE (value->>'from')::date <= wanted AND wanted <= (value->>'until')::date;
    IF w IS NULL THEN
        RETURN 'day_not_accepted';
    END IF;
    FOR step IN SELECT value FROM jsonb_array_elements(w->'steps') LOOP
        SELECT * INTO tick FROM consultations_steptick
            WHERE consultation_id = asked AND step_key = step->>'key' ORDER BY id DESC LIMIT 1;
        IF tick.id IS NULL OR tick.state NOT IN ('done', 'waived') THEN
            RETURN 'step_open';
        END IF;
        IF tick.state = 'done' AND tick.on_date + coalesce((step->>'days')::int, 0) > wanted THEN
            RETURN 'step_waits';
        END IF;
    END LOOP;
    RETURN NULL;
END
$$
"""

AS_BEFORE = """
CREATE OR REPLACE FUNCTION public.scalpwise_booking_refusal(
    asked bigint, under_review bigint, wanted date
) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
DECLARE
    c consultations_consultation%ROWTYPE;
    r consultations_review%ROWTYPE;
    s consultations_summary%ROWTYPE;
    w jsonb;
    step jsonb;
    tick consultations_steptick%ROWTYPE;
BEGIN
    SELECT * INTO c FROM consultations_consultation WHERE id = asked;
    SELECT * INTO r FROM consultations_review WHERE consultation_id = asked
        ORDER BY id DESC LIMIT 1;
    SELECT * INTO s FROM consultations_summary WHERE consultation_id = asked
        ORDER BY number DESC LIMIT 1;
    IF r.id IS NULL OR r.id IS DISTINCT FROM under_review
        OR r.decision NOT IN ('approved', 'approved_with_conditions')
        OR c.status IS DISTINCT FROM r.decision THEN
        RETURN 'not_approved';
    END IF;
    IF r.summary_id IS DISTINCT FROM s.id
        OR scalpwise_stale(asked, s.answers, s.letters, s.edition_id, s.treatment) IS NOT NULL
        OR EXISTS (SELECT FROM consultations_reopening WHERE review_id = r.id) THEN
        RETURN 'lapsed';
    END IF;
    IF wanted IS NULL OR wanted < scalpwise_clinic_day(asked) THEN
        RETURN 'past';
    END IF;
    IF r.valid_until IS NULL OR wanted > r.valid_until THEN
        RETURN 'after_validity';
    END IF;
    SELECT value INTO w FROM jsonb_array_elements(r.windows)
        WHERE (value->>'from')::date <= wanted AND wanted <= (value->>'until')::date;
    IF w IS NULL THEN
        RETURN 'day_not_accepted';
    END IF;
    FOR step IN SELECT value FROM jsonb_array_elements(w->'steps') LOOP
        SELECT * INTO tick FROM consultations_steptick
            WHERE consultation_id = asked AND step_key = step->>'key' ORDER BY id DESC LIMIT 1;
        IF tick.id IS NULL OR tick.state NOT IN ('done', 'waived') THEN
            RETURN 'step_open';
        END IF;
        IF tick.state = 'done' AND tick.on_date + coalesce((step->>'days')::int, 0) > wanted THEN
            RETURN 'step_waits';
        END IF;
    END LOOP;
    RETURN NULL;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("consultations", "0008_review_that_decides")]

    operations = [
        migrations.RunSQL(OF_AGE, "DROP FUNCTION public.scalpwise_of_age(date, bigint)"),
        migrations.RunSQL(BOOKING_REFUSAL, AS_BEFORE),
    ]
