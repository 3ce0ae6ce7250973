"""What the page of a patch test says, and what it never shows."""

from __future__ import annotations

from consultations.models import PatchTest
from tests.consultations.pages import signed_in, statements, text_of
from tests.consultations.patch_test_pages import page, seen, send, typed
from tests.consultations.patch_tests import applied, looked, ready
from tests.consultations.world import LONDON, World


def test_a_reading_too_early_is_said(world: World) -> None:
    sent = world.sent()
    test = applied(world, sent)
    looked(world, sent, test, after=20)
    text = page(world, sent)
    assert "Read after 20 hours, which is too soon to count: read it again from" in text
    looked(world, sent, test, "reaction", after=21)
    assert "Read after 21 hours" not in page(world, sent)


def test_a_reaction_is_said_to_stop_everything(world: World) -> None:
    sent = world.sent()
    test = applied(world, sent)
    reading = looked(world, sent, test, "reaction")
    text = page(world, sent)
    assert "Nothing can be booked for this patient, in any consultation" in text
    assert "You recorded this reaction, so another technician withdraws it." in text
    assert "so another technician withdraws it" not in page(world, sent, world.lead)
    act = f"patch-reading/{reading.pk}/withdraw"
    mine = send(signed_in(world.technician), sent, act, {"withdraw-reason": "A slip."})
    assert mine.status_code == 409
    assert "somebody else withdraws it" in text_of(mine)
    theirs = send(signed_in(world.lead), sent, act, {"withdraw-reason": "A plaster mark."})
    assert theirs.status_code == 302
    text = page(world, sent)
    assert "A plaster mark." in text
    assert "Nothing can be booked for this patient" not in text


def test_withdrawing_asks_why(world: World) -> None:
    sent, client = world.sent(), signed_in(world.technician)
    test = applied(world, sent)
    reading = looked(world, sent, test)
    for act in (f"patch-test/{test.pk}/withdraw", f"patch-reading/{reading.pk}/withdraw"):
        response = send(client, sent, act, {"withdraw-reason": " "})
        assert response.status_code == 422
        assert "Write why it is withdrawn" in text_of(response)
    reaction = looked(world, sent, test, "reaction")
    response = send(client, sent, f"patch-test/{test.pk}/withdraw", {"withdraw-reason": "x"})
    assert response.status_code == 409
    assert reaction.withdrawn_at is None
    other = applied(world, sent)
    response = send(client, sent, f"patch-test/{other.pk}/withdraw", {"withdraw-reason": "Twice."})
    assert response.status_code == 302
    assert "Twice." in page(world, sent)


def test_how_long_it_counts(world: World) -> None:
    sent = world.sent(planned=60)
    applied(world, sent, hours=24 * 30 * 5.5)
    text = page(world, sent)
    assert "that is before the planned day, so a new test is needed" in text
    assert "A new patch test is needed" in text
    applied(world, sent)
    assert "A new patch test is needed" not in page(world, sent)


def test_a_late_reading_where_a_finding_asks_for_it(world: World) -> None:
    sent = world.sent(
        gate_allergies="yes", ppd_henna_reaction="yes", ppd_severity="mild_itch_or_redness"
    )
    client = signed_in(world.technician)
    assert "From day 7 to day 10" in page(world, sent)
    response = client.get(f"/review/{sent.reference}/")
    form = response.context["page"].sections.patch_tests.form
    assert form.initial["late"] == [168]
    day = world.day(-4)
    when = {"patch-day_day": day.day, "patch-day_month": day.month, "patch-day_year": day.year}
    send(client, sent, "patch-test", typed(world, **when, **{"patch-late": "168"}))
    test = PatchTest.objects.get()
    assert test.read_after == [48, 168]
    looked(world, sent, test)
    row = client.get(f"/review/{sent.reference}/").context["page"].sections.patch_tests.tests[0]
    assert [(due.hours, due.done) for due in row.dues] == [(48, True), (168, False)]
    assert row.next is not None
    assert (row.next.last - row.next.at.astimezone(LONDON).date()).days == 3


def test_of_another_patient_it_is_not_there(world: World) -> None:
    sent = world.sent()
    test = applied(world, sent)
    reading = looked(world, sent, test)
    other = world.fill(
        world.draft(patient=world.patient(first_name="Kay", last_name="Brown", phone=""))
    )
    world.send(other, unanswered_confirmed=True)
    client = signed_in(world.technician)
    for act, boxes in (
        (f"patch-test/{test.pk}/read", seen(world)),
        (f"patch-test/{test.pk}/withdraw", {"withdraw-reason": "x"}),
        (f"patch-reading/{reading.pk}/withdraw", {"withdraw-reason": "x"}),
    ):
        assert send(client, other, act, boxes).status_code == 404


def test_the_page_asks_as_often_for_ten_tests(world: World) -> None:
    few = ready(world)[0]
    url = f"/review/{few.reference}/"
    client = signed_in(world.technician)
    client.get(url)
    first = len(statements(client, url))
    for _ in range(9):
        looked(world, few, applied(world, few))
    assert len(statements(client, url)) == first


def test_a_finished_consultation_says_that_it_is_behind(world: World) -> None:
    declined = world.examined()
    world.decided(declined, "declined", reason_words="Too young.", patient_message="No.")
    assert "was finished before" not in page(world, declined)
    applied(world, declined)
    assert "was finished before" in page(world, declined)
