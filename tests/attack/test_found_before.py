"""What the hostile input run found, and must not find again."""

from __future__ import annotations

import pytest

from clinic.models.user import Role
from tests.consultations.pages import signed_in
from tests.consultations.with_steps import approved_with_steps
from tests.consultations.world import World, key
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("month", ["9" * 20, "9" * 5_000, "-" + "9" * 20, "²", "1_0", "0x7f"])
def test_a_month_that_is_none_is_asked_for_again(month: str) -> None:
    world = World()
    address = f"/c/{world.draft().reference}/plan/"
    boxes = {"planned_date_day": "21", "planned_date_month": month, "planned_date_year": "2026"}
    fields = {"key": str(key()), "treatment": "density", **boxes}
    assert signed_in(world.desk).post(address, fields).status_code == 422


@pytest.mark.parametrize("step", ["%00", "%s", "%(a)s", "x" * 70])
@pytest.mark.parametrize("day", ["1", "null"])
def test_a_step_that_nobody_asked_for_is_refused(step: str, day: str) -> None:
    world = World()
    consultation, _ = approved_with_steps(world)
    boxes = {"on_date_day": day, "on_date_month": "11", "on_date_year": "2025"}
    address = f"/review/{consultation.reference}/step/"
    answer = signed_in(world.technician).post(address, {"step": step, "act": "done", **boxes})
    assert answer.status_code in (409, 422)


@pytest.mark.parametrize("given", ["0", "-0", "[]", "9" * 5_000, "[" * 50_000, "NaN", '"a"', "{}"])
def test_a_passkey_that_is_none_is_refused(given: str) -> None:
    client = signed_in(person(Role.FRONT_DESK))
    answer = client.post("/second-factor/passkey/", {"name": "x", "credential": given})
    assert answer.status_code < 500
