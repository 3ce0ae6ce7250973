"""This rule looks wrong: noted by technicians, settled by a manager, and nobody's name in it."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from clinic.errors import NotAllowed
from clinic.models import Event, User
from clinic.models.user import Role
from consultations.actions.looks_wrong import note_wrong, settle
from consultations.actions.sending import reopen
from consultations.errors import KeyReused
from consultations.models import Consultation, LooksWrong, Summary
from sideeffects.models import Edition
from tests.consultations.fared_cases import (
    HEART,
    KELOIDS_NOT_SURE,
    heart,
    long_ago,
    not_sure,
    noted,
    overruled,
    somebody,
)
from tests.consultations.impact_cases import PRIVATE, live_world, manager
from tests.consultations.pages import hidden, signed_in, statements, text_of
from tests.consultations.world import World, key
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_rows")]

HEALTH = "/catalogue/desk/health/"
CANARY = "Zwqxkanari"


@pytest.fixture
def world(db: None) -> World:
    return live_world()


@pytest.fixture
def marek(db: None) -> User:
    return manager()


def summary_of(consultation: Consultation) -> Summary:
    assert consultation.summary is not None
    return consultation.summary


# ── Noting ─────────────────────────────────────────────────────────────────────


def test_a_note_is_kept_and_the_record_does_not_name_the_rule(world: World) -> None:
    consultation = somebody(world, **heart(world))
    note = noted(world, consultation, HEART, "  Too broad.  ")
    assert (note.rule, note.words, note.noted_by) == (HEART, "Too broad.", world.technician)
    assert str(note) == HEART
    event = Event.objects.get(action="rule.looks_wrong")
    assert (event.subject_id, event.detail) == (consultation.reference, {"note": note.pk})


def test_not_sure_can_look_wrong_too(world: World) -> None:
    assert noted(world, not_sure(world), KELOIDS_NOT_SURE).rule == KELOIDS_NOT_SURE


def test_the_same_form_twice_is_one_note(world: World) -> None:
    consultation = somebody(world, **heart(world))
    summary, same = summary_of(consultation), key()
    for _ in range(2):
        note_wrong(summary, HEART, "Odd.", by=world.technician, key=same)
    assert LooksWrong.objects.count() == 1
    with pytest.raises(KeyReused):
        note_wrong(summary, "another_rule", "Odd.", by=world.technician, key=same)


@pytest.mark.parametrize("rule", ["keloid_yes", "not_sure:heart_other", "", "x" * 90])
def test_a_rule_that_found_nothing_here_cannot_be_noted(world: World, rule: str) -> None:
    consultation = somebody(world, **heart(world))
    with pytest.raises(NotAllowed, match="found nothing here"):
        noted(world, consultation, rule)


def test_a_note_says_something_and_is_short(world: World) -> None:
    consultation = somebody(world, **heart(world))
    with pytest.raises(NotAllowed, match="Write what looks wrong"):
        noted(world, consultation, HEART, "  ")
    with pytest.raises(NotAllowed, match="at most 600"):
        noted(world, consultation, HEART, "x" * 601)


def test_only_technicians_of_the_site_note(world: World, marek: User) -> None:
    summary = summary_of(somebody(world, **heart(world)))
    for by in (world.elsewhere, world.desk, marek):
        with pytest.raises(NotAllowed):
            note_wrong(summary, HEART, "Odd.", by=by, key=key())
    note_wrong(summary, HEART, "Odd.", by=world.lead, key=key())


# ── Settling ───────────────────────────────────────────────────────────────────


def test_a_manager_settles_a_note_once(world: World, marek: User) -> None:
    note = noted(world, somebody(world, **heart(world)), HEART)
    for by in (world.lead, world.technician):
        with pytest.raises(NotAllowed, match="manager"):
            settle(note, how="Changed the rule", by=by)
    with pytest.raises(NotAllowed, match="Say what came of it"):
        settle(note, how=" ", by=marek)
    settled = settle(note, how="Changed the rule", by=marek)
    assert (settled.settled_by, settled.settled_how) == (marek, "Changed the rule")
    with pytest.raises(NotAllowed, match="settled already"):
        settle(note, how="Left as it is", by=marek)
    assert Event.objects.get(action="rule.looks_wrong_settled").detail == {"rule": HEART}


# ── On the review page ─────────────────────────────────────────────────────────


def sent(world: World, consultation: Consultation, **fields: Any) -> dict[str, Any]:
    page = signed_in(world.technician).get(f"/review/{consultation.reference}/")
    given = {name: hidden(page, f"wrong-{name}") for name in ("key", "summary", "rule")}
    every = given | {"words": "Too broad."} | fields
    return {f"wrong-{name}": value for name, value in every.items()}


def post(world: World, consultation: Consultation, given: dict[str, Any], **more: Any) -> Any:
    address = f"/review/{consultation.reference}/looks-wrong/"
    return signed_in(world.technician).post(address, given, **more)


def test_the_fold_of_a_finding_sends_the_note(world: World) -> None:
    consultation = somebody(world, **heart(world))
    page = text_of(signed_in(world.technician).get(f"/review/{consultation.reference}/"))
    assert "This rule looks wrong" in page
    assert "Write nothing about the patient." in page
    assert "The manager of the catalogue reads it without names." in page
    response = post(world, consultation, sent(world, consultation), follow=True)
    assert "Noted. The manager of the catalogue reads it without names." in text_of(response)
    assert LooksWrong.objects.get().rule == HEART


def test_blanks_have_no_rule_that_could_be_wrong(world: World) -> None:
    consultation = somebody(world, diabetes=None)
    page = signed_in(world.technician).get(f"/review/{consultation.reference}/")
    assert page.status_code == 200
    assert "This rule looks wrong" not in text_of(page)


def test_with_script_only_the_fold_changes(world: World) -> None:
    consultation = somebody(world, **heart(world))
    given = sent(world, consultation)
    part = {"headers": {"HX-Request": "true"}}
    empty = post(world, consultation, {**given, "wrong-words": " "}, **part)
    assert "Write what looks wrong" in text_of(empty)
    assert "<html" not in empty.content.decode()
    odd = post(world, consultation, {**given, "wrong-rule": "keloid_yes"}, **part)
    assert "This rule found nothing here." in text_of(odd)
    done = post(world, consultation, given, **part)
    assert text_of(done).startswith("Noted.")
    assert LooksWrong.objects.count() == 1


def test_without_script_what_was_typed_comes_back(world: World) -> None:
    consultation = somebody(world, **heart(world))
    given = sent(world, consultation)
    empty = post(world, consultation, {**given, "wrong-words": ""})
    assert empty.status_code == 422
    assert "Write what looks wrong" in text_of(empty)
    late = post(world, consultation, {**given, "wrong-summary": "0" * 64})
    assert late.status_code == 409
    assert "This form is not about this consultation." in text_of(late)
    assert "Too broad." in late.content.decode()


def test_what_the_page_filled_in_is_not_made_up(world: World) -> None:
    consultation = somebody(world, **heart(world))
    given = sent(world, consultation)
    for odd in ({"wrong-key": "x"}, {"wrong-rule": "x" * 90}):
        assert post(world, consultation, {**given, **odd}).status_code == 409
    other = sent(world, not_sure(world))  # another's summary, with findings of its own
    assert post(world, consultation, other).status_code == 409
    assert not LooksWrong.objects.exists()


def test_an_older_summary_can_still_be_noted_about(world: World) -> None:
    consultation = somebody(world, **heart(world))
    given = sent(world, consultation)
    reopen(consultation, reason="Forgot one.", by=world.desk)
    assert post(world, consultation, given).status_code == 302
    assert LooksWrong.objects.get().summary_id == consultation.summary_id


# ── On the page of rule health ─────────────────────────────────────────────────


def test_the_manager_reads_and_settles(world: World, marek: User) -> None:
    note = noted(world, overruled(world, somebody(world, **heart(world))), HEART, "Too broad.")
    client = signed_in(marek)
    page = text_of(client.get(HEALTH))
    assert "Too broad." in page
    assert "Fewer than four patients" in page
    assert "the one decision so far" in page
    assert "Nothing reaches patients until it is published." in page
    address = f"{HEALTH}note/{note.pk}/settle/"
    assert client.post(address, {}).status_code == 422
    wrong = client.post(address, {"how": "left"})
    assert "Write why it stays as it is" in text_of(wrong)
    done = client.post(address, {"how": "left", "because": "it is meant to."}, follow=True)
    assert "The note is settled." in text_of(done)
    assert "Too broad." not in text_of(done)
    note.refresh_from_db()
    assert note.settled_how == "Left as it is because it is meant to."
    assert client.post(address, {"how": "changed"}).status_code == 409
    assert client.post(f"{HEALTH}note/{2_000_000_000}/settle/", {}).status_code == 404


@pytest.mark.parametrize(
    ("because", "said"), [("", "Changed the rule"), ("too broad", "Changed the rule: too broad")]
)
def test_a_changed_rule_needs_no_reason(world: World, marek: User, because: str, said: str) -> None:
    note = noted(world, somebody(world, **heart(world)), HEART)
    given = {"how": "changed", "because": because}
    signed_in(marek).post(f"{HEALTH}note/{note.pk}/settle/", given)
    note.refresh_from_db()
    assert note.settled_how == said


def test_the_lead_reads_and_does_not_settle(world: World) -> None:
    note = noted(world, somebody(world, **heart(world)), HEART, "Too broad.")
    client = signed_in(world.lead)
    assert "Too broad." in text_of(client.get(HEALTH))
    assert "Settle" not in text_of(client.get(HEALTH))
    assert client.post(f"{HEALTH}note/{note.pk}/settle/", {"how": "changed"}).status_code == 404
    for role in (Role.TECHNICIAN, Role.FRONT_DESK, Role.AUDITOR):
        assert signed_in(person(role, f"x{uuid.uuid4()}"[:12])).get(HEALTH).status_code == 404


def test_the_page_names_nobody(world: World, marek: User) -> None:
    """Not the patient, not the case, not who decided or wrote, no reason in somebody's words."""
    world.technician.display_name = f"{CANARY} Technician"
    world.technician.save(update_fields=["display_name"])
    patient = world.patient(first_name=CANARY, last_name=CANARY)
    draft = world.fill(
        world.draft(patient=patient),
        **PRIVATE,
        **heart(world),
        medicines_list=CANARY,
        takes_any_medicines="yes",
    )
    world.send(draft, unanswered_confirmed=True)
    world.examine(world.fresh(draft))
    consultation = world.fresh(draft)
    noted(world, consultation, "hiv_not_well", "This rule is too strict.")
    overruled(world, consultation)
    long_ago(world)
    client = signed_in(marek)
    page = client.get(f"{HEALTH}?sort=last").content.decode()
    assert "This rule is too strict." in page
    assert "hiv_not_well" in page
    for secret in (CANARY, consultation.reference, patient.reference, "Kanarienvogel", "1987"):
        assert secret not in page
    assert CANARY not in client.get("/catalogue/desk/").content.decode()


def test_the_statements_are_the_same_for_any_number_of_decisions(world: World, marek: User) -> None:
    client = signed_in(marek)
    noted(world, overruled(world, somebody(world, **heart(world))), HEART)
    client.get(HEALTH)
    overruled(world, somebody(world, **heart(world)))
    few = len(statements(client, HEALTH))
    long_ago(world)
    noted(world, not_sure(world), KELOIDS_NOT_SURE)
    assert len(statements(client, HEALTH)) == few


def test_the_page_filters_and_begins_empty(
    world: World, marek: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(marek)
    assert "No rule has been in a decision yet" in text_of(client.get(HEALTH))
    long_ago(world)
    shown = text_of(client.get(HEALTH))
    assert "Changed 4 of 5 times, mostly “over or long ago”. Add “in the last 6 months”?" in shown
    assert "Nothing fits" in text_of(client.get(f"{HEALTH}?words=nothing+like+this"))
    for odd in ("?sort=nonsense", f"?words={'x' * 200}", "?words=%00"):
        assert client.get(f"{HEALTH}{odd}").status_code == 200
    monkeypatch.setattr(Edition.objects, "newest", lambda: None)
    assert "No edition is published yet" in text_of(client.get(HEALTH))
