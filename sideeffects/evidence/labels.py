"""Plain words for the catalogue's short ones. A word that is not listed here speaks for itself."""

from __future__ import annotations

from collections.abc import Mapping

CATEGORY = {
    "expected_local": "Expected in the first days",
    "acute_reaction": "Sudden reactions",
    "hair": "Hair",
    "immune": "Immune system",
    "neuro": "Nerves",
    "skin_growth": "Skin growths",
    "allergy": "Allergy",
    "infection": "Infection",
    "blood_borne": "Infections carried by blood",
    "scar": "Scars",
    "imaging": "MRI scans",
    "cosmetic": "How it looks",
    "light": "Light and sun",
    "systemic": "Whole body",
    "diagnostic": "Hidden disease",
    "psychological": "How the patient feels about it",
    "long_term": "Long term",
}
SEVERITY = {
    "mild": "Mild",
    "moderate": "Moderate",
    "severe": "Severe",
    "serious": "Serious",
    "life_threatening": "Life-threatening",
}
GROUP = {
    "skin_scar": "Skin and scars",
    "general_health": "General health",
    "medicines_treatments": "Medicines and treatments",
    "allergy": "Allergy",
    "heart_blood": "Heart and blood",
    "consent": "Consent",
}
KIND = {
    "absolute": "Do not treat",
    "clearance": "Needs a doctor’s letter or opinion",
    "deferral": "Wait until a date",
    "clarification": "Needs an answer",
    "precaution": "Go ahead with steps",
}
GATE = {
    "before_booking": "Before we can book",
    "on_the_day": "On the day",
    "after": "After treatment",
}
CLEARED_BY = {
    "letter": "A letter",
    "patch_test": "A patch test",
    "date": "A date that has come",
    "answer": "An answer",
    "tick": "A tick: it is done",
    "nothing": "Nothing",
}
STAGE = {
    "consultation": "asked at the consultation",
    "examination": "looked at by the technician",
    "treatment_day": "asked on the treatment day",
}
ASKED_OF = {"patient": "the patient answers", "technician": "the technician answers"}
VERDICT = {
    "supported": "Supported",
    "partly": "Partly true",
    "not_supported": "Not supported",
    "not_supported_hair_transplant": "Not supported: it is about hair transplants",
    "marketing_not_assessable": "Marketing: cannot be checked",
}
ABOUT = {
    "smp": "scalp micropigmentation",
    "hair_transplant": "hair transplants, not SMP",
    "mixed": "SMP and hair transplants, mixed up",
    "marketing": "selling, not a fact",
}
VERIFICATION = {
    "known_not_retrieved": "Known, not retrieved: check first",
    "found_in_reference_list": "Found in a reference list only: check first",
    "found": "Found",
}
TYPE = {"seed_article": "Clinic or seller’s page"}
GRADES = {
    "A": "systematic review or prospective study",
    "B": "survey or cohort",
    "C": "case reports, or likeness to another procedure",
    "D": "expert, regulator or law",
    "E": "what clinics do, or our own margin",
}
CHECK_FIRST = ("found_in_reference_list", "known_not_retrieved")


def label(words: Mapping[str, str], key: str) -> str:
    """The plain words, or the key itself with blanks: a manager may have added a new one."""
    return words.get(key) or key.replace("_", " ").capitalize()
