"""What is an organisation's own: the places where it has a line, a session or an expected roster."""

from sqlalchemy import select, union

from karta.store.database import Reading
from karta.store.records import area_of
from karta.store.schema import decisions as d
from karta.store.schema import organisations as o
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
