"""Search by any word of the live edition, from a POST."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from clinic.models.user import Role
from sideeffects.evidence.citing import short_name
from sideeffects.models import Edition, SearchEntry
from sideeffects.templatetags.catalogue import excerpt_parts
from tests.catalogue import starter, starter_edition
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return starter_edition(searchable=True)


def titles(edition: Edition, typed: str, kind: str = "", each: int = 8) -> list[str]:
    found = SearchEntry.objects.matching(edition, typed, each=each)
    return [entry.title for entry in found if not kind or entry.kind == kind]


def test_every_entry_that_staff_read_can_be_found(edition: Edition) -> None:
    kinds = ("side_effect", "contraindication", "claim", "source")
    counts = [SearchEntry.objects.filter(edition=edition, kind=kind).count() for kind in kinds]
    assert counts == [49, 81, 31, 117]
    assert str(SearchEntry.objects.get(edition=edition, key="redness")) == "side_effect redness"


@pytest.mark.parametrize(
    ("typed", "kind", "title"),
    [
        ("keloid", "contraindication", "Keloid scars (own history)"),
        ("kelo", "side_effect", "Growing scar"),
        ("KELOIDS", "contraindication", "Keloids in close family"),
        ("warfarin", "contraindication", "Blood thinner"),
        ("thick scar", "contraindication", "Hypertrophic (thick) scars"),
        ("scarring transplant", "claim", "Scarring is the most common long-term effect"),
        ("Küçüktaş", "source", "Complications of hair transplantation"),
        ("kucuktas", "source", "Complications of hair transplantation"),
        ("isotretinion", "contraindication", "Isotretinoin or acitretin tablets"),
        ("mri", "side_effect", "Blurred MRI picture near the pigment"),
    ],
)
def test_any_word_finds_it(edition: Edition, typed: str, kind: str, title: str) -> None:
    assert title in titles(edition, typed, kind)


def test_the_name_counts_more_than_the_text(edition: Edition) -> None:
    assert titles(edition, "isotretinoin", "contraindication")[0].startswith("Isotretinoin")


@pytest.mark.parametrize("typed", ["", "  ", "&|!():*", "the", "zq", "xylophonist", "'; DROP"])
def test_what_finds_nothing(edition: Edition, typed: str) -> None:
    assert titles(edition, typed) == []


def test_many_words_are_not_a_heavier_question(edition: Edition) -> None:
    assert titles(edition, "scar " * 50) == titles(edition, "scar")


def test_at_most_so_many_of_a_kind(edition: Edition) -> None:
    found = SearchEntry.objects.matching(edition, "tattoo", each=3)
    assert {kind: len([e for e in found if e.kind == kind]) for kind in ("source", "claim")} == {
        "source": 3,
        "claim": 3,
    }


def test_an_older_edition_is_not_searched(edition: Edition) -> None:
    starter_edition()
    assert titles(Edition.objects.live(), "keloid") == []


# ── The page ───────────────────────────────────────────────────────────────────


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(person(Role.FRONT_DESK))
    return client


def test_results_are_grouped_and_link_to_their_pages(reader: Client, edition: Edition) -> None:
    html = reader.post("/catalogue/search/", {"words": "keloid"}).content.decode()
    assert "/catalogue/contraindications/keloid_history/" in html
    assert "/catalogue/side-effects/keloid/" in html
    assert "/catalogue/claims/#s0-14" in html
    assert "/catalogue/sources/bad_keloid/" in html
    assert "<mark>keloid" in html
    assert 'value="keloid"' in html


def test_nothing_found_says_what_to_try(reader: Client, edition: Edition) -> None:
    html = reader.post("/catalogue/search/", {"words": "xylophonist"}).content.decode()
    assert "Nothing matches" in html


@pytest.mark.parametrize(
    ("words", "message"),
    [("", "Type a word to search for"), ("a" * 101, "Use fewer words")],
)
def test_a_wrong_search_says_why(
    reader: Client, edition: Edition, words: str, message: str
) -> None:
    html = reader.post("/catalogue/search/", {"words": words}).content.decode()
    assert message in html
    assert "<title>Error: " in html


def test_a_word_in_the_address_is_not_searched(reader: Client, edition: Edition) -> None:
    html = reader.get("/catalogue/search/", {"words": "keloid"}).content.decode()
    assert "keloid_history" not in html


def test_typing_gets_the_results_alone(reader: Client, edition: Edition) -> None:
    response = reader.post(
        "/catalogue/search/", {"words": "keloid"}, headers={"HX-Request": "true"}
    )
    html = response.content.decode()
    assert "<html" not in html
    assert "keloid_history" in html


def test_searching_asks_the_database_five_times(
    reader: Client, edition: Edition, django_assert_num_queries: Any
) -> None:
    reader.post("/catalogue/search/", {"words": "keloid"}, headers={"HX-Request": "true"})
    with django_assert_num_queries(4):  # session, person, edition, search
        reader.post("/catalogue/search/", {"words": "tattoo"}, headers={"HX-Request": "true"})


# ── Small parts ────────────────────────────────────────────────────────────────


def test_an_excerpt_is_cut_at_its_marks() -> None:
    assert excerpt_parts("a \ue000b\ue001 c\ue000d\ue001") == [
        ("a ", False),
        ("b", True),
        (" c", False),
        ("d", True),
    ]
    assert excerpt_parts("plain") == [("plain", False)]


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("garg_2021", "Garg 2021"),
        ("hutton_carlsen_2014", "Hutton Carlsen 2014"),
        ("kucuktas_2017", "Küçüktaş 2017"),
        ("seed_000", "Skin City"),
        ("fda_lidocaine_2024", "US FDA 2024"),
    ],
)
def test_how_a_source_is_called(key: str, name: str) -> None:
    assert short_name(starter().sources[key]) == name
