"""Two sites of one clinic with the same people, patients and records at each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from clinic.models import Site, User
from clinic.models.user import Role
from consultations.actions.letters import record_letter
from consultations.actions.looks_wrong import note_wrong
from consultations.actions.sending import reopen
from consultations.actions.times import offer_time
from consultations.looks_wrong import rules_of
from consultations.models import (
    Consultation,
    FreeTime,
    ImpactRun,
    Letter,
    LetterReceived,
    LetterRequest,
    LooksWrong,
    Patient,
    Task,
)
from sideeffects.actions.importing import keep_folder
from sideeffects.models import ImportedFolder, Proposal, Trial
from tests.access.passkey import with_passkey
from tests.catalogue import rows_of, starter, starter_json
from tests.clinic.second_factor import with_app
from tests.consultations.letters import arrived, not_printed
from tests.consultations.patch_tests import on_file
from tests.consultations.with_steps import FAMILY
from tests.consultations.world import World, key
from tests.people import person, site

URGENT = {"gate_bleeding": "yes", "anticoagulant": "stopped_without_advice"}


@dataclass
class AtSite:
    """What one site has: a person for each role, a patient, a consultation in each state."""

    world: World
    people: dict[str, User]
    patient: Patient
    said: dict[str, Any]
    consultations: dict[str, Consultation] = field(default_factory=dict)
    letters: dict[str, Letter] = field(default_factory=dict)
    asked: LetterRequest = field(init=False)
    received: LetterReceived = field(init=False)
    task: Task = field(init=False)
    free_time: FreeTime = field(init=False)
    folder: ImportedFolder = field(init=False)
    run: ImpactRun = field(init=False)
    trial: Trial = field(init=False)
    note: LooksWrong = field(init=False)
    proposal: Proposal = field(init=False)


@dataclass(frozen=True)
class TwoSites:
    here: AtSite
    there: AtSite


def two_sites() -> TwoSites:
    here, there = World(), World(site=site("Southside"))
    there.__dict__["edition"] = here.edition
    rows_of(starter())
    return TwoSites(at_site(here), at_site(there))


def at_site(world: World, **said: Any) -> AtSite:
    """`said`: answers that everybody of this site gives besides."""
    people = {role: member(world.site, role) for role in Role.values}
    world.__dict__["desk"] = people[Role.FRONT_DESK]
    world.__dict__["technician"] = people[Role.TECHNICIAN]
    world.__dict__["lead"] = people[Role.CLINIC_LEAD]
    place = AtSite(world, people, world.person, said)
    _undecided(place)
    _decided(place)
    _written_to(place)
    place.task = Task.objects.get(consultation=place.consultations["submitted"])
    place.folder = keep_folder(starter(), left_out=[], by=people[Role.MANAGER], key=key())
    _replayed(place)
    _noted(place)
    on_file(world, place.consultations["declined"])
    place.free_time = offer_time(
        world.lead, room=world.room, starts_at=world.at(40), ends_at=world.at(40, 15), by=world.desk
    )
    return place


def _written_to(place: AtSite) -> None:
    """Two letters of ours, the one answered; a file with each."""
    place.received = arrived(
        place.world, not_printed(place.world, place.consultations["submitted"])
    )
    place.asked = not_printed(place.world, place.consultations["submitted"])


def _replayed(place: AtSite) -> None:
    """An impact run that has kept a case, a silent trial and a proposal: all of all sites."""
    by, now = place.people[Role.MANAGER], timezone.now()
    what = {"canonical": starter_json(), "hash": starter().hash, "started_by": by}
    sent = place.consultations["submitted"]
    changed = {"case": sent.pk, "outcome": "stricter", "before": "clear", "after": "hold"}
    edition = place.world.edition
    place.run = ImpactRun.objects.create(
        **what,
        live=edition,
        wanted=1,
        total=1,
        done=1,
        changed=[changed],
        finished_at=now,
        created_key=key(),
    )
    rule = next(iter(starter().rules))
    place.trial = Trial.objects.create(**what, base=edition, rule=rule)
    frozen = {name: what[name] for name in ("canonical", "hash")}
    why = [{"kind": "x", "part": "rules", "key": rule, "words": "x"}]
    place.proposal = Proposal.objects.create(
        **frozen, base=edition, note="x", why_second=why, proposed_by=by, created_key=key()
    )


def _noted(place: AtSite) -> None:
    summary = place.consultations["submitted"].summary
    assert summary is not None
    (rule, *_) = sorted(rules_of(summary))
    place.note = note_wrong(summary, rule, "Odd.", by=place.world.technician, key=key())


def member(place: Site, role: str, name: str = "") -> User:
    """With an app and a passkey, so that there is something of theirs to open."""
    name = name or f"{role.replace('_', '-')}.{place.name.lower()}"
    made = person(role, name, site=None if role == Role.ADMIN else place)
    with_app(made)
    with_passkey(made)
    return made


def _undecided(place: AtSite) -> None:
    world = place.world
    reopened = world.sent(**place.said)
    reopen(reopened, reason="Forgot one.", by=world.desk)
    place.consultations |= {
        "draft": world.answered(**place.said),
        "reopened": world.fresh(reopened),
        "submitted": world.sent(**{**place.said, **URGENT}),
    }


def _decided(place: AtSite) -> None:
    """Each with a letter on file."""
    terms: dict[str, dict[str, Any]] = {
        "approved": {},
        "approved_with_conditions": {},
        "on_hold": {"hold_until": place.world.day(20)},
        "declined": {"reason_words": "Keloids.", "patient_message": "No."},
    }
    for decision, given in terms.items():
        _decide(place, decision, decision, given)
    _decide(place, "booked", "approved", {})
    place.world.booked(place.consultations["booked"], 30)


def _decide(place: AtSite, name: str, decision: str, terms: dict[str, Any]) -> None:
    world = place.world
    family = {} if name in ("approved", "booked") else FAMILY
    consultation = world.examined(**{**place.said, **family})
    place.letters[name] = record_letter(
        consultation,
        contraindication=next(iter(starter().contraindications)),
        letter_date=world.day(-3),
        author="Dr Ames",
        says="safe",
        by=world.technician,
        key=key(),
    )
    world.decided(consultation, decision, **terms)
    place.consultations[name] = world.fresh(consultation)
