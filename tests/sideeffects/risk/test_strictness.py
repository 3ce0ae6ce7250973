"""What of a draft could be less strict for somebody, found from its form alone."""

from __future__ import annotations

import pytest

from sideeffects.risk import loosened, parse

from .cases import (
    any_of,
    day,
    line,
    means,
    period,
    question,
    rule,
)
from .changes import Change, entry, remove, set_field
from .drafted import A_YES, B_YES, both, files, found, line_of, more

NOT_LOOSE: dict[str, Change] = {
    "nothing": both(),
    "a longer wait": set_field("periods", "half", value=9),
    "a longer wait in other units": both(
        more(period("days", 187), part="periods"),
        set_field("rules", "wait", wait_until=day("since", days="days")),
    ),
    "a wait without an end": set_field(
        "rules", "wait", wait_until=None, open_ended=True, when_anchor_missing=None
    ),
    "a new rule": more(rule("new", A_YES)),
    "a line less": set_field("rules", "letter", when=[A_YES]),
    "one more answer": line_of("letter", 0, line("a", "is_one_of", ["yes", "no"])),
    "one more line that is enough": line_of("letter", 0, any_of(A_YES, B_YES)),
    "a lower limit": both(
        more(period("small", 4, "mm"), part="periods"),
        line_of("open", 0, line("size", "at_least", "small")),
    ),
    "a higher limit": both(
        more(period("huge", 6, "mm"), part="periods"),
        line_of("care", 0, line("size", "less_than", "huge")),
    ),
    "a stronger kind": set_field("rules", "care", kind="clearance"),
    "asking again becomes a hold": set_field(
        "rules", "ask", kind="clearance", cleared_by_letter=False
    ),
    "other words": both(
        set_field("rules", "wait", reads_as="Other words.", patient_says="Other words."),
        set_field("actions", "letter", label="Other words", patient="Other words."),
        set_field("questions", "a", text="Other words?", why_we_ask="Other words."),
    ),
    "one more action": set_field("rules", "stop", actions=[{"action": "letter"}]),
    "more days until the first bookable day": both(
        more(period("weeks", 28), part="periods"),
        set_field(
            "rules",
            "letter",
            actions=[
                {"action": "letter"},
                {"action": "test", "params": {"review": "weeks"}},
                {"action": "gloves", "params": {"size": "long"}},
            ],
        ),
    ),
    "an action due earlier": set_field("actions", "gloves", gate="before_booking"),
    "a question asked of everybody": set_field("questions", "behind", ask_when=None),
    "a question asked earlier": set_field("questions", "size", stage="consultation"),
    "not sure is stricter": set_field("questions", "b", not_sure=means("weak_skin", "deferral")),
    "not sure means something": set_field(
        "questions", "gate", not_sure=means("weak_skin", "precaution")
    ),
    "letters count for less long": set_field("periods", "letter_valid", value=2),
    "a new question": more(question("new"), part="questions"),
    "hidden answers read by a rule that they cannot undo": set_field(
        "rules", "open", sees_hidden=True
    ),
}


@pytest.mark.parametrize("change", NOT_LOOSE.values(), ids=NOT_LOOSE)
def test_what_is_as_strict_or_stricter_is_left_alone(change: Change) -> None:
    assert found(change) == []


