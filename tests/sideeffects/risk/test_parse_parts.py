"""The refusals inside an entry: options, conditions, dates, actions, evidence, samples."""

from __future__ import annotations

from typing import Any

import pytest

from sideeffects.risk import parse

from .cases import Plain, any_of, day, line
from .full_catalogue import full_files
from .test_parse import (
    ACTION,
    EFFECT,
    ENTRY,
    GONE,
    KINDS,
    QUESTION,
    RULE,
    SAMPLE,
    Step,
    named,
    put,
    refusal,
)

WHEN = (*RULE, "when")
IS = (
    "is, is_not, is_one_of, is_none_of, at_least, less_than, answered, missing, on_or_before, after"
)
FIRST = line("skin", "is", "thin")

PARTS_REFUSED = [
    # options and meanings
    ((*QUESTION, 0, "options", 1, "label"), "", "gate.options[2]", "'label' must be a text"),
    ((*QUESTION, 0, "options", 0), "yes", "gate.options[1]", "must be a group of fields"),
    ((*QUESTION, 0, "options", 0, "more"), 1, "gate.options[1]", "unknown field 'more'"),
    ((*QUESTION, 1, "not_sure"), "ask", "skin.not_sure", "must be a group of fields"),
    ((*QUESTION, 1, "not_sure", "more"), 1, "skin.not_sure", "unknown field 'more'"),
    ((*QUESTION, 1, "not_sure", "meaning"), GONE, "skin.not_sure", "'meaning' is missing"),
    (
        (*QUESTION, 1, "not_sure", "kind"),
        "bad",
        "skin.not_sure",
        f"'kind' is 'bad', but must be one of {KINDS}",
    ),
    (
        (*QUESTION, 1, "not_sure", "kind"),
        None,
        "skin.not_sure",
        "a contraindication and its kind go together",
    ),
    (
        (*QUESTION, 1, "not_sure", "contraindication"),
        None,
        "skin.not_sure",
        "a contraindication and its kind go together",
    ),
    # lines
    ((*WHEN, 0, "is"), "equals", "waits.when[1]", f"'is' is 'equals', but must be one of {IS}"),
    ((*WHEN, 0, "is"), GONE, "waits.when[1]", "'is' is missing"),
    ((*WHEN, 0, "value"), GONE, "waits.when[1]", "'value' is missing"),
    ((*WHEN, 0, "value"), ["thin"], "waits.when[1]", "'value' must be a text"),
    ((*WHEN, 0, "question"), None, "waits.when[1]", "'question' must be a text"),
    ((*WHEN, 0, "more"), 1, "waits.when[1]", "unknown field 'more'"),
    ((*WHEN, 0), "skin", "waits.when[1]", "must be a group of fields"),
    ((*WHEN, 0), line("skin", "answered", "yes"), "waits.when[1]", "unknown field 'value'"),
    ((*WHEN, 0), line("skin", "missing", "yes"), "waits.when[1]", "unknown field 'value'"),
    (
        (*WHEN, 0),
        line("skin", "answered") | {"question": 7},
        "waits.when[1]",
        "'question' must be a text",
    ),
    ((*WHEN, 0), line("skin", "is_one_of", "thin"), "waits.when[1]", "'value' must be a list"),
    (
        (*WHEN, 0),
        {"question": "skin", "is": "is_one_of", "value": []},
        "waits.when[1]",
        "'value' must name at least one answer",
    ),
    (
        (*WHEN, 0),
        line("skin", "is_none_of", [7]),
        "waits.when[1]",
        "'value' must be a list of texts",
    ),
    ((*WHEN, 0), line("size", "at_least", 5), "waits.when[1]", "'value' must be a text"),
    (
        (*WHEN, 0),
        FIRST | {"date": day("when")},
        "waits.when[1]",
        "a date is compared by on_or_before or after",
    ),
    # groups of lines
    ((*WHEN, 1), {"any": []}, "waits.when[2]", "'any' must hold a line"),
    ((*WHEN, 1), {"any": FIRST}, "waits.when[2]", "'any' must be a list"),
    ((*WHEN, 1, "more"), 1, "waits.when[2]", "unknown field 'more'"),
    ((*WHEN, 1), any_of(any_of(FIRST)), "waits.when[2].any[1]", "'is' is missing"),
    ((*WHEN, 1, "any", 0, "is"), None, "waits.when[2].any[1]", "'is' must be a text"),
    # days
    (
        (*WHEN, 1, "any", 3, "value"),
        "today",
        "waits.when[2].any[4].value",
        "must be a group of fields",
    ),
    ((*WHEN, 1, "any", 3, "value"), GONE, "waits.when[2].any[4]", "'value' is missing"),
    ((*WHEN, 1, "any", 3, "date", "of"), GONE, "waits.when[2].any[4].date", "'of' is missing"),
    ((*WHEN, 1, "any", 3, "date", "more"), 1, "waits.when[2].any[4].date", "unknown field 'more'"),
    (
        (*WHEN, 1, "any", 3, "value", "more"),
        1,
        "waits.when[2].any[4].value",
        "unknown field 'more'",
    ),
    (
        (*WHEN, 1, "any", 3, "date", "plus"),
        {"weeks": "wait"},
        "waits.when[2].any[4].date.plus",
        "'weeks' is not one of days, months, years",
    ),
    (
        (*WHEN, 1, "any", 3, "date", "plus"),
        {"days": "wait", "months": "months"},
        "waits.when[2].any[4].date.plus",
        "one of days, months, years",
    ),
    (
        (*WHEN, 1, "any", 3, "date", "plus"),
        {},
        "waits.when[2].any[4].date.plus",
        "one of days, months, years",
    ),
    ((*RULE, "wait_until"), "later", "waits.wait_until", "must be a group of fields"),
    ((*RULE, "wait_until", "plus"), 7, "waits.wait_until.plus", "must be a group of fields"),
    ((*RULE, "wait_until", "plus", "years"), 7, "waits.wait_until.plus", "'years' must be a text"),
    # actions
    ((*RULE, "actions", 0), "letter", "waits.actions[1]", "must be a group of fields"),
    ((*RULE, "actions", 0, "action"), None, "waits.actions[1]", "'action' must be a text"),
    ((*RULE, "actions", 0, "more"), 1, "waits.actions[1]", "unknown field 'more'"),
    ((*RULE, "actions", 0, "params"), [], "waits.actions[1].params", "must be a group of fields"),
    (
        (*RULE, "actions", 0, "params", "days"),
        0.5,
        "waits.actions[1].params",
        "'days' must be a text, a whole number or true or false",
    ),
    ((*ACTION, "words"), [], "letter.words", "must be a group of fields"),
    ((*ACTION, "words", "firm"), "first", "letter.words.firm", "must be a group of fields"),
    ((*ACTION, "words", "firm", "a"), 1, "letter.words.firm", "'a' must be a text"),
    # evidence
    (
        (*ENTRY, "kinds", 0, "kind"),
        "bad",
        "weak_skin.kinds[1]",
        f"'kind' is 'bad', but must be one of {KINDS}",
    ),
    ((*ENTRY, "kinds", 0, "more"), 1, "weak_skin.kinds[1]", "unknown field 'more'"),
    ((*ENTRY, "raises", 0, "why"), None, "weak_skin.raises[1]", "'why' must be a text"),
    ((*ENTRY, "raises", 0, "more"), 1, "weak_skin.raises[1]", "unknown field 'more'"),
    ((*EFFECT, "onset", "min_days"), "soon", "bleeding.onset", "'min_days' must be a number"),
    ((*EFFECT, "onset", "max_days"), GONE, "bleeding.onset", "'max_days' is missing"),
    ((*EFFECT, "duration", "more"), 1, "bleeding.duration", "unknown field 'more'"),
    ((*EFFECT, "frequency", 0, "more"), 1, "bleeding.frequency[1]", "unknown field 'more'"),
    ((*EFFECT, "frequency", 1, "n"), 2.0, "bleeding.frequency[2]", "'n' must be a whole number"),
    ((*EFFECT, "frequency", 1, "n"), 51, "bleeding.frequency[2]", "'n' cannot be more than 'N'"),
    ((*EFFECT, "frequency", 1, "n"), -1, "bleeding.frequency[2]", "'n' cannot be more than 'N'"),
    ((*EFFECT, "frequency", 1, "N"), 1, "bleeding.frequency[2]", "'n' cannot be more than 'N'"),
    (
        (*EFFECT, "frequency", 1, "n_derived_from_percentage"),
        1,
        "bleeding.frequency[2]",
        "'n_derived_from_percentage' must be true or false",
    ),
    # samples
    ((*SAMPLE, "answers"), [], "Thin skin.answers", "must be a group of fields"),
    (
        (*SAMPLE, "answers", "size"),
        True,
        "Thin skin.answers",
        "'size' must be a text, a number or a list of texts",
    ),
    (
        (*SAMPLE, "answers", "which"),
        ["ears", 7],
        "Thin skin.answers",
        "'which' must be a text, a number or a list of texts",
    ),
    ((*SAMPLE, "letters", "weak_skin"), None, "Thin skin.letters", "'weak_skin' must be a text"),
    (
        (*SAMPLE, "expected", "outcome"),
        "bad",
        "Thin skin.expected",
        "'outcome' is 'bad', but must be one of clear, care, hold, stop",
    ),
    (
        (*SAMPLE, "expected", "open_ended"),
        "no",
        "Thin skin.expected",
        "'open_ended' must be true or false",
    ),
    ((*SAMPLE, "expected", "provisional"), GONE, "Thin skin.expected", "'provisional' is missing"),
    ((*SAMPLE, "expected", "more"), 1, "Thin skin.expected", "unknown field 'more'"),
    (
        (*SAMPLE, "expected", "findings", 0, "status"),
        "shut",
        "Thin skin.expected.findings[1]",
        "'status' is 'shut', but must be one of open, cleared",
    ),
    (
        (*SAMPLE, "expected", "findings", 0, "more"),
        1,
        "Thin skin.expected.findings[1]",
        "unknown field 'more'",
    ),
]


