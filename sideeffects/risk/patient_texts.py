"""Every text that a patient reads, hears or is given, as it stands with its numbers filled in."""

from collections.abc import Iterator

from .catalogue import Catalogue, Question, Rule
from .evidence import Contraindication, SideEffect
from .problem import Problem
from .wording import fill, parameters_in_words

Texts = dict[tuple[str, str], tuple[str, ...]]


def patient_texts_changed(live: Catalogue, draft: Catalogue) -> tuple[Problem, ...]:
    """The patient's texts that are new or read otherwise, entry by entry.

    A text that only went needs no second look.
    """
    before, now = patient_texts(live), patient_texts(draft)
    return tuple(
        Problem("patient_text", part, key, f"patients will read: “{text}”")
        for (part, key), texts in now.items()
        for text in texts
        if text not in before.get((part, key), ())
    )


def patient_texts(catalogue: Catalogue) -> Texts:
    """By part and key, each text once."""
    found: Texts = {}
    for part, key, texts in _texts(catalogue):
        found[part, key] = tuple(dict.fromkeys(text for text in texts if text))
    return found


def _texts(catalogue: Catalogue) -> Iterator[tuple[str, str, list[str | None]]]:
    for section in catalogue.sections.values():
        yield "sections", section.key, [section.title]
    for question in catalogue.questions.values():
        yield "questions", question.key, _of_question(question)
    for rule in catalogue.rules.values():
        yield "rules", rule.key, _of_rule(catalogue, rule)
    for action in catalogue.actions.values():
        yield "actions", action.key, [action.patient]
    for entry in catalogue.contraindications.values():
        yield "contraindications", entry.key, _of_contraindication(entry)
    for effect in catalogue.side_effects.values():
        yield "side_effects", effect.key, _of_side_effect(effect)


def _of_question(question: Question) -> list[str | None]:
    texts: list[str | None] = [question.text, question.why_we_ask]
    texts += [option.label for option in question.options]
    for other in question.translations:
        texts += [other.text, other.why_we_ask, *(label for _, label in other.options)]
    return texts


def _of_rule(catalogue: Catalogue, rule: Rule) -> list[str | None]:
    """What the rule says, and what the actions it asks for say with its own numbers."""
    texts = [rule.patient_says and fill(catalogue, rule.patient_says)]
    for asked in rule.actions:
        action = catalogue.actions.get(asked.action)
        if action and action.patient and asked.params:
            params = parameters_in_words(catalogue, action, asked)
            texts.append(fill(catalogue, action.patient, params))
    return texts


def _of_contraindication(entry: Contraindication) -> list[str | None]:
    return [entry.plain_name, entry.for_patients]


def _of_side_effect(effect: SideEffect) -> list[str | None]:
    return [
        effect.plain_name,
        effect.for_patients,
        effect.onset.text,
        effect.duration.text,
        *effect.warning_signs,
        effect.what_to_do,
    ]
