"""Changing the draft entry by entry: nothing is half saved, nothing is lost, all can be undone."""

from __future__ import annotations

from decimal import Decimal

import pytest

from clinic.errors import NotAllowed
from clinic.models import Event, User
from clinic.models.user import Role
from sideeffects.actions import drafting
from sideeffects.desk.history import changes_of, last_change
from sideeffects.desk.keys import free_key
from sideeffects.desk.overview import changes_of_draft, lines_of
from sideeffects.editions import catalogue_of_rows
from sideeffects.models import Edition, Entry, Period, Question, Rule, SamplePatient, Section
from sideeffects.risk import CatalogueError
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_rows")]

WAIT = "isotretinoin_wait"


@pytest.fixture
def marek(db: None) -> User:
    return person(Role.MANAGER)


def wait() -> Period:
    return Period.objects.get(key=WAIT)


def longer(by: User, months: int = 9) -> Period:
    row = wait()
    drafting.save_entry("periods", row.plain() | {"value": months}, seen=row.fingerprint, by=by)
    return wait()


def changed() -> list[tuple[str, str, str]]:
    return [(one.part, one.key, one.change) for one in changes_of_draft(catalogue_of_rows())]


def test_a_change_is_in_the_draft_and_not_in_the_live_edition(marek: User) -> None:
    assert changed() == []
    row = longer(marek)
    assert row.value == Decimal(9)
    assert (row.changed_by, changed()) == (marek, [("periods", WAIT, "changed")])
    assert Edition.objects.live().catalogue.periods[WAIT].value == 6
    event = Event.objects.filter(action="catalogue.row_changed").latest("pk")
    assert event.detail == {"fields": ["value"]}


def test_saving_the_same_changes_nothing(marek: User) -> None:
    row, known = wait(), Event.objects.count()
    drafting.save_entry("periods", row.plain(), seen=row.fingerprint, by=marek)
    assert (changed(), Event.objects.count()) == ([], known)


def test_what_the_parser_refuses_is_not_saved_at_all(marek: User) -> None:
    row = wait()
    with pytest.raises(CatalogueError, match="'value' must be a number"):
        drafting.save_entry(
            "periods", row.plain() | {"value": "soon", "label": "X"}, seen=row.fingerprint, by=marek
        )
    assert changed() == []


def test_what_a_column_cannot_hold_is_refused_by_name(marek: User) -> None:
    plain = wait().plain() | {"value": 10**14}
    with pytest.raises(CatalogueError, match="'value'"):
        drafting.save_entry("periods", plain, seen=wait().fingerprint, by=marek)


def test_who_saves_over_a_newer_change_is_told_and_nothing_is_lost(marek: User) -> None:
    seen = wait().fingerprint
    longer(marek)
    other = person(Role.MANAGER, "rosa")
    with pytest.raises(drafting.ChangedMeanwhile, match="Some manager changed this") as refusal:
        drafting.save_entry("periods", wait().plain() | {"value": 7}, seen=seen, by=other)
    assert refusal.value.row.plain()["value"] == 9
    Period.objects.filter(key=WAIT).update(changed_by=None)
    with pytest.raises(drafting.ChangedMeanwhile, match="Somebody changed this"):
        drafting.save_entry("periods", wait().plain(), seen=seen, by=other)


def test_an_entry_that_is_not_there_cannot_be_saved(marek: User) -> None:
    with pytest.raises(NotAllowed, match="no waiting period or limit of that name"):
        drafting.save_entry("periods", wait().plain() | {"key": "gone"}, seen="", by=marek)


def test_a_new_entry_comes_at_the_end_or_right_after_another(marek: User) -> None:
    drafting.add_entry("sections", {"key": "last", "title": "Last"}, by=marek)
    first = Section.objects.current()[0]
    drafting.add_entry("sections", {"key": "next", "title": "Next"}, by=marek, after=first.key)
    keys = [row.key for row in Section.objects.current()]
    assert (keys[0], keys[1], keys[-1]) == (first.key, "next", "last")
    assert {one for one in changed() if one[2] != "moved"} == {
        ("sections", "next", "added"),
        ("sections", "last", "added"),
    }


def test_a_key_that_is_taken_is_refused(marek: User) -> None:
    with pytest.raises(CatalogueError, match="is taken already"):
        drafting.add_entry("sections", {"key": "health", "title": "Again"}, by=marek)


