"""A form that comes twice is one act (clinic/once.py).

That every form of every page does so is tests/access/test_once_everywhere.py's.
"""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from clinic import once
from clinic.addresses import addresses
from clinic.models import Event, Invitation, SentForm, User
from clinic.models.user import Role
from sideeffects.models import Edition, EditionApproval
from tests.consultations.world import World
from tests.people import person
from tests.staff.invited import DETAILS, administrator, invited

pytestmark = pytest.mark.django_db

# What may be sent as often as one likes; each says why in its declaration.
HARMLESS = {
    "admin/logout/",
    "sign-in/again/",
    "still-here/",
    "second-factor/app/",
    "second-factor/passkey/",
    "second-factor/codes/",
    "password/",
    "sign-out/",
    "book/<str:ref>/",
    "book/<str:ref>/move/",
    "patients/find/",
    "patients/find/rows/",
    "c/<str:ref>/note/",
    "records/find/",
    "records/<str:ref>/export/",
    "catalogue/desk/<part:part>/<str:key>/preview/",
    "catalogue/desk/<part:part>/<str:key>/leave/",
    "catalogue/search/",
}
# Where the action keeps the key of its form with each answer.
BY_THE_ACTION = {
    "c/<str:ref>/again/",
    "c/<str:ref>/again/private/",
    "c/<str:ref>/answer/",
    "c/<str:ref>/health/",
    "c/<str:ref>/private/",
    "c/<str:ref>/send/",
    "review/<str:ref>/examination/",
    "review/<str:ref>/looks-wrong/",
}
# A mail goes out after these have committed.
BY_MAIL = {"staff/invite/", "staff/<int:pk>/link/"}


