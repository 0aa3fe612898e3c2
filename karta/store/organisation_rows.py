"""What is an organisation's own: the places where it has a line, a session or an expected roster."""

from sqlalchemy import func, select, union

from karta.model.small_counts import holds_back
from karta.store.database import Reading
from karta.store.records import area_of
from karta.store.schema import decisions as d
from karta.store.schema import organisations as o
from karta.store.schema import people as t
from karta.store.schema import shifts as s


def place_ids(reading: Reading, org_id: str) -> set[str]:
    """Return the ids of the places of an organisation."""
    party, shift, stop, activity = s.shift_party.c, s.shift.c, s.shift_stop.c, s.activity.c
    source = d.expected_source.c
    own = party.organisation_id == org_id, party.superseded_at.is_(None), shift.superseded_at.is_(None)
    query = union(
        select(shift.place_id).join_from(s.shift, s.shift_party, party.shift_id == shift.id).where(*own),
        select(stop.place_id)
        .join_from(s.shift_stop, s.shift, shift.id == stop.shift_id)
        .join(s.shift_party, party.shift_id == shift.id)
        .where(*own, stop.superseded_at.is_(None)),
        select(activity.place_id).where(activity.organisation_id == org_id, activity.superseded_at.is_(None)),
        select(source.place_id).where(source.organisation_id == org_id, source.superseded_at.is_(None)),
    )
    return {str(place) for place in reading.connection.execute(query).scalars() if place is not None}


def area_ids(reading: Reading, org_id: str) -> frozenset[str]:
    """Return the ids of the areas in which an organisation has places."""
    places = reading.frame("place", sorted(place_ids(reading, org_id)), columns=("id", "area_id", "geometry"))
    return frozenset(area for area in area_of(reading, places) if area is not None)


def acted_for(reading: Reading) -> frozenset[str]:
    """Return the ids of the organisations that have asked the coordinator to act for them."""
    c = o.organisation.c
    query = select(c.id).where(c.acted_for_on.is_not(None), c.superseded_at.is_(None))
    return frozenset(reading.connection.execute(query).scalars())


def small_ids(reading: Reading) -> frozenset[str]:
    """Return the ids of the associations of which fewer persons are known than may be named (`small_counts`).

    Known are those whom it keeps in Karta and, without their names, those of its largest line: an association that
    keeps nobody here may be two people. A municipality, the police or a company is never so few.
    """
    org, person, party = o.organisation.c, t.person.c, s.shift_party.c
    kept = select(person.organisation_id, func.count()).group_by(person.organisation_id)
    together = (
        select(party.organisation_id, func.max(party.adults))
        .where(party.superseded_at.is_(None))
        .group_by(party.organisation_id)
    )
    persons: dict[str, float] = {}
    for org_id, count in [*reading.connection.execute(kept), *reading.connection.execute(together)]:
        persons[org_id] = max(persons.get(org_id, 0.0), count or 0.0)
    associations = select(org.id).where(org.sector == "civil_society", org.superseded_at.is_(None))
    return frozenset(
        org_id
        for org_id in reading.connection.execute(associations).scalars()
        if holds_back(persons.get(org_id, 0.0), "persons")
    )
