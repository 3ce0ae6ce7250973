"""Photos in the record of a consultation: added by technicians, and looked at before deciding."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from clinic.errors import NotAllowed
from consultations.actions.reading import mark_read
from consultations.deciding import case
from consultations.models import Consultation, Document, Review
from tests.consultations.pages import signed_in, text_of
from tests.consultations.world import World, key


def picture(colour: str = "tan") -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(drawn, "PNG")
    return SimpleUploadedFile("scalp.png", drawn.getvalue(), "image/png")


def add(world: World, consultation: Consultation, **fields: Any) -> Any:
    data = {
        "photo-file": picture(),
        "photo-label": "Crown, left side",
        "photo-key": str(key()),
        **fields,
    }
    return signed_in(fields.pop("by", world.technician)).post(
        f"/review/{consultation.reference}/photo/", data
    )


def page(world: World, consultation: Consultation) -> str:
    return text_of(signed_in(world.technician).get(f"/review/{consultation.reference}/"))


def test_a_photo_is_put_on_file_with_what_it_shows_and_who_took_it(world: World) -> None:
    consultation = world.examined()
    response = add(world, consultation)
    assert response.status_code == 302
    assert response.url.endswith("#photos")
    (photo,) = Document.objects.filter(consultation=consultation)
    assert (photo.kind, photo.label, photo.made_by) == (
        *("photo", "Crown, left side"),
        world.technician,
    )
    assert "Crown, left side" in page(world, consultation)


def test_two_clicks_put_one_photo_on_file(world: World) -> None:
    consultation, same = world.examined(), str(key())
    add(world, consultation, **{"photo-key": same})
    assert add(world, consultation, **{"photo-key": same}).status_code == 302
    assert Document.objects.filter(consultation=consultation).count() == 1


def test_the_same_form_with_another_photo_is_refused(world: World) -> None:
    consultation, same = world.examined(), str(key())
    add(world, consultation, **{"photo-key": same})
    again = add(world, consultation, **{"photo-key": same, "photo-file": picture("red")})
    assert again.status_code == 409
    assert Document.objects.filter(consultation=consultation).count() == 1


def test_what_is_no_picture_comes_back_with_the_words_kept(world: World) -> None:
    consultation = world.examined()
    wrong = SimpleUploadedFile("scalp.png", b"not a picture", "image/png")
    response = add(world, consultation, **{"photo-file": wrong})
    assert response.status_code == 422
    assert 'value="Crown, left side"' in response.content.decode()
    assert not Document.objects.exists()


def test_nothing_is_decided_before_the_photos_were_seen(world: World) -> None:
    consultation = world.examined()
    add(world, consultation)
    add(world, consultation)
    assert "I saw 2 photos" in page(world, consultation)
    found = case(world.fresh(consultation))
    assert found is not None
    (photos,) = found.unread
    response = signed_in(world.technician).post(
        f"/review/{consultation.reference}/decide/",
        {"summary": found.summary.hash, "key": str(key()), "go": "approve_next"},
    )
    assert response.status_code == 422
    assert not Review.objects.exists()
    mark_read(consultation, [photos.item], by=world.technician)
    assert "2 photos seen" in page(world, consultation)


def test_one_photo_more_is_to_be_seen_again(world: World) -> None:
    consultation = world.examined()
    add(world, consultation)
    seen = case(world.fresh(consultation))
    assert seen is not None
    mark_read(consultation, [part.item for part in seen.unread], by=world.technician)
    add(world, consultation)
    assert "I saw 2 photos" in page(world, consultation)
    with pytest.raises(NotAllowed):
        mark_read(consultation, [part.item for part in seen.reading], by=world.technician)


def test_the_desk_adds_none(world: World) -> None:
    consultation = world.examined()
    response = signed_in(world.desk).post(
        f"/review/{consultation.reference}/photo/", {"photo-file": picture()}
    )
    assert response.status_code == 404
    assert not Document.objects.exists()
