"""The catalogue's rows for system administrators. Editions are there to be read.

Managers get their own screens; this is the back door for repairs. A row is checked by the parser
that reads the files, and what is wrong stands beside its field.
"""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from clinic import audit
from clinic.models import User
from sideeffects.forms.rows import LinesField, PartField
from sideeffects.models import (
    Action,
    Claim,
    Contraindication,
    Edition,
    EditionApproval,
    Entry,
    Period,
    Question,
    Rule,
    SamplePatient,
    Section,
    SideEffect,
    Source,
)
from sideeffects.models.entry import NestedField

SHORT = forms.Textarea(attrs={"rows": 2, "cols": 80})


class EntryAdmin(admin.ModelAdmin):
    list_filter = ("retired",)
    readonly_fields = ("changed_at", "changed_by")
    formfield_overrides = {
        models.TextField: {"widget": SHORT},
        ArrayField: {"form_class": LinesField, "show_hidden_initial": False},
        NestedField: {
            "form_class": PartField,
            "show_hidden_initial": False,
            "widget": forms.Textarea(attrs={"rows": 8, "cols": 80, "spellcheck": "false"}),
        },
    }

    def get_readonly_fields(self, request: HttpRequest, obj: Entry | None = None) -> Any:
        """Keys never change: consultations name them."""
        return self.readonly_fields if obj is None else ("key", *self.readonly_fields)

    def has_delete_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        return False

    def save_model(
        self, request: HttpRequest, obj: Entry, form: forms.ModelForm, change: bool
    ) -> None:
        obj.changed_at, obj.changed_by = timezone.now(), cast(User, request.user)
        super().save_model(request, obj, form, change)
        audit.record_named(
            "catalogue.row_changed" if change else "catalogue.row_added",
            actor=request.user,
            subject=(obj._meta.model_name or "", obj.key),
            detail={"fields": sorted(form.changed_data)},
        )


def show(model: type[Entry], *columns: str, search: tuple[str, ...] = ()) -> None:
    """A page for rows of this kind, with these columns in its list."""
    fields = {
        "list_display": ("key", *columns, "retired", "changed_at"),
        "search_fields": ("key", *(search or columns[:1])),
    }
    admin.site.register(model, type(f"{model.__name__}Admin", (EntryAdmin,), fields))


show(Source, "title", "year", "verification", search=("title", "authors"))
show(SideEffect, "plain_name", "severity", "evidence_grade", search=("plain_name", "clinical_name"))
show(Contraindication, "name", "group", "evidence_grade")
show(Claim, "claim", "verdict", "about")
show(Section, "title")
show(Question, "text", "section_id", "kind", "stage", search=("text",))
show(Rule, "reads_as", "contraindication_id", "kind", search=("reads_as",))
show(Period, "label", "value", "unit", "evidence_grade")
show(Action, "label", "gate", "cleared_by", "urgent")
show(SamplePatient, "shows")


class ReadOnly(admin.ModelAdmin):
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Edition)
class EditionAdmin(ReadOnly):
    list_display = ("number", "published_at", "published_by", "note", "clinically_approved_by")
    list_select_related = ("published_by",)
    fields = ("number", "hash", "published_at", "published_by", "note", "clinically_approved_by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(EditionApproval)
class EditionApprovalAdmin(ReadOnly):
    list_display = ("edition", "name", "role", "recorded_by", "recorded_at")
    list_select_related = ("edition", "recorded_by")
    fields = ("edition", "name", "role")

    def save_model(
        self, request: HttpRequest, obj: EditionApproval, form: forms.ModelForm, change: bool
    ) -> None:
        obj.recorded_by = cast(User, request.user)
        super().save_model(request, obj, form, change)
        audit.record("edition.approved", actor=request.user, subject=obj.edition)
