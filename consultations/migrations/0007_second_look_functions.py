"""What the guard of decisions asks besides: who sent the answers, and whether two relaxed a stop.

They stand before the tables they read: a function looks those up when it is called.
"""

from django.db import migrations

ANSWERED_TOO = """
CREATE FUNCTION public.scalpwise_answered_too(who bigint, asked bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM consultations_consultation WHERE id = asked AND sent_by_id = who
    )
$$
"""

# A failed patch test is never relaxed, by nobody.
RELAXED = """
CREATE FUNCTION public.scalpwise_relaxed(
    look bigint, asked bigint, about bigint, decider bigint
) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM consultations_secondlook k
        JOIN consultations_consultation c ON c.id = k.consultation_id
        JOIN clinic_site site ON site.id = c.site_id
        JOIN consultations_summary s ON s.id = k.summary_id
        WHERE k.id = look AND k.consultation_id = asked AND k.summary_id = about
        AND k.asked_by_id = decider AND k.verdict = 'agreed'
        AND scalpwise_is_reviewer(k.answered_by_id, asked)
        AND (k.answered_by_id <> k.asked_by_id
            OR (site.one_person AND k.answered_at >= k.asked_at + interval '24 hours'
                AND k.answered_at <= clock_timestamp() + interval '1 minute'))
        AND s.answers->>'patch_test_result' IS DISTINCT FROM 'reaction'
    );
END
$$
"""

# As before, and a stop only where two people relaxed it.
WINDOWS_SOUND = """
CREATE FUNCTION public.scalpwise_windows_sound(
    accepted jsonb, offered jsonb, less_strict boolean, relaxed boolean
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
            OR w->>'level' IS NULL OR w->>'level' NOT IN ('clear', 'care', 'hold', 'stop')
            OR (w->>'level' = 'hold' AND NOT less_strict)
            OR (w->>'level' = 'stop' AND NOT (less_strict AND relaxed))
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


class Migration(migrations.Migration):
    dependencies = [("clinic", "0009_site_policy"), ("consultations", "0006_rescreening")]

    operations = [
        migrations.RunSQL(
            ANSWERED_TOO, "DROP FUNCTION public.scalpwise_answered_too(bigint, bigint)"
        ),
        migrations.RunSQL(
            RELAXED, "DROP FUNCTION public.scalpwise_relaxed(bigint, bigint, bigint, bigint)"
        ),
        migrations.RunSQL(
            WINDOWS_SOUND,
            "DROP FUNCTION public.scalpwise_windows_sound(jsonb, jsonb, boolean, boolean)",
        ),
    ]
