"""The change log, an edition beside another, and a clinician's approval on record."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.test import Client

from clinic.models import Event
from clinic.models.user import Role
from sideeffects.desk.change_log import change_log
from sideeffects.differences import differences
from sideeffects.editions import canonical_json
from sideeffects.models import Edition, EditionApproval
from sideeffects.risk import Catalogue
from tests.catalogue import catalogue_with, starter, starter_edition
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client: Client) -> Client:
    client.force_login(person(Role.MANAGER))
    return client


def published(catalogue: Catalogue, note: str = "") -> Edition:
    number = Edition.objects.count() + 1
    return Edition.objects.create(
        number=number, canonical=canonical_json(catalogue), hash=catalogue.hash, note=note
    )


def longer_wait(months: int) -> Catalogue:
    period = replace(starter().periods["isotretinoin_wait"], value=months)
    return catalogue_with(periods={**starter().periods, period.key: period})


def fewer_claims() -> Catalogue:
    claims = dict(starter().claims)
    claims.pop("s0-01")
    return catalogue_with(claims=claims)


def words(client: Client, path: str, status: int = 200) -> str:
    response = client.get(f"/catalogue/editions/{path}")
    assert response.status_code == status
    return text_of(response.content.decode())


def text_of(html: str) -> str:
    main = re.sub(r"(?s)^.*<main|</main>.*$", "", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


# ── The log ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", Role.values)
def test_all_staff_read_the_log(client: Client, role: str) -> None:
    starter_edition()
    client.force_login(person(role))
    for path in ("", "1/"):
        html = client.get(f"/catalogue/editions/{path}").content.decode()
        checks = role in (Role.MANAGER, Role.CLINIC_LEAD)
        assert ("/approval/" in html) == (checks and path == "1/")
        assert ("/export/" in html) == (checks and path == "1/")


def test_the_log_says_what_each_edition_changed(manager: Client) -> None:
    starter_edition()
    published(longer_wait(9), "Isotretinoin: nine months.")
    published(fewer_claims(), "One claim less.")
    said = words(manager, "")
    assert "Edition 3 Live One claim less." in said
    assert "1 changed, 1 gone" in said
    assert "Edition 2 Isotretinoin: nine months." in said
    assert f"{len(differences(None, starter()))} to begin with" in said
    assert said.count("Not clinically approved") == 3


def test_before_the_first_edition_the_log_says_so(manager: Client) -> None:
    assert "No edition is published yet" in words(manager, "")


def test_the_count_is_that_of_the_differences() -> None:
    first, second = starter_edition(), published(fewer_claims())
    newer, older = change_log([second, first])
    assert newer.counts == {"removed": len(differences(first.catalogue, second.catalogue))}
    assert older.counts == {"added": len(differences(None, first.catalogue))}


def test_the_log_asks_the_database_no_more_for_more_editions(
    manager: Client, django_assert_max_num_queries: Any
) -> None:
    first = starter_edition()
    for number in range(2, 26):
        Edition.objects.create(number=number, canonical=first.canonical, hash=first.hash)
    manager.get("/catalogue/editions/")
    with django_assert_max_num_queries(7):
        html = manager.get("/catalogue/editions/").content.decode()
    assert 'href="?page=2"' in html
    assert "Edition 25" in html
    assert "Edition 5<" not in html
    assert "Edition 5 " in words(manager, "?page=2")


# ── One edition ────────────────────────────────────────────────────────────────


def test_an_edition_stands_beside_the_one_before(manager: Client) -> None:
    starter_edition()
    edition = published(longer_wait(9))
    said = words(manager, "2/")
    assert "1 entry differs from edition 1" in said
    assert "How long, or how much Before 6 removed months After 9 added months" in said
    assert edition.hash in said


def test_an_edition_stands_beside_any_other(manager: Client) -> None:
    starter_edition()
    published(longer_wait(9))
    published(longer_wait(12))
    assert "Before 9 removed months After 12 added months" in words(manager, "3/")
    assert "Before 6 removed months After 12 added months" in words(manager, "3/?against=1")
    assert "Before 12 removed months After 6 added months" in words(manager, "1/?against=3")
    assert "Nothing differs from edition 3" in words(manager, "3/?against=3")


def test_the_first_edition_has_nothing_before_it(manager: Client) -> None:
    starter_edition()
    assert "Nothing came before it" in words(manager, "1/")


@pytest.mark.parametrize("path", ["9/", "1/?against=9", "1/?against=x", "1/?against=" + "9" * 5000])
def test_an_edition_that_is_not_there(manager: Client, path: str) -> None:
    starter_edition()
    assert manager.get(f"/catalogue/editions/{path}").status_code == 404


def test_many_changes_come_page_by_page(manager: Client) -> None:
    starter_edition()
    sources = {key: replace(one, note="Read again.") for key, one in starter().sources.items()}
    published(catalogue_with(sources=sources))
    html = manager.get("/catalogue/editions/2/").content.decode()
    assert html.count('class="card change"') == 40
    assert 'href="?against=1&amp;page=2"' in html
    last = manager.get("/catalogue/editions/2/?against=1&page=99").content.decode()
    assert last.count('class="card change"') == 117 - 80
    assert 'rel="next"' not in last


def test_a_script_in_an_edition_is_shown_as_it_is_written(manager: Client) -> None:
    starter_edition()
    claim = replace(starter().claims["s0-01"], claim="<script>alert(1)</script>")
    published(catalogue_with(claims={**starter().claims, claim.id: claim}), "<script>alert(2)")
    for path in ("", "2/"):
        html = manager.get(f"/catalogue/editions/{path}").content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert" in html


# ── A clinician's approval ─────────────────────────────────────────────────────


def paper(edition: Edition, **typed: str) -> dict[str, str]:
    return {
        "name": "Dr A Lund",
        "role": "Dermatologist, GMC 1234567",
        "fingerprint": edition.hash[:12],
        "signed": "on",
    } | typed


def test_an_approval_goes_on_record_and_every_page_names_it(manager: Client) -> None:
    edition = starter_edition()
    asked = words(manager, "1/approval/")
    assert edition.hash in asked
    typed = paper(edition, fingerprint=f" {edition.hash[:8].upper()} {edition.hash[8:]} ")
    response = manager.post("/catalogue/editions/1/approval/", typed)
    assert response.headers["Location"] == "/catalogue/editions/1/"
    approval = edition.approvals.get()
    assert (approval.name, approval.role) == ("Dr A Lund", "Dermatologist, GMC 1234567")
    assert approval.recorded_by.role == Role.MANAGER
    assert Event.objects.get(action="edition.approved").detail == {"number": 1}
    for path in ("", "1/"):
        said = words(manager, path)
        assert "Dr A Lund , Dermatologist, GMC 1234567" in said
        assert "ot clinically approved" not in said


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": " "}, "Name of the clinician who signed is missing"),
        ({"role": ""}, "Profession and registration is missing"),
        ({"signed": ""}, "Tick the box once you hold the signed paper"),
        ({"fingerprint": "abc"}, "Type at least the first 12 characters"),
        ({"fingerprint": "0" * 64}, "The paper is for another catalogue"),
        ({"fingerprint": "0" * 81}, "Ensure this value has at most 80 characters"),
    ],
)
def test_a_gap_is_told_and_what_was_typed_stays(
    manager: Client, typed: dict[str, str], told: str
) -> None:
    edition = starter_edition()
    response = manager.post("/catalogue/editions/1/approval/", paper(edition, **typed))
    assert response.status_code == 422
    html = response.content.decode()
    assert told in text_of(html)
    for value in paper(edition, **typed).values():
        assert f'value="{value}"' in html or not value.strip() or value == "on"
    assert not EditionApproval.objects.exists()


def test_the_same_approval_is_not_recorded_twice(manager: Client) -> None:
    edition = starter_edition()
    manager.post("/catalogue/editions/1/approval/", paper(edition))
    response = manager.post("/catalogue/editions/1/approval/", paper(edition))
    assert "The approval of Dr A Lund is on record already." in text_of(response.content.decode())
    manager.post("/catalogue/editions/1/approval/", paper(edition, name="Dr B Mora"))
    assert edition.approvals.count() == 2


def test_a_paper_for_another_edition_approves_nothing(manager: Client) -> None:
    first = starter_edition()
    published(longer_wait(9))
    response = manager.post("/catalogue/editions/2/approval/", paper(first))
    assert response.status_code == 422
    assert not EditionApproval.objects.exists()


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.TECHNICIAN, Role.AUDITOR, Role.ADMIN])
def test_others_record_none(client: Client, role: str) -> None:
    edition = starter_edition()
    client.force_login(person(role))
    response = client.post("/catalogue/editions/1/approval/", paper(edition))
    assert response.status_code == 404
    assert not EditionApproval.objects.exists()
