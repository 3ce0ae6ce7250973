"""Questions in other languages, read from plain data and written back the same."""

from __future__ import annotations

from typing import Any

import pytest

from sideeffects.risk import CatalogueError, parse, to_files

from .cases import Plain, question, small_files

WHOLE = {"text": "Czy to prawda?", "why_we_ask": "Musimy wiedzieć.", "options": {"yes": "Tak"}}
TRANSLATIONS: dict[str, Plain] = {
    "everything": {"pl": WHOLE},
    "the text alone": {"pl": {"text": "Czy to prawda?"}},
    "the reason alone": {"pl": {"why_we_ask": "Musimy wiedzieć."}},
    "the answers alone": {"pl": {"options": {"no": "Nie", "yes": "Tak"}}},
    "two languages": {"cy": {"text": "A yw'n wir?"}, "pl": WHOLE},
}


def files(translations: Any) -> Plain:
    return small_files([question("a", "yes_no", translations=translations)])


@pytest.mark.parametrize("translations", TRANSLATIONS.values(), ids=TRANSLATIONS)
def test_a_translation_goes_in_and_out_unchanged(translations: Plain) -> None:
    plain = to_files(parse(files(translations)))
    assert plain["questions"]["questions"][0]["translations"] == translations


def test_a_language_is_named_by_its_short_sign() -> None:
    with pytest.raises(CatalogueError, match="'Polish' is not a language such as pl or cy"):
        parse(files({"Polish": WHOLE}))


def test_a_translation_has_no_other_fields() -> None:
    with pytest.raises(CatalogueError, match="unknown field 'colour'"):
        parse(files({"pl": WHOLE | {"colour": "red"}}))
