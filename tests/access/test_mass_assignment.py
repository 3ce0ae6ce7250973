"""A form takes its own fields. Whatever else is sent along changes nothing.

Every form that a page shows is sent twice from the same state: as it is, and with a field more for
each column of every table. What changed in the database must be the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.urls import resolve

from clinic.addresses import addresses
from clinic.models.user import Role
from tests.access.footprint import GROWS_BY_LOOKING
from tests.access.places import fill
from tests.access.two_sites import TwoSites
from tests.access.visitors import COMES_IN, Visitor, visitor
from tests.attack.forms_of_pages import Form, forms_of

pytestmark = pytest.mark.django_db

OURS = ("clinic", "sideeffects", "consultations")
OF_THE_CLINIC = [each for each in addresses() if not each.route.startswith("admin/")]
Row = tuple[str, int]

# What a person would type into the boxes of these names.
TYPED = {
    "first_name": "Noor",
    "last_name": "Haddad",
    "birth_date_day": "5",
    "birth_date_month": "4",
    "birth_date_year": "1979",
    "phone": "07700 900 882",
    "note": "Rang at noon.",
    "reason": "Forgot one.",
    "sign_in_name": "noor",
    "name": "Noor Haddad",
    "email": "noor@example.org",
}
POINTS_AT = {
    (model._meta.db_table, column.column): column.related_model._meta.db_table
    for model in apps.get_models()
    for column in model._meta.concrete_fields
    if isinstance(column, models.ForeignKey) and not isinstance(column.related_model, str)
}
PASSING = re.compile(
    r"\d{4}-\d\d-\d\dT[\d:.+]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[CP]-[0-9A-Z]{6}"
    r"|[0-9a-f]{64}|gAAAA[\w=-]+|!\w{40}"
)


def everything_else(sites: TwoSites) -> dict[str, str]:
    """A field for each column of each table, with what somebody might wish to stand in it."""
    found: dict[str, str] = {}
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            for column in model._meta.concrete_fields:
                value = _wished(column, sites)
                found |= {column.name: value, column.attname: value}
    return {**found, "is_staff": "on", "is_superuser": "on", "user": "1", "pk": "1"}


def _wished(column: Any, sites: TwoSites) -> str:
    if column.name == "role":
        return Role.ADMIN.value
    if column.name == "site":
        return str(sites.there.world.site.pk)
    if column.name == "status":
        return "approved"
    if isinstance(column, models.BooleanField):
        return "on"
    if isinstance(column, models.DateField):
        return "2001-01-01"
    if isinstance(column, models.CharField | models.TextField):
        return str(column.choices[-1][0]) if column.choices else "wished for"
    return "1"


def forms_shown(somebody: Visitor, sites: TwoSites) -> Iterator[Form]:
    """One of each: of the many pages with a form that goes to the same route, the first."""
    met: set[tuple[str, str]] = set()
    for address in OF_THE_CLINIC:
        declared = address.declared
        if not declared or not declared.permission or address.name == "clinic:sign_out":
            continue
        if somebody.expects(declared, "GET") != COMES_IN:
            continue
        for path in fill(address, sites, somebody.user).own:
            response = somebody.ask("GET", path)
            if not response.headers["Content-Type"].startswith("text/html"):
                continue  # a file has no forms
            for form in forms_of(path, response.content.decode()):
                route = resolve(form.action.partition("?")[0].partition("#")[0]).route
                which = (route, " ".join(sorted(form.fields)))
                if form.method == "post" and route != "sign-out/" and which not in met:
                    met.add(which)
                    yield form


def rows() -> dict[Row, dict[str, Any]]:
    """All that stands in the tables."""
    tables = {
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.app_label in ("clinic", "consultations", "mfa") and model._meta.managed
    }
    found: dict[Row, dict[str, Any]] = {}
    with connection.cursor() as cursor:
        for table in sorted(tables - GROWS_BY_LOOKING - {"clinic_rowchange", "clinic_sentform"}):
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
            for row in (json.loads(text) for (text,) in cursor.fetchall()):
                found[table, row["id"]] = row
    return found


def done_by(somebody: Visitor, action: str, sent: dict[str, list[str]]) -> list[str]:
    """What sending it changed, column by column, without keys and times; then it is undone."""
    start, before = transaction.savepoint(), rows()
    somebody.ask(
        "POST",
        action,
        data=urlencode(sent, doseq=True),
        content_type="application/x-www-form-urlencoded",
    )
    after = rows()
    transaction.savepoint_rollback(start)
    changes = [
        f"{place[0]}.{column}: {_told(place[0], column, value, before)}"
        for place, row in after.items()
        for column, value in row.items()
        if column != "id" and before.get(place, {}).get(column, before) != value
    ]
    gone = [f"{place[0]}: gone" for place in before.keys() - after.keys()]
    return sorted(changes + gone)


def _told(table: str, column: str, value: Any, before: dict[Row, Any]) -> str:
    """A row made a moment ago has another number each time."""
    points_at = POINTS_AT.get((table, column))
    if points_at and value is not None and (points_at, value) not in before:
        return "a new one"
    return PASSING.sub("", str(value))


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.TECHNICIAN, Role.ADMIN])
def test_a_field_that_is_not_the_forms_own_changes_nothing(role: str, sites: TwoSites) -> None:
    more = everything_else(sites)
    effective = set()
    with visitor(role, sites) as somebody:
        for form in list(forms_shown(somebody, sites)):
            own = {**form.fields, **form.pressed}
            own |= {name: [TYPED[name]] for name in form.typed if name in TYPED}
            wished = {name: [value] for name, value in more.items() if name not in own}
            plain = done_by(somebody, form.action, own)
            assert done_by(somebody, form.action, {**own, **wished}) == plain, form.action
            if plain:
                effective.add(resolve(form.action.partition("?")[0]).view_name)
    assert EFFECTIVE[Role(role)] <= effective


# Forms that, sent like this, do their work: else nothing would be told by nothing having changed.
EFFECTIVE = {
    Role.FRONT_DESK: {"consultations:patient_add", "consultations:reopen", "clinic:preferences"},
    Role.TECHNICIAN: {"consultations:reopen", "clinic:preferences"},
    Role.ADMIN: {"clinic:preferences"},
}
