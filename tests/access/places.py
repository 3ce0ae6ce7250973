"""A real record behind everything that varies in an address.

Who adds an address with something new in it says here how such a record is made. Until then
`test_somebody_said_how_to_fill_every_address` fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.contenttypes.models import ContentType

from clinic.addresses import Address
from clinic.models import User
from clinic.models.user import Role
from consultations.impact_page import link_of
from consultations.views.desk import TO_DO
from tests.access.letter_places import MAKERS  # with the catalogue's own
from tests.access.makers import NOBODY, Make, Places
from tests.access.makers import made_for as _for
from tests.access.two_sites import AtSite, TwoSites
from tests.catalogue import starter


def stem(route: str) -> str:
    """The route up to the last value in it."""
    return re.sub(r"(?<=>)[^<>]*$", "", route)


def fill(address: Address, sites: TwoSites, user: User) -> Places:
    """The whole addresses, for this person."""
    if not address.values:
        return Places(own=(f"/{address.route}",))
    if address.route.startswith("admin/"):
        return Places(own=(_admin(address.route),))
    begins = stem(address.route)
    ends = address.route.removeprefix(begins)
    found = MAKERS[begins](sites, user)
    return Places(
        *(
            tuple(f"/{part}{ends}" for part in parts)
            for parts in (found.own, found.others, found.missing)
        )
    )


def nobody_said_how(addresses: Iterable[Address]) -> list[str]:
    return [
        address.route
        for address in addresses
        if address.values
        and not address.route.startswith("admin/")
        and stem(address.route) not in MAKERS
    ]


def _consultations(begin: str) -> Make:
    def make(sites: TwoSites, _user: User) -> Places:
        return Places(
            own=tuple(f"{begin}/{each.reference}" for each in sites.here.consultations.values()),
            others=tuple(
                f"{begin}/{each.reference}" for each in sites.there.consultations.values()
            ),
            missing=(f"{begin}/C-ZZZZZZ", f"{begin}/none"),
        )

    return make


for _begin in ("c", "review", "book"):
    _for(f"{_begin}/<str:ref>")(_consultations(_begin))


@_for("patients/<str:ref>")
def _patient(sites: TwoSites, _user: User) -> Places:
    return Places(
        own=(f"patients/{sites.here.patient.reference}",),
        others=(f"patients/{sites.there.patient.reference}",),
        missing=("patients/P-ZZZZZZ", "patients/none"),
    )


@_for("catalogue/desk/<part:part>")
def _part(_sites: TwoSites, _user: User) -> Places:
    return Places(own=("catalogue/desk/rules", "catalogue/desk/samples"))


@_for("catalogue/desk/<part:part>/<str:key>")
def _entry(_sites: TwoSites, _user: User) -> Places:
    rule, sample = next(iter(starter().rules)), quote(next(iter(starter().samples)))
    return Places(
        own=(f"catalogue/desk/rules/{rule}", f"catalogue/desk/samples/{sample}"),
        missing=("catalogue/desk/rules/no_such_rule",),
    )


@_for("catalogue/desk/try/rule/<str:key>")
def _traced_rule(_sites: TwoSites, _user: User) -> Places:
    begin = "catalogue/desk/try/rule"
    return Places(own=(f"{begin}/{next(iter(starter().rules))}",), missing=(f"{begin}/none",))


@_for("catalogue/desk/sources/<str:key>")
def _source(_sites: TwoSites, _user: User) -> Places:
    begin = "catalogue/desk/sources"
    return Places(own=(f"{begin}/{next(iter(starter().sources))}",), missing=(f"{begin}/none",))


@_for("catalogue/desk/questions/<str:key>")
def _question(_sites: TwoSites, _user: User) -> Places:
    first = next(iter(starter().questions))
    return Places(
        own=(f"catalogue/desk/questions/{first}",),
        missing=("catalogue/desk/questions/no_such_question",),
    )


@_for("records/<str:ref>")
def _record(sites: TwoSites, _user: User) -> Places:
    return Places(
        own=(f"records/{sites.here.patient.reference}",),
        others=(f"records/{sites.there.patient.reference}",),
        missing=("records/P-ZZZZZZ",),
    )


@_for("records/staff/<int:pk>")
def _staff(sites: TwoSites, _user: User) -> Places:
    mine = {place: person.pk for place, person in sites.here.people.items() if person.site_id}
    theirs = {place: person.pk for place, person in sites.there.people.items() if person.site_id}
    return Places(
        own=tuple(f"records/staff/{pk}" for pk in mine.values()),
        others=tuple(f"records/staff/{pk}" for pk in theirs.values()),
        missing=(f"records/staff/{NOBODY}",),
    )


@_for("staff/<int:pk>")
def _person(sites: TwoSites, _user: User) -> Places:
    """A system administrator manages the people of all sites."""
    both = (sites.here.people[Role.AUDITOR], sites.there.people[Role.AUDITOR])
    return Places(own=tuple(f"staff/{person.pk}" for person in both), missing=(f"staff/{NOBODY}",))


@_for("invitation/<str:token>")
def _invitation(_sites: TwoSites, _user: User) -> Places:
    """The same answer for each token: which are good is told later, without an address."""
    return Places(own=("invitation/rightOrWrong",))


@_for("review/task/<int:pk>")
def _task(sites: TwoSites, _user: User) -> Places:
    return Places(
        own=(f"review/task/{sites.here.task.pk}",),
        others=(f"review/task/{sites.there.task.pk}",),
        missing=(f"review/task/{NOBODY}",),
    )


@_for("review/<str:ref>/letter/<int:pk>")
def _letter(sites: TwoSites, _user: User) -> Places:
    """A letter is asked for under its own consultation, or it is not there."""
    here, there = _letter_pairs(sites.here), _letter_pairs(sites.there)
    approved = sites.here.consultations["approved"].reference
    return Places(
        own=tuple(f"review/{ref}/letter/{pk}" for ref, pk in here),
        others=(
            *(f"review/{ref}/letter/{pk}" for ref, pk in there),
            *(f"review/{approved}/letter/{pk}" for _, pk in there),
            *(f"review/{ref}/letter/{pk}" for ref, _ in there for _, pk in here[:1]),
        ),
        missing=(f"review/{approved}/letter/{NOBODY}", f"review/{approved}/letter/{here[1][1]}"),
    )


def _letter_pairs(place: AtSite) -> list[tuple[str, int]]:
    return [
        (place.consultations[name].reference, letter.pk) for name, letter in place.letters.items()
    ]


@_for("free-time/<int:pk>")
def _free_time(sites: TwoSites, _user: User) -> Places:
    return Places(
        own=(f"free-time/{sites.here.free_time.pk}",),
        others=(f"free-time/{sites.there.free_time.pk}",),
        missing=(f"free-time/{NOBODY}",),
    )


@_for("day/<str:day>")
def _day(sites: TwoSites, _user: User) -> Places:
    """Every site has every day; whose patients stand in it is tests/access/test_two_alike.py's."""
    day = sites.here.world.day(30).isoformat()
    return Places(own=(f"day/{day}",), missing=("day/2026-13-45", "day/1066-10-14", "day/none"))


