"""Two people of the same name and birth date, at one site and at two: their records never cross."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from clinic.addresses import addresses
from clinic.models.user import Role
from consultations.actions.patients import add_patient
from consultations.models import Consultation, FreeTime, Patient
from tests.access.places import fill
from tests.access.two_sites import TwoSites
from tests.access.visitors import visitor
from tests.consultations.world import key

pytestmark = pytest.mark.django_db

NAMES: dict[str, Any] = {
    "first_name": "Tunde",
    "last_name": "Adeyemi",
    "birth_date": date(1987, 3, 14),
}


def references(patient: Patient) -> list[str]:
    return list(Consultation.objects.filter(patient=patient).values_list("reference", flat=True))


def test_a_search_finds_those_of_ones_own_site_alone(sites: TwoSites) -> None:
    """Both sites have a Tunde Adeyemi of the same birth date."""
    assert sites.here.patient.birth_date == sites.there.patient.birth_date
    with visitor(Role.FRONT_DESK, sites) as desk:
        page = desk.client.post("/patients/find/", {"q": "Tunde Adeyemi"}).content.decode()
    assert sites.here.patient.reference in page
    assert sites.there.patient.reference not in page


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.TECHNICIAN, Role.CLINIC_LEAD])
def test_no_list_names_a_record_of_the_other_site(role: str, sites: TwoSites) -> None:
    theirs = {sites.there.patient.reference, *references(sites.there.patient)}
    with visitor(role, sites) as reader:
        for address in addresses():
            declared = address.declared
            if address.values or not declared or role not in declared.roles:
                continue
            page = reader.ask("GET", f"/{address.route}").content.decode(errors="replace")
            assert [reference for reference in theirs if reference in page] == [], address.route


def test_a_day_shows_the_bookings_and_times_of_ones_own_site_alone(sites: TwoSites) -> None:
    free, theirs = sites.here.free_time, sites.there.free_time
    assert FreeTime.objects.filter(pk__in=[free.pk, theirs.pk]).count() == 2
    with visitor(Role.TECHNICIAN, sites) as technician:
        booked = technician.ask("GET", f"/day/{sites.here.world.day(30)}/").content.decode()
        offered = technician.ask("GET", f"/day/{sites.here.world.day(40)}/").content.decode()
    assert sites.here.consultations["booked"].reference in booked
    assert sites.there.consultations["booked"].reference not in booked
    assert f"/free-time/{free.pk}/" in offered
    assert f"/free-time/{theirs.pk}/" not in offered


def test_a_namesake_of_one_site_has_a_record_of_their_own(sites: TwoSites) -> None:
    first = sites.here.patient
    desk = sites.here.people[Role.FRONT_DESK]
    namesake = add_patient(
        desk, key=key(), phone="07700 900 472", told_apart_from=[first.reference], **NAMES
    )
    with visitor(Role.FRONT_DESK, sites) as reader:
        page = reader.ask("GET", f"/patients/{namesake.reference}/").content.decode()
        other = reader.ask("GET", f"/patients/{first.reference}/").content.decode()
    assert "Another patient has a similar name" in page
    assert [ref for ref in (first.reference, *references(first)) if ref in page] == []
    assert namesake.reference not in other
    assert all(reference in other for reference in references(first)[-3:])


def test_the_record_of_a_namesake_names_their_own_events(sites: TwoSites) -> None:
    first = sites.here.patient
    desk = sites.here.people[Role.FRONT_DESK]
    namesake = add_patient(desk, key=key(), told_apart_from=[first.reference], **NAMES)
    with visitor(Role.AUDITOR, sites) as auditor:
        page = auditor.ask("GET", f"/records/{namesake.reference}/").content.decode()
    assert [reference for reference in references(first) if reference in page] == []


# Turned to the patient: who else reads it learns no name.
NAMES_NOBODY = {"c/<str:ref>/private/", "c/<str:ref>/again/private/"}


def test_each_page_about_a_patient_names_them_and_their_birth_date(sites: TwoSites) -> None:
    """A technician opens those of the desk as well."""
    seen = set()
    with visitor(Role.TECHNICIAN, sites) as reader:
        for address in addresses():
            declared = address.declared
            if not declared or declared.record not in ("patient", "consultation"):
                continue
            if Role.TECHNICIAN not in declared.roles or "GET" not in declared.methods:
                continue
            for path in fill(address, sites, reader.user).own[:2]:
                answer = reader.ask("GET", path)
                if answer.status_code != 200 or answer["Content-Type"][:9] != "text/html":
                    continue
                patient, page = _of(path), answer.content.decode()
                named = patient.last_name.lower() in page.lower() and born(patient) in page
                assert named is not (address.route in NAMES_NOBODY), path
                seen.add(address.route)
    assert len(seen - NAMES_NOBODY) > 8


def _of(path: str) -> Patient:
    """Whose record an address names."""
    (reference,) = re.findall(r"/([CP]-\w+)/", path)
    if reference.startswith("P-"):
        return Patient.objects.get(reference=reference)
    return Consultation.objects.get(reference=reference).patient


def born(patient: Patient) -> str:
    return f"{patient.birth_date.day} {patient.birth_date:%B %Y}"
