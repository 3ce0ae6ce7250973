"""Never tell a patient to stop a medicine. Only who prescribed it may say so.

A sentence is turned into signs (see `lint_words`), cut into clauses and asked who is told what, and
whether it is a "do not". In doubt it is pointed out: a sentence can be written anew, a clot cannot
be undone.
"""

from __future__ import annotations

import re

from sideeffects.desk.lint_words import in_signs

WARNING = (
    "“{sentence}” tells a patient to stop, skip or change a medicine. Only who prescribed it may. "
    "Write instead: “Do not stop your medicine. Ask your doctor first.”"
)
SENTENCE = re.compile(r"[^.?!\n]+(?:\.(?=\d)[^.?!\n]+)*[.?!]*")
CLAUSE = re.compile(r"[;:–—()]|,\s+(?=(?:but|and|then|so)\b)|\s+(?=(?:but|then)\b)")

ACT = r"(?:STOP|CHANGE)"
DOCTOR = (
    r"(?:doctors?|gp|prescriber|specialist|consultant|nurse|pharmacist|dermatologist|hospital|team"
    r"|clinic that prescribed it)"
)
# What may stand between a doctor and the verb where it is the doctor who decides.
DECIDES = (
    r"(?:\s+(?:may|can|will|might|could|should|must|has|have|wants?|says?|said|tells?|told|asks?"
    r"|asked|advis\w+|agrees?|decid\w+|you|us|them|if|when|whether|that|how|it|is|safe|best|to|not"
    r"|long|need|first|or))*"
)
CONDITION = (
    r"(?:if|when|before|after|once|until|unless|because|since|whether|case)"
    r"(?:\s+(?:you|ever|want|wish|plan|have|had|to|already|must|need|would|like|do|can|should))*"
)
OTHERS = (
    r"(?:i|they|he|she|people|patients|who|which|that|MED|any|no|the|an?|this|your|of|each|every)"
)
# Told of, not told to do: "any change", "they stop", "before you stop", "your doctor may change".
TOLD_OF = re.compile(rf"\b(?:{OTHERS}|{CONDITION}|{DOCTOR}(?! (?:that )?you\b){DECIDES})\s+{ACT}\b")
LINK = r"(?:,|\s+or|\s+and|\s+nor|,\s+or)\s+"
NEGATED = re.compile(
    r"(?<!why )(?<!\bif )\b(?:not|cannot|never|nobody|no one|no need|without)"
    r"(?:\s+(?!forget|hesitate|fail|mind|wait|worry|afraid|only|and|then)[a-z]+){0,6}?"
    rf"\s+{ACT}(?:{LINK}{ACT})*"
)
OWN_CHOICE = re.compile(
    rf"\bno {DOCTOR}\b|\bown choice\b|\bnot prescribed\b|\bwithout (?:a )?prescription\b"
)
ONLY_A_DOCTOR = re.compile(rf"\bonly (?:if|when|after|once) (?:your|a|the) {DOCTOR}\b")
UNLESS_PRESCRIBED = re.compile(
    rf"\bunless (?:your|a|the) {DOCTOR}\b(?! (?:says|tells you) (?:otherwise|not|no))"
)

