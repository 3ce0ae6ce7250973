"""The questions of a catalogue as a FHIR R4B Questionnaire, for other systems to ask.

Only the questions go out: our rules stay here, and so does every judgement. What we mean and FHIR
has no word for stands in extensions of our own, below ``HERE``, an address that leads nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sideeffects.fhir_conditions import AskWhen, Clause, as_json, ask_when
from sideeffects.risk import Catalogue, Question
from sideeffects.risk.catalogue import Translation

Plain = dict[str, Any]

HERE = "https://scalpwise.example/fhir"
STRUCTURE = "http://hl7.org/fhir/StructureDefinition"
CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"
UCUM = "http://unitsofmeasure.org"
# Our words for units, as UCUM writes them; it knows the others by the same name.
UCUM_CODES = {"mmHg": "mm[Hg]", "days": "d", "months": "mo", "years": "a"}
LANGUAGE = "en-GB"
TYPES = {"date": "date", "number": "decimal", "text": "text"}
NOT_APPROVED = (
    "Not clinically approved: a research draft that no clinician has approved. "
    "Do not use it for patients before a named clinician has."
)


@dataclass(frozen=True, slots=True)
class Published:
    """Which edition a questionnaire is of, since when, and who approved it clinically."""

    number: int
    on: date
    approved_by: str | None = None
    approved_on: date | None = None


def questionnaire(catalogue: Catalogue, published: Published | None) -> Plain:
    """All questions of a catalogue, in sections; without an edition it is a draft."""
    approved = published is not None and published.approved_by is not None
    version = str(published.number) if published else f"draft-{catalogue.hash[:12]}"
    resource: Plain = {
        "resourceType": "Questionnaire",
        "id": f"scalpwise-{version}",
        "language": LANGUAGE,
        "url": f"{HERE}/Questionnaire/screening",
        "identifier": _identifiers(catalogue, published),
        "version": version,
        "name": "ScalpwiseScreening",
        "title": "Questions before scalp micropigmentation"
        + ("" if approved else " (not clinically approved)"),
        "status": "active" if published else "draft",
        "experimental": not approved,
        "subjectType": ["Patient"],
        "description": _description(published),
        "item": list(_sections(catalogue)),
    }
    if published:
        resource["date"] = published.on.isoformat()
        if published.approved_on:
            resource["approvalDate"] = published.approved_on.isoformat()
    return resource


def _identifiers(catalogue: Catalogue, published: Published | None) -> list[Plain]:
    found = [{"system": f"{HERE}/catalogue-sha256", "value": catalogue.hash}]
    if published:
        found.insert(0, {"system": f"{HERE}/edition", "value": str(published.number)})
    return found


def _description(published: Published | None) -> str:
    if published and published.approved_by:
        return f"Edition {published.number}, clinically approved by {published.approved_by}."
    which = f"Edition {published.number}" if published else "A draft, not published"
    return f"{which}. {NOT_APPROVED}"


def _sections(catalogue: Catalogue) -> Iterable[Plain]:
    for section in catalogue.sections.values():
        questions = [one for one in catalogue.questions.values() if one.section == section.key]
        if questions:
            yield {
                "linkId": f"section-{section.key}",
                "text": section.title,
                "type": "group",
                "item": [_asked_when(catalogue, question) for question in questions],
            }


# ── When it is asked ───────────────────────────────────────────────────────────


def _asked_when(catalogue: Catalogue, question: Question) -> Plain:
    """The question behind its condition: groups around it where "all" and "any" are mixed."""
    condition = ask_when(catalogue, question, f"{HERE}/answers")
    item = _question(question, condition)
    alone = tuple(clause[0] for clause in condition.clauses if len(clause) == 1)
    choices = [clause for clause in condition.clauses if len(clause) > 1]
    if alone:
        item |= _enabled(alone, "all")
    elif choices:
        item |= _enabled(choices.pop(), "any")
    for place, clause in enumerate(choices, start=1):
        item = _enabled(clause, "any") | {
            "linkId": f"{question.key}-when-{place}",
            "type": "group",
            "item": [item],
        }
    return item


def _enabled(tests: Clause, behavior: str) -> Plain:
    found: Plain = {"enableWhen": list(tests)}
    return found | {"enableBehavior": behavior} if len(tests) > 1 else found


# ── A question ─────────────────────────────────────────────────────────────────


def _question(question: Question, condition: AskWhen) -> Plain:
    item: Plain = {
        "extension": list(_extensions(question, condition)),
        "linkId": question.key,
        "code": [{"system": f"{HERE}/questions", "code": question.key}],
        "text": question.text,
        "type": TYPES.get(question.kind, "choice"),
        "required": False,
    }
    if in_languages := _in_languages((one.language, one.text) for one in question.translations):
        item["_text"] = in_languages
    if question.kind == "choices":
        item["repeats"] = True
    if question.options:
        item["answerOption"] = _options(question)
    item["item"] = list(_notes(question, condition))
    return item


def _extensions(question: Question, condition: AskWhen) -> Iterable[Plain]:
    yield {"url": f"{HERE}/asked-of", "valueCode": question.asked_of}
    yield {"url": f"{HERE}/stage", "valueCode": question.stage}
    if question.private:
        yield {"url": f"{HERE}/private", "valueBoolean": True}
    if question.gate:
        yield {"url": f"{HERE}/gate", "valueBoolean": True}
    if condition.in_words:
        yield {"url": f"{HERE}/asked-when-in-words", "valueString": condition.in_words}
    if question.kind == "date":
        precise = "Day, month and year"
        known = (
            "Day, month and year, or as much as is known" if question.approximate_date_ok else ""
        )
        yield {"url": f"{STRUCTURE}/entryFormat", "valueString": known or precise}
    if question.kind == "choices" or question.one_choice:
        yield _control("check-box" if question.kind == "choices" else "radio-button")
    if question.unit:
        code = UCUM_CODES.get(question.unit, question.unit)
        unit = {"system": UCUM, "code": code, "display": question.unit}
        yield {"url": f"{STRUCTURE}/questionnaire-unit", "valueCoding": unit}
    if question.minimum is not None:
        yield {"url": f"{STRUCTURE}/minValue", "valueDecimal": as_json(question.minimum)}
    if question.maximum is not None:
        yield {"url": f"{STRUCTURE}/maxValue", "valueDecimal": as_json(question.maximum)}


def _control(code: str) -> Plain:
    concept = {"coding": [{"system": CONTROLS, "code": code}]}
    return {"url": f"{STRUCTURE}/questionnaire-itemControl", "valueCodeableConcept": concept}


def _options(question: Question) -> list[Plain]:
    options = []
    for option in question.options:
        coding: Plain = {
            "system": f"{HERE}/answers/{question.key}",
            "code": option.key,
            "display": option.label,
        }
        words = ((one.language, dict(one.options).get(option.key)) for one in question.translations)
        if in_languages := _in_languages(words):
            coding["_display"] = in_languages
        options.append({"valueCoding": coding})
    return options


def _notes(question: Question, condition: AskWhen) -> Iterable[Plain]:
    """Why we ask; and, where no machine can tell whether to ask, the condition for the reader."""
    why = _note(question.key, "why", question.why_we_ask)
    if in_languages := _in_languages(_why(question.translations)):
        why["_text"] = in_languages
    yield why
    if condition.in_words:
        words = f"Ask this only if {condition.in_words}."
        yield _note(question.key, "only-if", words)


def _why(translations: Iterable[Translation]) -> Iterable[tuple[str, str | None]]:
    return ((one.language, one.why_we_ask) for one in translations)


def _note(key: str, name: str, text: str) -> Plain:
    return {
        "extension": [_control("help")],
        "linkId": f"{key}-{name}",
        "text": text,
        "type": "display",
    }


def _in_languages(words: Iterable[tuple[str, str | None]]) -> Plain:
    """The translations of one text, as the standard extension has them; nothing without any."""
    said = [
        {
            "url": f"{STRUCTURE}/translation",
            "extension": [
                {"url": "lang", "valueCode": language},
                {"url": "content", "valueString": text},
            ],
        }
        for language, text in words
        if text
    ]
    return {"extension": said} if said else {}
