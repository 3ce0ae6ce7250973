"""Database guards that nobody can talk out of it.

django-pgtrigger's own triggers can be ignored by any session that sets the variable
`pgtrigger.ignore`, the web role included. These keep its migrations and leave that door out.
They also look names up in the public schema only, so that a temporary table cannot pose as one
of ours.
"""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models
from django.db.migrations.state import ProjectState
from pgtrigger import compiler
from pgtrigger.migrations import AddTrigger


class GuardSql(compiler.UpsertTriggerSql):
    """Migrations refer to this template: never change it, add another one beside it."""

    def get_template(self) -> str:
        return """
            CREATE OR REPLACE FUNCTION {pgid}()
            RETURNS TRIGGER AS $$
                {declare}
                BEGIN
                    {func}
                END;
            $$ LANGUAGE plpgsql SET search_path = public, pg_temp;

            DROP TRIGGER IF EXISTS {pgid} ON {table};
            CREATE {constraint} TRIGGER {pgid}
                {when} {operation} ON {table}
                {timing}
                {referencing}
                FOR EACH {level} {condition}
                EXECUTE PROCEDURE {execute};

            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
        """


class Guard(pgtrigger.Trigger):
    """A trigger with its own function, as `pgtrigger.Trigger`, that cannot be ignored."""

    def compile(self, model: models.Model) -> compiler.Trigger:
        plain = super().compile(model)
        kwargs: dict[str, Any] = {
            name: value for name, value in plain.sql.kwargs.items() if name != "ignore_func_name"
        }
        return compiler.Trigger(name=self.name, sql=GuardSql(**kwargs))


class SharedGuardSql(compiler.UpsertTriggerSql):
    """For a function that several tables share, made by a migration. Never change it either."""

    def get_template(self) -> str:
        return """
            DROP TRIGGER IF EXISTS {pgid} ON {table};
            CREATE TRIGGER {pgid}
                {when} {operation} ON {table}
                FOR EACH {level} {condition}
                EXECUTE FUNCTION {execute};

            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
        """


class SharedGuard(Guard):
    """A guard that calls a function shared with other tables."""

    func = "RETURN NULL;"  # pgtrigger wants one; it is not made

    def call(self, model: models.Model) -> str:
        """The function with its arguments."""
        raise NotImplementedError

    def compile(self, model: models.Model) -> compiler.Trigger:
        kwargs: dict[str, Any] = dict(super().compile(model).sql.kwargs)
        kwargs |= {"func": "", "execute": self.call(model)}
        return compiler.Trigger(name=self.name, sql=SharedGuardSql(**kwargs))


def refusal(sentence: str, next_step: str = "") -> str:
    """PL/pgSQL that refuses with a sentence, which the person then reads (clinic/errors.py)."""
    quoted = sentence.replace("'", "''").replace("%", "%%")
    code = "ERRCODE = 'integrity_constraint_violation'"
    if next_step:
        code += ", HINT = '" + next_step.replace("'", "''") + "'"
    return f"RAISE EXCEPTION '{quoted}' USING {code};"


class AppendOnly(Guard):
    """Rows are added; nobody changes or removes one, the owner of the table included."""

    name = "append_only"
    when = pgtrigger.Before
    operation = pgtrigger.Update | pgtrigger.Delete

    def get_func(self, model: models.Model) -> str:
        return refusal(f"Rows of {model._meta.db_table} are never changed or removed.")


class NeverEmptied(Guard):
    """TRUNCATE passes by row triggers, so it has a guard of its own."""

    name = "never_emptied"
    level = pgtrigger.Statement
    when = pgtrigger.Before
    operation = pgtrigger.Truncate

    def get_func(self, model: models.Model) -> str:
        return refusal(f"Table {model._meta.db_table} is never emptied.")


class AddGuard(AddTrigger):
    """What migrations add a guard with. `AddTrigger` has Django draw the model and all it touches
    anew each time, which took half of migrating an empty database; a guard is SQL alone."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        options = state.models[app_label, self.model_name].options
        options["triggers"] = [*options.get("triggers", []), self.trigger]
