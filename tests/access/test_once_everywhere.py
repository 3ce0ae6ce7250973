"""Each form of each page, sent twice: the database must be as after sending it once.

The forms are found in the pages, so that a new one is tried without anybody adding it here.
"""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.urls import resolve

from clinic.access import declaration
from clinic.models import Event
from clinic.models.user import Role
from clinic.once import anothers
from tests.access.footprint import GROWS_BY_LOOKING
from tests.access.test_mass_assignment import TYPED, forms_shown
from tests.access.two_sites import TwoSites
from tests.access.visitors import Visitor, visitor
from tests.attack.forms_of_pages import Form

pytestmark = pytest.mark.django_db

MADE = (204, 301, 302, 303)


def how_of(form: Form) -> str:
    declared = declaration(resolve(form.action.partition("?")[0].partition("#")[0]).func)
    assert declared is not None
    return declared.once.how


def written() -> dict[str, int]:
    """Table by table, how many rows were written since the test began, whatever became of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
        )
        rows: dict[str, int] = dict(cursor.fetchall())
    return {name: rows[name] for name in rows.keys() - GROWS_BY_LOOKING - {"clinic_sentform"}}


def send(somebody: Visitor, form: Form, **other: list[str]) -> tuple[int, str]:
    own = {**form.fields, **form.pressed}
    own |= {name: [TYPED[name]] for name in form.typed if name in TYPED}
    answer = somebody.ask(
        "POST",
        form.action,
        data=urlencode({**own, **other}, doseq=True),
        content_type="application/x-www-form-urlencoded",
    )
    return answer.status_code, answer.headers.get("Location", "")


OFTEN = (Role.FRONT_DESK, Role.TECHNICIAN, Role.MANAGER, Role.ADMIN)
SELDOM = [
    pytest.param(role, marks=pytest.mark.slow) for role in Role.values if Role(role) not in OFTEN
]


@pytest.mark.parametrize("role", [*OFTEN, *SELDOM])
def test_each_form_of_each_page_is_one_act(role: str, sites: TwoSites) -> None:
    done = 0
    with visitor(role, sites) as somebody:
        for form in list(forms_shown(somebody, sites)):
            how = how_of(form)
            # Given a form with its key
            assert ("sent" in form.fields) or how in ("own", "nothing"), form
            for key in form.fields.get("sent", ()):  # of this person, and of nobody else
                assert not anothers(key, somebody.user.pk)
                assert anothers(key, 0), form
            if how in ("own", "nothing") or not form.fields.get("sent"):
                continue
            start = transaction.savepoint()
            first = send(somebody, form)
            after, events = written(), Event.objects.count()
            if first[0] in MADE:
                done += 1
                # When the same comes again, then the answer is the same and nothing is done
                assert send(somebody, form) == first, form.action
                assert written() == after, form.action
                assert Event.objects.count() == events, form.action
                # When something else comes with that key, then it is refused
                assert send(somebody, form, note_on_it=["other"])[0] == 409, form.action
                assert written() == after, form.action
            transaction.savepoint_rollback(start)
    assert done >= AT_LEAST[Role(role)]


# So many forms do their work when they are sent as they are.
AT_LEAST = {
    Role.FRONT_DESK: 4,
    Role.TECHNICIAN: 6,
    Role.CLINIC_LEAD: 6,
    Role.MANAGER: 6,
    Role.AUDITOR: 1,
    Role.ADMIN: 3,
}
