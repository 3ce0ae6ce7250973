"""What the boxes of a question must have to do with each other, said before anything is saved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sideeffects.forms.entry import Plain
from sideeffects.forms.question_words import LISTED
from sideeffects.risk.reading import read_number

if TYPE_CHECKING:
    from sideeffects.forms.question import QuestionForm

Wrong = Iterator[tuple[str, str]]


def wrong_boxes(form: QuestionForm, given: Plain) -> Wrong:
    """Each box that stands wrong, and a sentence."""
    kind = given.get("kind", "")
    if kind in LISTED and len(form.rows["options"]) < 2:
        yield "kind", "Give at least two answers, or pick another kind"
    if kind == "number":
        yield from _wrong_numbers(given)
    yield from _wrong_gate(form, given)
    yield from _wrong_place(form, given)
    yield from _wrong_shelf_life(given)
    yield from _wrong_not_sure(given)


def _wrong_numbers(given: Plain) -> Wrong:
    low, high = (read_number(given.get(name) or "") for name in ("min", "max"))
    if low is None:
        yield "min", "Lowest number: give a number"
    if high is None:
        yield "max", "Highest number: give a number"
    if low is not None and high is not None and low >= high:
        yield "max", f"Give a number above {low}: the other box says so"


def _wrong_gate(form: QuestionForm, given: Plain) -> Wrong:
    if given.get("gate") and not given.get("nothing_to_report"):
        box = "nothing_to_report" if "nothing_to_report" in form.fields else "gate"
        yield box, "A gate must say which answer reports nothing"


def _wrong_place(form: QuestionForm, given: Plain) -> Wrong:
    before = form.draft.questions.get(given.get("comes_after") or "")
    if before and given.get("section") and before.section != given["section"]:
        yield "comes_after", "That question stands in another section"


def _wrong_shelf_life(given: Plain) -> Wrong:
    count, unit = given.get("shelf_count") or "", given.get("shelf_unit")
    if unit in (None, "always"):
        return
    if not (count.isascii() and count.isdigit() and int(count)):
        yield "shelf_count", f"Give a number of {unit}"


def _wrong_not_sure(given: Plain) -> Wrong:
    counts, level = given.get("not_sure_contraindication"), given.get("not_sure_kind")
    if counts and not level:
        yield "not_sure_kind", "Pick the level of “Not sure”"
    if level and not counts:
        yield "not_sure_contraindication", "Pick what “Not sure” counts as"
