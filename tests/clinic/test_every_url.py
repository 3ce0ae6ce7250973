"""Every address of the site says who may open it, and `manage.py url_permissions` lists it.

What each role then finds at each address is in tests/access/.
"""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import URLResolver, get_resolver

from clinic.addresses import addresses, undeclared
from clinic.models.user import Role

# The pages that need no sign-in, and nothing else does.
OPEN = {
    "sign-in/",
    "sign-in/code/",
    "sign-in/passkey/",
    "admin/login/",
    "invitation/",
    "invitation/<str:token>/",
    "healthz",
    "readyz",
    "verify/",
}

# What signs, exports or changes who may come in: who it is was proved within five minutes.
FRESH = {
    *("second-factor/app/", "second-factor/app/remove/", "second-factor/codes/", "password/"),
    *("second-factor/passkey/", "second-factor/passkey/<int:pk>/remove/", "staff/invite/"),
    *("staff/<int:pk>/change/", "staff/<int:pk>/link/", "staff/<int:pk>/sessions/"),
    *("staff/<int:pk>/disable/", "staff/<int:pk>/enable/", "staff/<int:pk>/second-factor/"),
    *("review/<str:ref>/decide/", "review/<str:ref>/second/", "records/<str:ref>/export/"),
    *("catalogue/desk/publish/propose/", "catalogue/desk/publish/<int:pk>/approve/"),
    *("catalogue/desk/publish/<int:pk>/back/", "catalogue/editions/<int:number>/approval/"),
}


def listed() -> list[dict[str, object]]:
    out = StringIO()
    call_command("url_permissions", "--json", stdout=out)
    found: list[dict[str, object]] = json.loads(out.getvalue())
    return found


def test_every_address_declares_who_may_open_it() -> None:
    assert undeclared(addresses()) == []


def test_the_pages_open_to_strangers_are_those_written_down() -> None:
    opened = {a.route for a in addresses() if a.declared and a.declared.permission is None}
    assert opened == OPEN


def test_what_is_signed_exported_or_changed_of_staff_asks_for_a_fresh_proof() -> None:
    """What then happens to somebody who proved it long ago is in tests/access/test_matrix.py."""
    assert {a.route for a in addresses() if a.declared and a.declared.fresh} == FRESH


def test_the_list_has_every_route_once() -> None:
    assert sorted(str(line["route"]) for line in listed()) == sorted(set(_routes(get_resolver())))


def _routes(resolver: URLResolver, before: str = "") -> list[str]:
    found: list[str] = []
    for part in resolver.url_patterns:
        route = before + str(part.pattern)
        found += _routes(part, route) if isinstance(part, URLResolver) else [route]
    return found


def test_the_list_says_all_that_a_view_declares() -> None:
    by_name = {line["name"]: line for line in listed()}
    assert by_name["consultations:review"] == {
        "route": "review/<str:ref>/",
        "name": "consultations:review",
        "methods": ["GET", "HEAD"],
        "permission": "consultations.review",
        "roles": [Role.CLINIC_LEAD, Role.TECHNICIAN],
        "record": "consultation",
        "audit": "review.opened",
        "fresh": False,
        "before_second_factor": False,
        "open_because": "",
    }
    assert by_name["consultations:review_decide"]["fresh"] is True
    assert by_name["clinic:alive"]["open_because"] == "health: says that the process answers"


def test_the_table_has_a_line_for_each_address() -> None:
    out = StringIO()
    call_command("url_permissions", stdout=out)
    heading, *lines = out.getvalue().splitlines()
    assert heading.startswith("address")
    assert [line.split()[0] for line in lines] == [f"/{a.route}" for a in addresses()]


@pytest.mark.urls("tests.clinic.pages_for_access")
def test_an_address_that_declares_nothing_ends_the_list_with_its_name() -> None:
    with pytest.raises(CommandError, match=r"stay shut: /undeclared/$") as refused:
        call_command("url_permissions", stdout=StringIO())
    assert refused.value.returncode == 1