@_for("desk/<slug:kind>")
def _desk_list(_sites: TwoSites, _user: User) -> Places:
    return Places(own=tuple(f"desk/{part.kind}" for part in TO_DO), missing=("desk/none",))


@_for("second-factor/passkey/<int:pk>")
def _passkey(sites: TwoSites, user: User) -> Places:
    """One's own alone: a colleague's is as good as missing, too."""
    keys = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN)
    begin = "second-factor/passkey"
    return Places(
        own=tuple(f"{begin}/{each.pk}" for each in keys.filter(user=user)),
        others=tuple(f"{begin}/{each.pk}" for each in keys.exclude(user=user)),
        missing=(f"{begin}/{NOBODY}",),
    )


def _entries(begin: str, kind: str) -> Make:
    def make(_sites: TwoSites, _user: User) -> Places:
        first = next(iter(getattr(starter(), kind)))
        return Places(own=(f"{begin}/{first}",), missing=(f"{begin}/none",))

    return make


for _kind in ("side_effects", "contraindications", "sources"):
    _begin = f"catalogue/{_kind.replace('_', '-')}"
    _for(f"{_begin}/<str:key>")(_entries(_begin, _kind))


def _editions(begin: str) -> Make:
    def make(sites: TwoSites, _user: User) -> Places:
        number = sites.here.world.edition.number
        return Places(own=(f"{begin}/{number}",), missing=(f"{begin}/{NOBODY}",))

    return make


for _begin in ("catalogue/editions", "catalogue/desk/export"):
    _for(f"{_begin}/<int:number>")(_editions(_begin))


@_for("catalogue/desk/import/<int:pk>")
def _folder(sites: TwoSites, _user: User) -> Places:
    """The catalogue is that of all sites, and so is a folder for it."""
    begin = "catalogue/desk/import"
    folder = sites.here.folder
    return Places(own=(f"{begin}/{folder.pk}",), missing=(f"{begin}/{NOBODY}",))


def _past_cases(begin: str) -> Make:
    """Without a name it is nobody's: those of all sites are one's own."""

    def make(sites: TwoSites, _user: User) -> Places:
        link = link_of(sites.here.consultations["submitted"].pk)
        return Places(own=(f"{begin}/{link}",), missing=(f"{begin}/none",))

    return make


for _begin in ("catalogue/desk/impact/case", "catalogue/desk/try/past"):
    _for(f"{_begin}/<str:link>")(_past_cases(_begin))


@_for("catalogue/desk/impact/runs/<int:pk>")
def _impact_run(sites: TwoSites, _user: User) -> Places:
    begin = "catalogue/desk/impact/runs"
    return Places(own=(f"{begin}/{sites.here.run.pk}",), missing=(f"{begin}/{NOBODY}",))


@_for("catalogue/desk/impact/runs/<int:pk>/case/<int:place>")
def _case_of_a_run(sites: TwoSites, _user: User) -> Places:
    begin = f"catalogue/desk/impact/runs/{sites.here.run.pk}/case"
    return Places(own=(f"{begin}/0",), missing=(f"{begin}/1",))


@_for("catalogue/desk/trials/<int:pk>")
def _trial(sites: TwoSites, _user: User) -> Places:
    begin = "catalogue/desk/trials"
    return Places(own=(f"{begin}/{sites.here.trial.pk}",), missing=(f"{begin}/{NOBODY}",))


# ── Django's admin: all sites belong to its one role ───────────────────────────


def _admin(route: str) -> str:
    if "(?P<app_label>" in route:
        return "/admin/clinic/"
    if "(?P<url>" in route:
        return "/admin/none/"
    if "content_type_id" in route:
        kind = ContentType.objects.get_for_model(User)
        return f"/admin/r/{kind.pk}/{User.objects.values_list('pk', flat=True)[0]}/"
    _, app, model = route.split("/")[:3]
    first = apps.get_model(app, model)._default_manager.values_list("pk", flat=True).first()
    return "/" + re.sub(r"<[^>]*>", str(first or 1), route)
