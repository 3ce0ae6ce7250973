"""The booking gate, and what keeps a booking honest when something changes under it.

What the gate asks is in one place: the function scalpwise_booking_refusal of migrations/0003_gate.
"""

from __future__ import annotations

import pgtrigger
from django.db import models

from clinic.triggers import Guard

# An SQLSTATE of our own in class 23, so that Django raises IntegrityError; DETAIL has the code.
REFUSED_BY_GATE = "23G01"


class BookingGate(Guard):
    """No booking without a current approving review that covers the day."""

    name = "booking_gate"
    when = pgtrigger.Before
    operation = pgtrigger.Insert | pgtrigger.Update
    declare = [
        ("consultation", "consultations_consultation%ROWTYPE"),
        ("zone", "text"),
        ("why", "text"),
    ]

    def get_func(self, model: models.Model) -> str:
        return """
        SELECT * INTO consultation FROM consultations_consultation
            WHERE id = NEW.consultation_id FOR UPDATE;
        SELECT timezone INTO zone FROM clinic_site WHERE id = consultation.site_id;
        IF NEW.day IS DISTINCT FROM (NEW.starts_at AT TIME ZONE zone)::date
            OR NEW.day IS DISTINCT FROM
                ((NEW.ends_at - interval '1 microsecond') AT TIME ZONE zone)::date THEN
            PERFORM scalpwise_refuse('A booking lies on one day, the local day it starts on.');
        END IF;
        IF TG_OP = 'INSERT' AND NEW.status IS DISTINCT FROM 'booked' THEN
            PERFORM scalpwise_refuse('A booking begins as booked.');
        END IF;
        IF NEW.status = 'booked' AND (TG_OP = 'INSERT' OR
            ROW(NEW.status, NEW.review_id, NEW.technician_id, NEW.room_id, NEW.starts_at,
                NEW.ends_at, NEW.consultation_id)
            IS DISTINCT FROM
            ROW(OLD.status, OLD.review_id, OLD.technician_id, OLD.room_id, OLD.starts_at,
                OLD.ends_at, OLD.consultation_id)) THEN
            IF NOT EXISTS (SELECT FROM clinic_user WHERE id = NEW.technician_id AND is_active
                AND role IN ('technician', 'clinic_lead') AND site_id = consultation.site_id) THEN
                why := 'technician';
            ELSIF NOT EXISTS (SELECT FROM consultations_room WHERE id = NEW.room_id
                AND site_id = consultation.site_id) THEN
                why := 'room';
            ELSE
                why := scalpwise_booking_refusal(NEW.consultation_id, NEW.review_id, NEW.day);
            END IF;
            IF why IS NOT NULL THEN
                RAISE EXCEPTION 'The gate refuses this booking: %', why
                    USING ERRCODE = '23G01', DETAIL = why;
            END IF;
        END IF;
        RETURN NEW;
        """


class HoldUncovered(Guard):
    """Bookings that are no longer covered keep their time, but as held.

    The row lock comes first: a booking made at the same moment is seen, or sees this change.
    """

    name = "hold_uncovered"
    when = pgtrigger.After
    operation = pgtrigger.Insert | pgtrigger.Update

    def get_func(self, model: models.Model) -> str:
        return """
        PERFORM FROM consultations_consultation WHERE id = NEW.consultation_id FOR UPDATE;
        PERFORM scalpwise_hold_uncovered(NEW.consultation_id);
        RETURN NULL;
        """


class HoldUnlessFirst(HoldUncovered):
    """As HoldUncovered. Before the first summary nothing can have been booked."""

    condition = pgtrigger.Condition("NEW.number > 1")
    operation = pgtrigger.Insert


class HoldWhenChanged(Guard):
    """As HoldUncovered, for the consultation itself. A draft has no booking left to hold."""

    name = "hold_when_changed"
    when = pgtrigger.After
    operation = pgtrigger.Update
    condition = pgtrigger.Condition(
        "OLD.status <> 'draft' AND ROW(NEW.answers, NEW.private_answers, NEW.edition_id,"
        " NEW.treatment, NEW.status) IS DISTINCT FROM ROW(OLD.answers, OLD.private_answers,"
        " OLD.edition_id, OLD.treatment, OLD.status)"
    )

    def get_func(self, model: models.Model) -> str:
        return """
        PERFORM scalpwise_hold_uncovered(NEW.id);
        RETURN NULL;
        """


class HoldWhenBirthDateChanges(Guard):
    """The birth date is an answer that the patient's record gives."""

    name = "hold_when_birth_date_changes"
    when = pgtrigger.After
    operation = pgtrigger.Update
    condition = pgtrigger.Condition("NEW.birth_date IS DISTINCT FROM OLD.birth_date")
    declare = [("consultation", "bigint")]

    def get_func(self, model: models.Model) -> str:
        return """
        FOR consultation IN SELECT id FROM consultations_consultation
            WHERE patient_id = NEW.id ORDER BY id FOR UPDATE
        LOOP
            PERFORM scalpwise_hold_uncovered(consultation);
        END LOOP;
        RETURN NULL;
        """


class HoldWhenPatchTestRead(Guard):
    """A reading counts in every consultation of the patient: all their bookings are looked at."""

    name = "hold_when_patch_test_read"
    when = pgtrigger.After
    operation = pgtrigger.Insert | pgtrigger.Update
    declare = [("consultation", "bigint")]

    def get_func(self, model: models.Model) -> str:
        return """
        FOR consultation IN SELECT c.id FROM consultations_consultation c
            JOIN consultations_patchtest t ON t.patient_id = c.patient_id
            WHERE t.id = NEW.patch_test_id ORDER BY c.id FOR UPDATE OF c
        LOOP
            PERFORM scalpwise_hold_uncovered(consultation);
        END LOOP;
        RETURN NULL;
        """