# Between a verb and its medicine: "stop [taking all of your] tablets".
BETWEEN = (
    r"(?:\s+(?:taking|using|having|on|of|in|from|with|to|your|the|all|any|an?|some|these|this"
    r"|those|that|other|every|each|next|last|usual|daily|regular|own|one|two|half|few|or|and|MED"
    r"|STOP|CHANGE)(?:'s)?)*(?:\s+[a-z'-]+){0,2}?"
)
OBLIGED = r"(?:must|should|needs? to|ha(?:s|ve) to|(?:is|are) to)"
TELLS_TO_STOP = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{ACT}{BETWEEN}\s+MED\b",
        r"\bSTOP\s+taking\b",
        rf"\b(?:try|consider|recommend|suggest|advise|start|begin)\s+STOPPING{BETWEEN}\s+MED\b",
        rf"\bMED(?:\s+[a-z]+){{0,3}}?\s+{OBLIGED}\s+(?!not|only|never)(?:[a-z]+\s+)?be\s+"
        r"(?:[a-z]+\s+)?(?:STOPPED|STOP)\b",
        r"\b(?:leave|CHANGE|put|take)\s+(?:[a-z]+\s+){0,2}MED\s+"
        r"(?:out|down|back|off|on CHANGE|away)\b",
        rf"\b(?:make sure|until)\s+(?:that\s+)?you\s+have\s+STOPPED{BETWEEN}\s+MED\b",
        r"\bMED\s+(?:is|are)\s+not\s+(?:allowed|permitted|possible)\b",
        r"\btake\s+no\s+MED\b",
        r"\b(?:want|need)\s+you\s+(?:to\s+be\s+)?off\s+(?:[a-z]+\s+)?MED\b",
        r"\btake\s+(?:only\s+)?(?:half|fewer|less)\b(?:\s+(?:an?|of|your|the|usual))*\s+MED\b",
        r"\b(?:go|do|be|stay|spend|needs?|must|should|manage)\s+(?:[a-z0-9]+\s+){0,3}?"
        r"(?:without|off)\s+(?:your\s+|the\s+|any\s+|all\s+)?MED\b",
        r"^(?:and\s+|then\s+)?no\s+(?:more\s+)?MED\b.*\b(?:for|before|until|on|after|today)\b",
        r"\bMED\b.*\bSTOP\s+(?:for|until|before|now|today|at once|\d)",
    )
)
STOP_IT = re.compile(
    r"(?<!\bto )\bSTOP\s+(?:(?:taking|using)\s+)?(?:it|them|these|those)\b"
    r"|\b(?:need|have|ask|want|try|best|remember|forget)(?:s|ed)?\s+(?:you\s+)?to\s+"
    r"STOP\s+(?:it|them|these|those)\b"
    r"|\b(?:leave|put)\s+(?:it|them|these|those)\s+(?:out|off|on CHANGE)\b"
)
NOT_TAKE = re.compile(
    r"(?:^|\b(?:please|and|then|must|should|may|can|to|so|but|today|before|after|treatment)\s+|,\s*)"
    r"(?:do\s+not|not|never|no\s+longer)\s+(?:ever\s+)?(?:take|have|use|inject|swallow)\b"
    r"(?!\s+(?:more|extra|CHANGE|any more|someone|somebody|another))"
    rf"(?:{BETWEEN}\s+MED\b|\s+(?:it|them)\b)"
)
REQUEST = re.compile(r"^(?:can|could|will|would) you\b|\bwhy not\b")


def lints(text: str) -> list[str]:
    """A warning for each sentence that tells a patient to stop, skip or change a medicine."""
    found, named = [], False
    for match in SENTENCE.finditer(text):
        sentence = match.group().strip()
        signs = in_signs(sentence)
        if _tells(signs, named):
            found.append(WARNING.format(sentence=sentence))
        named = named or "MED" in signs
    return found


def _tells(signs: str, named: bool) -> bool:
    if signs.endswith("?") and not REQUEST.search(signs):
        return False
    if OWN_CHOICE.search(signs) or ONLY_A_DOCTOR.search(signs):
        return False
    named = named or "MED" in signs
    return any(_clause_tells(clause.strip(" ,.!?\"'“”"), named) for clause in CLAUSE.split(signs))


def _clause_tells(clause: str, named: bool) -> bool:
    said = TOLD_OF.sub("told-of", NEGATED.sub("kept", clause))
    if any(pattern.search(said) for pattern in TELLS_TO_STOP):
        return True
    if named and STOP_IT.search(said):
        return True
    found = NOT_TAKE.search(clause)
    refused = named and found is not None
    return refused and not UNLESS_PRESCRIBED.search(clause)
