"""The demo clinic itself: its technicians, its rooms, and when treatments can be booked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max

from clinic.demo import PASSWORD, seed_staff
from clinic.models import Site, User
from clinic.models.user import Role
from consultations.actions.times import offer_time
from consultations.days import local_day
from consultations.models import FreeTime, Room

ROOMS = ("Room 1", "Room 2")
BEGINS = timedelta(days=14)
REACHES = timedelta(weeks=8)
MORE_TECHNICIANS = (("technician2", "Marlon Bright"), ("technician3", "Ingrid Solberg"))
MORNING = (time(9), time(13))
AFTERNOON = (time(13, 30), time(17, 30))
EVENING = (time(13, 30), time(19, 30))


@dataclass(frozen=True, slots=True)
class Shift:
    username: str
    room: str
    hours: tuple[time, time]


# Monday to Saturday. Today and tomorrow it is open whatever the day, so that somebody comes.
WEEK = (
    (Shift("technician", "Room 1", MORNING), Shift("technician", "Room 1", AFTERNOON)),
    (Shift("technician", "Room 1", MORNING), Shift("technician2", "Room 2", AFTERNOON)),
    (Shift("technician2", "Room 2", MORNING), Shift("technician2", "Room 2", EVENING)),
    (Shift("technician", "Room 1", EVENING), Shift("technician3", "Room 2", MORNING)),
    (Shift("technician3", "Room 1", MORNING), Shift("technician2", "Room 2", AFTERNOON)),
    (Shift("technician3", "Room 2", MORNING), Shift("technician", "Room 1", MORNING)),
)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Place:
    site: Site
    desk: User
    technicians: tuple[User, ...]


def open_place() -> Place:
    """The site with its people and rooms; what is there already stays."""
    site = seed_staff()
    for username, name in MORE_TECHNICIANS:
        if not User.objects.filter(username=username).exists():
            User.objects.create_user(
                username, PASSWORD, role=Role.TECHNICIAN, display_name=name, site=site
            )
    for name in ROOMS:
        Room.objects.get_or_create(site=site, name=name)
    staff = {user.username: user for user in User.objects.filter(site=site)}
    names = ("technician", "lead", *(username for username, _ in MORE_TECHNICIANS))
    return Place(site, staff["desk"], tuple(staff[name] for name in names))


def offer_times(place: Place, now: datetime) -> int:
    """Times from two weeks ago to eight weeks ahead; those offered before are not offered again."""
    today = local_day(place.site, now)
    offered = FreeTime.objects.filter(room__site=place.site).aggregate(last=Max("starts_at"))[
        "last"
    ]
    day = local_day(place.site, offered) + timedelta(days=1) if offered else today - BEGINS
    rooms = {room.name: room for room in Room.objects.filter(site=place.site)}
    people = {user.username: user for user in place.technicians}
    count = 0
    while day <= today + REACHES:
        for shift in shifts_on(day, today):
            technician = people[shift.username]
            starts_at, ends_at = (_moment(place.site, day, hour) for hour in shift.hours)
            offer_time(
                technician,
                room=rooms[shift.room],
                starts_at=starts_at,
                ends_at=ends_at,
                by=technician,
            )
            count += 1
        day += timedelta(days=1)
    return count


def shifts_on(day: date, today: date) -> tuple[Shift, ...]:
    if day.weekday() > SATURDAY and day > today + timedelta(days=1):
        return ()
    return WEEK[min(day.weekday(), SATURDAY)]


def _moment(site: Site, day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, ZoneInfo(site.timezone))
