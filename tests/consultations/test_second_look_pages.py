"""A stop relaxed on the page: interrupted, written down, signed by a second person or refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from clinic.models import Event
from consultations.actions.sending import reopen
from consultations.models import LooksWrong, Review, SecondLook
from tests.consultations.pages import hidden, signed_in, text_of
from tests.consultations.review_cases import KELOID
from tests.consultations.review_desk import Desk
from tests.consultations.second_look_cases import asked, sam, stop
from tests.consultations.world import World

REASON = {"reason_code": "other_treatment", "reason_words": "One dot behind the ear."}


def relaxing(desk: Desk) -> dict[str, Any]:
    first = desk.page.context["page"].case.windows[0].first
    line = next(one for one in desk.page.context["page"].windows if first in one.firsts)
    return {"decision": "approved", "accept": line.value, "read": desk.read}


def answer(world: World, by: Any, **typed: Any) -> Any:
    look = SecondLook.objects.get()
    sent = {"second-look": look.pk, "second-words": "I looked at it.", **typed}
    return signed_in(by).post(f"/review/{look.consultation.reference}/second/", sent)


def test_declining_stands_first_and_the_rest_needs_a_second_person(world: World) -> None:
    page = text_of(Desk(world, stop(world)).page)
    assert page.index("Decline") < page.index("Relax this stop (a second person signs)")
    assert page.index("Relax this stop") < page.index("Approve with conditions")


def test_the_way_through_the_interruption(world: World) -> None:
    desk = Desk(world, stop(world))
    wanted = relaxing(desk)
    stopped = desk.save(**wanted)
    assert stopped.status_code == 409
    shown = text_of(stopped)
    assert "The rules point to Stop. You chose Approve." in shown
    assert "Keloid scars (own history)" in shown
    assert "Go back and decline" in shown
    reason = desk.save(**wanted, stage="go_on")
    assert "Why is it safe to go on?" in text_of(reason)
    lacking = desk.save(**wanted, stage="with_reason", reason_code="other")
    assert lacking.status_code == 422
    assert "Write in your words why it is safe" in text_of(lacking)
    saved = desk.save(**wanted, stage="with_reason", **REASON)
    assert saved["Location"].endswith("#second-look")
    assert not Review.objects.exists()
    look = SecondLook.objects.get()
    assert look.terms["shown"]["summary"]["level"] == "stop"
    again = desk.save(**wanted, stage="with_reason", **REASON)
    assert again.status_code == 302
    assert SecondLook.objects.count() == 1


def test_going_back_declines(world: World) -> None:
    desk = Desk(world, stop(world))
    page = desk.save(**relaxing(desk), stage="go_back").content.decode()
    assert 'id="decision-declined" checked' in page


def test_what_is_open_is_shown_once_for_each_version_of_the_answers(world: World) -> None:
    desk = Desk(world, stop(world))
    assert "Go on with my decision" in text_of(desk.save(**relaxing(desk)))
    second = text_of(desk.save(**relaxing(desk)))
    assert "Go on with my decision" not in second
    assert "Why is it safe to go on?" in second
    reopen(world.fresh(desk.consultation), reason="a wrong answer", by=world.desk)
    draft = world.fill(world.fresh(desk.consultation), diabetes="type2", **KELOID)
    world.send(draft, unanswered_confirmed=True)
    anew = Desk(world, world.fresh(desk.consultation))
    assert "Go on with my decision" in text_of(anew.save(**relaxing(anew)))
    assert Event.objects.filter(action="review.interrupted").count() == 3


def test_a_rule_that_looks_wrong_goes_to_the_manager_without_a_name(world: World) -> None:
    desk = Desk(world, stop(world))
    wanted = {**relaxing(desk), "stage": "with_reason", **REASON, "wrong_rules": "keloid_yes"}
    lacking = desk.save(**wanted)
    assert lacking.status_code == 422
    assert "Write what looks wrong" in text_of(lacking)
    desk.save(**wanted, wrong_why="Ear lobes are no scalp.")
    note = LooksWrong.objects.get()
    assert (note.rule, note.words) == ("keloid_yes", "Ear lobes are no scalp.")


def test_a_second_person_reads_it_and_signs(world: World) -> None:
    look = asked(world, stop(world))
    ref = look.consultation.reference
    second = sam()
    page = signed_in(second).get(f"/review/{ref}/")
    shown = text_of(page)
    assert "Second look wanted, asked by" in shown
    assert "Proposed: Approved" in shown
    assert "Signed with password." in shown
    assert "One dot behind the ear." in shown
    assert hidden(page, "second-look") == str(look.pk)
    empty = answer(world, second, **{"second-words": "", "second-answer": "agree"})
    assert empty.status_code == 422
    assert "Write what you looked at, and why" in text_of(empty)
    saved = answer(world, second, **{"second-answer": "agree"})
    assert saved["Location"] == f"/review/{ref}/saved/"
    after = text_of(signed_in(second).get(saved["Location"]))
    assert "A stop, relaxed by two: Some technician and Sam Poe" in after
    assert "I looked at it." in after


def test_who_asked_waits_and_may_take_it_back(world: World) -> None:
    look = asked(world, stop(world))
    sam()
    page = text_of(signed_in(world.technician).get(f"/review/{look.consultation.reference}/"))
    assert "You asked for this second look, so somebody else signs it. Sam Poe can." in page
    assert "Agree and sign" not in page
    refused = answer(world, world.technician, **{"second-answer": "agree"})
    assert refused.status_code == 409
    answer(world, world.technician, **{"second-answer": "refuse"})
    page = text_of(signed_in(world.technician).get(f"/review/{look.consultation.reference}/"))
    assert "would have relaxed this stop. Taken back" in page


def test_a_refusal_stands_on_the_page(world: World) -> None:
    look = asked(world, stop(world))
    saved = answer(world, sam(), **{"second-answer": "refuse"})
    assert saved["Location"] == f"/review/{look.consultation.reference}/"
    page = text_of(signed_in(world.technician).get(saved["Location"]))
    assert "Sam Poe refused" in page


def test_the_second_proves_who_they_are(world: World) -> None:
    look = asked(world, stop(world))
    client = signed_in(sam())
    sent = {"second-look": look.pk, "second-words": "x", "second-answer": "agree"}
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        answered = client.post(f"/review/{look.consultation.reference}/second/", sent)
    assert answered.status_code == 307
    assert answered["Location"].startswith("/sign-in/again/")


def test_answers_that_changed_meanwhile(world: World) -> None:
    look = asked(world, stop(world))
    world.examine(world.fresh(look.consultation), exam_sunburn="yes")
    refused = answer(world, sam(), **{"second-answer": "agree"})
    assert refused.status_code == 409
    assert "The answers, letters or dates changed after it was asked for." in text_of(refused)
    page = text_of(signed_in(world.technician).get(f"/review/{look.consultation.reference}/"))
    assert "It can be agreed no longer" in page


def test_alone_the_page_says_from_when(world: World) -> None:
    world.site.one_person = True
    world.site.save(update_fields=["one_person"])
    look = asked(world, stop(world))
    desk = Desk(world, world.fresh(look.consultation))
    shown = text_of(desk.page)
    assert "Alone, you sign a day after the reason was written. Sign from " in shown
    assert "You say why, and sign again 24 hours later." in shown


@pytest.mark.parametrize("who", ["desk", "auditor"])
def test_only_reviewers_answer(world: World, who: str) -> None:
    asked(world, stop(world))
    assert answer(world, getattr(world, who), **{"second-answer": "agree"}).status_code == 404
