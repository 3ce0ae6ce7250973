"""Guards of the consultation, its summaries and its reopenings."""

from __future__ import annotations

import pgtrigger
from django.db import models

from clinic.triggers import Guard
from consultations.models.status import DECIDED, TRANSITIONS


def _texts(words: list[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


class StatusGuard(Guard):
    """Only the steps of status.py; a decided state needs its review; answers move the version."""

    name = "status_guard"
    when = pgtrigger.Before
    operation = pgtrigger.Insert | pgtrigger.Update

    def get_func(self, model: models.Model) -> str:
        steps = _texts([f"{start.value}>{end.value}" for start, end in TRANSITIONS])
        decided = _texts(sorted(state.value for state in DECIDED))
        return """
        IF TG_OP = 'INSERT' THEN
            IF NEW.status IS DISTINCT FROM 'draft' OR NEW.site_id IS DISTINCT FROM
                (SELECT site_id FROM consultations_patient WHERE id = NEW.patient_id) THEN
                PERFORM scalpwise_refuse('A consultation begins as a draft where its patient is.');
            END IF;
            RETURN NEW;
        END IF;
        IF NEW.version < OLD.version OR (NEW.version = OLD.version
            AND ROW(NEW.answers, NEW.private_answers)
            IS DISTINCT FROM ROW(OLD.answers, OLD.private_answers)) THEN
            PERFORM scalpwise_refuse('A change of the answers moves the version on.');
        END IF;
        IF NEW.status IS DISTINCT FROM OLD.status THEN
            IF (OLD.status || '>' || NEW.status) NOT IN (KNOWN_STEPS) THEN
                PERFORM scalpwise_refuse('A consultation cannot go from this state to that one.');
            END IF;
            IF NEW.status IN (DECIDED_STATES) AND NOT EXISTS (
                SELECT FROM consultations_review r
                WHERE r.id = (SELECT max(id) FROM consultations_review
                              WHERE consultation_id = NEW.id)
                AND r.decision = NEW.status AND r.summary_id = NEW.summary_id
                AND NOT EXISTS (SELECT FROM consultations_reopening WHERE review_id = r.id)
            ) THEN
                PERFORM scalpwise_refuse('A decided consultation has a review that says so.');
            END IF;
        END IF;
        RETURN NEW;
        """.replace("KNOWN_STEPS", steps).replace("DECIDED_STATES", decided)


class SummaryGuard(Guard):
    """A summary is the next of its consultation, and of exactly what is on file."""

    name = "summary_guard"
    when = pgtrigger.Before
    operation = pgtrigger.Insert
    declare = [
        ("said", "jsonb"),
        ("stale", "text"),
        ("edition_number", "text"),
        ("edition_hash", "text"),
    ]

    def get_func(self, model: models.Model) -> str:
        return """
        PERFORM FROM consultations_consultation WHERE id = NEW.consultation_id FOR UPDATE;
        IF NEW.number IS DISTINCT FROM 1 + (SELECT coalesce(max(number), 0)
            FROM consultations_summary WHERE consultation_id = NEW.consultation_id) THEN
            PERFORM scalpwise_refuse('Summaries are numbered one by one.');
        END IF;
        stale := scalpwise_stale(NEW.consultation_id, NEW.answers, NEW.letters, NEW.edition_id,
                                 NEW.treatment);
        IF stale IS NOT NULL THEN
            PERFORM scalpwise_refuse('A summary is made of what is on file.');
        END IF;
        said := NEW.canonical::jsonb;
        SELECT number::text, hash::text INTO edition_number, edition_hash
            FROM sideeffects_edition WHERE id = NEW.edition_id;
        IF ROW(said->>'level', said->>'could_be', said->>'engine_version', said->'stages',
               (said->>'consultation_date')::date, (said->>'treatment_date')::date,
               (said->>'earliest_date')::date, said->>'edition', said->>'edition_hash')
            IS DISTINCT FROM
           ROW(NEW.level::text, NEW.could_be::text, NEW.engine_version::text, NEW.stages,
               NEW.consultation_date, NEW.treatment_date, NEW.earliest_date,
               edition_number, edition_hash) THEN
            PERFORM scalpwise_refuse('The columns of a summary say what its text says.');
        END IF;
        RETURN NEW;
        """


class SummaryIsNewest(Guard):
    """The consultation points at its newest summary, and where that points to."""

    name = "summary_is_newest"
    when = pgtrigger.After
    operation = pgtrigger.Insert

    def get_func(self, model: models.Model) -> str:
        return """
        UPDATE consultations_consultation SET summary_id = NEW.id, points_to = NEW.level
            WHERE id = NEW.consultation_id;
        RETURN NULL;
        """


class NamesTheReview(Guard):
    """A reopening undoes the newest review, whoever wrote the row."""

    name = "names_the_review"
    when = pgtrigger.Before
    operation = pgtrigger.Insert

    def get_func(self, model: models.Model) -> str:
        return """
        PERFORM FROM consultations_consultation WHERE id = NEW.consultation_id FOR UPDATE;
        NEW.review_id := (SELECT max(id) FROM consultations_review
                          WHERE consultation_id = NEW.consultation_id);
        RETURN NEW;
        """
