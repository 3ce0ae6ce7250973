"""Guards of the review and of the before-booking steps."""

from __future__ import annotations

import pgtrigger
from django.db import models

from clinic.triggers import Guard


class ReviewGuard(Guard):
    """A decision is a technician's, about the newest summary of exactly what is on file."""

    name = "review_guard"
    when = pgtrigger.Before
    operation = pgtrigger.Insert
    declare = [
        ("consultation", "consultations_consultation%ROWTYPE"),
        ("summary", "consultations_summary%ROWTYPE"),
        ("relaxed", "boolean"),
    ]

    def get_func(self, model: models.Model) -> str:
        return """
        SELECT * INTO consultation FROM consultations_consultation
            WHERE id = NEW.consultation_id FOR UPDATE;
        SELECT * INTO summary FROM consultations_summary
            WHERE consultation_id = NEW.consultation_id ORDER BY number DESC LIMIT 1;
        IF NOT scalpwise_is_reviewer(NEW.decided_by_id, NEW.consultation_id) THEN
            PERFORM scalpwise_refuse('Technicians of the same site decide.');
        END IF;
        IF consultation.status NOT IN ('submitted', 'on_hold') THEN
            PERFORM scalpwise_refuse('Nothing is to be decided here.');
        END IF;
        IF summary.id IS DISTINCT FROM NEW.summary_id OR scalpwise_stale(
            consultation.id, summary.answers, summary.letters, summary.edition_id,
            summary.treatment) IS NOT NULL THEN
            PERFORM scalpwise_refuse('A decision is about the newest summary of what is on file.');
        END IF;
        IF NEW.decided_at > clock_timestamp() + interval '1 minute' THEN
            PERFORM scalpwise_refuse('Nobody decides in the future.');
        END IF;
        IF scalpwise_answered_too(NEW.decided_by_id, consultation.id) THEN
            IF NOT (SELECT answerer_may_review FROM clinic_site WHERE id = consultation.site_id)
            THEN
                PERFORM scalpwise_refuse('Whoever sent the answers does not decide on them.');
            ELSIF NOT NEW.answered_too THEN
                PERFORM scalpwise_refuse('The decision says that its author sent the answers.');
            END IF;
        END IF;
        relaxed := NEW.second_look_id IS NOT NULL AND scalpwise_relaxed(
            NEW.second_look_id, NEW.consultation_id, NEW.summary_id, NEW.decided_by_id);
        IF NEW.second_look_id IS NOT NULL AND NOT relaxed THEN
            PERFORM scalpwise_refuse('A stop is relaxed by two people, and not every stop.');
        END IF;
        IF summary.level = 'stop' AND NEW.decision <> 'declined' AND NOT relaxed THEN
            PERFORM scalpwise_refuse('This summary points to a stop: two people relax one.');
        END IF;
        IF NEW.decision IN ('approved', 'approved_with_conditions') THEN
            IF EXISTS (SELECT FROM sideeffects_proposal p
                JOIN sideeffects_edition newer ON newer.id = p.edition_id
                JOIN sideeffects_edition asked ON asked.id = summary.edition_id
                WHERE p.safety AND newer.number > asked.number) THEN
                PERFORM scalpwise_refuse(
                    'A rule changed for safety: screen again before approving.');
            END IF;
            IF summary.level = 'not_assessed' OR NOT summary.stages ? 'examination' THEN
                PERFORM scalpwise_refuse('This summary cannot be approved.');
            END IF;
            IF NOT scalpwise_windows_sound(NEW.windows, summary.canonical::jsonb->'windows',
                                           NEW.less_strict, relaxed) THEN
                PERFORM scalpwise_refuse('Accepted days lie inside the windows of the summary.');
            END IF;
            IF (NEW.valid_until <= scalpwise_latest_use(consultation.id, summary.edition_id,
                (NEW.windows->0->>'from')::date)) IS DISTINCT FROM true THEN
                PERFORM scalpwise_refuse('The decision would be used for too long.');
            END IF;
        END IF;
        RETURN NEW;
        """


class ReviewIsNewest(Guard):
    """The consultation points at its newest review."""

    name = "review_is_newest"
    when = pgtrigger.After
    operation = pgtrigger.Insert

    def get_func(self, model: models.Model) -> str:
        return """
        UPDATE consultations_consultation SET review_id = NEW.id WHERE id = NEW.consultation_id;
        RETURN NULL;
        """


class StepTickGuard(Guard):
    """The desk cannot mark a clinical step as fine, and nothing was done in the future."""

    name = "step_tick_guard"
    when = pgtrigger.Before
    operation = pgtrigger.Insert

    def get_func(self, model: models.Model) -> str:
        return """
        PERFORM FROM consultations_consultation WHERE id = NEW.consultation_id FOR UPDATE;
        IF NOT scalpwise_is_reviewer(NEW.ticked_by_id, NEW.consultation_id) THEN
            PERFORM scalpwise_refuse('Technicians of the same site tick the steps.');
        END IF;
        IF NEW.on_date > scalpwise_clinic_day(NEW.consultation_id) THEN
            PERFORM scalpwise_refuse('A step cannot have been done in the future.');
        END IF;
        RETURN NEW;
        """
