"""Every refusal of a catalogue that cannot be read: in which file, at which entry, and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sideeffects.risk import PARTS, CatalogueError, parse

from .cases import Plain
from .full_catalogue import full_files

GONE = object()
Step = str | int


def refusal(change: Callable[[Plain], None]) -> CatalogueError:
    files = full_files()
    change(files)
    with pytest.raises(CatalogueError) as caught:
        parse(files)
    assert str(caught.value).startswith(f"{caught.value.file}: ")
    assert str(caught.value).endswith(caught.value.reason)
    return caught.value


def put(path: tuple[Step, ...], value: object) -> Callable[[Plain], None]:
    """Put a value at a place in the files, or take away what is there."""

    def change(files: Plain) -> None:
        place: Any = files
        for step in path[:-1]:
            place = place[step]
        if value is GONE:
            del place[path[-1]]
        else:
            place[path[-1]] = value

    return change


# ── The files ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", PARTS)
def test_every_part_must_be_there_and_be_a_group_holding_its_lists(name: str) -> None:
    part = PARTS[name][0]
    assert str(refusal(put((name,), GONE))) == f"{name}: this part of the catalogue is missing"
    assert str(refusal(put((name,), []))) == f"{name}: must be a group of fields"
    assert str(refusal(put((name,), None))) == f"{name}: must be a group of fields"
    assert str(refusal(put((name, part), GONE))) == f"{name}: '{part}' is missing"
    assert str(refusal(put((name, part), {}))) == f"{name}: '{part}' must be a list"
    assert str(refusal(put((name, "more"), []))) == f"{name}: unknown part 'more'"


def test_a_part_that_no_catalogue_has_is_refused() -> None:
    assert str(refusal(put(("open_points",), {}))) == "open_points: is not a part of a catalogue"


LISTS = [(name, part) for name, parts in PARTS.items() for part in parts]
KEY_FIELD = {"claims": "id", "samples": "label"}


@pytest.mark.parametrize(("name", "part"), LISTS)
def test_every_entry_has_a_key_of_its_own(name: str, part: str) -> None:
    field = KEY_FIELD.get(part, "key")
    for wrong in (None, "", "  ", 7):
        error = refusal(put((name, part, 0, field), wrong))
        assert str(error) == f"{name}: {part}[1]: '{field}' must be a text"
    assert (
        str(refusal(put((name, part, 0), "text"))) == f"{name}: {part}[1]: '{field}' must be a text"
    )

    def twice(files: Plain) -> None:
        files[name][part].append(files[name][part][0])

    key = full_files()[name][part][0][field]
    error = refusal(twice)
    assert (error.file, error.key, error.reason) == (name, key, "this key is used twice")


@pytest.mark.parametrize(("name", "part"), LISTS)
def test_every_entry_has_all_its_fields_and_no_other(name: str, part: str) -> None:
    for place, entry in enumerate(full_files()[name][part]):
        key = entry[KEY_FIELD.get(part, "key")]
        error = refusal(put((name, part, place, "colour"), "red"))
        assert (error.file, error.key, error.reason) == (name, key, "unknown field 'colour'")
        for field in entry.keys() - OPTIONAL - {KEY_FIELD.get(part, "key")}:
            error = refusal(put((name, part, place, field), GONE))
            assert (error.file, error.key, error.reason) == (name, key, f"'{field}' is missing")


OPTIONAL = {"gate", "options", "params", "words", "urgent", "bookable_after", "expected"}


def test_several_unknown_fields_are_named_together() -> None:
    def two(files: Plain) -> None:
        files["claims"]["claims"][0] |= {"size": 1, "colour": 2}

    assert refusal(two).reason == "unknown field 'colour', 'size'"


def test_optional_fields_may_be_left_out() -> None:
    files = full_files()
    for place in ("gate", "options"):
        files["questions"]["questions"][0].pop(place)
    for place in ("params", "words", "urgent", "bookable_after"):
        files["actions"]["actions"][-1].pop(place)
    catalogue = parse(files)
    assert (catalogue.questions["gate"].gate, catalogue.questions["gate"].options) == (False, ())
    letter = catalogue.actions["letter"]
    assert (letter.params, letter.words, letter.urgent, letter.bookable_after) == (
        (),
        (),
        False,
        None,
    )


# ── Fields of one kind ─────────────────────────────────────────────────────────

QUESTION = ("questions", "questions")
RULE = ("rules", "rules", 0)
PERIOD = ("periods", "periods", 2)
ACTION = ("actions", "actions", 3)
ENTRY = ("contraindications", "contraindications", 0)
EFFECT = ("side_effects", "side_effects", 0)
SAMPLE = ("samples", "samples", 0)
SOURCE = ("sources", "sources", 0)

STAGES = "consultation, examination, treatment_day"
KINDS = "absolute, clearance, deferral, clarification, precaution"
GRADES = "A, B, C, D, E"

WRONG_FIELDS = [
    ((*QUESTION, 0, "text"), 7, "'text' must be a text"),
    ((*QUESTION, 0, "text"), " ", "'text' must be a text"),
    ((*QUESTION, 0, "nothing_to_report"), 7, "'nothing_to_report' must be a text"),
    ((*QUESTION, 0, "nothing_to_report"), "", "'nothing_to_report' must be a text"),
    ((*QUESTION, 0, "private"), "yes", "'private' must be true or false"),
    ((*QUESTION, 0, "private"), 1, "'private' must be true or false"),
    ((*QUESTION, 0, "gate"), None, "'gate' must be true or false"),
    ((*QUESTION, 0, "stage"), "later", f"'stage' is 'later', but must be one of {STAGES}"),
    (
        (*QUESTION, 0, "asked_of"),
        "nurse",
        "'asked_of' is 'nurse', but must be one of patient, technician",
    ),
    (
        (*QUESTION, 0, "kind"),
        "maybe",
        "'kind' is 'maybe', but must be one of "
        "yes_no, yes_no_unsure, choice, choices, date, number, text",
    ),
    ((*QUESTION, 0, "options"), {}, "'options' must be a list"),
    (
        (*QUESTION, 3, "tense"),
        "then",
        "'tense' is 'then', but must be one of past, planned, either",
    ),
    ((*QUESTION, 3, "tense"), None, "'tense' must be a text"),
    ((*QUESTION, 3, "approximate_date_ok"), None, "'approximate_date_ok' must be true or false"),
    ((*QUESTION, 4, "min"), "low", "'min' must be a number"),
    ((*QUESTION, 4, "max"), None, "'max' must be a number"),
    ((*QUESTION, 4, "unit"), None, "'unit' must be a text"),
    ((*QUESTION, 0, "unit"), "mm", "unknown field 'unit'"),
    ((*QUESTION, 4, "tense"), "past", "unknown field 'tense'"),
    ((*QUESTION, 1, "ask_when"), [], "'ask_when' must not be empty"),
    ((*QUESTION, 1, "ask_when"), "always", "'ask_when' must be a list"),
    ((*RULE, "kind"), "serious", f"'kind' is 'serious', but must be one of {KINDS}"),
    ((*RULE, "when"), [], "'when' must not be empty"),
    ((*RULE, "when"), None, "'when' must be a list"),
    ((*RULE, "open_ended"), None, "'open_ended' must be true or false"),
    ((*RULE, "provisional"), 0, "'provisional' must be true or false"),
    ((*RULE, "sees_hidden"), "no", "'sees_hidden' must be true or false"),
    ((*RULE, "cleared_by_letter"), [], "'cleared_by_letter' must be true or false"),
    (
        (*RULE, "when_anchor_missing"),
        "wait",
        "'when_anchor_missing' is 'wait', but must be one of hold, skip",
    ),
    ((*RULE, "actions"), None, "'actions' must be a list"),
    ((*RULE, "patient_says"), "", "'patient_says' must be a text"),
    ((*RULE, "reads_as"), None, "'reads_as' must be a text"),
    ((*PERIOD, "value"), "long", "'value' must be a number"),
    ((*PERIOD, "value"), True, "'value' must be a number"),
    (
        (*PERIOD, "evidence_grade"),
        "F",
        f"'evidence_grade' is 'F', but must be one of {GRADES}",
    ),
    ((*PERIOD, "basis"), "somebody", "'basis' must be a list"),
    ((*PERIOD, "basis"), [""], "'basis' must be a list of texts"),
    ((*PERIOD, "basis"), ["a", 7], "'basis' must be a list of texts"),
    (
        (*ACTION, "gate"),
        "later",
        "'gate' is 'later', but must be one of before_booking, on_the_day, after",
    ),
    (
        (*ACTION, "cleared_by"),
        "time",
        "'cleared_by' is 'time', but must be one of "
        "letter, patch_test, date, answer, tick, nothing",
    ),
    ((*ACTION, "params"), "days", "'params' must be a list"),
    ((*ACTION, "urgent"), "yes", "'urgent' must be true or false"),
    ((*ACTION, "bookable_after"), None, "'bookable_after' must be a text"),
    ((*ENTRY, "evidence_grade"), None, "'evidence_grade' must be a text"),
    (
        (*ENTRY, "evidence_directness"),
        "skin",
        "'evidence_directness' is 'skin', but must be one of "
        "smp, cosmetic_tattoo, decorative_tattoo, other_procedure",
    ),
    (
        (*ENTRY, "waiting_period_or_limit_grade"),
        "Z",
        f"'waiting_period_or_limit_grade' is 'Z', but must be one of {GRADES}",
    ),
    ((*EFFECT, "warning_signs"), None, "'warning_signs' must be a list"),
    ((*SOURCE, "year"), "2020", "'year' must be a whole number"),
    ((*SOURCE, "year"), True, "'year' must be a whole number"),
    ((*SOURCE, "year"), 2020.0, "'year' must be a whole number"),
    ((*SAMPLE, "consultation_date"), None, "'consultation_date' must be a text"),
]


def named(part: object) -> str:
    """A row of the tables in words."""
    if part is GONE:
        return "gone"
    return ".".join(map(str, part)) if isinstance(part, tuple) else repr(part)


@pytest.mark.parametrize(("path", "value", "reason"), WRONG_FIELDS, ids=named)
def test_a_field_of_the_wrong_form_is_refused(
    path: tuple[Step, ...], value: Any, reason: str
) -> None:
    error = refusal(put(path, value))
    entry: Any = full_files()
    for step in path[:-1]:
        entry = entry[step]
    key = entry.get("key") or entry["label"]
    assert (error.file, error.key, error.reason) == (path[0], key, reason)
    assert str(error) == f"{path[0]}: {key}: {reason}"
