"""Names that lead nowhere, names given twice, entries the engine cannot do without."""

import pytest

from .changes import Change, found, line, remove, set_field

BROKEN: dict[str, tuple[Change, str, str]] = {
    "a question in no section": (
        set_field("questions", "diabetes", section="nowhere"),
        "dangling_name",
        "questions: diabetes: there is no section 'nowhere'",
    ),
    "a rule for no contraindication": (
        set_field("rules", "keloid_yes", contraindication="nothing"),
        "dangling_name",
        "rules: keloid_yes: there is no contraindication 'nothing'",
    ),
    "a rule that reads no question": (
        set_field("rules", "keloid_yes", when=[line("nothing", "is", "yes")]),
        "dangling_name",
        "rules: keloid_yes: there is no question 'nothing'",
    ),
    "a wait that counts from no question": (
        set_field("rules", "retinoid_recent", wait_until={"of": "nothing"}),
        "dangling_name",
        "rules: retinoid_recent: there is no question 'nothing'",
    ),
    "a wait of no period": (
        set_field(
            "rules",
            "retinoid_recent",
            wait_until={"of": "oral_retinoid_last_dose", "plus": {"months": "nothing"}},
        ),
        "dangling_name",
        "rules: retinoid_recent: there is no period 'nothing'",
    ),
    "a limit of no period": (
        set_field("rules", "bp_high", when=[line("bp_systolic", "at_least", "nothing")]),
        "dangling_name",
        "rules: bp_high: there is no period 'nothing'",
    ),
    "an action that does not exist": (
        set_field("rules", "keloid_yes", actions=[{"action": "nothing"}]),
        "dangling_name",
        "rules: keloid_yes: there is no action 'nothing'",
    ),
    "not sure about nothing": (
        set_field(
            "questions",
            "diabetes",
            not_sure={
                "contraindication": "nothing",
                "kind": "clearance",
                "action": "no_action",
                "meaning": None,
            },
        ),
        "dangling_name",
        "questions: diabetes: there is no contraindication 'nothing'",
    ),
    "a raised side effect that does not exist": (
        set_field(
            "contraindications", "keloid_history", raises=[{"side_effect": "nothing", "why": "?"}]
        ),
        "dangling_name",
        "contraindications: keloid_history: there is no side effect 'nothing'",
    ),
    "a contraindication that lists no rule": (
        set_field("contraindications", "keloid_history", rules=["keloid_yes", "keloid_seen", "x"]),
        "dangling_name",
        "contraindications: keloid_history: there is no rule 'x'",
    ),
    "a period of no contraindication": (
        set_field("periods", "laser_wait", contraindication="nothing"),
        "dangling_name",
        "periods: laser_wait: there is no contraindication 'nothing'",
    ),
    "a claim about no side effect": (
        set_field("claims", "s0-01", side_effects=["nothing"]),
        "dangling_name",
        "claims: s0-01: there is no side effect 'nothing'",
    ),
    "a sample that answers no question": (
        set_field("samples", "Keloid on shoulder", answers={"nothing": "yes"}),
        "dangling_name",
        "samples: Keloid on shoulder: there is no 'nothing'",
    ),
    "a text with an unknown period": (
        set_field("rules", "keloid_yes", reads_as="Wait {nothing}."),
        "dangling_name",
        "rules: keloid_yes: the text names '{nothing}', which is no period",
    ),
    "an action's text with an unknown parameter": (
        set_field("actions", "breaks", label="Plan {nothing}"),
        "dangling_name",
        "actions: breaks: the text names '{nothing}', which is no period",
    ),
    "a parameter the action does not have": (
        set_field("rules", "keloid_yes", actions=[{"action": "decline", "params": {"x": "y"}}]),
        "dangling_name",
        "rules: keloid_yes: the action 'decline' has no parameter 'x'",
    ),
    "a parameter without words": (
        set_field(
            "rules",
            "scarring_alopecia_stable",
            actions=[{"action": "warn", "params": {"about": "nothing"}}],
        ),
        "dangling_name",
        "rules: scarring_alopecia_stable: 'nothing' is neither a period nor a word of 'warn'",
    ),
    "days to wait named by no parameter": (
        set_field("actions", "breaks", bookable_after="days"),
        "dangling_name",
        "actions: breaks: there is no parameter 'days'",
    ),
    "a source that is missing": (
        remove("sources", "bad_keloid"),
        "source_missing",
        "contraindications: keloid_history: there is no source 'bad_keloid'",
    ),
    "a frequency from a missing source": (
        set_field(
            "side_effects", "soreness", frequency=[{"text": "x", "source": "klugl_2010+nothing"}]
        ),
        "source_missing",
        "side_effects: soreness: there is no source 'nothing'",
    ),
    "a period resting on a missing source": (
        set_field("periods", "laser_wait", basis=["nothing"]),
        "source_missing",
        "periods: laser_wait: there is no source 'nothing'",
    ),
    "an answer offered twice": (
        set_field(
            "questions",
            "has_tattoos",
            options=[{"key": key, "label": key} for key in ("yes", "no", "yes")],
        ),
        "duplicate_key",
        "questions: has_tattoos: the answer 'yes' is offered twice",
    ),
    "an action twice in a rule": (
        set_field("rules", "keloid_yes", actions=[{"action": "decline"}, {"action": "decline"}]),
        "duplicate_key",
        "rules: keloid_yes: the action 'decline' stands twice",
    ),
    "a source twice in an entry": (
        set_field("contraindications", "keloid_history", sources=["seed_000", "seed_000"]),
        "duplicate_key",
        "contraindications: keloid_history: the source 'seed_000' stands twice",
    ),
}


@pytest.mark.parametrize(("change", "kind", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_finds(change: Change, kind: str, words: str) -> None:
    assert (kind, words) in found(change)


@pytest.mark.parametrize(
    ("part", "key"),
    [
        ("contraindications", "contradictory_answers"),
        ("actions", "obtain_date"),
        ("periods", "review_valid"),
    ],
)
def test_finds_that_an_entry_of_the_engine_is_missing(part: str, key: str) -> None:
    words = f"{part}: {key}: the engine needs this entry"
    assert ("needed_by_the_engine", words) in found(remove(part, key))
