"""Guards of the database that several tables share; what makes them hold is in triggers.py."""

from __future__ import annotations

import pgtrigger
from django.db import models

from clinic.triggers import Guard, refusal


class NeverRemoved(Guard):
    """Nothing is deleted. The record of a mistake is part of the record."""

    name = "never_removed"
    when = pgtrigger.Before
    operation = pgtrigger.Delete

    def get_func(self, model: models.Model) -> str:
        return refusal(f"Rows of {model._meta.db_table} are never removed.")


class Fixed(Guard):
    """Columns that never change once the row is there."""

    when = pgtrigger.Before
    operation = pgtrigger.Update

    def __init__(self, *columns: str) -> None:
        super().__init__(name="fixed")
        self.columns = columns

    def get_func(self, model: models.Model) -> str:
        new = ", ".join(f"NEW.{column}" for column in self.columns)
        old = ", ".join(f"OLD.{column}" for column in self.columns)
        no = refusal(f"These columns of {model._meta.db_table} never change.")
        return f"IF ROW({new}) IS DISTINCT FROM ROW({old}) THEN {no} END IF; RETURN NEW;"


class SetOnce(Guard):
    """Columns that are written together once; the first of them tells whether they are.

    A table with two of these gives the second one a name of its own.
    """

    when = pgtrigger.Before
    operation = pgtrigger.Update

    def __init__(self, *columns: str, name: str = "set_once") -> None:
        super().__init__(name=name)
        self.columns = columns

    def get_func(self, model: models.Model) -> str:
        new = ", ".join(f"NEW.{column}" for column in self.columns)
        old = ", ".join(f"OLD.{column}" for column in self.columns)
        no = refusal(f"These columns of {model._meta.db_table} are written once.")
        return (
            f"IF OLD.{self.columns[0]} IS NOT NULL AND ROW({new}) IS DISTINCT FROM ROW({old}) "
            f"THEN {no} END IF; RETURN NEW;"
        )
