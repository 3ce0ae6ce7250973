"""Which form edits which kind of entry."""

from __future__ import annotations

from sideeffects.forms.action import ActionForm
from sideeffects.forms.claim import ClaimForm, SectionForm
from sideeffects.forms.contraindication import ContraindicationForm
from sideeffects.forms.entry import EntryForm
from sideeffects.forms.period import PeriodForm
from sideeffects.forms.question import QuestionForm
from sideeffects.forms.rule import RuleForm
from sideeffects.forms.samples import SampleForm
from sideeffects.forms.side_effect import SideEffectForm
from sideeffects.forms.source import SourceForm

EDITORS: dict[str, type[EntryForm]] = {
    "side_effects": SideEffectForm,
    "contraindications": ContraindicationForm,
    "sources": SourceForm,
    "claims": ClaimForm,
    "sections": SectionForm,
    "samples": SampleForm,
    "questions": QuestionForm,
    "rules": RuleForm,
    "periods": PeriodForm,
    "actions": ActionForm,
}
