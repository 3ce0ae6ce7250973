"""A new secret key: what the old one locked still opens, and can be locked anew (R39)."""

from __future__ import annotations

import re
import secrets
from io import StringIO

import pytest
from cryptography.fernet import InvalidToken
from django.core import signing
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

from clinic import carried, devices, erasing
from clinic.models import Event
from clinic.sealing import seal_waiting
from clinic.verifying import breaks
from consultations.actions import relocking
from consultations.actions.documents import keep_document
from consultations.actions.documents import opened as opened_file
from consultations.models import Document, OutgoingMessage
from consultations.outgoing import opened as opened_message
from dev.places import ROOT
from tests.clinic.second_factor import code_now, with_app, with_recovery_codes
from tests.conftest import AsOwner
from tests.consultations.letters import scan
from tests.consultations.outbox import EMAIL, told_by_mail
from tests.consultations.pages import signed_in
from tests.consultations.world import World, key
from tests.papers import CODE, controls

LOCKS = re.compile(
    r"\b(lock_for|locked_anew|mark_of|is_mark_of|salted_hmac"
    r"|signing\.dumps|signing\.loads|MultiFernet)\("
)


@pytest.fixture
def kept(world: World) -> str:
    """A file, a message and two second factors, locked with the key of today; its first code."""
    told_by_mail(world, timezone.now())
    consultation = world.draft()
    by = world.technician
    keep_document(consultation, "photo", scan(), label="x", by=by, key=key())
    with_app(by)
    codes: list[str] = with_recovery_codes(by)
    return codes[0]


def change_key(settings: Settings, *, keep: bool = True) -> str:
    old: str = settings.SECRET_KEY
    settings.SECRET_KEY = secrets.token_urlsafe(60)
    settings.SECRET_KEY_FALLBACKS = [old] if keep else []
    return old


def everything_opens(world: World, code: str) -> None:
    file = Document.objects.get()
    assert len(opened_file(file)) == file.size
    assert opened_message(OutgoingMessage.objects.get()).to == EMAIL
    app, codes = world.technician.authenticator_set.order_by("pk")  # type: ignore[attr-defined]
    assert re.fullmatch(r"\d{6}", code_now(app))
    assert code in codes.wrap().get_unused_codes()


def relock(*arguments: str) -> str:
    said = StringIO()
    call_command("relock", *arguments, stdout=said, stderr=said)
    return said.getvalue()


# ── The old key is kept ────────────────────────────────────────────────────────


def test_everything_opens_after_the_key_was_changed(
    world: World, kept: str, settings: Settings
) -> None:
    change_key(settings)
    everything_opens(world, kept)


def test_who_is_signed_in_stays_so_while_the_old_key_is_kept(
    world: World, settings: Settings
) -> None:
    client = signed_in(world.technician)
    change_key(settings)
    assert client.get("/keys/").status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert client.get("/keys/").status_code == 200, "the session was bound to the new key meanwhile"
    stranger = signed_in(world.technician)
    change_key(settings, keep=False)
    assert stranger.get("/keys/").status_code == 302


@pytest.mark.django_db
def test_what_is_on_its_way_arrives(settings: Settings) -> None:
    packed = signing.dumps(["/x/", [["note", "typed"]]], salt="clinic.carried", compress=True)
    change_key(settings)
    form = carried.unpack(packed)
    assert form is not None
    assert form.fields == (("note", "typed"),)
    settings.SECRET_KEY_FALLBACKS = []
    assert carried.unpack(packed) is None


def test_what_was_signed_for_one_purpose_is_nothing_to_another() -> None:
    packed = signing.dumps(["/x/", [["note", "typed"]]], salt="clinic.devices", compress=True)
    assert carried.unpack(packed) is None


@pytest.mark.django_db
def test_a_known_browser_is_a_stranger_until_the_next_sign_in(
    client: Client, settings: Settings, world: World
) -> None:
    request = RequestFactory().get("/")
    response = client.get("/sign-in/")
    devices.remember(request, response, "sam")
    request.COOKIES = {name: cookie.value for name, cookie in response.cookies.items()}
    assert devices.known_as(request, "sam")
    change_key(settings)
    assert not devices.known_as(request, "sam")


def test_a_form_that_came_before_the_change_is_not_done_again(
    world: World, settings: Settings
) -> None:
    client, form = signed_in(world.technician), {"theme": "dark", "sent": str(key())}
    assert client.post("/preferences/", form).status_code == 302
    change_key(settings)
    assert client.post("/preferences/", form).status_code == 409
    assert Event.objects.filter(action="account.preferences").count() == 1


