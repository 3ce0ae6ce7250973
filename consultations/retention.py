"""How long records are kept. The clinic must confirm the years with whoever insures and advises it.

Why eight: for adults, the Records Management Code of Practice of NHS England keeps a health record
for eight years after the patient was last seen. A record that began before the patient's eighteenth
birthday is kept until the twenty-fifth (the twenty-sixth for whoever was seventeen).
"""

from __future__ import annotations

from datetime import timedelta

from clinic.retention import Ends, Period, kept
from clinic.retention_table import FOR_GOOD, WITH_THE_CLINIC

RECORD_YEARS = 8
CHILD_UNTIL = 25
SEVENTEEN_UNTIL = 26
SOURCE = "Records Management Code of Practice, NHS England: adult and children’s health records"

WITH_THE_RECORD = Period(
    name="With the patient’s record",
    lasts=f"{RECORD_YEARS} years; of a minor, until {CHILD_UNTIL} (seen at seventeen: "
    f"{SEVENTEEN_UNTIL})",
    starts="after the last consultation, treatment or patch test",
    source=f"{SOURCE}; the clinic confirms it with its adviser and its insurer",
    ended_by="manage.py retention --erase, or erase_patient for one",
    of_a_record=True,
)
OPEN_CASE = Period(
    name="Who has a case open",
    lasts="a day",
    starts="after it was last looked at",
    source="needed while somebody works on the case; nothing is decided by it",
    ended_by="the background job “ended sessions”; erase_patient",
    of_a_record=True,
)

