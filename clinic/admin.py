"""People and sites in the admin. Nobody is deleted: a record names who wrote it."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.forms import ModelForm
from django.http import HttpRequest

from clinic import audit
from clinic.models import Event, Site, User


class NewPersonForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("username", "display_name", "role", "site")


class PersonForm(UserChangeForm):
    class Meta:
        model = User
        fields = ("username", "display_name", "role", "site", "is_active")


@admin.register(User)
class PersonAdmin(UserAdmin):
    form = PersonForm
    add_form = NewPersonForm
    list_display = ("display_name", "username", "role", "site", "is_active", "last_login")
    list_filter = ("role", "site", "is_active")
    list_select_related = ("site",)
    search_fields = ()  # a search would write a name into the address; the staff are few
    ordering = ("display_name",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password", "display_name")}),
        ("Work", {"fields": ("role", "site", "is_active")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": (
                    "username",
                    "display_name",
                    "role",
                    "site",
                    "usable_password",
                    "password1",
                    "password2",
                )
            },
        ),
    )

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        audit.record(
            "user.changed" if change else "user.added",
            actor=request.user,
            subject=obj,
            detail={"fields": sorted(form.changed_data), "role": obj.role},
        )

    def log_change(self, request: HttpRequest, obj: User, message: Any) -> Any:
        """Also reached by the password page, which saves without `save_model`."""
        audit.record("user.admin_page", actor=request.user, subject=obj)
        return super().log_change(request, obj, message)


@admin.register(Site)
class SiteAdmin(admin.ModelAdmin):
    list_display = ("name", "town", "timezone", "phone")

    def has_delete_permission(self, request: HttpRequest, obj: Site | None = None) -> bool:
        return False


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    """To be read, by nobody to be written."""

    list_display = ("at", "actor", "action", "subject_type", "subject_id", "request_id")
    list_filter = ("action",)
    list_select_related = ("actor",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return False


# django-allauth puts its tables into every admin: among them the secrets of second factors.
for kept_out in (Authenticator, EmailAddress):
    if admin.site.is_registered(kept_out):
        admin.site.unregister(kept_out)
