"""The links by which people choose their password: made, sent, used, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse

from clinic import audit, links, mail
from clinic.actions.ground import under_lock
from clinic.errors import NotAllowed
from clinic.models import Invitation, User

SUBJECT = "Your link to Scalpwise"
TEXT = """\
Hello,

this link lets you choose your password for Scalpwise:

{link}

It works once, and for three days. After that, ask for a new one.

Nobody ever asks you for your password, and nobody needs this link but you.
If you did not expect it, delete this message.
"""
ENDED = NotAllowed("This link no longer works.", "Ask for a new one.")


@dataclass(frozen=True, slots=True)
class Sent:
    """`link` is to be shown to nobody but the person, and only where no mail can be sent."""

    person: User
    link: str
    delivered: bool


def send_new_link(person: User, *, by: User | None) -> Sent:
    """A new link, by mail; the old one dies. The password stays until the new one is chosen."""
    with transaction.atomic(durable=True):
        person = under_lock(person, by=by)
        if not person.is_active:
            raise NotAllowed(f"{person} may not sign in.", "Let them sign in again first.")
        if not person.email:
            raise NotAllowed(f"No e-mail address of {person} is known.", "Write one down first.")
        withdraw_links(person)
        invitation, token = make_link(person, by=by)
        audit.record("invitation.made", actor=by, subject=person)
    return deliver(invitation, token)


def choose_password(token_hash: str, password: str) -> User:
    """Whoever holds the link chooses; it is spent. Refuses with `ENDED`, whatever the reason.

    A second factor that the person has stays, and is asked for when they sign in.
    """
    with transaction.atomic():
        found = Invitation.objects.open().filter(token_hash=token_hash).first()
        if found is None:
            raise ENDED
        person = User.objects.select_for_update(no_key=True).get(pk=found.person_id)
        if not Invitation.objects.open().filter(pk=found.pk).update(used_at=Now()):
            raise ENDED
        person.set_password(password)
        person.save(update_fields=["password"])
        audit.record("invitation.used", actor=None, subject=person)
    return person


def make_link(person: User, *, by: User | None) -> tuple[Invitation, str]:
    """Inside the transaction of an action; the token goes into the mail after it."""
    token = links.new_token()
    invitation = Invitation.objects.create(
        person=person, token_hash=links.hash_of(token), sent_to=person.email, made_by=by
    )
    return invitation, token


def withdraw_links(person: User) -> None:
    Invitation.objects.filter(person=person).unspent().update(withdrawn_at=Now())


def deliver(invitation: Invitation, token: str) -> Sent:
    """After the commit. That a mail was sent is noted on the invitation; else the page says so."""
    link = settings.SITE_URL + reverse("clinic:invitation_link", args=[token])
    delivered = mail.send(invitation.sent_to, SUBJECT, TEXT.format(link=link))
    if delivered:
        Invitation.objects.filter(pk=invitation.pk).update(sent_at=Now())
    return Sent(invitation.person, link, delivered)
