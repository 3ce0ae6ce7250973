"""Everyone who signs in: one role, one site. Rights follow from the role (clinic/access.py)."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from clinic.models.site import Site
from clinic.row_history import RowHistory
from clinic.triggers import NeverEmptied

TITLES = frozenset({"dr", "mr", "mrs", "ms", "miss", "mx", "prof"})

plain_username = RegexValidator(
    r"\A[a-z0-9][a-z0-9._-]*\Z",
    "Use small letters, figures, dots, hyphens and underscores; begin with a letter or figure.",
)


class Role(models.TextChoices):
    FRONT_DESK = "front_desk", "Front desk"
    TECHNICIAN = "technician", "Technician"
    CLINIC_LEAD = "clinic_lead", "Clinic lead"
    MANAGER = "manager", "Catalogue manager"
    AUDITOR = "auditor", "Read-only auditor"
    ADMIN = "admin", "System administrator"


class Theme(models.TextChoices):
    SYSTEM = "system", "As this device"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class UserManager(BaseUserManager["User"]):
    def visible_to(self, user: User) -> models.QuerySet[User]:
        """Everybody, for those who look after the staff."""
        return self.all() if user.is_staff else self.none()

    def create_user(
        self, username: str, password: str | None = None, *, role: str, **fields: Any
    ) -> User:
        fields.setdefault("display_name", username)
        user = self.model(username=User.normalize_username(username), role=role, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> User:
        """For Django's own `createsuperuser`: a system administrator."""
        return self.create_user(username, password, role=Role.ADMIN, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=User.normalize_username(username or ""))


class User(AbstractBaseUser):
    Role = Role
    Theme = Theme

    username = models.CharField(
        "sign-in name",
        max_length=64,
        unique=True,
        validators=[plain_username],
        error_messages={"unique": "This sign-in name is taken."},
    )
    display_name = models.CharField("name shown to colleagues", max_length=120)
    email = models.EmailField("e-mail", blank=True, default="", db_default="")
    role = models.CharField(max_length=16, choices=Role.choices)
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="staff"
    )
    is_active = models.BooleanField(
        "may sign in", default=True, help_text="Take this away when somebody leaves."
    )
    sessions_ended_at = models.DateTimeField(null=True, editable=False)
    date_joined = models.DateTimeField("added", default=timezone.now, editable=False)
    theme = models.CharField(max_length=6, choices=Theme.choices, default=Theme.SYSTEM)
    fast_keys = models.BooleanField(default=False)
    shortcut_keys = models.BooleanField(default=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        ordering = ("display_name", "username")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="user_role_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="user_has_site_unless_admin",
                condition=Q(role=Role.ADMIN) | Q(site__isnull=False),
                violation_error_message="Everyone but a system administrator works at a site.",
            ),
            models.CheckConstraint(name="user_theme_known", condition=Q(theme__in=Theme.values)),
            models.CheckConstraint(
                name="user_username_small_letters", condition=Q(username=Lower("username"))
            ),
            models.CheckConstraint(
                name="user_email_small_letters", condition=Q(email=Lower("email"))
            ),
            models.UniqueConstraint(
                name="user_email_once", fields=["email"], condition=~Q(email="")
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            RowHistory(left_out=["last_login"], secret=["password"]),
            NeverEmptied(),
        ]

    def __str__(self) -> str:
        return self.display_name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A session ends with the password, the role or the place it was opened for, and when
        somebody ended all of them."""
        opened_for = f"{self.password}|{self.role}|{self.site_id}|{self.sessions_ended_at}"
        return salted_hmac(
            "clinic.models.user.session", opened_for, secret=secret, algorithm="sha256"
        ).hexdigest()

    @classmethod
    def normalize_username(cls, username: str) -> str:
        return super().normalize_username(username).strip().lower()

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        """The first name; of somebody with a title, title and last name: "Dr Okafor"."""
        first, *rest = self.display_name.split() or [self.display_name]
        titled = rest and first.rstrip(".").lower() in TITLES
        return f"{first} {rest[-1]}" if titled else first

    # What Django's admin asks. It is for system administrators, and they may do all of it.
    @property
    def is_staff(self) -> bool:
        return self.is_active and self.role == Role.ADMIN

    def has_perm(self, _permission: str, _record: object = None) -> bool:
        return self.is_staff

    def has_perms(self, _permissions: object, _record: object = None) -> bool:
        return self.is_staff

    def has_module_perms(self, _app_label: str) -> bool:
        return self.is_staff
