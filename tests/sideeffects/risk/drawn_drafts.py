"""A catalogue and a draft of it: one or two changes drawn at random, strict, loose or neither."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from .cases import contraindication, means
from .drawn_catalogues import ENTRIES, FINDINGS, catalogues, conditions, days, rules_over
from .reference_lines import Plain

Drawing = Callable[[DrawFn, Plain], None]


def one_of(draw: DrawFn, files: Plain, part: str) -> Plain:
    row: Plain = draw(st.sampled_from(files[part][part]))
    return row


def a_period(draw: DrawFn, files: Plain) -> None:
    one = one_of(draw, files, "periods")
    one["value"] = draw(st.sampled_from((1, 3, 6, 12, 90, 200)))


def a_rule_less(draw: DrawFn, files: Plain) -> None:
    files["rules"]["rules"].remove(one_of(draw, files, "rules"))


def a_rule_more(draw: DrawFn, files: Plain) -> None:
    rules = files["rules"]["rules"]
    rules.append(draw(rules_over(files["questions"]["questions"], f"new{len(rules)}")))


def its_kind(draw: DrawFn, files: Plain) -> None:
    one = one_of(draw, files, "rules")
    one["kind"] = draw(st.sampled_from(FINDINGS))
    one["cleared_by_letter"] = draw(st.booleans())
    if one["kind"] != "deferral":
        one |= {"wait_until": None, "when_anchor_missing": None}


def its_entry(draw: DrawFn, files: Plain) -> None:
    one_of(draw, files, "rules")["contraindication"] = draw(st.sampled_from(ENTRIES))


def its_lines(draw: DrawFn, files: Plain) -> None:
    """A line fewer, a line more, or one more that is enough."""
    one, earlier = one_of(draw, files, "rules"), files["questions"]["questions"]
    new = draw(conditions(earlier, most=1))
    match draw(st.sampled_from(("fewer", "more", "enough"))):
        case "fewer" if len(one["when"]) > 1:
            one["when"].pop()
        case "more":
            one["when"] += new
        case _:
            old = one["when"][0]
            one["when"][0] = {"any": [*old.get("any", [old]), *new[0].get("any", new)]}


def its_wait(draw: DrawFn, files: Plain) -> None:
    one = one_of(draw, files, "rules")
    if one["wait_until"] is not None:
        one["wait_until"] = draw(days((one["wait_until"]["of"],)))
        one["when_anchor_missing"] = draw(st.sampled_from(("hold", "skip")))


def what_it_sees(draw: DrawFn, files: Plain) -> None:
    one = one_of(draw, files, "rules")
    one["sees_hidden"] = not one["sees_hidden"]


def when_it_is_asked(draw: DrawFn, files: Plain) -> None:
    questions = files["questions"]["questions"]
    place = draw(st.integers(0, len(questions) - 1))
    always = place == 0 or draw(st.booleans())
    questions[place]["ask_when"] = None if always else draw(conditions(questions[:place], most=1))


def its_stage(draw: DrawFn, files: Plain) -> None:
    stages = ("consultation", "examination", "treatment_day")
    one_of(draw, files, "questions")["stage"] = draw(st.sampled_from(stages))


def its_gate(draw: DrawFn, files: Plain) -> None:
    one = one_of(draw, files, "questions")
    one["gate"] = one["nothing_to_report"] is not None and not one.get("gate", False)


def what_not_sure_means(draw: DrawFn, files: Plain) -> None:
    one = one_of(draw, files, "questions")
    if any(option["key"] == "not_sure" for option in one.get("options", ())):
        one["not_sure"] = means(draw(st.sampled_from(ENTRIES)), draw(st.sampled_from(FINDINGS)))


def its_answers(draw: DrawFn, files: Plain) -> None:
    one = one_of(draw, files, "questions")
    if one.get("options"):
        one["options"] = one["options"][draw(st.integers(0, 1)) :]
        one["options"] += draw(st.sampled_from(([], [{"key": "new", "label": "New"}])))
    elif one["kind"] == "date":
        one["tense"] = draw(st.sampled_from(("past", "planned", "either")))
    elif one["kind"] == "number":
        one["max"] = draw(st.sampled_from((6, 100)))


def what_reports_nothing(draw: DrawFn, files: Plain) -> None:
    one = one_of(draw, files, "questions")
    keys = [option["key"] for option in one.get("options", ())]
    if keys and not one.get("gate"):
        one["nothing_to_report"] = draw(st.sampled_from([*keys, None]))


CHANGES: tuple[Drawing, ...] = (
    a_period,
    a_period,
    a_rule_less,
    a_rule_more,
    a_rule_more,
    its_kind,
    its_entry,
    its_lines,
    its_lines,
    its_wait,
    what_it_sees,
    when_it_is_asked,
    when_it_is_asked,
    its_stage,
    its_gate,
    what_not_sure_means,
    its_answers,
    what_reports_nothing,
)


@st.composite
def drafts(draw: DrawFn) -> tuple[Plain, Plain]:
    """The files of a catalogue, and those of a draft of it."""
    live = draw(catalogues())
    entries = live["contraindications"]["contraindications"]
    known = {entry["key"] for entry in entries}
    entries += [contraindication(key) for key in ENTRIES if key not in known]
    draft = deepcopy(live)
    for change in draw(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=2)):
        if draft["rules"]["rules"]:
            change(draw, draft)
    return live, draft
