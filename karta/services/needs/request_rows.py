"""A request as a row: when it is about, its words, and whose it is, checked before anything is stored."""

from datetime import date
from typing import Any

from karta.errors import InputError, NotFoundError
from karta.model import day_bounds, typed_text
from karta.model.calendar import parse_days
from karta.model.walltime import parse_end, parse_time
from karta.privacy import Viewer, belonging_to, require
from karta.services.free_text import about_places
from karta.services.needs.request_rights import organisation
from karta.services.workspace import Workspace
from karta.store.acts import Act
from karta.store.database import Reading


def stored(
    act: Act,
    workspace: Workspace,
    viewer: Viewer,
    kind: str,
    place_id: str | None,
    from_org: str | None,
    values: dict[str, Any],
) -> str:
    """Store a request about a place within an act, in the viewer's name or noted for others, and return its id."""
    reading = Reading(act.connection)
    if place_id is not None and not act.rows("place", "id", [place_id]):
        raise NotFoundError("place_missing")
    asker = viewer.home_id
    if from_org is not None:
        # Only who notes what others have said by telephone speaks for them.
        asker = organisation(reading, from_org)["id"]
        require(viewer, "withdraw_requests", belonging_to(asker))
    about = {
        "kind": kind, "place_id": place_id, "from_organisation_id": asker, "owner_org_id": asker, "sharing": "own",
        "asked_on": workspace.today, "asked_by": viewer.function,
    }  # fmt: skip
    return act.insert("request", [{**about, **values}])[0]


def when_values(start: str, end: str, day: date | None, days: str, until: date | None) -> dict[str, Any]:
    """Return when a request is about, checked: a day, or days that come again until one. Raises InputError."""
    first, last, tokens = start.strip(), end.strip(), typed_text.name(days)
    parse_time(first)
    parse_end(last)
    if day is None and not tokens:
        raise InputError("weekday_missing")
    if tokens:
        parse_days(tokens)
    if first == last:
        raise InputError("shift_without_length")
    return {
        "start": first, "end": last, "date": day_bounds.checked(day), "days": tokens or None,
        "valid_to": day_bounds.checked(until),
    }  # fmt: skip


def about_place(text: str) -> str | None:
    """Return words about a place, None where there are none."""
    return about_places(text) or None
