from sideeffects.models.drafting import EditLock, ImportedFolder, Proposal, Trial
from sideeffects.models.edition import Edition, EditionApproval
from sideeffects.models.entry import Entry
from sideeffects.models.evidence import Claim, Contraindication, SideEffect, Source
from sideeffects.models.rules import Action, Period, Question, Rule, Section
from sideeffects.models.samples import SamplePatient
from sideeffects.models.search import SearchEntry

# Every kind of row of the catalogue; each comes after those it points at.
ROWS: tuple[type[Entry], ...] = (
    Source,
    SideEffect,
    Contraindication,
    Claim,
    Section,
    Question,
    Action,
    Period,
    Rule,
    SamplePatient,
)

__all__ = [
    "ROWS",
    "Action",
    "Claim",
    "Contraindication",
    "EditLock",
    "Edition",
    "EditionApproval",
    "Entry",
    "ImportedFolder",
    "Period",
    "Proposal",
    "Question",
    "Rule",
    "SamplePatient",
    "SearchEntry",
    "Section",
    "SideEffect",
    "Source",
    "Trial",
]