LOOSE: dict[str, tuple[Change, str]] = {
    "a rule taken out": (remove("rules", "wait"), "rules: wait: is no longer there"),
    "a weaker kind": (
        set_field("rules", "letter", kind="precaution"),
        "rules: letter: said “hold until a letter” and now says “take care”",
    ),
    "a kind that is neither": (
        set_field("rules", "open", kind="clearance", cleared_by_letter=False),
        "rules: open: said “wait” and now says “hold until a letter”",
    ),
    "another entry": (
        set_field("rules", "letter", contraindication="incomplete_answers"),
        "rules: letter: was about “Weak skin” and is now about “Incomplete answers”",
    ),
    "an entry that is not there": (
        set_field("rules", "letter", contraindication="gone"),
        "rules: letter: was about “Weak skin” and is now about “gone”",
    ),
    "a line more": (
        set_field("rules", "letter", when=[A_YES, line("c", "is_not", "yes"), B_YES]),
        "rules: letter: may hold for fewer people: it held if “What about a?” is Yes, and “What "
        "about c?” is not Yes; now it holds if “What about a?” is Yes, and “What about c?” is not "
        "Yes, and “What about b?” is Yes",
    ),
    "hidden answers no longer read": (
        set_field("rules", "ask", sees_hidden=False),
        "rules: ask: no longer reads answers to questions that are not asked any more",
    ),
    "hidden answers that can undo it": (
        set_field("rules", "letter", sees_hidden=True),
        "rules: letter: now reads answers to questions that are not asked any more, and they can "
        "undo it",
    ),
    "a hidden date that can end it": (
        set_field("rules", "wait", sees_hidden=True),
        "rules: wait: now reads answers to questions that are not asked any more, and they can "
        "undo it",
    ),
    "a shorter wait": (
        set_field("periods", "half", value=5),
        "rules: wait: may end earlier: at 6 months after “What about since?”, and now at 5 months "
        "after “What about since?”",
    ),
    "a wait perhaps shorter in other units": (
        both(
            more(period("days", 184), part="periods"),
            set_field("rules", "wait", wait_until=day("since", days="days")),
        ),
        "rules: wait: may end earlier: at 6 months after “What about since?”, and now at 184 days "
        "after “What about since?”",
    ),
    "a wait from another day": (
        set_field("rules", "wait", wait_until=day("consultation_date", months="half")),
        "rules: wait: may end earlier: at 6 months after “What about since?”, and now at 6 months "
        "after the consultation date",
    ),
    "a wait of unknown length": (
        set_field("rules", "wait", wait_until=day("since", months="gone")),
        "rules: wait: may end earlier: at 6 months after “What about since?”, and now at “gone” "
        "after “What about since?”",
    ),
    "an end where there was none": (
        set_field(
            "rules", "open", wait_until=day("since"), open_ended=False, when_anchor_missing="hold"
        ),
        "rules: open: had no end date and now ends at “What about since?”",
    ),
    "a missing date that is skipped": (
        set_field("rules", "wait", when_anchor_missing="skip"),
        "rules: wait: no longer holds while its date is not known",
    ),
    "a date that is sure": (
        set_field("rules", "wait", provisional=False),
        "rules: wait: no longer says that its date is only a plan",
    ),
    "a letter that clears": (
        set_field("rules", "letter", cleared_by_letter=True),
        "rules: letter: can now be cleared by a letter",
    ),
    "an action less": (
        both(
            lambda draft: entry(draft, "rules", "letter")["actions"].pop(0),
            lambda draft: draft["actions"]["actions"].remove(entry(draft, "actions", "letter")),
        ),
        "rules: letter: no longer asks for “Do letter” before booking",
    ),
    "an action with one word less": (
        lambda draft: entry(draft, "rules", "letter")["actions"][2].pop("params"),
        "rules: letter: asks for “Do gloves” in another way",
    ),
    "an action with another word": (
        set_field("periods", "long", value=11),
        "rules: letter: asks for “Do gloves” in another way",
    ),
    "fewer days until the first bookable day": (
        lambda draft: entry(draft, "rules", "letter")["actions"][1].update(params={"review": 13}),
        "rules: letter: asks for “Do test” in another way",
    ),
    "an action due later": (
        set_field("actions", "letter", gate="on_the_day"),
        "actions: letter: was due before booking and is now due on the day",
    ),
    "an action settled otherwise": (
        set_field("actions", "letter", cleared_by="tick"),
        "actions: letter: is settled in another way",
    ),
    "an action that can wait": (
        set_field("actions", "letter", urgent=False),
        "actions: letter: is no longer urgent",
    ),
    "an action without its days": (
        lambda draft: entry(draft, "actions", "test").pop("bookable_after"),
        "actions: test: no longer keeps the days until the first bookable day",
    ),
    "letters that count for longer": (
        set_field("periods", "letter_valid", value=4),
        "periods: letter_valid: counts for 4 months, and counted for 3 months",
    ),
    "reviews that count for longer": (
        set_field("periods", "review_valid", value=91),
        "periods: review_valid: counts for 91 days, and counted for 90 days",
    ),
}


@pytest.mark.parametrize(("change", "words"), LOOSE.values(), ids=LOOSE)
def test_what_could_be_less_strict_is_said_in_words(change: Change, words: str) -> None:
    assert found(change) == [("less_strict", words)]


STOPS: dict[str, tuple[Change, str]] = {
    "taken out": (remove("rules", "stop"), "rules: stop: is no longer there"),
    "weaker": (
        set_field("rules", "stop", kind="clearance", cleared_by_letter=False),
        "rules: stop: said “do not treat” and now says “hold until a letter”",
    ),
    "for fewer": (
        line_of("stop", 0, A_YES),
        "rules: stop: may hold for fewer people: it held if “What about a?” is Yes or Not_Sure; "
        "now it holds if “What about a?” is Yes",
    ),
    "not sure stops nobody": (
        set_field("questions", "a", not_sure=None),
        "questions: a: “Not sure” makes no finding any more",
    ),
    "not sure is only a letter": (
        set_field("questions", "a", not_sure=means("weak_skin", "clearance", "letter")),
        "questions: a: “Not sure” makes another finding, which may be weaker",
    ),
    "its question taken out": (
        remove("questions", "a"),
        "questions: a: is no longer asked of anybody",
    ),
}


@pytest.mark.parametrize(("change", "words"), STOPS.values(), ids=STOPS)
def test_a_stop_that_goes_or_weakens_is_told_apart(change: Change, words: str) -> None:
    assert found(change) == [("stop_removed", words)]


def test_a_meaning_of_not_sure_without_a_finding_can_go() -> None:
    assert found(set_field("questions", "gate", not_sure=None)) == []


def test_a_question_of_a_blank_date_asked_of_more_people_can_end_a_wait() -> None:
    live, draft = files(), files()
    entry(live, "questions", "since")["ask_when"] = [B_YES]
    assert [one.key for one in loosened(parse(live), parse(draft))] == ["since"]
