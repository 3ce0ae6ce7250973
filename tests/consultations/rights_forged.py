"""What the owner of the tables may try to hide as an erasure, and what is said of it."""

from __future__ import annotations

LISTED = "(SELECT min(change_id) FROM clinic_erasedchange)"
UNLISTED = "(SELECT max(id) FROM clinic_rowchange WHERE table_name = '{}' AND after IS NOT NULL)"
LIST = (
    "INSERT INTO clinic_erasedchange (change_id, event_id, digest)"
    " SELECT {}, (SELECT max(id) FROM clinic_event WHERE action {} 'patient.erased'), 'x'::bytea"
)
FORGED = {
    "values come back": (
        f"UPDATE clinic_rowchange SET after = '{{}}' WHERE id = {LISTED}",
        ("is not as it was left when it was erased", "is listed as erased and holds values"),
    ),
    "another row": (
        f"UPDATE clinic_rowchange SET row_id = '999' WHERE id = {LISTED}",
        ("is not as it was left when it was erased",),
    ),
    "left and listed anew": (
        f"UPDATE clinic_erasedchange SET digest = 'x' WHERE change_id = {LISTED}",
        ("is not as it was left when it was erased", "are not the same"),
    ),
    "one less": (
        f"DELETE FROM clinic_erasedchange WHERE change_id = {LISTED}",
        ("is not as it was sealed", "are not the same"),
    ),
    "one more": (
        LIST.format(UNLISTED.format("consultations_patient"), "="),
        ("are not the same", "its row of consultations_patient is still there"),
    ),
    "without an erasure": (
        LIST.format(UNLISTED.format("consultations_patient"), "<>"),
        ("no erasure covers it",),
    ),
    "of another table": (
        LIST.format(UNLISTED.format("clinic_site"), "="),
        ("of clinic_site is listed as erased; that table has no records",),
    ),
    "values of somebody who is there": (
        "UPDATE clinic_rowchange SET before = NULL, after = NULL WHERE id = "
        + UNLISTED.format("consultations_patient"),
        ("is not as it was sealed",),
    ),
}
