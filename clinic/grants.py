"""The exact rights of the web role: table by table, from each app's `grants.py`.

    RIGHTS = {"consultations.Summary": "select insert"}

Whatever is not listed, the web role may not do. It owns nothing and makes no tables, not even
temporary ones. (A row lock, `select_for_update`, needs "update".)
"""

from __future__ import annotations

import functools
import importlib
import importlib.util

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg2 import sql

VERBS = ("select", "insert", "update", "delete")

RIGHTS = {
    "clinic.CacheEntry": "select insert update delete",
    "clinic.ErasedChange": "select",
    "clinic.Event": "select insert",
    "clinic.Invitation": "select insert update",
    "clinic.RowChange": "select",
    "clinic.Seal": "select",
    "clinic.SentForm": "select insert update delete",
    "clinic.Site": "select insert update",
    "clinic.Unsealed": "select",
    "clinic.User": "select insert update",
    # django-allauth's; addresses of e-mail are kept with the person instead
    "account.EmailAddress": "select",
    "account.EmailConfirmation": "select",
    "mfa.Authenticator": "select insert update delete",
    # Django's own
    "admin.LogEntry": "select insert",
    "auth.Group": "select",
    "auth.Group_permissions": "select",
    "auth.Permission": "select",
    "contenttypes.ContentType": "select",
    "sessions.Session": "select insert update delete",
}
OTHER_TABLES = {"django_migrations": "select"}


# What the web role may call besides; the functions of guards are nobody's to call.
FUNCTIONS = ("scalpwise_seal(integer)",)


@functools.cache
def all_rights() -> dict[str, str]:
    """Every app's RIGHTS together, by model label in Django's spelling, any case."""
    found: dict[str, str] = {}
    for config in apps.get_app_configs():
        module = f"{config.name}.grants"
        if importlib.util.find_spec(module) is not None:
            rights: dict[str, str] = importlib.import_module(module).RIGHTS
            found.update({label.lower(): verbs for label, verbs in rights.items()})
    return found


def tables() -> dict[str, type[models.Model]]:
    """Every model with a table of its own, by lower-case label."""
    return {
        model._meta.label_lower: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }


def problems() -> list[str]:
    """Models without an entry, entries without a model, words that are no right."""
    rights, known = all_rights(), tables()
    found = [f"{known[label]._meta.label} is in no grants.py." for label in known.keys() - rights]
    found += [f"grants.py lists {label}, which is no table." for label in rights.keys() - known]
    found += [
        f"grants.py gives {label} the unknown right “{verb}”."
        for label, verbs in rights.items()
        for verb in verbs.split()
        if verb not in VERBS
    ]
    return sorted(found)


def by_table() -> dict[str, tuple[str, ...]]:
    """Table name to its rights, in the order of VERBS."""
    known = tables()
    wanted = {
        known[label]._meta.db_table: verbs
        for label, verbs in all_rights().items()
        if label in known
    }
    return {
        table: tuple(verb for verb in VERBS if verb in verbs.split())
        for table, verbs in {**wanted, **OTHER_TABLES}.items()
    }


def grant(connection: BaseDatabaseWrapper, role: str) -> None:
    """Give `role` exactly the listed rights. Run as the owner; may be run again at any time."""
    with connection.cursor() as cursor:
        for statement in _statements(connection.settings_dict["NAME"], role):
            cursor.execute(statement)


def _statements(database: str, role: str) -> list[sql.Composed]:
    names = {"role": sql.Identifier(role), "database": sql.Identifier(database)}
    statements = [
        sql.SQL(text).format(**names)
        for text in (
            "REVOKE TEMPORARY, CREATE ON DATABASE {database} FROM PUBLIC, {role}",
            "GRANT CONNECT ON DATABASE {database} TO {role}",
            "REVOKE ALL ON SCHEMA public FROM PUBLIC, {role}",
            "GRANT USAGE ON SCHEMA public TO {role}",
            "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {role}",
            "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {role}",
        )
    ]
    for table, verbs in by_table().items():
        if verbs:
            statements.append(
                sql.SQL("GRANT {verbs} ON TABLE public.{table} TO {role}").format(
                    verbs=sql.SQL(", ").join(sql.SQL(verb.upper()) for verb in verbs),
                    table=sql.Identifier(table),
                    **names,
                )
            )
    for function in FUNCTIONS:
        for text in (
            "REVOKE ALL ON FUNCTION public.{function} FROM PUBLIC",
            "GRANT EXECUTE ON FUNCTION public.{function} TO {role}",
        ):
            statements.append(sql.SQL(text).format(function=sql.SQL(function), **names))
    return statements