# ── Locked anew, the old key can go ────────────────────────────────────────────


def test_locked_anew_everything_opens_without_the_old_key(
    world: World, kept: str, settings: Settings, as_owner: AsOwner
) -> None:
    change_key(settings)
    with as_owner():
        said = relock()
    settings.SECRET_KEY_FALLBACKS = []
    everything_opens(world, kept)
    for line in (
        "consultations_document: 1 locked anew.",
        "consultations_outgoingmessage: 1 locked anew.",
        "mfa_authenticator: 2 locked anew.",
        "Everything in the tables is under the newest key.",
    ):
        assert line in said


def test_without_locking_anew_the_old_key_is_needed(
    world: World, kept: str, settings: Settings
) -> None:
    change_key(settings, keep=False)
    with pytest.raises(InvalidToken):
        opened_file(Document.objects.get())


def test_looking_says_what_an_older_key_still_locks(
    kept: str, settings: Settings, as_owner: AsOwner
) -> None:
    assert "Everything" in relock("--check")
    change_key(settings)
    before = bytes(Document.objects.get().content)
    with pytest.raises(CommandError, match="Keep every older key"):
        relock("--check")
    assert bytes(Document.objects.get().content) == before
    with as_owner():
        relock()
    assert "Everything" in relock("--check")


def test_it_is_on_the_trail_which_stays_whole_and_the_guards_stand(
    kept: str, settings: Settings, as_owner: AsOwner
) -> None:
    change_key(settings)
    with as_owner():
        relock()
        relock()  # nothing is left to do
        told = Event.objects.filter(action="keys.relocked").values_list("detail", flat=True)
        assert sorted((said["table"], said["rows"]) for said in told) == [
            ("consultations_document", 1),
            ("consultations_outgoingmessage", 1),
            ("mfa_authenticator", 2),
        ]
        for statement in (
            "UPDATE consultations_document SET content = ''",
            "UPDATE consultations_outgoingmessage SET sealed = ''",
        ):
            with pytest.raises(IntegrityError, match="never"), transaction.atomic():
                connection.cursor().execute(statement)
    seal_waiting()
    assert list(breaks(None)) == []


def test_the_web_role_locks_nothing_anew(kept: str, settings: Settings) -> None:
    change_key(settings)
    with pytest.raises(CommandError, match="owner of the tables"):
        relock()


def test_what_no_key_opens_is_named_and_left(
    world: World, kept: str, settings: Settings, as_owner: AsOwner
) -> None:
    change_key(settings, keep=False)
    before = bytes(Document.objects.get().content)
    lost = Document.objects.get().pk
    with as_owner(), pytest.raises(CommandError) as refused:
        relock()
    assert refused.value.returncode == 1
    assert bytes(Document.objects.get().content) == before
    assert relocking.look().lost["consultations_document"] == [lost]


def test_a_file_that_is_not_what_was_kept_is_not_locked_anew(
    kept: str, settings: Settings, as_owner: AsOwner
) -> None:
    """Who held the old key could have put another file in its place, past the guards."""
    with as_owner(), erasing.guards_asleep(["consultations_document"]):
        Document.objects.update(sha256="0" * 64)
    change_key(settings)
    assert "consultations_document" in relocking.look().lost


def test_a_byte_that_was_changed_in_the_table_is_seen(kept: str, as_owner: AsOwner) -> None:
    """The mark over what is encrypted; past the guards, as an owner could."""
    assert kept
    with as_owner(), erasing.guards_asleep(["consultations_document"]):
        locked = bytearray(Document.objects.get().content)
        locked[len(locked) // 2] ^= 1
        Document.objects.update(content=bytes(locked))
    with pytest.raises(InvalidToken):
        opened_file(Document.objects.get())


# ── The list in docs/keys.md ───────────────────────────────────────────────────


def test_every_place_that_locks_is_listed() -> None:
    using = {
        str(path.relative_to(ROOT))
        for app in ("clinic", "sideeffects", "consultations")
        for path in (ROOT / app).rglob("*.py")
        if LOCKS.search(path.read_text())
    }
    rows = controls((ROOT / "docs/keys.md").read_text())
    listed = {place for row in rows for place in CODE.findall(row.cells["where"])}
    assert using == listed