def test_what_is_used_cannot_be_retired_and_says_by_how_many(marek: User) -> None:
    with pytest.raises(NotAllowed, match=r"names? it"):
        drafting.retire_entry("periods", WAIT, by=marek)
    assert not wait().retired


def test_retiring_and_bringing_back(marek: User) -> None:
    drafting.add_entry("sections", {"key": "spare", "title": "Spare"}, by=marek)
    assert drafting.retire_entry("sections", "spare", by=marek).retired
    assert drafting.retire_entry("sections", "spare", by=marek).retired
    assert "spare" not in catalogue_of_rows().sections
    assert not drafting.bring_back("sections", "spare", by=marek).retired
    assert not drafting.bring_back("sections", "spare", by=marek).retired
    assert "spare" in catalogue_of_rows().sections


def test_a_dropped_draft_entry_is_not_listed_and_a_published_one_is(marek: User) -> None:
    drafting.add_entry("sections", {"key": "spare", "title": "Spare"}, by=marek)
    drafting.retire_entry("sections", "spare", by=marek)
    sample = SamplePatient.objects.current()[0]
    drafting.retire_entry("samples", sample.key, by=marek)
    draft = catalogue_of_rows()
    assert "spare" not in [line.key for line in lines_of("sections", draft, [])]
    states = {line.key: line.state_words for line in lines_of("samples", draft, [])}
    assert states[sample.key] == "Retired"


def test_put_back_undoes_all_that_the_draft_changed_about_an_entry(marek: User) -> None:
    longer(marek)
    longer(marek, 12)
    drafting.put_back("periods", WAIT, by=marek)
    assert changed() == []
    drafting.add_entry("sections", {"key": "spare", "title": "Spare"}, by=marek)
    assert drafting.put_back("sections", "spare", by=marek).retired
    assert changed() == []


def test_undo_takes_the_last_change_back_and_done_twice_it_is_there_again(marek: User) -> None:
    row = longer(marek)
    last = last_change(row)
    assert last is not None and last.names == ("value",)
    drafting.undo_last("periods", WAIT, last.pk, by=marek)
    assert wait().value == 6
    again = last_change(wait())
    assert again is not None
    drafting.undo_last("periods", WAIT, again.pk, by=marek)
    assert wait().value == 9
    with pytest.raises(NotAllowed, match="changed once more"):
        drafting.undo_last("periods", WAIT, last.pk, by=marek)


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Rule, {"reads_as": "Other.", "when": [{"question": "keloid_scar", "is": "answered"}]}),
        (Rule, {"contraindication_id": "alopecia_areata", "open_ended": True}),
        (Question, {"options": [], "text": "What?", "ask_when": []}),
        (Period, {"basis": ["x"], "value": Decimal("7.5")}),
    ],
)
def test_every_kind_of_column_comes_back(
    marek: User, model: type[Entry], values: dict[str, object]
) -> None:
    row = model.objects.current()[0]
    before = row.plain()
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    last = last_change(row)
    assert last is not None
    drafting.undo_last(model.PART, row.key, last.pk, by=marek)
    assert model.objects.get(pk=row.pk).plain() == before


def test_a_row_that_was_only_added_has_nothing_to_undo(marek: User) -> None:
    row = drafting.add_entry("sections", {"key": "spare", "title": "Spare"}, by=marek)
    assert last_change(row) is None
    assert [(change.added, change.who) for change in changes_of(row)] == [(True, "")]


def test_the_whole_draft_can_be_discarded(marek: User) -> None:
    longer(marek)
    drafting.add_entry("sections", {"key": "spare", "title": "Spare"}, by=marek)
    drafting.discard_draft(by=marek)
    assert changed() == []
    assert Event.objects.filter(action="catalogue.draft_discarded", actor=marek).count() == 1


def test_keys_are_made_from_names_and_never_twice() -> None:
    assert free_key(Section, "Über the Moon!") == "uber_the_moon"
    assert free_key(Section, "On the day") == "on_the_day_2"
    assert free_key(Section, "???") == "entry"
    assert free_key(Section, "new") == "new_2"
    assert free_key(SamplePatient, "Keloid on shoulder") == "Keloid on shoulder 2"
