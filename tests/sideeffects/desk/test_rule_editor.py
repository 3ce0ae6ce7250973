"""A rule's actions and its groups: added, moved, taken away, and never more than six."""

from __future__ import annotations

from tests.catalogue import starter
from tests.sideeffects.desk.typing_rule import Typing

# ── Actions ────────────────────────────────────────────────────────────────────


def test_an_action_must_be_given_what_its_text_says() -> None:
    typing = Typing("hypertrophic_yes")
    assert typing.save(**{"actions-1-pick-review_after": ""}) is None
    assert typing.wrong == ["Row 2: pick the review after."]


def test_an_action_is_picked_and_given_a_period_words_or_a_number() -> None:
    typing = Typing().press("add:actions")
    typing.press("show:actions:1", **{"actions-1-action": "cooling_off"})
    assert typing.save(**{"actions-1-words-days": "7"})["actions"][1] == {
        "action": "cooling_off",
        "params": {"days": 7},
    }
    both = {"actions-1-words-days": "7", "actions-1-pick-days": "cooling_off_wait"}
    assert typing.save(**both) is None
    assert typing.wrong == ["Pick the days or write it, not both."]
    typing.press("show:actions:1", **{"actions-1-action": "stop_product_before"})
    asked = typing.save(
        **{
            "actions-1-pick-product": "minoxidil",
            "actions-1-pick-days": "minoxidil_stop",
            "actions-1-pick-prescribed_needs_prescriber": "flag:no",
        }
    )["actions"][1]
    assert asked["params"] == {
        "product": "minoxidil",
        "days": "minoxidil_stop",
        "prescribed_needs_prescriber": False,
    }


def test_an_action_that_is_gone_is_shown_and_refused() -> None:
    typing = Typing(actions=[{"action": "no_such", "params": {"days": "patch_min"}}])
    assert "“no_such”: no longer there" in str(typing.form.rows["actions"][0])
    assert typing.save() is None
    assert typing.wrong == ["Pick what to do in row 1, or remove the row."]


# ── Six lines, one group ───────────────────────────────────────────────────────


def test_a_seventh_line_is_one_too_many() -> None:
    typing = Typing()
    for _ in range(5):
        typing.press("add:lines")
    lines = typing.form.line_sets[0]
    assert len(lines.rows) == lines.most == 6
    typing.press("add:lines")
    assert typing.save() is None
    assert "6 lines at most. Split this into two rules." in typing.wrong


def test_a_group_of_seven_that_is_there_stays_editable() -> None:
    key = next(
        rule.key
        for rule in starter().rules.values()
        if any(len(getattr(item, "lines", ())) == 7 for item in rule.when)
    )
    typing = Typing(key)
    assert typing.boxes["group-rows"] == ["7"]
    assert typing.form.line_sets[1].most == 7
    assert typing.save(patient_says="Another sentence.") is not None
    typing.press("add:group")
    assert typing.save() is None
    assert "7 lines at most. Split this into two rules." in typing.wrong


def test_a_group_is_made_moved_and_taken_away() -> None:
    typing = Typing().press("add:group")
    typing.press("show:group:0", **{"group-0-question": "latex_allergy"}).press("add:group")
    typing.press("show:group:1", **{"group-1-question": "mri_date"})
    typing.press("up:group:1", **{"group-1-operator": "answered"})
    first, second = typing.save()["when"][-1]["any"]
    assert first == {"question": "mri_date", "is": "answered"}
    assert second["question"] == "latex_allergy"
    typing.press("remove:group:1").press("remove:group:0")
    assert typing.save() == Typing().plain


def test_a_second_group_is_one_too_many() -> None:
    lines = [{"question": "latex_allergy", "is": "answered"}]
    typing = Typing(when=[{"any": lines}, {"any": lines}])
    typing.plain = {**typing.plain, "when": [{"any": lines}]}
    assert typing.save() is None
    assert typing.wrong == ["One group at most. Split this into two rules."]


def test_more_groups_than_the_page_shows_are_never_lost() -> None:
    lines = [{"question": "latex_allergy", "is": "answered"}]
    typing = Typing(when=[{"any": lines} for _ in range(20)])
    assert typing.save() is None
    assert [words for words in typing.wrong if "more groups than the page can show" in words]


def test_groups_stay_where_they_stood() -> None:
    groups = [
        {"any": [{"question": key, "is": "is", "value": "yes"}]}
        for key in ("latex_allergy", "keloid_history")
    ]
    when = [*groups, *Typing().plain["when"]]
    assert Typing(when=when).save(patient_says="Another.")["when"] == when
