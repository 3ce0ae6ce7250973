"""Inviting people and changing what is known of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clinic.forms.edit import EditForm
from clinic.forms.plain import PlainForm
from clinic.models import Site, User
from clinic.models.user import Role, plain_username


class SiteField(forms.ModelChoiceField):
    """May be left empty for some roles; the form says for which."""

    def clean(self, value: Any) -> Site | None:
        found: Site | None = None if value in self.empty_values else super().clean(value)
        return found


class PersonForm(PlainForm):
    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(
        label="E-mail",
        error_messages={"invalid": "E-mail needs a form such as name@example.org"},
        help_text="Links to choose a password go there.",
    )
    role = forms.ChoiceField(
        label="Role",
        choices=[("", "Pick a role"), *Role.choices],
        error_messages={"invalid_choice": "Role: pick one of the list"},
        help_text="What they may open.",
    )
    site = SiteField(
        Site.objects.all(),
        label="Site",
        empty_label="No site",
        error_messages={"invalid_choice": "Site: pick one of the list"},
        help_text="Whose patients they see. Only a system administrator may have none.",
    )

    def __init__(self, *args: Any, person: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        for name in ("name", "email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"].lower()
        holder = User.objects.filter(email=typed).first()
        if holder is not None and holder != self.person:
            raise ValidationError("Somebody else has this e-mail address")
        return typed

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if typed.get("role") not in (None, Role.ADMIN) and not typed.get("site"):
            self.add_error("site", "Everyone but a system administrator works at a site")
        return typed

    def details(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in self.fields}


class ChangePersonForm(EditForm, PersonForm):
    @classmethod
    def of(cls, person: User) -> ChangePersonForm:
        values = {
            "name": person.display_name,
            "email": person.email,
            "role": person.role,
            "site": person.site_id,
        }
        return cls(person=person, initial=cls.begun(values))


class InviteForm(PersonForm):
    sign_in_name = forms.CharField(
        label="Sign-in name",
        max_length=64,
        validators=[plain_username],
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none"}),
        help_text="Small letters and figures, such as sam.w. It never changes.",
    )
    field_order = ("name", "sign_in_name", "email", "role", "site")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if Site.objects.count() == 1:
            self.fields["site"].initial = Site.objects.first()

    def clean_sign_in_name(self) -> str:
        typed: str = self.cleaned_data["sign_in_name"]
        if User.objects.filter(username=typed).exists():
            raise ValidationError("This sign-in name is taken")
        return typed
