"""How a form is drawn: label, help, error, box; and the summary that leads to each box."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.template import Context, Template

from clinic.forms.dates import ApproxDateField, MemorableDateField
from clinic.forms.plain import PlainForm
from clinic.forms.problems import Problem, problems_of


class AboutForm(PlainForm):
    first_name = forms.CharField(label="First name", help_text="As on the passport.")
    born = MemorableDateField(label="Date of birth")
    stopped = ApproxDateField(label="Stopped", required=False)
    decision = forms.ChoiceField(
        label="Decision", widget=forms.RadioSelect, choices=[("yes", "Yes"), ("no", "No")]
    )
    kind = forms.ChoiceField(label="Kind", choices=[("", "Choose one"), ("a", "A")])
    agree = forms.BooleanField(label="I read it")
    email = forms.EmailField(required=False)

    def clean(self) -> dict[str, Any]:
        if self.data.get("first_name") == "Nobody":
            raise forms.ValidationError("Nobody cannot be a patient")
        return self.cleaned_data


def draw(form: forms.Form) -> str:
    page = Template("{% load crispy_forms_tags %}{{ form|crispy }}")
    return page.render(Context({"form": form}))


def test_nothing_given_is_said_plainly() -> None:
    assert problems_of(AboutForm({})) == [
        Problem("First name is missing", "id_first_name"),
        Problem("Date of birth is missing", "id_born_0"),
        Problem("Decision: pick one", "id_decision_0"),
        Problem("Kind: pick one", "id_kind"),
        Problem("I read it: tick the box", "id_agree"),
    ]


def test_a_label_that_asks_is_answered_in_its_own_sentence() -> None:
    class Asks(PlainForm):
        why = forms.CharField(label="Why?")
        which = forms.ChoiceField(label="Which one?", choices=[("a", "A")])

    said = [problem.message for problem in problems_of(Asks({}))]
    assert said == ["Why? Give an answer", "Which one? Pick one"]


def test_a_form_nobody_sent_has_no_problems() -> None:
    assert problems_of(AboutForm()) == []
    assert "Check" not in draw(AboutForm())


def test_the_summary_leads_to_the_box_that_is_wrong() -> None:
    form = AboutForm({"born_day": "14", "born_year": "1987", "stopped_day": "3"})
    lines = {problem.message: problem.target for problem in problems_of(form)}
    assert lines["Date of birth needs a month"] == "id_born_1"
    assert lines["Stopped needs a year"] == "id_stopped_2"


@pytest.mark.parametrize("bound", [True, False])
def test_every_target_of_the_summary_is_on_the_page(bound: bool) -> None:
    form = AboutForm({} if bound else None)
    html = draw(form)
    for target in re.findall(r'href="#([\w-]+)"', html):
        assert f'id="{target}"' in html
    assert ("Check 5 answers" in html) is bound


def test_what_is_wrong_with_the_whole_form_comes_first_and_leads_nowhere() -> None:
    form = AboutForm({"first_name": "Nobody"})
    assert problems_of(form)[0] == Problem("Nobody cannot be a patient", "")


def test_a_refusal_of_an_action_joins_the_summary() -> None:
    page = Template("{% load scalpwise %}{% error_summary form refusal %}")
    html = page.render(Context({"form": AboutForm(), "refusal": "That time is taken."}))
    assert "That did not work<" in html
    assert "<li>That time is taken.</li>" in html


def test_help_and_error_come_before_the_box_and_are_linked() -> None:
    html = draw(AboutForm({}))
    help_text, error = (
        html.index('id="id_first_name_helptext"'),
        html.index('"id_first_name_error"'),
    )
    assert help_text < error < html.index('<input type="text" name="first_name"')
    assert 'aria-describedby="id_first_name_helptext id_first_name_error"' in html
    assert 'fieldset aria-describedby="id_decision_error"' in html
    assert html.index('id="id_decision_error"') < html.index('type="radio"')


def test_no_asterisk_and_what_is_optional_says_so() -> None:
    html = draw(AboutForm())
    assert "*" not in html
    assert html.count("(optional)") == 2
    assert " required" not in html


def test_a_wrong_date_keeps_what_was_typed_and_marks_its_box_alone() -> None:
    html = draw(AboutForm({"born_day": "14", "born_month": "smarch", "born_year": "1987"}))
    assert 'value="smarch"' in html
    boxes = re.findall(r"<input[^>]*name=\"born_\w+\"[^>]*>", html)
    assert ["is-invalid" in box for box in boxes] == [False, True, False]


def test_text_of_people_stays_text() -> None:
    html = draw(AboutForm({"born_day": '"><script>', "first_name": "<b>"}))
    assert "<script>" not in html
    assert "<b>" not in html


def test_a_message_of_the_form_s_own_stays() -> None:
    class Own(PlainForm):
        name = forms.CharField(error_messages={"required": "Enter your name"})

    assert problems_of(Own({})) == [Problem("Enter your name", "id_name")]
