"""Every question of the starter catalogue, opened and saved without a change, says the same."""

from __future__ import annotations

import pytest

from sideeffects.forms.question import QuestionForm
from sideeffects.models import Question
from sideeffects.risk import parse, to_files
from tests.catalogue import starter
from tests.sideeffects.desk.sent import as_it_stands, typed

pytestmark = pytest.mark.django_db


def test_opened_and_saved_every_question_says_the_same() -> None:
    draft = starter()
    files = to_files(draft)
    entries = files["questions"]["questions"]
    assert len(entries) == 161
    for place, plain in enumerate(entries):
        shown = QuestionForm(draft=draft, plain=plain)
        saved = QuestionForm(typed(as_it_stands(shown), do="save"), draft=draft, plain=plain)
        assert saved.is_valid(), (plain["key"], saved.problems)
        said = saved.whole(plain["key"])
        assert said is not None, (plain["key"], saved.problems)
        assert Question.columns(said) == Question.columns(plain), plain["key"]
        entries[place] = said
    assert parse(files).hash == draft.hash
