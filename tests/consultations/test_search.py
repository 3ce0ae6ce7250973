"""What was typed into the patient search, read as a name, a birth date, a phone, a reference."""

from __future__ import annotations

from datetime import date

import pytest

from consultations.models.reference import new_reference, read_reference
from consultations.search import Wanted, read_search

TODAY = date(2026, 11, 21)
BORN = date(1987, 3, 14)


@pytest.mark.parametrize(
    "typed",
    [
        "14031987", "140387", "14/3/87", "14/03/1987", "14.3.1987", "14-3-87", "14 3 87",
        "14 March 1987", "14 mar 87", "14th March 1987", "March 14 1987", "March 14, 1987",
        "1987-03-14", "1987/3/14", " 14 / 3 / 87 ",
    ],
)  # fmt: skip
def test_a_birth_date_in_many_spellings(typed: str) -> None:
    assert BORN in read_search(typed, TODAY).dates


@pytest.mark.parametrize(
    "typed", ["31/2/87", "14/13/1987", "99/99/99", "1/2", "14 Foo 1987", "1/2/3/4", "14/3/197", ""]
)
def test_what_is_no_date(typed: str) -> None:
    assert read_search(typed, TODAY).dates == ()


def test_nobody_is_born_in_the_future() -> None:
    assert read_search("1/1/30", TODAY).dates == (date(1930, 1, 1),)
    assert read_search("1/1/2030", TODAY).dates == ()


def test_a_short_year_may_mean_two_centuries() -> None:
    assert read_search("1/1/07", TODAY).dates == (date(2007, 1, 1), date(1907, 1, 1))


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("07700 900471", "07700900471"), ("+44 7700 900471", "07700900471"),
        ("0044 7700 900471", "07700900471"), ("+44 (0)7700 900471", "07700900471"),
        ("4471", "4471"), ("47", ""), ("900-471", "900471"),
    ],
)  # fmt: skip
def test_phone_digits(typed: str, digits: str) -> None:
    assert read_search(typed, TODAY).digits == digits


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("ade", ("ade",)), ("Tunde Adeyemi", ("Tunde", "Adeyemi")), ("O’Brien", ("O’Brien",)),
        ("Smith-Jones", ("Smith", "Jones")), ("Łukasz", ("Łukasz",)), ("100% _x", ("x",)),
        ("ADEYEMI, Tunde", ("ADEYEMI", "Tunde")),
    ],
)  # fmt: skip
def test_words_of_a_name(typed: str, words: tuple[str, ...]) -> None:
    assert read_search(typed, TODAY).words == words


def test_a_name_with_a_birth_date_or_a_phone_asks_for_both() -> None:
    assert read_search("adeyemi 14/3/87", TODAY) == Wanted(("adeyemi",), (BORN,), "14387")
    assert read_search("adeyemi 4471", TODAY) == Wanted(("adeyemi",), (), "4471")


@pytest.mark.parametrize("typed", ["", " ", "a", "7", "  x  "])
def test_one_sign_is_too_short(typed: str) -> None:
    assert not read_search(typed, TODAY)


def test_a_very_long_text_is_cut() -> None:
    assert read_search("x" * 5000, TODAY).words == ("x" * 80,)


@pytest.mark.parametrize(
    "typed", ["C-7K2M9Q", "c-7k2m9q", "C7K2M9Q", "7k2m9q", " c 7k2 m9q ", "P-7K2M9Q", "c–7k2m9q"]
)
def test_a_reference_as_people_type_it(typed: str) -> None:
    assert read_reference(typed) == "7K2M9Q"
    assert read_search(typed, TODAY).reference == "7K2M9Q"


def test_misread_signs_of_a_reference() -> None:
    assert read_reference("P-O0I1L1") == "001111"


@pytest.mark.parametrize("typed", ["C-7K2M9", "C-7K2M9QQ", "C-7K2M9U", "X-7K2M9Q", "adeyemi"])
def test_what_is_no_reference(typed: str) -> None:
    assert read_reference(typed) is None


def test_a_reference_is_random_and_reads_back() -> None:
    made = {new_reference("C") for _ in range(200)}
    assert len(made) == 200
    assert {f"C-{read_reference(reference)}" for reference in made} == made
