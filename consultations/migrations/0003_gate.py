"""What the booking gate asks. Triggers call these functions; the code asks the same ones.

Each statement of a volatile function sees what was committed before it began, so that after the
row lock of the trigger nothing newer is missed. Tables are looked up in schema public only.
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION public.scalpwise_refuse(sentence text) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '%', sentence USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""

CLINIC_DAY = """
CREATE FUNCTION public.scalpwise_clinic_day(asked bigint) RETURNS date
LANGUAGE sql STABLE STRICT SET search_path = public, pg_temp AS $$
    SELECT (now() AT TIME ZONE site.timezone)::date
    FROM consultations_consultation c JOIN clinic_site site ON site.id = c.site_id
    WHERE c.id = asked
$$
"""

# Whether somebody may decide about this consultation.
IS_REVIEWER = """
CREATE FUNCTION public.scalpwise_is_reviewer(who bigint, asked bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM clinic_user u JOIN consultations_consultation c ON c.site_id = u.site_id
        WHERE u.id = who AND c.id = asked AND u.is_active
        AND u.role IN ('technician', 'clinic_lead')
    )
$$
"""

# Why a summary of these inputs is not one of what is on file; null when it is.
STALE = """
CREATE FUNCTION public.scalpwise_stale(
    asked bigint, read_answers jsonb, read_letters jsonb, read_edition bigint, read_treatment text
) RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
DECLARE
    c consultations_consultation%ROWTYPE;
    letters jsonb;
    born date;
BEGIN
    SELECT * INTO c FROM consultations_consultation WHERE id = asked;
    IF read_answers IS DISTINCT FROM c.answers || c.private_answers THEN
        RETURN 'answers';
    END IF;
    IF read_edition IS DISTINCT FROM c.edition_id THEN
        RETURN 'edition';
    END IF;
    IF read_treatment IS DISTINCT FROM c.treatment THEN
        RETURN 'treatment';
    END IF;
    SELECT coalesce(jsonb_object_agg(contraindication, to_char(newest, 'YYYY-MM-DD')), '{}')
        INTO letters FROM (
            SELECT contraindication, max(letter_date) AS newest FROM consultations_letter
            WHERE consultation_id = asked AND withdrawn_at IS NULL GROUP BY contraindication
        ) on_file;
    IF read_letters IS DISTINCT FROM letters THEN
        RETURN 'letters';
    END IF;
    SELECT birth_date INTO born FROM consultations_patient WHERE id = c.patient_id;
    IF c.answers->>'date_of_birth' <> to_char(born, 'YYYY-MM-DD') THEN
        RETURN 'birth_date';
    END IF;
    RETURN NULL;
END
$$
"""

# Accepted windows: in order, apart from each other, each inside a window of the summary that has
# the same level, never a stop, and a hold only in a review that says why it is less strict.
WINDOWS_SOUND = """
CREATE FUNCTION public.scalpwise_windows_sound(
    accepted jsonb, offered jsonb, less_strict boolean
) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp AS $$
DECLARE
    w jsonb;
    step jsonb;
    first date;
    last date;
    previous date := '-infinity';
BEGIN
    IF jsonb_typeof(accepted) IS DISTINCT FROM 'array' OR jsonb_array_length(accepted) = 0 THEN
        RETURN false;
    END IF;
    FOR w IN SELECT value FROM jsonb_array_elements(accepted) LOOP
        first := (w->>'from')::date;
        last := (w->>'until')::date;
        IF first IS NULL OR last IS NULL OR first > last OR first <= previous
            OR w->>'level' IS NULL OR w->>'level' NOT IN ('clear', 'care', 'hold')
            OR (w->>'level' = 'hold' AND NOT less_strict)
            OR jsonb_typeof(w->'steps') IS DISTINCT FROM 'array' THEN
            RETURN false;
        END IF;
        FOR step IN SELECT value FROM jsonb_array_elements(w->'steps') LOOP
            IF jsonb_typeof(step->'key') IS DISTINCT FROM 'string'
                OR coalesce(jsonb_typeof(step->'days'), '') NOT IN ('number', 'null') THEN
                RETURN false;
            END IF;
        END LOOP;
        IF NOT EXISTS (
            SELECT FROM jsonb_array_elements(offered) AS f(value)
            WHERE (f.value->>'first')::date <= first AND last <= (f.value->>'last')::date
            AND f.value->>'level' = w->>'level'
        ) THEN
            RETURN false;
        END IF;
        previous := last;
    END LOOP;
    RETURN true;
END
$$
"""

# The last day a decision made today may be used: days counted from the first accepted day.
LATEST_USE = """
CREATE FUNCTION public.scalpwise_latest_use(asked bigint, under bigint, first_day date)
RETURNS date
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT greatest(scalpwise_clinic_day(asked), first_day) + (period->>'value')::int
    FROM sideeffects_edition,
        jsonb_array_elements(canonical::jsonb->'periods'->'periods') AS period
    WHERE id = under AND period->>'key' = 'review_valid'
$$
"""

# Why nothing may be booked on a day under a review; null when it may. The codes have their
# sentences in consultations/refusals.py.
BOOKING_REFUSAL = """
CREATE FUNCTION public.scalpwise_booking_refusal(
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

# Bookings to come that the gate would not admit now keep their time, but as held.
HOLD_UNCOVERED = """
CREATE FUNCTION public.scalpwise_hold_uncovered(asked bigint) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE consultations_booking SET status = 'held'
        WHERE consultation_id = asked AND status = 'booked'
        AND day >= scalpwise_clinic_day(asked)
        AND scalpwise_booking_refusal(consultation_id, review_id, day) IS NOT NULL;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("consultations", "0002_initial")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION public.scalpwise_refuse(text)"),
        migrations.RunSQL(
            IS_REVIEWER, "DROP FUNCTION public.scalpwise_is_reviewer(bigint, bigint)"
        ),
        migrations.RunSQL(CLINIC_DAY, "DROP FUNCTION public.scalpwise_clinic_day(bigint)"),
        migrations.RunSQL(
            STALE, "DROP FUNCTION public.scalpwise_stale(bigint, jsonb, jsonb, bigint, text)"
        ),
        migrations.RunSQL(
            WINDOWS_SOUND,
            "DROP FUNCTION public.scalpwise_windows_sound(jsonb, jsonb, boolean)",
        ),
        migrations.RunSQL(
            LATEST_USE, "DROP FUNCTION public.scalpwise_latest_use(bigint, bigint, date)"
        ),
        migrations.RunSQL(
            BOOKING_REFUSAL,
            "DROP FUNCTION public.scalpwise_booking_refusal(bigint, bigint, date)",
        ),
        migrations.RunSQL(HOLD_UNCOVERED, "DROP FUNCTION public.scalpwise_hold_uncovered(bigint)"),
    ]
