"""The viewers: who is looking, made here and nowhere else, so that sign-in changes this file alone."""

from dataclasses import replace
from functools import lru_cache

from karta.i18n import text
from karta.model.member import Member
from karta.privacy import WORKSPACE, Role, Viewer, require
from karta.store import organisation_rows
from karta.store.database import Reading, Store

# Roles that are held to the areas of their organisation's places where none has been assigned to them.
_LOCAL_ROLES = ("organiser", "org_admin", "school_host")


def local() -> Viewer:
    """Return whoever opens the app or runs a command on this machine, as long as nobody signs in: may do everything."""
    return Viewer(function=text("ui.local_function"), role="local")


def of_member(store: Store, reading: Reading, member: Member) -> Viewer:
    """Return the viewer that a sign-in makes of its member.

    A coordinator owns what is of the organisations that have asked to be acted for, too. Where no areas are assigned,
    an association's people see those of its places, all others the whole municipality.
    """
    role: Role = member.role  # type: ignore[assignment]
    own = {member.organisation_id} if member.organisation_id else set()
    if role == "coordinator":
        own |= organisation_rows.acted_for(reading)
    areas: frozenset[str] | None = member.area_ids or None
    if areas is None and role in _LOCAL_ROLES and member.organisation_id:
        areas = _own_areas(store, member.organisation_id, reading.revision())
    return Viewer(
        member.function,
        role,
        frozenset(own),
        areas,
        member.organisation_id,
        member.organisation or "",
        member.id,
        _small_ids(store, reading.revision()),
    )


# Both are asked at every rerun of every page, and are as they were until something is stored: ten milliseconds each in
# a small town.
@lru_cache(maxsize=64)
def _small_ids(store: Store, _revision: int) -> frozenset[str]:
    with store.reading() as reading:
        return organisation_rows.small_ids(reading)


@lru_cache(maxsize=256)
def _own_areas(store: Store, org_id: str, _revision: int) -> frozenset[str]:
    with store.reading() as reading:
        return organisation_rows.area_ids(reading, org_id)


def anonymous(organisation_id: str) -> Viewer:
    """Return whoever looks at an organisation's open page; what they ask is noted as that organisation's own."""
    return Viewer(text("access.visitor"), "anonymous", home_id=organisation_id)


def visitor() -> Viewer:
    """Return whoever looks at the open side: everybody, in nobody's name and of no organisation."""
    return Viewer(text("access.visitor"), "anonymous")


def through_eyes(store: Store, reading: Reading, member: Member, viewer: Viewer) -> Viewer:
    """Return the viewer with which somebody looks at Karta as a member sees it, in nobody's name."""
    require(viewer, "see_policy", WORKSPACE)
    return replace(of_member(store, reading, member), member_id=None, behind=viewer.behind or viewer)


def for_volunteer(function: str, organisation_id: str, organisation: str) -> Viewer:
    """Return the viewer of a volunteer's own sheet: what their organisation shows them, in the name of the function."""
    return Viewer(function, "volunteer", frozenset({organisation_id}), None, organisation_id, organisation)


def for_month_link(organisation_id: str, organisation: str, area_ids: frozenset[str] = frozenset()) -> Viewer:
    """Return the viewer that a month's link makes of its holder: an organiser of that organisation, without a name.

    `area_ids` are those in which the organisation has places.
    """
    function = text("months.function", organisation=organisation)
    return Viewer(
        function, "organiser", frozenset({organisation_id}), area_ids, organisation_id, organisation
    )


def for_visit_link(organisation_ids: frozenset[str], place: str) -> Viewer:
    """Return the viewer that a venue's link makes of its holder: who speaks for that venue, without a name."""
    return Viewer(
        text("visits.link_function", place=place), "organiser", organisation_ids, frozenset(),
        next(iter(sorted(organisation_ids)), None),
    )  # fmt: skip


def for_officer_feed(organisation_id: str | None, function: str) -> Viewer:
    """Return the viewer that an officer's calendar makes of its holder: that function of the police, and no member."""
    own = frozenset() if organisation_id is None else frozenset({organisation_id})
    return Viewer(function, "police", own, None, organisation_id)


def of_statistics() -> Viewer:
    """Return the viewer as whom sums of areas are counted, whoever asks: what authorities may know."""
    return Viewer(function=text("ui.statistics_function"), role="municipality")


def of_partners() -> Viewer:
    """Return the viewer as whom sums of areas are counted for partners: what they may know, and nobody's own."""
    return Viewer(function=text("ui.statistics_function"), role="organiser")


def of_feeds() -> Viewer:
    """Return the viewer that stores what comes by itself: whosever it is, what a person must decide is left to one."""
    return Viewer(function=text("ui.feeds_function"), role="local")


def of_visit_times() -> Viewer:
    """Return the viewer as whom free times of a visit are looked up; a venue is told the times and nothing else."""
    return Viewer(function=text("ui.visits_function"), role="local")


def of_retention() -> Viewer:
    """Return the viewer in whose name goes what is past its time: nobody reads anything."""
    return Viewer(function=text("ui.retention_function"), role="sysadmin")
