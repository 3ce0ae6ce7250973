"""The review page of who was asked under an older edition: what the live one changes for them."""

from __future__ import annotations

from consultations.models import Summary
from tests.consultations.newer_editions import before_and_after, publish, renamed_option, without
from tests.consultations.pages import signed_in, text_of
from tests.consultations.with_steps import stopped
from tests.consultations.world import World
from tests.sideeffects.shelf import edition_of, longer, noted


def review(world: World, reference: str) -> str:
    return text_of(signed_in(world.technician).get(f"/review/{reference}/"))


def test_under_the_live_edition_there_is_no_notice(world: World) -> None:
    assert "is live" not in review(world, world.examined().reference)


def test_what_finds_the_same_says_so(world: World) -> None:
    consultation, live = world.examined(), edition_of(noted)
    page = review(world, consultation.reference)
    assert f"Asked under edition {live.number - 1}; edition {live.number} is live" in page
    assert "For this patient it finds the same." in page


def test_what_changes_for_this_patient_is_named_and_one_click_away(world: World) -> None:
    consultation = world.approved(**stopped(world, -200))
    live = edition_of(longer, without("lesion_changing"))
    page = review(world, consultation.reference)
    for expected in (
        "becomes Hold",
        "New: Isotretinoin or acitretin tablets: Hold, until",
        "Not asked like this any more:",
        "The decision then lapses",
    ):
        assert expected in page
    client = signed_in(world.technician)
    path = f"/review/{consultation.reference}/screen-again/"
    stale = client.post(path, {"edition": live.number - 1})
    assert stale.status_code == 409
    assert "went live while you were here" in text_of(stale)
    assert client.post(path, {"edition": "x"}).status_code == 409
    done = client.post(path, {"edition": live.number}, follow=True)
    assert f"Screened again under edition {live.number}" in text_of(done)
    assert "Answered under an earlier edition" in text_of(done)
    assert Summary.objects.filter(cause="edition").count() == 1


def test_an_answer_that_is_none_any_more_shows_in_the_words_it_was_given_in(world: World) -> None:
    consultation = world.examined(lesion_changing="no")
    edition_of(renamed_option("lesion_changing", "no", "never"))
    page = review(world, consultation.reference)
    assert "Not asked like this any more:" in page


def test_after_a_change_for_safety_approving_is_no_button(world: World) -> None:
    coming = before_and_after(world)
    consultation = world.examined()
    before = review(world, consultation.reference)
    assert "Approve and open next" in before
    live = publish(world, coming)
    after = review(world, consultation.reference)
    assert "Approve and open next" not in after
    assert f"A rule changed for safety in edition {live.number}." in after
    assert "Nothing can be approved before this patient is screened again." in after


def test_a_draft_shows_no_notice(world: World) -> None:
    consultation = world.examined()
    edition_of(noted)
    client = signed_in(world.desk)
    client.post(f"/c/{consultation.reference}/reopen/", {"reason": "x"})
    assert "Screen again" not in review(world, consultation.reference)
