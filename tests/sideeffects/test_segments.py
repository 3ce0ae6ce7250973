"""Two texts, word by word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sideeffects.segments import segments_between

TEXTS = st.text(st.sampled_from("ab .,\n“ü"), max_size=40)


@given(TEXTS, TEXTS)
def test_both_texts_are_in_their_pieces(before: str, after: str) -> None:
    pieces = segments_between(before, after)
    assert "".join(one.text for one in pieces if one.kind != "added") == before
    assert "".join(one.text for one in pieces if one.kind != "removed") == after
    assert all(one.text for one in pieces)


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("wait six weeks", "wait nine weeks", "same:wait |removed:six|added:nine|same: weeks"),
        ("one two", "three four", "removed:one two|added:three four"),
        ("", "new", "added:new"),
        ("old", "", "removed:old"),
        ("", "", ""),
    ],
)
def test_words_are_marked_whole(before: str, after: str, pieces: str) -> None:
    found = segments_between(before, after)
    assert "|".join(f"{one.kind}:{one.text}" for one in found) == pieces


def test_a_text_without_end_is_new_as_a_whole() -> None:
    before, after = "a b " * 1000, "b a " * 1000
    assert [one.kind for one in segments_between(before, after)] == ["removed", "added"]
