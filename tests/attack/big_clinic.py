"""A clinic with years behind it: its patients and its trail, and forty people who work there now.

The history is written as rows. What the people open is made by the site's own actions, since a page
of invented rows would be lighter than a real one.
"""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass

import psycopg2

from bench.filling import PEOPLE_EACH, fill
from bench.servers import manage
from dev.postgres import ADMIN_ROLE, DATABASE
from tests.attack.production_site import SIGN_IN, ProductionSite

EVENTS = """
INSERT INTO clinic_event (at, actor_id, site_id, action, subject_type, subject_id, detail,
    request_id)
SELECT now() - make_interval(secs => n * 30), u.id, u.site_id, 'consultation.opened',
    'consultation', 'C-' || upper(lpad(to_hex(n %% %(cases)s), 6, '0')), '{}', ''
FROM generate_series(1, %(events)s) n, clinic_user u WHERE u.username = 'technician'
"""
# Rows that were written with their numbers: the next one gets a later number.
NUMBERS = """
SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}
"""
FILLED = ("patient", "consultation", "summary", "review", "reviewlock")
PEOPLE = """
import json, django, random, sys
django.setup()
from bench.drafts import draft
from bench.patients import samples
from clinic.models import User
from clinic.models.user import Role
from consultations.models import Consultation, Room
from dataclasses import replace
from django.db import transaction
from itertools import cycle, islice
from sideeffects.models import Edition
from tests.consultations.world import World
from tests.people import person
def made():
    staff, forms, sent, approved = map(int, sys.argv[1:5])
    desk = User.objects.select_related("site").get(username="desk")
    world, live = World(site=desk.site), Edition.objects.live()
    found = {"desks": [], "technicians": []}
    for number in range(staff // 2):
        found["desks"].append(person(Role.FRONT_DESK, f"desk-{number}", site=desk.site).username)
        there = person(Role.TECHNICIAN, f"technician-{number}", site=desk.site)
        found["technicians"].append(there.username)
    world.__dict__.update(desk=desk, technician=there)
    world.__dict__.update(edition=Edition.objects.known(live.pk))
    world.__dict__.update(room=Room.objects.create(site=desk.site, name="The busy room"))
    names = {"first_name": "Quirin", "last_name": "Zwerenz", "birth_date": world.day(-15_000)}
    world.__dict__.update(person=world.patient(**names, phone=""))
    draw, patients = random.Random(29), samples(live.catalogue)
    def drafts(count, **answers):
        told = [replace(one, answers={**one.answers, **answers}) for one in patients]
        return [list(draft(desk, one, draw).values()) for one in islice(cycle(told), count)]
    def at_review(reference, version):
        world.send(Consultation.objects.get(reference=reference), unanswered_confirmed=True)
        return reference
    found["forms"] = drafts(forms, keloid_history="no", takes_any_medicines="yes")
    found["sent"] = [at_review(*one) for one in drafts(sent)]
    found["approved"] = [world.approved().reference for _ in range(approved)]
    for days in range(30, 40):
        world.offer(days)
    return found
with transaction.atomic():
    print("made:" + json.dumps(made()))
"""


@dataclass(frozen=True, slots=True)
class Size:
    patients: int
    events: int
    staff: int
    forms: int


@dataclass(frozen=True, slots=True)
class AtWork:
    """Who signed in, by user name, and the references of what they open; a form's version too."""

    desks: list[str]
    technicians: list[str]
    forms: list[tuple[str, int]]
    sent: list[str]
    approved: list[str]


def with_history(site: ProductionSite, size: Size) -> None:
    """Five consultations of each patient, and the events. People come first: it counts on from
    the consultations that there are."""
    numbers = {"cases": size.patients * PEOPLE_EACH, "events": size.events}
    fill(site.database, DATABASE, numbers["cases"])
    with closing(psycopg2.connect(site.database.url(ADMIN_ROLE))) as connection:
        with connection, connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(EVENTS, numbers)
            for name in FILLED:
                cursor.execute(NUMBERS.format(table=f"consultations_{name}"))
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE) clinic_event")


def with_people(site: ProductionSite, size: Size, *, sent: int, approved: int) -> AtWork:
    counts = [str(count) for count in (size.staff, size.forms, sent, approved)]
    return AtWork(**json.loads(_said(site, "made:", PEOPLE, *counts)))


def sign_in(site: ProductionSite) -> None:
    """At the last moment: sessions end after a quarter of an hour without their person."""
    site.sessions.update(json.loads(_said(site, "sessions:", SIGN_IN)))


def _said(site: ProductionSite, mark: str, program: str, *arguments: str) -> str:
    return manage(site.server.site, "-c", program, *arguments).output.rpartition(mark)[2]
