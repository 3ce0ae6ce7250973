"""A reference is given once, also after whoever had it was erased."""

from __future__ import annotations

import pgtrigger
from django.db import models

from clinic.triggers import Guard, refusal


class ReferenceOnce(Guard):
    """Events keep naming an erased patient and the consultations by their references."""

    name = "reference_once"
    when = pgtrigger.Before
    operation = pgtrigger.Insert

    def get_func(self, model: models.Model) -> str:
        no = refusal("This reference was somebody else’s once.", "Save again: it gets another one.")
        return (
            "IF EXISTS (SELECT FROM consultations_erasure"
            f' WHERE "references" @> ARRAY[NEW.reference]::varchar(8)[]) THEN {no} END IF;'
            " RETURN NEW;"
        )
