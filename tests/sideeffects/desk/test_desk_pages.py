"""The catalogue desk's pages, as a manager and the clinic's lead open them."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from urllib.parse import quote

import pytest
from django.test import Client

from clinic.models import User
from clinic.models.user import Role
from sideeffects.actions import drafting
from sideeffects.desk.addresses import edit_address
from sideeffects.desk.kinds import KINDS
from sideeffects.editions import catalogue_of_rows
from sideeffects.models import EditLock, Period, Question, SamplePatient, Source
from tests.catalogue import starter
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_rows")]

DESK = "/catalogue/desk/"
PROMISE = "Nothing reaches patients until it is published."


@pytest.fixture
def marek(db: None) -> User:
    return person(Role.MANAGER, display_name="Marek")


@pytest.fixture
def manager(client: Client, marek: User) -> Client:
    client.force_login(marek)
    return client


@pytest.fixture
def lead(db: None) -> Client:
    client = Client()
    client.force_login(person(Role.CLINIC_LEAD))
    return client


def said(client: Client, path: str = "", status: int = 200) -> str:
    response = client.get(f"{DESK}{path}")
    assert response.status_code == status
    return text_of(response.content.decode())


def text_of(html: str) -> str:
    body = re.sub(r"(?s)^.*<main|</main>.*$", "", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def longer(by: User) -> None:
    row = Period.objects.get(key="isotretinoin_wait")
    drafting.save_entry("periods", row.plain() | {"value": 9}, seen=row.fingerprint, by=by)


# ── Home and lists ─────────────────────────────────────────────────────────────


def test_home_says_what_is_live_and_what_the_draft_changes(manager: Client, marek: User) -> None:
    assert "Live: edition 1" in said(manager)
    assert "Draft: the same as live." in said(manager)
    longer(marek)
    text = said(manager)
    assert "Draft: 1 change." in text
    assert "161 questions" in text and "159 rules" in text


def test_every_page_of_the_desk_keeps_the_promise(manager: Client, lead: Client) -> None:
    for path in ("", "changes/", "checks/", "try/", *(f"{part}/" for part in KINDS)):
        assert PROMISE in said(manager, path)
        assert PROMISE in said(lead, path)


def test_only_managers_write(lead: Client, manager: Client) -> None:
    entry = f"{DESK}periods/isotretinoin_wait/"
    for doing in ("retire", "bring-back", "put-back", "undo", "take-over", "leave"):
        assert lead.post(f"{entry}{doing}/").status_code == 404
    assert lead.post(f"{DESK}changes/discard/").status_code == 404
    assert lead.get(f"{DESK}samples/new/").status_code == 404
    assert manager.get(f"{DESK}samples/new/").status_code == 200


@pytest.mark.parametrize("part", list(KINDS))
def test_a_list_holds_every_entry_with_a_link(manager: Client, part: str) -> None:
    html = manager.get(f"{DESK}{part}/").content.decode()
    model = KINDS[part].model
    for row in model.objects.current():
        assert f'href="{edit_address(part, row.key)}"' in html.replace("&#x27;", "'")


def test_a_list_is_narrowed_by_words_group_and_state(manager: Client, marek: User) -> None:
    longer(marek)
    assert "isotretinoin" in said(manager, "periods/?state=changed")
    assert "1 of 54" in said(manager, "periods/?state=changed")
    assert "1 of 54" in said(manager, "periods/?words=last+ISOTRETINOIN")
    assert "Nothing fits" in said(manager, "periods/?words=isotretinoin&group=mm")
    assert "Nothing fits" in said(manager, "periods/?state=problems")
    assert "54 in the draft" in said(manager, "periods/?group=no-such-group")
    rows = manager.get(f"{DESK}periods/?words=keloid", headers={"HX-Request": "true"})
    assert b"<main" not in rows.content


def test_a_list_says_who_has_an_entry_open(manager: Client, marek: User) -> None:
    rosa = Client()
    rosa.force_login(person(Role.MANAGER, "rosa", display_name="Rosa"))
    label = quote(SamplePatient.objects.current()[0].key)
    assert rosa.get(f"{DESK}samples/{label}/").status_code == 200
    assert "Rosa since" in said(manager, "samples/")
    assert "Rosa is editing this sample patient since" in said(manager, f"samples/{label}/")
    assert "Rosa edits" in said(manager)
    manager.post(f"{DESK}samples/{label}/take-over/")
    assert "is editing this" not in said(manager, f"samples/{label}/")
    assert "Marek is editing" in text_of(rosa.get(f"{DESK}samples/{label}/").content.decode())
    manager.post(f"{DESK}samples/{label}/leave/")
    assert not EditLock.objects.filter(held_by=marek).exists()


# ── Changes, undo, discard ─────────────────────────────────────────────────────


def test_changes_stand_side_by_side_and_can_be_discarded(manager: Client, marek: User) -> None:
    assert "No changes" in said(manager, "changes/")
    longer(marek)
    text = said(manager, "changes/")
    assert "1 entry differs from edition 1" in text
    assert "6" in text and "9" in text
    assert "1 change would be undone" in said(manager, "changes/discard/")
    assert manager.post(f"{DESK}changes/discard/").status_code == 302
    assert "The draft says what the live edition says." in said(manager, "changes/")


def test_an_entry_goes_back_from_the_page_of_changes(manager: Client, marek: User) -> None:
    longer(marek)
    sent = manager.post(f"{DESK}periods/isotretinoin_wait/put-back/", {"next": "changes"})
    assert sent.headers["Location"] == f"{DESK}changes/"
    assert "No changes" in said(manager, "changes/")


def test_a_number_that_is_none_undoes_nothing(manager: Client, marek: User) -> None:
    longer(marek)
    for change in ("", "x", "9" * 30, "٣"):
        sent = manager.post(f"{DESK}periods/isotretinoin_wait/undo/", {"change": change})
        assert sent.status_code == 409
    assert Period.objects.get(key="isotretinoin_wait").value == 9


# ── Checks ─────────────────────────────────────────────────────────────────────


def test_checks_say_what_stops_publishing_and_lead_to_it(manager: Client) -> None:
    assert "Nothing stops publishing." in said(manager, "checks/")
    Period.objects.filter(key="isotretinoin_wait").update(unit="days")
    text = said(manager, "checks/")
    assert "Something stops publishing." in text
    assert "is in days, but is added as months" in text
    assert "Stops publishing" in said(manager)


def test_an_address_of_nothing_leads_nowhere(manager: Client) -> None:
    for path in ("rules/no_such_rule/", "samples/Nobody/", "nothing/"):
        assert manager.get(f"{DESK}{path}").status_code == 404
    assert manager.post(f"{DESK}rules/none/retire/").status_code == 404


# ── Samples ────────────────────────────────────────────────────────────────────


def fields_of(client: Client, path: str) -> dict[str, list[str]]:
    """What the browser would send, were nothing changed."""
    form = client.get(f"{DESK}{path}").context["form"]
    sent: dict[str, list[str]] = {"shown": [question.key for question in form.asked]}
    boxes = [*form, *(box for rows in form.rows.values() for row in rows for box in row)]
    for box in boxes:
        value = box.value()
        if hasattr(box.field.widget, "decompress"):
            parts = box.field.widget.decompress(value)
            for part, one in zip(("day", "month", "year"), parts, strict=True):
                sent[f"{box.html_name}_{part}"] = ["" if one is None else str(one)]
        elif isinstance(value, list):
            sent[box.html_name] = [str(one) for one in value]
        else:
            sent[box.html_name] = ["" if value is None else str(value)]
    for name, rows in form.rows.items():
        sent[f"{name}-rows"] = [str(len(rows))]
    sent["seen"] = [client.get(f"{DESK}{path}").context.get("seen", "")]
    return sent


def test_every_sample_saved_as_it_is_says_the_same(manager: Client) -> None:
    for label in starter().samples:
        path = f"samples/{quote(label)}/"
        before = SamplePatient.objects.get(key=label).plain()
        sent = manager.post(f"{DESK}{path}", fields_of(manager, path))
        assert sent.status_code == 302, label
        assert SamplePatient.objects.get(key=label).plain() == before


def test_a_longer_wait_breaks_a_sample_and_its_expectation_can_follow(
    manager: Client, marek: User
) -> None:
    longer(marek)
    text = said(manager, "try/")
    assert "not what you expect: that stops publishing" in text and "Breaks" in text
    broken = next(
        one for one in manager.get(f"{DESK}try/").context["samples"] if one.wrong
    ).sample.label
    path = f"samples/{quote(broken)}/"
    assert "Not what is expected" in said(manager, path)
    sent = manager.post(f"{DESK}{path}", fields_of(manager, path) | {"expect": ["draft"]})
    assert sent.status_code == 302
    assert "All pinned ones are as you expect." in said(manager, "try/")
    assert catalogue_of_rows().samples[broken].expected != starter().samples[broken].expected


def test_one_answer_changed_opens_its_follow_ups_and_shows_the_result(manager: Client) -> None:
    path = "samples/new/"
    sent = fields_of(manager, path) | {
        "label": ["Somebody"],
        "shows": ["An answer"],
        "answer-gate_bleeding": ["yes"],
        "do": ["preview"],
    }
    page = manager.post(f"{DESK}{path}", sent)
    assert page.status_code == 200
    keys = {question.key for question in page.context["form"].asked}
    assert keys > set(sent["shown"])
    assert not SamplePatient.objects.filter(key="Somebody").exists()


def test_a_sample_can_be_watched_without_a_pin(manager: Client) -> None:
    path = "samples/new/"
    named = {"label": ["Watched"], "shows": ["Nothing"], "expect": ["nothing"]}
    assert manager.post(f"{DESK}{path}", fields_of(manager, path) | named).status_code == 302
    assert SamplePatient.objects.get(key="Watched").expected is None
    assert "Not pinned" in said(manager, "try/")


def test_sources_past_their_date_come_first(manager: Client) -> None:
    last = Source.objects.current().last()
    assert last is not None
    Source.objects.filter(pk=last.pk).update(
        check_again_by=date(2020, 5, 3), checked_on=date(2019, 5, 3), checked_by="Rosa"
    )
    lines = manager.get(f"{DESK}sources/").context["shown"].lines
    assert (lines[0].key, lines[0].check_by) == (last.key, date(2020, 5, 3))
    assert "Past its date: check again by 3 May 2020" in said(manager, "sources/")
    assert "Evidence past its date: 1" in said(manager)


def test_the_second_person_may_try_a_change_but_not_save_it(lead: Client) -> None:
    path = "samples/Keloid%20on%20shoulder/"
    assert "A manager of the catalogue saves it." in said(lead, path)
    assert "Save in the draft" not in said(lead, path)
    sent = fields_of(lead, path)
    assert lead.post(f"{DESK}{path}", sent | {"do": ["preview"]}).status_code == 200
    assert lead.post(f"{DESK}{path}", sent).status_code == 409
    assert not EditLock.objects.exists()


def test_a_rule_stands_line_by_line_on_every_sample(manager: Client) -> None:
    text = said(manager, "try/rule/retinoid_recent/")
    assert text.count("It holds until") == 1 and text.count("It does not hold") == 14
    assert text.index("Isotretinoin ended in October") < text.index("No health problems")
    assert "true “Have you ever taken isotretinoin (Roaccutane) or acitretin?”" in text
    assert "Line by line on every sample patient" in said(manager, "rules/retinoid_recent/")
    assert manager.get(f"{DESK}try/rule/none/").status_code == 404


def test_a_draft_that_cannot_be_read_says_so_and_can_be_discarded(manager: Client) -> None:
    Question.objects.filter(key="date_of_birth").update(unit="x")
    for path in (
        "",
        "rules/",
        "changes/",
        "checks/",
        "try/",
        "samples/new/",
        "try/past/",
        "health/",
    ):
        text = said(manager, path, status=409)
        assert "date_of_birth: unknown field 'unit'" in text, path
    assert "every change would be undone" in said(manager, "changes/discard/")
    assert manager.post(f"{DESK}changes/discard/").status_code == 302
    assert "Draft: the same as live." in said(manager)


def test_a_draft_that_cannot_be_asked_says_so_instead_of_failing(manager: Client) -> None:
    Period.objects.filter(key="consent_age").update(unit="percent")
    first = edit_address("samples", SamplePatient.objects.earliest("pk").key)
    for page in ("samples/new/", first.removeprefix(DESK)):
        words = said(manager, page, status=409)
        assert "The draft’s questions cannot be asked: period consent_age" in words
