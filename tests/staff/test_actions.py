"""What an administrator does with people, and each thing that is refused."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from pytest_django import Settings

from clinic.actions import staff
from clinic.actions.invitations import send_new_link
from clinic.errors import NotAllowed
from clinic.models import Event, Invitation, User
from clinic.models.user import Role
from tests.clinic.second_factor import with_app, with_recovery_codes
from tests.people import PASSWORD, person, site
from tests.staff.invited import administrator, invited

pytestmark = pytest.mark.django_db


def events_of(user: User) -> list[tuple[str, Any]]:
    found = Event.objects.filter(subject_type="user", subject_id=str(user.pk)).order_by("id")
    return list(found.values_list("action", "detail"))


def details_of(user: User, **other: Any) -> dict[str, Any]:
    kept = {"name": user.display_name, "email": user.email, "role": user.role, "site": user.site}
    return {**kept, **other}


def at_work(user: User) -> Client:
    client = Client()
    client.force_login(user)
    assert client.get("/preferences/").status_code == 200
    return client


# ── Inviting ───────────────────────────────────────────────────────────────────


def test_somebody_invited_has_no_password_and_one_link() -> None:
    admin = administrator()
    kim = invited(by=admin)
    link = Invitation.objects.get(person=kim)
    assert not kim.has_usable_password()
    assert (kim.role, kim.site, kim.is_active) == (Role.TECHNICIAN, site(), True)
    assert (link.sent_to, link.made_by, link.used_at) == (kim.email, admin, None)
    assert link.sent_at is not None
    assert events_of(kim) == [("user.added", {"role": "technician"})]
    assert Event.objects.get(action="user.added").actor == admin


def test_a_mail_that_is_not_sent_leaves_the_person_and_says_so(settings: Settings) -> None:
    settings.EMAIL_HOST, settings.MAIL_TO_FILES = "", False
    sent = staff.invite(
        sign_in_name="kim",
        name="Kim",
        email="kim@clinic.example",
        role=Role.ADMIN,
        site=None,
        by=None,
    )
    assert not sent.delivered
    assert Invitation.objects.get(person=sent.person).sent_at is None
    assert mail.outbox == []


def test_everyone_but_an_administrator_needs_a_site() -> None:
    with pytest.raises(NotAllowed, match="works at a site"):
        staff.invite(
            sign_in_name="kim", name="Kim", email="k@b.example", role="auditor", site=None, by=None
        )
    desk = person(Role.FRONT_DESK)
    with pytest.raises(NotAllowed, match="works at a site"):
        staff.change(desk, by=administrator(), **details_of(desk, site=None))
    assert events_of(desk) == []


# ── Links ──────────────────────────────────────────────────────────────────────


def test_a_new_link_ends_the_old_one() -> None:
    admin = administrator()
    kim = invited()
    send_new_link(kim, by=admin)
    assert [link.withdrawn_at is None for link in kim.invitations.order_by("id")] == [False, True]
    assert events_of(kim)[-1] == ("invitation.made", {})
    assert len(mail.outbox) == 2


def test_no_link_goes_to_somebody_who_may_not_sign_in_or_has_no_address() -> None:
    admin = administrator()
    with pytest.raises(NotAllowed, match="No e-mail address"):
        send_new_link(person(Role.FRONT_DESK), by=admin)
    kim = invited()
    staff.disable(kim, by=admin)
    with pytest.raises(NotAllowed, match="may not sign in"):
        send_new_link(kim, by=admin)
    assert len(mail.outbox) == 1


def test_another_address_ends_the_link_sent_to_the_old_one() -> None:
    kim = invited()
    details = details_of(kim, email="lee@clinic.example")
    assert staff.change(kim, by=administrator(), **details) == ("email",)
    assert not Invitation.objects.open().filter(person=kim).exists()


# ── Changing ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("other", [{"role": Role.CLINIC_LEAD}, {"site": "Southside"}])
def test_another_role_or_site_ends_the_sessions(other: dict[str, Any]) -> None:
    desk = person(Role.FRONT_DESK)
    signed_in = at_work(desk)
    if "site" in other:
        other = {"site": site(other["site"])}
    staff.change(desk, by=administrator(), **details_of(desk, **other))
    assert signed_in.get("/preferences/").status_code == 302
    [(action, detail)] = events_of(desk)
    assert (action, detail["fields"]) == ("user.changed", list(other))


def test_the_event_names_the_fields_and_both_roles() -> None:
    desk = person(Role.FRONT_DESK)
    changed = details_of(desk, name="Sam", role=Role.TECHNICIAN)
    staff.change(desk, by=administrator(), **changed)
    detail = {
        "fields": ["display_name", "role"],
        "role_was": "front_desk",
        "role": "technician",
    }
    assert events_of(desk) == [("user.changed", detail)]


def test_what_is_not_different_is_not_noted() -> None:
    desk = person(Role.FRONT_DESK)
    signed_in = at_work(desk)
    assert staff.change(desk, by=administrator(), **details_of(desk)) == ()
    assert events_of(desk) == []
    assert signed_in.get("/preferences/").status_code == 200


def test_two_people_never_share_an_address() -> None:
    invited()
    with pytest.raises(IntegrityError), transaction.atomic():
        person(Role.FRONT_DESK, email="kim@clinic.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        person(Role.AUDITOR, email="Kim@Clinic.example")
    assert person(Role.MANAGER).email == person(Role.FRONT_DESK).email == ""


# ── Letting in and out ─────────────────────────────────────────────────────────


def test_whoever_is_disabled_is_out_at_once_and_comes_back_signed_out() -> None:
    admin = administrator()
    desk = person(Role.FRONT_DESK)
    signed_in = at_work(desk)
    staff.disable(desk, by=admin)
    assert signed_in.get("/preferences/").status_code == 302
    staff.enable(desk, by=admin)
    assert signed_in.get("/preferences/").status_code == 302
    assert signed_in.post("/sign-in/", {"username": "front-desk", "password": PASSWORD})
    assert signed_in.get("/preferences/").status_code == 200
    assert [action for action, _ in events_of(desk)][:2] == ["user.disabled", "user.enabled"]


def test_neither_is_done_twice() -> None:
    admin = administrator()
    desk = person(Role.FRONT_DESK)
    with pytest.raises(NotAllowed, match="may sign in as it is"):
        staff.enable(desk, by=admin)
    staff.disable(desk, by=admin)
    with pytest.raises(NotAllowed, match="may not sign in as it is"):
        staff.disable(desk, by=admin)


def test_signing_out_everywhere_ends_every_session_and_no_more() -> None:
    admin = administrator()
    desk = person(Role.FRONT_DESK)
    first, second, other = at_work(desk), at_work(desk), at_work(admin)
    staff.end_sessions(desk, by=admin)
    assert first.get("/preferences/").status_code == 302
    assert second.get("/preferences/").status_code == 302
    assert other.get("/preferences/").status_code == 200
    assert at_work(User.objects.get(pk=desk.pk))
    assert events_of(desk) == [("sessions.ended", {})]


def test_a_lost_second_factor_is_taken_off_with_its_codes_and_sessions() -> None:
    admin = administrator()
    desk = person(Role.FRONT_DESK)
    with_app(desk)
    with_recovery_codes(desk)
    with_app(admin)
    signed_in = at_work(desk)
    staff.take_off_second_factor(desk, by=admin)
    assert [each.user for each in Authenticator.objects.all()] == [admin]
    assert signed_in.get("/preferences/").status_code == 302
    assert events_of(desk) == [("second_factor.taken_off", {})]


def test_no_second_factor_cannot_be_taken_off_nor_ones_own() -> None:
    admin = administrator()
    with_app(admin)
    with pytest.raises(NotAllowed, match="has no second factor"):
        staff.take_off_second_factor(person(Role.FRONT_DESK), by=admin)
    with pytest.raises(NotAllowed, match="your own second factor"):
        staff.take_off_second_factor(admin, by=admin)
    assert Authenticator.objects.filter(user=admin).exists()


# ── The last administrator ─────────────────────────────────────────────────────


def demote(who: User, by: User) -> None:
    staff.change(who, by=by, **details_of(who, role=Role.AUDITOR, site=site()))


def disable(who: User, by: User) -> None:
    staff.disable(who, by=by)


EITHER = pytest.mark.parametrize("act", [demote, disable])


@EITHER
def test_nobody_does_it_to_themselves(act: Callable[[User, User], None]) -> None:
    admin = administrator()
    administrator("ada")
    with pytest.raises(NotAllowed, match="yourself"):
        act(admin, admin)
    admin.refresh_from_db()
    assert admin.is_staff


@EITHER
def test_the_last_administrator_stays_one(act: Callable[[User, User], None]) -> None:
    admin = administrator()
    person(Role.ADMIN, "gone", is_active=False)
    with pytest.raises(NotAllowed, match="the last system administrator"):
        act(admin, admin)
    assert events_of(admin) == []


@EITHER
def test_an_administrator_who_is_none_any_more_does_nothing(
    act: Callable[[User, User], None],
) -> None:
    tom, ada = administrator("tom"), administrator("ada")
    administrator("grace")
    act(tom, ada)
    with pytest.raises(NotAllowed, match="no longer a system administrator"):
        act(ada, tom)


@EITHER
@pytest.mark.django_db(transaction=True)
def test_two_administrators_do_not_do_it_to_each_other(act: Callable[[User, User], None]) -> None:
    tom, ada = administrator("tom"), administrator("ada")
    ready = threading.Barrier(2)
    refused: list[str] = []

    def run(who: User, by: User) -> None:
        ready.wait()
        try:
            act(who, by)
        except NotAllowed as refusal:
            refused.append(refusal.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in ((tom, ada), (ada, tom))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["You are no longer a system administrator."]
    assert User.objects.filter(role=Role.ADMIN, is_active=True).count() == 1
