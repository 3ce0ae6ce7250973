"""A sentence in signs: MED for a medicine, STOP and CHANGE for every way of saying so."""

from __future__ import annotations

import re

from sideeffects.desk.medical_words import is_medicine

WORD = re.compile(r"[a-z][a-z-]*[a-z]|[a-z]")
# Said of a medicine, and of "it" once one has been named.
STOP = re.compile(
    r"\b(?:stop|pause|skip|omit|quit|cease|discontinue|suspend|interrupt|halve|reduce|taper"
    r"|come off|go off|get off|keep off|stay off|lay off|wean (?:yourself )?off|leave out|cut out"
    r"|cut down(?: on)?|cut back(?: on)?|give up|go without|do without|refrain from|put off"
    r"|hold off(?: on)?"
    r"|take a (?:short )?(?:break|pause|rest) from|have a (?:short )?(?:break|pause|rest) from)\b"
)
STOPPING = re.compile(
    r"\b(?:stopping|pausing|skipping|quitting|halving|reducing|tapering|coming off|leaving out"
    r"|cutting down(?: on)?|giving up|changing|switching|delaying)\b"
)
STOPPED = re.compile(
    r"\b(?:stopped|paused|skipped|omitted|discontinued|suspended|interrupted|halved|reduced|tapered"
    r"|left out|lowered|changed|switched|swapped|delayed|postponed|withheld|adjusted)\b"
)
# Said of much else too: only a medicine right behind it makes it one of ours.
CHANGE = re.compile(
    r"\b(?:change|switch|swap|adjust|increase|lower|double|delay|postpone|move|avoid|drop|miss|hold"
    r"|withhold|cut|vary)\b"
)
KINDS_OF_MEDICINE = re.compile(
    r"\b(?:blood[- ]thinn(?:ers?|ing)|(?:(?:prescribed|prescription|steroid) (?:cream|foam|gel"
    r"|drops|shampoo|lotion|ointment|patch|spray|treatment)s?)|(?:water|sleeping) (?:tablet|pill)s?"
    r"|(?:cancer|hiv|hormone|acne|epilepsy|psychiatric|heart|hormonal) (?:treatment|therapy)"
    r"|(?:what|anything|everything|something|whatever) (?:that )?(?:your|a|the) doctor "
    r"(?:gave|gives|prescribed|prescribes|has prescribed)(?: (?:to )?you)?"
    r"|(?:fish oil|vitamin [a-k])(?: capsules?)?|beta[- ]blockers?"
    r"|medicines?|medications?|meds|(?<!recreational )drugs?|tablets?|pills?|capsules?"
    r"|dos(?:e|es|age)"
    r"|prescriptions?|inhalers?|injections?|antibiotics|antidepressants?|antihistamines?"
    r"|painkillers?|anticoagulants?|antiplatelets?|statins?|steroids?|contraceptives?|hrt|chemotherapy|chemo"
    r"|immunosuppressants?|biologics?|insulin)\b"
)


def in_signs(sentence: str) -> str:
    """In small letters, with one kind of apostrophe and the signs put in."""
    text = sentence.lower().replace("’", "'").replace("n't", " not")
    text = KINDS_OF_MEDICINE.sub("MED", text)
    text = WORD.sub(lambda word: "MED" if is_medicine(word[0]) else word[0], text)
    text = re.sub(r"\bMED(?:[ -]MED)+\b", "MED", text)
    for pattern, sign in (
        (STOPPING, "STOPPING"),
        (STOP, "STOP"),
        (STOPPED, "STOPPED"),
        (CHANGE, "CHANGE"),
    ):
        text = pattern.sub(sign, text)
    return text.strip()
