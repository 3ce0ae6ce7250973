"""What differs between two catalogues, told in words and in catalogue order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from sideeffects.differences import EntryChange, FieldChange, differences
from sideeffects.risk import Catalogue
from tests.catalogue import ALL_PARTS, catalogue_with, starter


def with_entry(part: str, key: str, entry: object) -> Catalogue:
    return catalogue_with(**{part: {**getattr(starter(), part), key: entry}})


def field_of(change: EntryChange, name: str) -> FieldChange:
    return next(field for field in change.fields if field.name == name)


def pair(part: str, key: str, **values: Any) -> EntryChange:
    """What is said about one entry of the starter with other values."""
    (change,) = differences(
        starter(), with_entry(part, key, replace(getattr(starter(), part)[key], **values))
    )
    return change


def test_the_same_catalogue_differs_in_nothing() -> None:
    assert differences(starter(), starter()) == ()
    assert differences(starter(), catalogue_with()) == ()


# ── Words ──────────────────────────────────────────────────────────────────────


def test_a_longer_wait_reads_as_a_length_of_time() -> None:
    change = pair("periods", "isotretinoin_wait", value=9)
    assert change.title == "Wait after the last isotretinoin or acitretin dose"
    (field,) = change.fields
    assert (field.label, field.before, field.after) == (
        "How long, or how much",
        "6 months",
        "9 months",
    )
    assert [(one.kind, one.text) for one in field.segments] == [
        ("removed", "6"),
        ("added", "9"),
        ("same", " months"),
    ]


def test_a_condition_reads_as_a_sentence_for_each_line() -> None:
    rules = starter().rules
    change = pair("rules", "under_18", when=rules["keloid_yes"].when)
    assert field_of(change, "when").after == (
        "“Have you ever had a scar that kept growing past the edge of the cut, spot or piercing"
        " (a keloid)?” is Yes"
    )
    assert field_of(change, "when").before == "“What is your date of birth?” has an answer"


def test_keys_read_as_what_they_lead_to() -> None:
    change = pair("rules", "under_18", contraindication="keloid_history", kind="absolute")
    assert field_of(change, "contraindication").after == "Keloid scars (own history)"
    assert field_of(change, "kind").after == "Do not treat"
    gone = pair("rules", "under_18", contraindication="no_such")
    assert field_of(gone, "contraindication").after == "“no_such”"


def test_a_list_reads_line_by_line() -> None:
    answers = (("keloid_history", "yes"), ("keloid_site", ("chest_shoulders_back",)), ("x", None))
    field = field_of(pair("samples", "Keloid on shoulder", answers=answers), "answers")
    assert field.after.splitlines()[1:] == [
        "“Where was it?” Chest, shoulders or back",
        "“x” left blank",
    ]
    assert field.segments_after[-1].text.endswith("“x” left blank")


def test_what_reads_the_same_but_is_not_says_exactly_what_it_is() -> None:
    question = starter().questions["keloid_history"]
    first, *rest = question.options
    field = field_of(
        pair("questions", question.key, options=(replace(first, key="of_course"), *rest)), "options"
    )
    assert field.before.splitlines()[0] == 'Yes [{"key":"yes","label":"Yes"}]'
    assert field.after.splitlines()[0] == 'Yes [{"key":"of_course","label":"Yes"}]'
    assert field.after.splitlines()[1] == "No"


def test_a_text_names_the_period_in_it() -> None:
    text = "If the patient is under 18 years on the treatment date, wait."
    field = field_of(pair("rules", "under_18", reads_as=text), "reads_as")
    assert "under {consent_age: 18 years} on" in field.before
    assert field.after == text


# ── Which, and in which order ──────────────────────────────────────────────────


def test_a_new_entry_and_one_that_is_gone_stand_in_their_place() -> None:
    claims = dict(starter().claims)
    first, second, third = list(claims)[:3]
    gone = claims.pop(second)
    after = catalogue_with(claims={"s9-99": replace(gone, id="s9-99"), **claims})
    found = differences(starter(), after)
    assert [(change.key, change.change) for change in found] == [
        ("s9-99", "added"),
        (second, "removed"),
    ]
    assert field_of(found[0], "verdict").before == ""
    assert field_of(found[1], "verdict").after == ""
    assert (first, third) == tuple(list(claims)[:2])


def test_with_nothing_to_compare_every_entry_is_new() -> None:
    found = differences(None, starter())
    assert {change.change for change in found} == {"added"}
    assert len(found) == sum(len(getattr(starter(), part)) for part in ALL_PARTS)


def test_parts_come_in_catalogue_order() -> None:
    parts = [change.part for change in differences(None, starter())]
    assert list(dict.fromkeys(parts)) == ALL_PARTS


def test_one_entry_in_another_place_is_moved_and_no_other() -> None:
    keys = list(starter().side_effects)
    order = [keys[5], *keys[:5], *keys[6:]]
    after = catalogue_with(side_effects={key: starter().side_effects[key] for key in order})
    (change,) = differences(starter(), after)
    assert (change.key, change.change) == (keys[5], "moved")
    (field,) = change.fields
    assert field.before == f"after “{starter().side_effects[keys[4]].plain_name}”"
    assert field.after == "first"


def test_an_entry_changed_and_moved_says_both() -> None:
    keys = list(starter().sections)
    sections = {key: starter().sections[key] for key in reversed(keys[:2])}
    sections |= {key: starter().sections[key] for key in keys[2:]}
    moved = {keys[1]: replace(sections[keys[1]], title="Your head")}
    (change,) = differences(starter(), catalogue_with(sections=sections | moved))
    assert (change.key, change.change) == (keys[1], "changed")
    assert [field.name for field in change.fields] == ["title", "position"]


SECTIONS = list(starter().sections)


def sections_alone(keys: list[str]) -> Catalogue:
    nothing: dict[str, Any] = {part: {} for part in ALL_PARTS}
    return catalogue_with(**nothing | {"sections": {key: starter().sections[key] for key in keys}})


@given(st.permutations(SECTIONS), st.sets(st.sampled_from(SECTIONS)))
def test_the_list_of_differences_is_enough_to_repeat_them(order: list[str], gone: set[str]) -> None:
    wanted = [key for key in order if key not in gone]
    found = differences(sections_alone(SECTIONS), sections_alone(wanted))
    touched = {change.key for change in found if change.part == "sections"}
    stayed = [key for key in starter().sections if key not in touched]
    assert [key for key in wanted if key not in touched] == stayed
    assert {change.key for change in found if change.change == "removed"} == gone


# ── On the page ────────────────────────────────────────────────────────────────


def shown(*changes: EntryChange) -> str:
    return render_to_string("sideeffects/desk/_changes.html", {"changes": changes})


def test_marked_words_are_also_labelled() -> None:
    html = shown(pair("periods", "isotretinoin_wait", value=9))
    assert '<del>6</del> <span class="change-mark">removed</span>' in html
    assert '<ins>9</ins> <span class="change-mark">added</span>' in html
    assert "Waiting period or limit" in html


def test_a_script_in_a_text_is_shown_as_it_is_written() -> None:
    html = shown(pair("claims", "s0-01", reason="<script>alert(1)</script>", claim="<b>x</b>"))
    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;" in html
