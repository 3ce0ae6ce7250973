"""What the editors of evidence refuse, beside which box, and in which words."""

from __future__ import annotations

from functools import cache

import pytest

from clinic.forms.problems import Problem
from sideeffects.desk.draft import plain_of
from sideeffects.forms.editors import EDITORS
from sideeffects.forms.entry import EntryForm, Plain
from tests.catalogue import starter
from tests.sideeffects.desk.sent import Sent, as_it_stands, typed

EXAMPLE = {
    "side_effects": "soreness",
    "contraindications": "psoriasis_scalp",
    "sources": "liu_2025",
    "claims": "s0-01",
    "sections": "you_and_your_hair",
}
REFUSED = [
    ("side_effects", "plain_name", "  ", "Name for patients is missing"),
    ("side_effects", "onset_text", "", "It starts is missing"),
    ("side_effects", "onset_max", "-1", "Latest day it starts: give 0 or more days"),
    ("side_effects", "onset_max", "123456", "Latest day it starts: give 99,999 days at most"),
    ("side_effects", "onset_max", "0.123", "Latest day it starts: give two decimals at most"),
    ("side_effects", "duration_min", "a few", "Shortest, in days: give a number of days"),
    ("side_effects", "duration_min", "NaN", "Shortest, in days: give a number of days"),
    ("side_effects", "severity", "", "How bad it is: pick one"),
    ("side_effects", "category", "made up", "Kind: pick one of the list"),
    ("side_effects", "evidence_grade", "F", "Strength of the evidence: pick one of the list"),
    ("side_effects", "sources", "none", "“none” is not in the draft any more. Untick it."),
    ("side_effects", "frequency-1-n", "many", "People who had it: give a whole number"),
    ("side_effects", "frequency-1-n", "-2", "People who had it: give 0 or more"),
    ("side_effects", "frequency-1-N", "0", "Out of: give 1 or more"),
    ("side_effects", "frequency-1-N", "1" * 12, "Out of: give 1,000,000,000 at most"),
    (
        "side_effects",
        "frequency-1-n",
        "3412",
        "3412 of 3411 cannot be: those who had it are part of all",
    ),
    (
        "side_effects",
        "frequency-1-population",
        "",
        "2302 of 3411 says nothing without who was counted",
    ),
    (
        "side_effects",
        "frequency-1-source",
        "",
        "2302 of 3411 says nothing without where it stands",
    ),
    ("side_effects", "frequency-1-source", "none", "Counted in: pick one of the list"),
    ("side_effects", "frequency-1-text", "", "What was counted is missing"),
    ("contraindications", "name", "", "Name for staff is missing"),
    ("contraindications", "group", "none", "Group: pick one of the list"),
    ("contraindications", "kinds-0-kind", "", "It means: pick one"),
    ("contraindications", "kinds-0-when", "", "When is missing"),
    ("contraindications", "raises-1-side_effect", "", "Side effect: pick one"),
    ("contraindications", "raises-1-side_effect", "none", "Side effect: pick one of the list"),
    ("contraindications", "raises-1-why", "", "Why is missing"),
    ("contraindications", "required_action", "", "What staff do is missing"),
    ("contraindications", "questions", "none", "“none” is not in the draft any more. Untick it."),
    (
        "contraindications",
        "rules",
        "keloid_yes",
        "“keloid_yes” is not in the draft any more. Untick it.",
    ),
    ("sources", "title", "", "Title is missing"),
    ("sources", "year", "999", "Year: 999 cannot be. Give 1000 to"),
    ("sources", "year", "3021", "Year: 3021 cannot be. Give 1000 to"),
    ("sources", "year", "last year", "Year: give it with 4 figures, such as 2021"),
    ("sources", "doi", "jocd.70375", "DOI: this is none. It looks like 10.1111/jocd.70375"),
    ("sources", "pmid", "PMC 12", "PubMed number: give figures only, such as 40899372"),
    ("sources", "url", "javascript:alert(1)", "Web address: this is none. It looks like"),
    ("sources", "url", "pubmed", "Web address: this is none. It looks like"),
    ("sources", "url", "https://" + "a" * 2000, "Web address: give 2,000 letters at most"),
    ("sources", "verification", "", "How it was verified: pick one"),
    ("claims", "claim", "", "What the page claims is missing"),
    ("claims", "seed", "", "The page that claims it: pick one"),
    ("claims", "verdict", "none", "Our verdict: pick one of the list"),
    ("claims", "side_effects", "none", "“none” is not in the draft any more. Untick it."),
    ("sections", "title", "", "Title is missing"),
]


@cache
def entry(part: str) -> Plain:
    found = plain_of(starter(), part, EXAMPLE[part])
    assert found is not None
    return found


@cache
def boxes(part: str) -> Sent:
    return as_it_stands(EDITORS[part](draft=starter(), plain=entry(part)))


def with_typed(part: str, **changed: str | list[str] | None) -> EntryForm:
    return EDITORS[part](typed(boxes(part), **changed), draft=starter(), plain=entry(part))


def refusals(form: EntryForm) -> list[Problem]:
    assert not form.is_valid()
    return form.problems


@pytest.mark.parametrize(("part", "box", "value", "sentence"), REFUSED)
def test_what_is_wrong_is_said_beside_its_box(
    part: str, box: str, value: str, sentence: str
) -> None:
    [problem] = refusals(with_typed(part, **{box: value}))
    assert problem.message.startswith(sentence)
    assert problem.target in (f"id_{box}", f"id_{box}_0")


def test_what_ends_before_it_begins_is_refused_at_the_end() -> None:
    [problem] = refusals(with_typed("side_effects", duration_min="9"))
    assert problem == Problem("Give 9 days or more: the other box says so", "id_duration_max")


def test_a_contraindication_means_something_for_treatment() -> None:
    empty = {f"kinds-{place}-{box}": "" for place in range(3) for box in ("kind", "when")}
    [problem] = refusals(with_typed("contraindications", **empty))
    assert problem.message == "Say what it means for treatment: add one meaning at least."


@pytest.mark.parametrize(
    ("box", "typed_in", "kept"),
    [
        ("doi", "https://doi.org/10.1111/jocd.70375", "10.1111/jocd.70375"),
        ("doi", "doi: 10.1111/jocd.70375", "10.1111/jocd.70375"),
        ("year", "", None),
        ("url", "", None),
        ("pmid", "", None),
    ],
)
def test_what_is_pasted_is_kept_as_the_catalogue_writes_it(
    box: str, typed_in: str, kept: str | None
) -> None:
    form = with_typed("sources", **{box: typed_in})
    assert form.is_valid()
    assert form.entry()[box] == kept


def test_an_entry_that_is_gone_stays_ticked_until_somebody_unticks_it() -> None:
    plain = entry("claims") | {"sources": ["gone_2020", "rassman_2015"]}
    form = EDITORS["claims"](draft=starter(), plain=plain)
    assert as_it_stands(form)["sources"] == ["gone_2020", "rassman_2015"]
    sent = typed(as_it_stands(form), sources=["rassman_2015"])
    assert EDITORS["claims"](sent, draft=starter(), plain=plain).is_valid()


def test_those_picked_stand_first_and_keep_their_order() -> None:
    picked = ["rassman_2015", "garg_2021", "seed_000"]
    form = with_typed("claims", sources=picked)
    assert [key for key, _ in form.fields["sources"].choices][:3] == picked  # type: ignore[attr-defined]
    assert form.is_valid()
    assert form.entry()["sources"] == picked