@pytest.mark.parametrize(("path", "value", "key", "reason"), PARTS_REFUSED, ids=named)
def test_a_part_of_an_entry_is_refused_where_it_stands(
    path: tuple[Step, ...], value: Any, key: str, reason: str
) -> None:
    error = refusal(put(path, value))
    assert (error.file, error.key, error.reason) == (path[0], key, reason)


def accepted(path: tuple[Step, ...], value: object) -> Any:
    files = full_files()
    put(path, value)(files)
    return parse(files)


def test_fields_that_may_be_nothing() -> None:
    assert accepted((*QUESTION, 1, "not_sure"), None).questions["skin"].not_sure is None
    assert accepted((*QUESTION, 1, "ask_when"), None).questions["skin"].ask_when == ()
    assert accepted((*RULE, "wait_until"), None).rules["waits"].wait_until is None
    assert accepted((*RULE, "when_anchor_missing"), None).rules["waits"].when_anchor_missing is None
    assert accepted((*ENTRY, "note"), None).contraindications["weak_skin"].note is None
    grade = accepted((*ENTRY, "waiting_period_or_limit_grade"), None)
    assert grade.contraindications["weak_skin"].waiting_period_or_limit_grade is None
    assert (
        accepted((*EFFECT, "onset", "min_days"), None).side_effects["bleeding"].onset.min_days
        is None
    )


@pytest.mark.parametrize(("n", "of"), [(0, 50), (50, 50), (0, 0), (None, 50), (7, None)])
def test_a_count_goes_from_none_to_all(n: int | None, of: int | None) -> None:
    files = full_files()
    files["side_effects"]["side_effects"][0]["frequency"][1] |= {"n": n, "N": of}
    frequency = parse(files).side_effects["bleeding"].frequency[1]
    assert (frequency.n, frequency.N) == (n, of)


def test_fields_with_odd_names_are_named_in_words() -> None:
    """YAML reads a bare yes as true; it is still an unknown field and not a crash."""
    fields: Plain = {True: "x"}  # type: ignore[dict-item]
    error = refusal(lambda files: files["claims"]["claims"][0].update(fields))
    assert error.reason == "unknown field 'True'"