def as_somebody(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk(db: None) -> Client:
    return as_somebody(person(Role.FRONT_DESK))


def preferences(client: Client, key: object, **typed: Any) -> Any:
    return client.post("/preferences/", {"theme": "dark", "sent": str(key), **typed})


def changes() -> int:
    return Event.objects.filter(action="account.preferences").count()


def test_the_same_form_is_answered_again_and_done_once(desk: Client) -> None:
    # Given a form that was saved
    key = uuid.uuid4()
    first = preferences(desk, key)
    desk.get("/preferences/")  # its message was read
    # When somebody changes it, and the old form comes once more
    preferences(desk, uuid.uuid4(), theme="light")
    desk.get("/preferences/")
    again = preferences(desk, key)
    # Then it leads to the same place, and nothing is done or said again
    assert (again.status_code, again["Location"]) == (first.status_code, first["Location"])
    assert User.objects.get(role=Role.FRONT_DESK).theme == "light"
    assert changes() == 2
    assert "Your preferences are saved" not in desk.get("/preferences/").content.decode()


def test_other_content_under_the_same_key_is_refused_and_kept(desk: Client) -> None:
    key = uuid.uuid4()
    preferences(desk, key)
    refused = preferences(desk, key, theme="light")
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "This form was sent before" in page
    assert '<input type="hidden" name="theme" value="light">' in page
    assert str(key) not in page
    assert User.objects.get(role=Role.FRONT_DESK).theme == "dark"


def test_another_file_is_other_content(desk: Client) -> None:
    key = uuid.uuid4()

    def send(content: bytes) -> int:
        file = SimpleUploadedFile("photo.jpg", content)
        status: int = preferences(desk, key, photo=file).status_code
        return status

    assert [send(content) for content in (b"one", b"one", b"two")] == [302, 302, 409]


def test_another_person_cannot_use_the_key(desk: Client) -> None:
    key = uuid.uuid4()
    preferences(desk, key)
    other = person(Role.TECHNICIAN)
    assert preferences(as_somebody(other), key).status_code == 409
    assert User.objects.get(pk=other.pk).theme == "system"


def test_a_form_made_for_one_person_is_not_taken_from_another(desk: Client) -> None:
    # Given a form of a page of somebody else
    other = person(Role.TECHNICIAN)
    page = as_somebody(other).get("/preferences/").content.decode()
    key = re.findall(r'name="sent" value="([^"]+)"', page)[0]
    # When it comes with this person's session
    refused = preferences(desk, key, theme="mauve words")
    # Then nothing is done and nothing shown, and its own person can still send it
    assert refused.status_code == 409
    assert "This form is somebody else’s" in refused.content.decode()
    assert "mauve words" not in refused.content.decode()
    assert (changes(), SentForm.objects.count()) == (0, 0)
    assert preferences(as_somebody(other), key).status_code == 302


def test_a_key_outlives_a_change_of_the_secret_key(settings: Any) -> None:
    key = str(once.new_key(7))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new" * 20, [settings.SECRET_KEY]
    assert [once.anothers(key, who) for who in (7, 8)] == [False, True]
    assert not once.anothers(str(once.new_key(None)), 7)


def test_another_address_cannot_use_the_key(desk: Client) -> None:
    key = uuid.uuid4()
    preferences(desk, key)
    elsewhere = desk.post("/second-factor/app/remove/", {"sent": str(key)})
    assert elsewhere.status_code == 409


def test_a_form_with_something_to_repair_may_be_sent_again(desk: Client) -> None:
    key = uuid.uuid4()
    assert preferences(desk, key, theme="mauve").status_code == 422
    assert preferences(desk, key, theme="dark").status_code == 302
    assert changes() == 1


def test_a_refusal_leaves_nothing_behind_and_gives_the_key_free() -> None:
    admin = administrator()
    client, key = as_somebody(admin), uuid.uuid4()
    refused = client.post(f"/staff/{admin.pk}/disable/", {"sent": str(key)})
    assert refused.status_code == 409
    assert not SentForm.objects.exists()


def test_a_page_from_before_there_were_keys_is_taken(desk: Client) -> None:
    assert desk.post("/preferences/", {"theme": "dark"}).status_code == 302
    assert desk.post("/preferences/", {"theme": "light", "sent": "x"}).status_code == 302
    assert not SentForm.objects.exists()


def test_nobody_can_read_what_was_typed_out_of_it(desk: Client) -> None:
    preferences(desk, uuid.uuid4())
    kept = SentForm.objects.get()
    assert "dark" not in f"{kept.body} {kept.address} {kept.location}"
    assert (kept.status, len(kept.body)) == (302, 64)


def test_an_invitation_sent_twice_is_one_person_and_one_mail(mailoutbox: list[Any]) -> None:
    client, form = as_somebody(administrator()), {**DETAILS, "sent": str(uuid.uuid4())}
    form["site"] = str(person(Role.FRONT_DESK).site_id)
    assert client.post("/staff/invite/", form).status_code == 302
    assert client.post("/staff/invite/", form).status_code == 302
    assert User.objects.filter(username="kim").count() == 1
    assert len(mailoutbox) == 1


def test_a_mail_of_which_nothing_is_known_is_not_sent_again(mailoutbox: list[Any]) -> None:
    # Given that the machine stopped between the mail and the note of it
    kim, client, key = invited(), as_somebody(administrator()), uuid.uuid4()
    address = f"/staff/{kim.pk}/link/"
    client.post(address, {"sent": str(key)})
    SentForm.objects.update(status=0, location="")
    links = Invitation.objects.count()
    # When the browser sends it again
    again = client.post(address, {"sent": str(key)})
    # Then somebody is told to look first
    assert again.status_code == 409
    assert "we do not know yet" in again.content.decode()
    assert (Invitation.objects.count(), len(mailoutbox)) == (links, 2)


def test_a_link_that_is_refused_may_be_asked_for_again() -> None:
    kim, client, key = invited(), as_somebody(administrator()), uuid.uuid4()
    User.objects.filter(pk=kim.pk).update(is_active=False)
    assert client.post(f"/staff/{kim.pk}/link/", {"sent": str(key)}).status_code == 409
    assert not SentForm.objects.exists()


def test_old_forms_are_forgotten(desk: Client) -> None:
    keys = [uuid.uuid4(), uuid.uuid4()]
    author = User.objects.get(role=Role.FRONT_DESK)
    for days, key in zip((29, 31), keys, strict=True):
        at = timezone.now() - timedelta(days=days)
        SentForm.objects.create(key=key, actor=author, address="/x/", body="x", at=at)
    assert once.forget_old_forms() is False
    assert [form.key for form in SentForm.objects.all()] == keys[:1]


def test_a_view_that_says_nothing_takes_each_form_once() -> None:
    how: dict[str, set[str]] = {"nothing": set(), "own": set(), "apart": set(), "form": set()}
    for address in addresses():
        said = address.declared
        ours = not address.route.startswith("admin/") or address.route == "admin/logout/"
        if said and said.permission and "POST" in said.methods and ours:
            how[said.once.how].add(address.route)
            assert bool(said.once.because) == (said.once.how == "nothing")
    assert how["nothing"] == HARMLESS
    assert how["own"] == BY_THE_ACTION
    assert how["apart"] == BY_MAIL
    assert len(how["form"]) > 60


def test_a_signed_paper_goes_on_record_once() -> None:
    """It would be put on record as often as it is sent."""
    world = World()
    edition = Edition.objects.get(pk=world.edition.pk)
    client = as_somebody(world.lead)
    form = {"name": "Dr A", "role": "GP", "fingerprint": edition.hash[:16], "signed": "on"}
    address = f"/catalogue/editions/{edition.number}/approval/"
    for _ in range(3):
        client.post(address, {**form, "sent": "8d6ff1a0-7a77-4f0b-9a3f-0d3a3c5a7f10"})
    assert EditionApproval.objects.count() == 1
