"""People and sites in the admin. Nobody is deleted: a record names who wrote it."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import models
from django.http import HttpRequest

from clinic.models import Event, Site, User


class ReadOnly(admin.ModelAdmin):
    """To be read, by nobody to be written."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(User)
class PersonAdmin(ReadOnly):
    """People are invited and changed on the staff pages (clinic/views/staff.py)."""

    list_display = ("display_name", "username", "role", "site", "is_active", "last_login")
    list_filter = ("role", "site", "is_active")
    list_select_related = ("site",)
    search_fields = ()  # a search would write a name into the address; the staff are few
    ordering = ("display_name",)
    fields = (*list_display, "email", "date_joined")


@admin.register(Site)
class SiteAdmin(admin.ModelAdmin):
    list_display = ("name", "town", "timezone", "phone")
    fieldsets = (
        (None, {"fields": ("name", "town", "timezone", "phone")}),
        ("On letters and messages", {"fields": ("address", "email")}),
        (
            "Who decides",
            {
                "fields": ("one_person", "answerer_may_review"),
                "description": "As a rule two people relax a stop, and whoever asked the "
                "questions does not decide. A small clinic may need otherwise.",
            },
        ),
    )

    def has_delete_permission(self, request: HttpRequest, obj: Site | None = None) -> bool:
        return False


@admin.register(Event)
class EventAdmin(ReadOnly):
    list_display = ("at", "actor", "action", "subject_type", "subject_id", "request_id")
    list_filter = ("action",)
    list_select_related = ("actor",)
    show_full_result_count = False


# django-allauth puts its tables into every admin: among them the secrets of second factors. And
# groups are not how anybody here is given rights.
for kept_out in (Authenticator, EmailAddress, Group):
    if admin.site.is_registered(kept_out):
        admin.site.unregister(kept_out)
