"""The closed lists of words that a catalogue may use, and the entries the engine itself needs."""

KINDS_OF_QUESTION = ("yes_no", "yes_no_unsure", "choice", "choices", "date", "number", "text")
STAGES = ("consultation", "examination", "treatment_day")
DEFAULT_STAGES = ("consultation", "examination")
KINDS = ("absolute", "clearance", "deferral", "clarification", "precaution")
LEVELS = ("clear", "care", "hold", "stop")
LEVEL_OF_KIND = {
    "absolute": "stop",
    "clearance": "hold",
    "deferral": "hold",
    "clarification": "hold",
    "precaution": "care",
}
GATES = ("before_booking", "on_the_day", "after")
CLEARED_BY = ("letter", "patch_test", "date", "answer", "tick", "nothing")
OPERATORS = (
    "is",
    "is_not",
    "is_one_of",
    "is_none_of",
    "at_least",
    "less_than",
    "answered",
    "missing",
    "on_or_before",
    "after",
)
DATE_OPERATORS = ("on_or_before", "after")
CALENDAR_UNITS = ("days", "months", "years")
TREATMENT_DATE = "treatment_date"
CONSULTATION_DATE = "consultation_date"
NOT_SURE = "not_sure"
IN_PERSON = "in_person"

# Findings that the engine itself makes point at these entries, so a catalogue must hold them.
INCOMPLETE = "incomplete_answers"
CONTRADICTORY = "contradictory_answers"
OBTAIN_DATE = "obtain_date"
CLARIFY = "clarify_answers"
SPEAK_ALONE = "speak_alone"
LETTER_VALID = "letter_valid"
REVIEW_VALID = "review_valid"
MADE_BY_THE_ENGINE = (INCOMPLETE, CONTRADICTORY)
ACTIONS_OF_THE_ENGINE = (OBTAIN_DATE, CLARIFY, SPEAK_ALONE)
PERIODS_OF_THE_ENGINE = (LETTER_VALID, REVIEW_VALID)
