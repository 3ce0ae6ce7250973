"""The catalogue's pages, as any member of staff reads them."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from clinic.models.user import Role
from sideeffects.actions import load, publish, record_approval
from sideeffects.evidence.entries import entries_of, links_of
from sideeffects.models import Contraindication, Edition
from sideeffects.risk import canonical, digest, to_files
from sideeffects.risk.evidence import Source
from tests.catalogue import STARTER, starter, starter_edition
from tests.people import person

pytestmark = pytest.mark.django_db

LISTS = ["", "search/", "side-effects/", "contraindications/", "claims/", "sources/"]


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(person(Role.MANAGER))
    return client


def words(client: Client, path: str) -> str:
    """What the page says, on one line."""
    response = client.get(f"/catalogue/{path}")
    assert response.status_code == 200
    return text_of(response.content.decode())


def text_of(html: str) -> str:
    body = re.sub(r"(?s)^.*<main|</main>.*$", "", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


# ── Who reads what ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", Role.values)
def test_all_staff_read_the_catalogue(client: Client, role: str) -> None:
    starter_edition()
    client.force_login(person(role))
    for path in LISTS:
        assert client.get(f"/catalogue/{path}").status_code == 200


def test_every_entry_has_a_page(reader: Client) -> None:
    starter_edition()
    for part, keys in (
        ("side-effects", starter().side_effects),
        ("contraindications", starter().contraindications),
        ("sources", starter().sources),
    ):
        for key in keys:
            assert reader.get(f"/catalogue/{part}/{key}/").status_code == 200, key


@pytest.mark.parametrize("part", ["side-effects", "contraindications", "sources"])
def test_an_entry_that_does_not_exist(reader: Client, part: str) -> None:
    starter_edition()
    assert reader.get(f"/catalogue/{part}/no_such_thing/").status_code == 404


def test_before_the_first_edition_the_pages_say_what_to_do(reader: Client) -> None:
    for path in (*LISTS, "side-effects/keloid/"):
        assert "No edition is published yet" in words(reader, path)


def test_pages_show_the_live_edition_not_the_drafts(reader: Client) -> None:
    load(STARTER, by=None)
    publish(by=None)
    Contraindication.objects.filter(key="diabetes").update(name="Sugar sickness")
    assert "Sugar sickness" not in words(reader, "contraindications/")
    publish(by=None)
    assert "Sugar sickness" in words(reader, "contraindications/")
    assert "Edition 2 is live" in words(reader, "")


@pytest.mark.parametrize("path", [*LISTS, "side-effects/keloid/", "contraindications/diabetes/"])
def test_a_page_asks_the_database_four_times_however_much_it_shows(
    reader: Client, path: str, django_assert_num_queries: Any
) -> None:
    """Session, person with site, edition, its approval."""
    starter_edition()
    reader.get("/catalogue/")
    with django_assert_num_queries(4):
        reader.get(f"/catalogue/{path}")


# ── Honest words ───────────────────────────────────────────────────────────────


def test_home_says_which_edition_is_live_and_that_nobody_approved_it(reader: Client) -> None:
    edition = starter_edition()
    said = words(reader, "")
    assert "Edition 1 is live" in said
    assert "Research draft, not clinically approved." in said
    assert "49 side effects 81 contraindications 31 claims we looked into 117 sources" in said
    assert "4 of 49 side effects have been counted" in said
    assert "8 of 117 sources were not retrieved" in said
    record_approval(edition, name="Dr A Lund", role="Dermatologist", by=person(Role.ADMIN))
    said = words(reader, "")
    assert "Clinically approved. Dr A Lund, Dermatologist, vouches for edition 1" in said
    assert "Research draft, not clinically" not in said


def test_a_transplant_rate_names_the_transplant_first(reader: Client) -> None:
    starter_edition()
    said = words(reader, "side-effects/swelling_oedema/")
    assert "Nobody has counted this in SMP." in said
    assert "In hair transplants, not SMP: 18 of 2,896 , hair transplant patients" in said
    for number in re.finditer(r"\b[\d,]+ of [\d,]{2,}", said):
        assert "not SMP: " in said[: number.start()][-10:]


def test_an_uncounted_side_effect_says_so_in_bold(reader: Client) -> None:
    starter_edition()
    html = reader.get("/catalogue/side-effects/redness/").content.decode()
    assert "<strong>Nobody has counted this.</strong>" in html
    assert "What is known instead Described by most SMP clinics as universal" in text_of(html)


def test_a_side_effect_leads_to_who_is_at_risk_and_to_the_claims(reader: Client) -> None:
    starter_edition()
    html = reader.get("/catalogue/side-effects/keloid/").content.decode()
    assert "/catalogue/contraindications/keloid_history/" in html
    assert "/catalogue/claims/#s0-14" in html
    said = text_of(html)
    assert "Thousands of punctures in skin known to over-scar" in said
    assert "“ People who form keloids should avoid it" in said or "People who form keloids" in said
    assert "Evidence limited studies Nearness known from decorative tattoos" in said


def test_a_contraindication_shows_rules_with_their_numbers_and_each_grade(reader: Client) -> None:
    starter_edition()
    said = words(reader, "contraindications/psoriasis_scalp/")
    assert "If scalp psoriasis has cleared, wait until it has been clear for 3 months." in said
    assert "Time the scalp must be clear of psoriasis: 3 months" in said
    assert "Do you have psoriasis?" in said
    assert "Evidence some studies" in said
    assert "Its waiting period or limit: clinic convention" in said
    assert "{" not in said


def test_claims_say_what_they_are_really_about(reader: Client) -> None:
    starter_edition()
    said = words(reader, "claims/")
    start = said.index("Hair thinning in the treated area is common")
    claim = said[start : start + 300]
    assert "Shock loss is a transplant event" in claim
    assert "Really about hair transplants, not SMP" in claim


def test_a_source_that_was_not_retrieved_says_check_first(reader: Client) -> None:
    starter_edition()
    said = words(reader, "sources/nielsen_2024_lymphoma/")
    assert "Check this first. Known, not retrieved: check first." in said
    assert "Seen of it nothing" in said
    assert "Possible cancer link (unproven)" in said
    assert "(check first)" in words(reader, "side-effects/lymphoma_signal/")
    first = words(reader, "sources/").index("Known, not retrieved: check first 6")
    assert first < words(reader, "sources/").index("Found 109")


def test_every_citation_leads_both_ways() -> None:
    entries = entries_of(starter())
    for key, shown in entries.sources.items():
        back = (
            {f"side_effects:{effect.key}" for effect in shown.effects}
            | {f"contraindications:{entry.key}" for entry in shown.contraindications}
            | {f"periods:{period.key}" for period in shown.periods}
            | {f"claims:{claim.id}" for claim in shown.claims}
        )
        assert set(shown.source.used_by) <= back, key


# ── Text stays text ────────────────────────────────────────────────────────────

PAYLOAD = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def test_catalogue_text_never_becomes_html(reader: Client) -> None:
    files = to_files(starter())
    for part, entries in (
        ("side_effects", files["side_effects"]["side_effects"]),
        ("contraindications", files["contraindications"]["contraindications"]),
        ("claims", files["claims"]["claims"]),
        ("sources", files["sources"]["sources"]),
    ):
        for entry in entries:
            for name, value in entry.items():
                if name not in ("key", "id", "url", "verification") and isinstance(value, str):
                    entry[name] = value + PAYLOAD
        assert part
    for entry in files["contraindications"]["contraindications"]:
        entry["evidence_grade"], entry["evidence_directness"] = "D", "smp"
        entry["waiting_period_or_limit_grade"] = None
    for entry in files["side_effects"]["side_effects"]:
        entry["evidence_grade"], entry["evidence_directness"] = "D", "smp"
    text = canonical(files)
    Edition.objects.create(number=1, canonical=text.decode(), hash=digest(text))
    for path in (
        *LISTS,
        "side-effects/keloid/",
        "contraindications/keloid_history/",
        "sources/garg_2021/",
    ):
        html = reader.get(f"/catalogue/{path}").content.decode()
        assert "<script>alert" not in html, path
        assert "<img src=x" not in html, path
    assert "&lt;script&gt;" in html


def source(**fields: Any) -> Source:
    plain = starter().sources["garg_2021"]
    values = {name: getattr(plain, name) for name in plain.__slots__}
    return Source(**values | {"doi": None, "pmid": None, "url": None} | fields)


@pytest.mark.parametrize(
    ("fields", "addresses"),
    [
        ({"url": "javascript:alert(1)"}, []),
        ({"url": "http://[broken"}, []),
        ({"url": "data:text/html,x"}, []),
        ({"url": "https://example.org/a?b=c"}, ["https://example.org/a?b=c"]),
        ({"pmid": "12345"}, ["https://pubmed.ncbi.nlm.nih.gov/12345/"]),
        ({"pmid": "1/../x"}, []),
        ({"doi": "10.1/a b"}, ["https://doi.org/10.1/a%20b"]),
    ],
)
def test_a_source_links_to_the_web_only(fields: dict[str, Any], addresses: list[str]) -> None:
    assert [address for _, address in links_of(source(**fields))] == addresses


def test_the_canonical_json_is_ordinary_json() -> None:
    assert json.loads(canonical(to_files(starter())))["sources"]
