"""One rule of the draft in the live edition, with what it needs and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from clinic.errors import NotAllowed
from clinic.models import Event, User
from clinic.models.user import Role
from sideeffects.actions import drafting
from sideeffects.actions.trials import start_trial, stop_trial
from sideeffects.desk.draft import plain_of
from sideeffects.desk.kinds import KINDS
from sideeffects.desk.trial_catalogue import rules_to_try, with_rule
from sideeffects.models import Trial
from sideeffects.risk import Catalogue, parse, problems
from tests.catalogue import starter
from tests.people import person
from tests.sideeffects.risk.changes import add_rule, changed, entry, line, set_field

STOP = {"kind": "absolute", "wait_until": None, "when_anchor_missing": None}
STOPPED = line("oral_retinoid", "is", "stopped")


def catalogue(*changes: Any) -> Catalogue:
    def every(files: dict[str, Any]) -> None:
        for change in changes:
            change(files)

    return parse(changed(every))


def differing_parts(tried: Catalogue) -> set[tuple[str, str]]:
    found = set()
    for part in KINDS:
        live, now = getattr(starter(), part), getattr(tried, part)
        found |= {(part, key) for key in {*live, *now} if live.get(key) != now.get(key)}
    return found


def tried(draft: Catalogue, key: str = "new_rule") -> Catalogue:
    made = with_rule(starter(), draft, key)
    assert problems(made) == ()
    return made


def refusal(draft: Catalogue, key: str = "new_rule") -> str:
    with pytest.raises(NotAllowed) as refused:
        with_rule(starter(), draft, key)
    assert refused.value.next_step
    return refused.value.message


def test_a_new_rule_comes_alone_and_is_listed() -> None:
    draft = catalogue(
        add_rule("keloid_family_yes", when=[STOPPED]),
        set_field("periods", "isotretinoin_wait", value=9),
        set_field("questions", "fainting", text="Other words"),
    )
    made = tried(draft)
    finds = draft.rules["new_rule"].contraindication
    assert differing_parts(made) == {("rules", "new_rule"), ("contraindications", finds)}
    assert made.contraindications[finds].rules[-1] == "new_rule"


def test_a_changed_rule_takes_the_place_of_the_live_one() -> None:
    made = tried(catalogue(set_field("rules", "retinoid_recent", **STOP)), "retinoid_recent")
    assert differing_parts(made) == {("rules", "retinoid_recent")}


def test_a_rule_that_finds_something_else_now_moves_in_the_lists() -> None:
    draft = catalogue(
        set_field("rules", "retinoid_recent", contraindication="hiv"),
        lambda files: entry(files, "contraindications", "isotretinoin_oral")["rules"].remove(
            "retinoid_recent"
        ),
    )
    made = tried(draft, "retinoid_recent")
    finds = draft.rules["retinoid_recent"].contraindication
    listed = [one.key for one in made.contraindications.values() if "retinoid_recent" in one.rules]
    assert listed == [finds]


def test_a_period_of_its_own_comes_along() -> None:
    draft = catalogue(set_field("periods", "isotretinoin_wait", value=9))
    made = tried(draft, "retinoid_recent")
    assert differing_parts(made) == {("periods", "isotretinoin_wait")}


def test_new_entries_that_it_names_come_along() -> None:
    """A period with a source, an action, and a contraindication with a side effect."""

    def more(files: dict[str, Any]) -> None:
        def copy(part: str, file: str, like: str, **fields: Any) -> None:
            files[file][part].append({**entry_of(files, file, part, like), **fields})

        source = next(iter(starter().sources))
        effect = next(iter(starter().side_effects))
        copy("sources", "sources", source, key="new_source", used_by=[])
        copy("periods", "periods", "isotretinoin_wait", key="new_wait", basis=["new_source"])
        copy("side_effects", "side_effects", effect, key="new_effect")
        copy("actions", "actions", "doctor_letter", key="new_letter")
        copy(
            "contraindications",
            "contraindications",
            "isotretinoin_oral",
            key="new_entry",
            name="New",
            rules=["new_rule", "another"],
            questions=["oral_retinoid"],
            raises=[{"side_effect": "new_effect", "why": "so"}],
        )
        files["rules"]["rules"].append(
            {
                **entry_of(files, "rules", "rules", "retinoid_recent"),
                "key": "new_rule",
                "contraindication": "new_entry",
                "wait_until": {"of": "oral_retinoid_last_dose", "plus": {"months": "new_wait"}},
                "actions": [{"action": "new_letter"}],
                "reads_as": "Wait {new_wait}.",
            }
        )

    made = tried(catalogue(more))
    assert differing_parts(made) == {
        ("sources", "new_source"),
        ("periods", "new_wait"),
        ("side_effects", "new_effect"),
        ("actions", "new_letter"),
        ("contraindications", "new_entry"),
        ("rules", "new_rule"),
    }
    assert made.contraindications["new_entry"].rules == ("new_rule",)


def entry_of(files: dict[str, Any], file: str, part: str, key: str) -> dict[str, Any]:
    return next(row for row in files[file][part] if row["key"] == key)


def test_a_period_that_others_use_is_refused() -> None:
    shared = next(
        key
        for key in starter().periods
        if sum(
            rule.wait_until is not None and rule.wait_until.period == key
            for rule in starter().rules.values()
        )
        > 1
    )
    rule = next(
        rule.key
        for rule in starter().rules.values()
        if rule.wait_until is not None and rule.wait_until.period == shared
    )
    draft = catalogue(set_field("periods", shared, value=99))
    assert refusal(draft, rule).startswith("The draft changes “")


def test_a_question_that_is_not_asked_yet_is_refused() -> None:
    def more(files: dict[str, Any]) -> None:
        files["questions"]["questions"].append(
            {
                **entry_of(files, "questions", "questions", "fainting"),
                "key": "new_question",
                "text": "New?",
            }
        )

    draft = catalogue(more, add_rule("keloid_family_yes", when=[line("new_question", "answered")]))
    assert refusal(draft) == "The rule reads “New?”, which the live edition does not ask."
    lost = catalogue(add_rule("keloid_family_yes", when=[line("nowhere", "answered")]))
    assert refusal(lost) == "The rule reads “nowhere”, which the live edition does not ask."


def test_what_is_nowhere_or_cannot_hold_is_refused() -> None:
    nowhere = catalogue(
        add_rule("keloid_family_yes", when=[STOPPED], actions=[{"action": "nothing"}])
    )
    assert refusal(nowhere) == "The rule needs “nothing”, which is not in the draft."
    never = catalogue(
        add_rule("keloid_family_yes", when=[line("oral_retinoid", "is", "no_option")])
    )
    assert refusal(never).startswith("By itself in the live edition this rule has a problem: ")


def test_what_finds_the_same_is_refused() -> None:
    words = catalogue(set_field("rules", "retinoid_recent", reads_as="Other words."))
    assert "nothing to count" in refusal(words, "retinoid_recent")
    assert "no such rule" in refusal(starter(), "new_rule")


def test_only_rules_that_find_something_else_are_offered() -> None:
    draft = catalogue(
        add_rule("keloid_family_yes", when=[STOPPED], reads_as="New, {isotretinoin_wait}."),
        set_field("periods", "isotretinoin_wait", value=9),
        set_field("rules", "hiv_well", reads_as="Other words."),
    )
    assert [key for key, _ in rules_to_try(starter(), draft)] == ["retinoid_recent", "new_rule"]
    assert dict(rules_to_try(starter(), draft))["new_rule"] == "New, 9 months."
    assert rules_to_try(starter(), starter()) == []


# ── Begun and ended ────────────────────────────────────────────────────────────

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_rows")]


@pytest.fixture
def marek(db: None) -> User:
    return person(Role.MANAGER, display_name="Marek")


@pytest.fixture
def drafted(marek: User) -> str:
    """A rule that the draft made stricter."""
    plain = plain_of(starter(), "rules", "retinoid_recent")
    assert plain is not None
    row = KINDS["rules"].model.objects.get(key="retinoid_recent")
    drafting.save_entry("rules", plain | STOP, seen=row.fingerprint, by=marek)
    return "retinoid_recent"


def test_a_trial_keeps_its_catalogue_and_ends_by_itself(marek: User, drafted: str) -> None:
    trial = start_trial(drafted, by=marek)
    assert (trial.base.number, trial.days, str(trial)) == (1, 14, drafted)
    assert trial.ends_at == trial.started_at + timedelta(days=14)
    assert trial.tried.kind == "absolute"
    event = Event.objects.latest("pk")
    assert (event.action, event.detail) == ("trial.started", {"rule": drafted})


def test_a_rule_is_on_trial_once_at_a_time(marek: User, drafted: str) -> None:
    now = timezone.now()
    start_trial(drafted, by=marek, days=3, now=now)
    with pytest.raises(NotAllowed, match="on trial already"):
        start_trial(drafted, by=marek, now=now + timedelta(days=2))
    start_trial(drafted, by=marek, now=now + timedelta(days=4))
    assert Trial.objects.count() == 2


@pytest.mark.parametrize("days", [0, 91])
def test_a_trial_has_a_sensible_length(marek: User, drafted: str, days: int) -> None:
    with pytest.raises(NotAllowed, match="1 to 90 days"):
        start_trial(drafted, by=marek, days=days)


def test_a_trial_is_ended_once(marek: User, drafted: str) -> None:
    trial = start_trial(drafted, by=marek)
    stopped = stop_trial(trial, by=marek)
    assert (stopped.stopped_by, stopped.ends_at) == (marek, stopped.stopped_at)
    assert Event.objects.latest("pk").action == "trial.stopped"
    with pytest.raises(NotAllowed, match="ended already"):
        stop_trial(trial, by=marek)
    start_trial(drafted, by=marek)
