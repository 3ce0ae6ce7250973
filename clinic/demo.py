"""The people of the demo clinic, and the one password that they share and production refuses."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction

from clinic.models import Site, User
from clinic.models.user import Role

PASSWORD = "scalpwise-demo"  # noqa: S105 - meant to be read: the demo's sign-in page shows it
SITE_NAME = "Northside Scalp Clinic"
SITE_TOWN = "Leeds"
SITE_PHONE = "0113 496 0142"  # from the numbers kept free for drama
SITE_ADDRESS = "12 Mill Lane\nLeeds\nLS1 4AB"
SITE_EMAIL = "letters@northside.example"


@dataclass(frozen=True, slots=True)
class Person:
    username: str
    display_name: str
    role: Role


STAFF = (
    Person("desk", "Sam Whitaker", Role.FRONT_DESK),
    Person("technician", "Priya Nair", Role.TECHNICIAN),
    Person("lead", "Dr Helen Okafor", Role.CLINIC_LEAD),
    Person("manager", "Marek Kowalski", Role.MANAGER),
    Person("auditor", "Joan Fairbairn", Role.AUDITOR),
    Person("admin", "Tom Ashby", Role.ADMIN),
)


@transaction.atomic
def seed_staff() -> Site:
    """Make the demo site and its people where they are missing; returns the site."""
    site, _ = Site.objects.get_or_create(
        name=SITE_NAME, defaults={"town": SITE_TOWN, "phone": SITE_PHONE}
    )
    if not site.address:  # a demo of an earlier day had none
        site.address, site.email = SITE_ADDRESS, SITE_EMAIL
        site.save(update_fields=["address", "email"])
    for person in STAFF:
        if not User.objects.filter(username=person.username).exists():
            User.objects.create_user(
                person.username,
                PASSWORD,
                role=person.role,
                display_name=person.display_name,
                site=None if person.role == Role.ADMIN else site,
            )
    return site


def with_demo_password() -> list[User]:
    """Everyone who could sign in with the demo password."""
    return [user for user in User.objects.filter(is_active=True) if user.check_password(PASSWORD)]


class NotTheDemoPassword:
    """A password validator: the demo password is public."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if password == PASSWORD:
            raise ValidationError("This is the demo's password. Everybody can read it.")

    def get_help_text(self) -> str:
        return "Your password can’t be the demo’s."
