"""How long the catalogue is kept. Nothing in it is about a patient: samples name nobody."""

from __future__ import annotations

from datetime import timedelta

from clinic.retention import Ends, Period, kept

CATALOGUE = Period(
    name="The catalogue",
    lasts="as long as any record that was assessed with it",
    starts="when the last such record is erased",
    source="a decision can only be checked with the rules it was made by; nobody’s data",
    ended_by="nobody by themselves: entries are retired, editions never change",
)
OPEN_ENTRY = Period(
    name="Who has an entry open",
    lasts="a day",
    starts="after it was last looked at",
    source="needed while somebody edits the entry; nothing is decided by it",
    ended_by="the background job “ended sessions”",
)

RETENTION = {
    "sideeffects.Action": kept(
        CATALOGUE,
        technical="id",
        catalogue=(
            "key position retired label patient gate cleared_by params words urgent bookable_after"
        ),
        signature="changed_at changed_by",
    ),
    "sideeffects.Claim": kept(
        CATALOGUE,
        technical="id",
        catalogue=("key position retired seed claim about verdict reason sources side_effects"),
        signature="changed_at changed_by",
    ),
    "sideeffects.Contraindication": kept(
        CATALOGUE,
        technical="id",
        catalogue=(
            "key position retired name group kinds required_action raises "
            "not_sure_means evidence_grade evidence_directness sources note questions "
            "rules waiting_period_or_limit_grade plain_name also_called for_patients"
        ),
        signature="changed_at changed_by",
    ),
    "sideeffects.Edition": kept(
        CATALOGUE,
        technical="id",
        catalogue="number canonical hash note",
        signature="published_at published_by",
    ),
    "sideeffects.EditionApproval": kept(
        CATALOGUE,
        technical="id",
        catalogue="edition",
        signature="name role recorded_by recorded_at",
    ),
    "sideeffects.EditLock": kept(
        OPEN_ENTRY,
        ends=Ends("seen_at", timedelta(days=1)),
        technical="id",
        catalogue="part key",
        working="held_by since seen_at",
    ),
    "sideeffects.ImportedFolder": kept(
        CATALOGUE,
        technical="id",
        catalogue="canonical hash left_out draft_hash created_key",
        signature="imported_by imported_at used_at",
    ),
    "sideeffects.Period": kept(
        CATALOGUE,
        technical="id",
        catalogue=(
            "key position retired label value unit contraindication evidence_grade basis note"
        ),
        signature="changed_at changed_by",
    ),
    "sideeffects.Proposal": kept(
        CATALOGUE,
        technical="id",
        catalogue=(
            "canonical hash base note safety why_second impact withdrawn_reason stopped "
            "publish_at edition created_key"
        ),
        signature=("proposed_by proposed_at approved_by approved_at withdrawn_by withdrawn_at"),
    ),
    "sideeffects.Question": kept(
        CATALOGUE,
        technical="id",
        catalogue=(
            "key position retired section text why_we_ask kind stage asked_of ask_when "
            "not_sure nothing_to_report private shelf_life gate options "
            "approximate_date_ok tense unit min max translations"
        ),
        signature="changed_at changed_by",
    ),
    "sideeffects.Rule": kept(
        CATALOGUE,
        technical="id",
        catalogue=(
            "key position retired contraindication kind when wait_until open_ended "
            "provisional when_anchor_missing cleared_by_letter sees_hidden actions "
            "reads_as patient_says"
        ),
        signature="changed_at changed_by",
    ),
    "sideeffects.SamplePatient": kept(
        CATALOGUE,
        technical="id",
        catalogue=(
            "position retired key shows consultation_date treatment_date answers letters expected"
        ),
        signature="changed_at changed_by",
    ),
    "sideeffects.SearchEntry": kept(
        CATALOGUE,
        technical="id",
        catalogue="edition kind key title text vector",
    ),
    "sideeffects.Section": kept(
        CATALOGUE,
        technical="id",
        catalogue="key position retired title",
        signature="changed_at changed_by",
    ),
    "sideeffects.SideEffect": kept(
        CATALOGUE,
        technical="id",
        catalogue=(
            "key position retired plain_name clinical_name category onset duration "
            "severity frequency warning_signs what_to_do evidence_grade "
            "evidence_directness sources seed_verdict seed_note note timing_basis "
            "also_called for_patients"
        ),
        signature="changed_at changed_by",
    ),
    "sideeffects.Source": kept(
        CATALOGUE,
        technical="id",
        catalogue=(
            "key position retired type authors year title container doi pmid url "
            "verification seen note used_by checked_on check_again_by"
        ),
        signature="changed_at changed_by checked_by",
    ),
    "sideeffects.Trial": kept(
        CATALOGUE,
        technical="id",
        catalogue="rule canonical hash base days",
        signature="started_by started_at stopped_by stopped_at",
    ),
}
