"""Rules that never hold or never show, dates and limits that do not fit, forms at odds."""

import pytest

from sideeffects.risk import problems

from .cases import starter
from .changes import Change, add_rule, found, line, set_field

ISOTRETINOIN = {"of": "oral_retinoid_last_dose", "plus": {"months": "isotretinoin_wait"}}
BROKEN: dict[str, tuple[Change, str, str]] = {
    "a rule on an answer not offered": (
        set_field("rules", "keloid_yes", when=[line("keloid_history", "is", "maybe")]),
        "never_holds",
        "rules: keloid_yes: 'keloid_history' has no answer 'maybe'",
    ),
    "a rule on the answer to a date": (
        set_field("rules", "keloid_yes", when=[line("due_date", "is", "yes")]),
        "never_holds",
        "rules: keloid_yes: 'due_date' has no answers to choose from",
    ),
    "a rule that wants two answers at once": (
        add_rule(
            "keloid_yes",
            when=[line("keloid_history", "is", "yes"), line("keloid_history", "is", "no")],
        ),
        "never_holds",
        "rules: new_rule: can never hold",
    ),
    "a rule whose follow-up is never asked then": (
        add_rule(
            "keloid_yes",
            when=[line("keloid_history", "is", "no"), line("keloid_site", "answered")],
        ),
        "never_holds",
        "rules: new_rule: can never hold",
    ),
    "a rule whose question stands behind a closed gate": (
        add_rule(
            "pregnant_yes", when=[line("gate_pregnancy", "is", "no"), line("pregnant", "is", "yes")]
        ),
        "never_holds",
        "rules: new_rule: can never hold",
    ),
    "a precaution covered by a stronger rule": (
        add_rule("keloid_yes", kind="precaution"),
        "precaution_covered",
        "rules: new_rule: 'keloid_yes' always covers it",
    ),
    "a precaution covered by what not sure means": (
        add_rule("keloid_yes", kind="precaution", when=[line("keloid_history", "is", "not_sure")]),
        "precaution_covered",
        "rules: new_rule: the meaning of not sure at 'keloid_history' always covers it",
    ),
    "a period that nothing uses": (
        set_field(
            "rules",
            "laser_recent",
            wait_until={"of": "laser_removal_date"},
            reads_as="Wait.",
            patient_says=None,
        ),
        "period_unused",
        "periods: laser_wait: no rule uses this period",
    ),
    "a date compared with an answer that is none": (
        set_field("rules", "retinoid_recent", wait_until=ISOTRETINOIN | {"of": "oral_retinoid"}),
        "date_and_unit",
        "rules: retinoid_recent: 'oral_retinoid' is compared with a date, but is not a date",
    ),
    "a date compared with itself": (
        set_field(
            "rules",
            "keloid_yes",
            when=[
                {
                    "date": {"of": "treatment_date"},
                    "is": "after",
                    "value": {"of": "treatment_date"},
                }
            ],
        ),
        "date_and_unit",
        "rules: keloid_yes: 'treatment_date' is compared with itself",
    ),
    "months added as days": (
        set_field(
            "rules",
            "retinoid_recent",
            wait_until={"of": "oral_retinoid_last_dose", "plus": {"days": "isotretinoin_wait"}},
        ),
        "date_and_unit",
        "rules: retinoid_recent: 'isotretinoin_wait' is in months, but is added as days",
    ),
    "half a month": (
        set_field("periods", "isotretinoin_wait", value="0.5"),
        "date_and_unit",
        "rules: retinoid_recent: 'isotretinoin_wait' must be a whole number of months",
    ),
    "a negative wait": (
        set_field("periods", "letter_valid", value=-1),
        "date_and_unit",
        "periods: letter_valid: a wait cannot be negative",
    ),
    "a limit on what is no number": (
        set_field("rules", "bp_high", when=[line("diabetes", "at_least", "bp_systolic_limit")]),
        "date_and_unit",
        "rules: bp_high: 'diabetes' is compared with a limit, but is not a number",
    ),
    "a limit in another unit": (
        set_field("rules", "bp_high", when=[line("bp_systolic", "at_least", "hba1c_limit")]),
        "date_and_unit",
        "rules: bp_high: 'bp_systolic' is in mmHg, the limit 'hba1c_limit' in mmol/mol",
    ),
    "a wait from the treatment day without end": (
        set_field(
            "rules",
            "retinoid_recent",
            wait_until={"of": "treatment_date", "plus": {"months": "isotretinoin_wait"}},
        ),
        "date_and_unit",
        "rules: retinoid_recent: a wait that counts from the treatment date never ends",
    ),
    "a sample on no day": (
        set_field("samples", "Keloid on shoulder", treatment_date="soon"),
        "date_and_unit",
        "samples: Keloid on shoulder: 'soon' is not a date such as 2026-08-03",
    ),
    "a letter that clears a stop": (
        set_field("rules", "keloid_yes", cleared_by_letter=True),
        "wrong_form",
        "rules: keloid_yes: a letter can clear only a clearance",
    ),
    "a stop that ends": (
        set_field("rules", "keloid_yes", wait_until=ISOTRETINOIN, when_anchor_missing="hold"),
        "wrong_form",
        "rules: keloid_yes: only a deferral waits for a date",
    ),
    "a deferral without end": (
        set_field("rules", "infection_active", open_ended=False),
        "wrong_form",
        "rules: infection_active: a deferral without a date must be open ended",
    ),
    "an open end with a date": (
        set_field("rules", "retinoid_recent", open_ended=True),
        "wrong_form",
        "rules: retinoid_recent: a rule with a date is not open ended",
    ),
    "a wait silent on its missing date": (
        set_field("rules", "retinoid_recent", when_anchor_missing=None),
        "wrong_form",
        "rules: retinoid_recent: a wait must say what happens when its date is missing, "
        "and nothing else may",
    ),
    "a rule its contraindication does not list": (
        set_field("contraindications", "keloid_history", rules=["keloid_yes"]),
        "wrong_form",
        "rules: keloid_seen: 'keloid_history' does not list this rule",
    ),
    "a contraindication that lists a stranger's rule": (
        set_field(
            "contraindications",
            "keloid_history",
            rules=["keloid_yes", "keloid_seen", "mole_yes"],
        ),
        "wrong_form",
        "contraindications: keloid_history: lists the rule 'mole_yes', which is of "
        "'mole_or_birthmark_in_area'",
    ),
}


@pytest.mark.parametrize(("change", "kind", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_finds(change: Change, kind: str, words: str) -> None:
    assert (kind, words) in found(change)


def test_the_starter_catalogue_has_no_problem() -> None:
    assert problems(starter()) == ()
