"""Patch tests on the review page: recorded, read, withdrawn; what is due and what it says."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from consultations.models import PatchTest, PatchTestReading
from consultations.patch_records import next_look_for_desk
from consultations.patch_test import QUESTIONS, RESULT
from tests.consultations.pages import signed_in, text_of
from tests.consultations.patch_test_pages import page, seen, send, typed
from tests.consultations.patch_tests import applied, looked
from tests.consultations.test_photos import picture
from tests.consultations.world import LONDON, World


def test_a_test_is_put_on_file_and_read(world: World) -> None:
    sent, client = world.sent(), signed_in(world.technician)
    assert "Record a patch test" in page(world, sent)
    response = send(client, sent, "patch-test", typed(world))
    assert response.status_code == 302
    assert response["Location"].endswith("#patch-tests")
    test = PatchTest.objects.get()
    assert [part["kind"] for part in test.products] == ["pigment", "numbing"]
    assert (test.applied_at.astimezone(LONDON).hour, test.same_products) == (10, True)
    assert test.read_after == [48]
    text = page(world, sent)
    assert "Scalp Ash 2 Pigment, lot L-204" in text
    assert "Overdue. It was to be looked at by" in text
    assert "From the patch test of" in text
    assert "Asked when the spot is looked at" in text
    response = send(client, sent, f"patch-test/{test.pk}/read", seen(world))
    assert response.status_code == 302
    reading = PatchTestReading.objects.get()
    assert (reading.result, reading.read_by, reading.photo) == (
        "no_reaction",
        world.technician,
        None,
    )
    assert "No reaction, " in page(world, sent)


def test_a_photo_of_the_spot_is_kept_with_the_reading(world: World) -> None:
    sent, client = world.sent(), signed_in(world.technician)
    test = applied(world, sent)
    boxes = seen(world, **{"reading-photo": picture()})
    assert send(client, sent, f"patch-test/{test.pk}/read", boxes).status_code == 302
    boxes["reading-photo"] = picture()
    assert send(client, sent, f"patch-test/{test.pk}/read", boxes).status_code == 302
    photo = PatchTestReading.objects.get().photo
    assert photo is not None
    assert (photo.kind, photo.media_type) == ("photo", "image/jpeg")
    response = client.get(f"/review/{sent.reference}/")
    assert f'href="/document/{photo.created_key}/"' in response.content.decode()
    no_picture = SimpleUploadedFile("spot.png", b"<svg/>", "image/png")
    wrong = send(
        client, sent, f"patch-test/{test.pk}/read", seen(world, **{"reading-photo": no_picture})
    )
    assert wrong.status_code == 422


def test_the_print_view_has_no_forms_of_it(world: World) -> None:
    sent = world.sent()
    looked(world, sent, applied(world, sent))
    text = text_of(signed_in(world.technician).get(f"/review/{sent.reference}/print/"))
    assert "Scalp Ash 2" in text
    assert "Withdraw this reading" not in text
    assert "Save what is seen" not in text


def test_the_desk_opens_none_of_it(world: World) -> None:
    """The front desk hears when to look, and nothing of products, results or places."""
    sent = world.sent()
    assert not next_look_for_desk(sent)
    test = applied(world, sent, hours=20)
    assert next_look_for_desk(sent).startswith("Patch test: look at the spot on ")
    client = signed_in(world.desk)
    assert client.get(f"/review/{sent.reference}/").status_code == 404
    for act in (f"patch-test/{test.pk}/read", f"patch-test/{test.pk}/withdraw", "patch-test"):
        assert send(client, sent, act, {}).status_code == 404
    looked(world, sent, test, "reaction", after=19)
    text = text_of(client.get(f"/c/{sent.reference}/"))
    for word in ("Scalp Ash", "Behind the left ear", "Reaction", "L-204"):
        assert word not in text


def test_the_examination_asks_the_rest(world: World) -> None:
    sent = world.sent()
    before = signed_in(world.technician).get(f"/review/{sent.reference}/")
    assert b'name="exam-patch_test_done"' in before.content
    applied(world, sent)
    after = signed_in(world.technician).get(f"/review/{sent.reference}/")
    for name in QUESTIONS:
        assert f'name="exam-{name}'.encode() not in after.content
    assert b'name="exam-exam_keloid"' in after.content


def test_the_examination_is_saved_beside_the_record(world: World) -> None:
    sent = world.sent()
    looked(world, sent, applied(world, sent))
    fresh = world.fresh(sent)
    answers = {
        f"exam-{name}": value
        for name, value in world.examination(fresh).items()
        if name not in QUESTIONS and value is not None
    }
    client = signed_in(world.technician)
    form = {"exam-version": fresh.version, "exam-key": str(uuid.uuid4()), **answers}
    # what an older page still sends for the five is no answer any more
    response = send(client, sent, "examination", {**form, f"exam-{RESULT}": "reaction"})
    assert response.status_code == 302
    found = world.fresh(sent)
    assert found.answers[RESULT] == "no_reaction"
    assert found.summary is not None
    assert found.summary.level == "clear"


@pytest.mark.parametrize(
    ("boxes", "sentence"),
    [
        ({"patch-pigment_name": "", "patch-pigment_lot": ""}, None),
        ({"patch-pigment_lot": ""}, "Pigment: write the lot, or “not known”"),
        ({"patch-other_lot": "7"}, "Another product: write the name of the product"),
        ({"patch-place": ""}, "Write where it is"),
        ({"patch-time": "noon"}, "Write the time as 14:30"),
        ({"patch-same_products": ""}, "Say whether these are the products"),
        ({"patch-applied_by": "0"}, "pick one of the list"),
        ({"patch-day_year": "2999"}, "Applied on needs a year"),
    ],
)
def test_what_is_to_be_repaired(world: World, boxes: dict[str, Any], sentence: str | None) -> None:
    sent, client = world.sent(), signed_in(world.technician)
    response = send(client, sent, "patch-test", typed(world, **boxes))
    if sentence is None:
        assert response.status_code == 302
        return
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert "L-204" in response.content.decode() or "patch-pigment_lot" in boxes
    assert not PatchTest.objects.exists()


def test_no_product_at_all(world: World) -> None:
    sent, client = world.sent(), signed_in(world.technician)
    names = ("pigment", "numbing")
    nothing = {f"patch-{name}_{part}": "" for name in names for part in ("name", "lot")}
    response = send(client, sent, "patch-test", typed(world, **nothing))
    assert "Write which products were put on the skin" in text_of(response)


def test_what_an_action_refuses_stays_typed(world: World) -> None:
    sent, client = world.sent(), signed_in(world.technician)
    test = applied(world, sent, hours=24)
    old = world.day(-9)
    early: dict[str, Any] = {"reading-day_day": old.day, "reading-day_month": old.month}
    early |= {"reading-day_year": old.year, "reading-note": "Looks calm."}
    response = send(client, sent, f"patch-test/{test.pk}/read", seen(world, **early))
    assert response.status_code == 409
    assert "read before it was applied" in text_of(response)
    assert "Looks calm." in response.content.decode()
    response = send(
        client, sent, f"patch-test/{test.pk}/read", seen(world, **{"reading-result": ""})
    )
    assert response.status_code == 422
    ahead: dict[str, Any] = {"patch-day_day": world.today.day, "patch-day_month": world.today.month}
    ahead |= {"patch-day_year": world.today.year, "patch-time": "23:59"}
    response = send(client, sent, "patch-test", typed(world, **ahead))
    assert response.status_code == 409
