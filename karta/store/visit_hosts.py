"""Whose a venue is when it comes to visits: the organisation that owns the place, else those with activities there.

Who merely walks past, or has a roster there, speaks for no venue.
"""

from collections import defaultdict

from sqlalchemy import select

from karta.store.database import Reading
from karta.store.schema import places as p
from karta.store.schema import shifts as s


def hosts(reading: Reading) -> dict[str, frozenset[str]]:
    """Return the ids of the organisations that speak for each place that has any, by place."""
    place, activity = p.place.c, s.activity.c
    owned = select(place.id, place.owner_org_id).where(
        place.owner_org_id.is_not(None), place.superseded_at.is_(None)
    )
    led = select(activity.place_id, activity.organisation_id).where(
        activity.place_id.is_not(None),
        activity.organisation_id.is_not(None),
        activity.superseded_at.is_(None),
    )
    found: dict[str, set[str]] = defaultdict(set)
    for place_id, org_id in reading.connection.execute(led).all():
        found[place_id].add(org_id)
    for place_id, org_id in reading.connection.execute(owned).all():
        found[place_id] = {org_id}
    return {place_id: frozenset(orgs) for place_id, orgs in found.items()}