RETENTION = {
    "consultations.AnswerChange": kept(
        WITH_THE_RECORD,
        technical="id consultation version key",
        health="question value private private_value",
        signature="set_by set_at",
    ),
    "consultations.Booking": kept(
        WITH_THE_RECORD,
        technical="id consultation review room created_key",
        signature=("technician starts_at ends_at booked_by booked_at cancelled_by cancelled_at"),
        health="day status cancelled_reason",
    ),
    "consultations.Clarification": kept(
        WITH_THE_RECORD,
        technical="id consultation created_key",
        health="questions own_words due answered reply ended_reason",
        signature="asked_by asked_at ended_by ended_at",
    ),
    "consultations.Consultation": kept(
        WITH_THE_RECORD,
        technical="id patient site edition version created_key summary review",
        identity="reference",
        health=(
            "treatment planned_date status consultation_date answers private_answers "
            "private_done_at note waiting_since decide_from points_to"
        ),
        signature="started_by started_at sent_by sent_at decided_at",
    ),
    "consultations.Document": kept(
        WITH_THE_RECORD,
        technical="id consultation media_type size sha256 pages created_key",
        health="kind label content",
        signature="made_by made_at",
    ),
    "consultations.FreeTime": kept(
        WITH_THE_CLINIC, technical="id", staff="technician", place="room starts_at ends_at"
    ),
    "consultations.Hold": kept(
        WITH_THE_RECORD,
        technical="id consultation review",
        health="kind about questions words next_step owner due ended_how",
        signature="created_at ended_at ended_by",
    ),
    "consultations.Erasure": kept(
        FOR_GOOD,
        technical="id patient_key",
        trail="reference references erased_on reason before_its_time rows",
        signature="erased_by",
    ),
    "consultations.ImpactRun": kept(
        WITH_THE_CLINIC,
        technical="id live hash created_key",
        catalogue="canonical wanted total done below figures changed fault",
        signature="started_by started_at beat_at finished_at",
    ),
    "consultations.Lapse": kept(
        WITH_THE_RECORD,
        technical="id review summary",
        health="cause changed",
        signature="lapsed_at lapsed_by",
    ),
    "consultations.LegalHold": kept(
        WITH_THE_RECORD, technical="id patient", health="kind reason", signature="said_by said_at"
    ),
    "consultations.Letter": kept(
        WITH_THE_RECORD,
        technical="id consultation created_key",
        health="contraindication letter_date author says limits withdrawn_reason",
        signature="recorded_by recorded_at withdrawn_by withdrawn_at",
    ),
    "consultations.LetterReceived": kept(
        WITH_THE_RECORD,
        technical="id consultation request document created_key letter",
        health="contraindication letter_date author says limits outcome judged_reason",
        signature="recorded_by recorded_at judged_by judged_at",
    ),
    "consultations.LetterRequest": kept(
        WITH_THE_RECORD,
        technical="id consultation document created_key",
        health="contraindication action addressed_to content due closed_how",
        signature="asked_by asked_at closed_by closed_at",
    ),
    "consultations.LooksWrong": kept(
        WITH_THE_RECORD,
        technical="id summary created_key",
        health="rule words",
        signature="noted_by noted_at settled_by settled_at settled_how",
    ),
    "consultations.OutgoingMessage": kept(
        WITH_THE_RECORD,
        technical="id consultation review created_key claimed_at tries",
        identity="sealed",
        health="fault cancelled_why",
        signature="send_at created_by created_at sent_at cancelled_at cancelled_by",
    ),
    "consultations.PatchTest": kept(
        WITH_THE_RECORD,
        technical="id patient consultation created_key",
        health="products place same_products read_after note withdrawn_reason",
        signature=("applied_at applied_by recorded_by recorded_at withdrawn_by withdrawn_at"),
    ),
    "consultations.PatchTestReading": kept(
        WITH_THE_RECORD,
        technical="id patch_test photo created_key",
        signature="read_at read_by recorded_at withdrawn_by withdrawn_at",
        health="result late_symptoms note withdrawn_reason",
    ),
    "consultations.Patient": kept(
        WITH_THE_RECORD,
        technical="id site created_key",
        identity=("reference first_name last_name birth_date phone email folded_name phone_digits"),
        signature="created_at created_by",
    ),
    "consultations.PatientPair": kept(
        WITH_THE_RECORD,
        technical="id first second",
        signature="told_apart_by told_apart_at",
    ),
    "consultations.ReadMark": kept(
        WITH_THE_RECORD,
        technical="id consultation summary item",
        signature="read_by read_at",
    ),
    "consultations.Reopening": kept(
        WITH_THE_RECORD,
        technical="id consultation review edition",
        health="kind reason",
        signature="reopened_by reopened_at",
    ),
    "consultations.Review": kept(
        WITH_THE_RECORD,
        technical="id consultation summary second_look created_key",
        health=(
            "decision windows accepted_findings conditions hold_until hold_for "
            "less_strict reason_code reason_words patient_message note valid_until "
            "shown answered_too"
        ),
        signature=(
            "decided_by decided_at signed_by_session signed_how meaning shown_hash opened_at"
        ),
    ),
    "consultations.ReviewLock": kept(
        OPEN_CASE,
        ends=Ends("seen_at", timedelta(days=1)),
        technical="id consultation",
        working="held_by since seen_at",
    ),
    "consultations.Room": kept(WITH_THE_CLINIC, technical="id", place="site name"),
    "consultations.SecondLook": kept(
        WITH_THE_RECORD,
        technical="id consultation summary created_key",
        health="terms reason_code reason_words verdict answer_words",
        signature="asked_by asked_at asked_how answered_by answered_at answered_how",
    ),
    "consultations.SetAside": kept(
        WITH_THE_RECORD,
        technical="id consultation",
        health="reason until",
        signature="set_by set_at",
    ),
    "consultations.StepTick": kept(
        WITH_THE_RECORD,
        technical="id consultation step_key",
        health="action state on_date reason",
        signature="ticked_by ticked_at",
    ),
    "consultations.Summary": kept(
        WITH_THE_RECORD,
        technical="id consultation number edition engine_version hash",
        health=(
            "cause treatment consultation_date treatment_date stages answers letters "
            "canonical level could_be earliest_date open_ended provisional because"
        ),
        signature="created_by created_at",
    ),
    "consultations.Task": kept(
        WITH_THE_RECORD,
        technical="id consultation finding_key",
        health="action words note",
        signature="created_at answer_changed_at done_at done_by",
    ),
}
