"""The rules: pure functions from a catalogue and a patient's answers to a risk summary.

Standard library only. Everything a caller needs is named here.
"""

from .advice import advice
from .answers import AnswerError, AnswerErrors, check_answers
from .assess import ENGINE_VERSION, assess, findings_on
from .canonical import canonical, digest
from .catalogue import Catalogue, Question
from .check import problems
from .files import to_files
from .parse import PARTS, parse
from .patient_texts import patient_texts, patient_texts_changed
from .pinned import SampleResult, samples_wrong
from .problem import Problem
from .reading import CatalogueError
from .replay import PastCase, Replay, Replayed
from .sentences import line_words, rule_words, when_words
from .strictness import loosened
from .summary import NOT_ASSESSED, Finding, FindingAction, NotRead, RiskSummary, Window
from .trace import RuleTrace, trace
from .view import SetAside, asked, set_aside
from .words import DEFAULT_STAGES, LEVELS, STAGES

__all__ = [
    "DEFAULT_STAGES",
    "ENGINE_VERSION",
    "LEVELS",
    "NOT_ASSESSED",
    "PARTS",
    "STAGES",
    "AnswerError",
    "AnswerErrors",
    "Catalogue",
    "CatalogueError",
    "Finding",
    "FindingAction",
    "NotRead",
    "PastCase",
    "Problem",
    "Question",
    "Replay",
    "Replayed",
    "RiskSummary",
    "RuleTrace",
    "SampleResult",
    "SetAside",
    "Window",
    "advice",
    "asked",
    "assess",
    "canonical",
    "check_answers",
    "digest",
    "findings_on",
    "line_words",
    "loosened",
    "parse",
    "patient_texts",
    "patient_texts_changed",
    "problems",
    "rule_words",
    "samples_wrong",
    "set_aside",
    "to_files",
    "trace",
    "when_words",
]
