"""Stores what is typed by hand, one entry at a time: a place on the map, a line of a roster, an expected roster.

It goes in by the same door as a file, so that it is bound, checked and undone in the same way.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from karta.errors import InputError, NotFoundError
from karta.model import day_bounds, typed_numbers, typed_text
from karta.model.place import AROUND_CHOICES, PRESENCE_KINDS, checked_kind, name_key
from karta.model.recurrence import WEEKDAYS
from karta.model.rows import ROWS
from karta.model.walltime import parse_end, parse_time
from karta.privacy import WORKSPACE, Viewer, allowed, require
from karta.services.importing import acceptance
from karta.services.importing.changeset import Applied
from karta.services.importing.matched_rows import ENTERED
from karta.services.register.merging import add_alias
from karta.services.register.names import to_metres
from karta.services.register.places import resource
from karta.services.workspace import Workspace
from karta.sources.intake import Intake, frame_of
from karta.store.database import Reading


def add_place(
    workspace: Workspace, viewer: Viewer, *, name: str, kind: str, lat: float, lon: float
) -> Applied:
    """Store a place that was put on the map.

    Raises
    ------
    InputError
        Without a name.
    """
    require(viewer, "edit_places", WORKSPACE)
    own_name = typed_text.name(name)
    if not own_name:
        raise InputError("name_missing")
    lat, lon = typed_numbers.position(lat, lon)
    key = f"{ENTERED}:{name_key(own_name)}:{lat:.5f},{lon:.5f}"
    geometry = to_metres([lon], [lat])[0]
    row = {"row": 1, "key": key, "name": own_name, "kind": checked_kind(kind), "geometry": geometry}
    return _store(workspace, viewer, "places", row)


def edit_place(
    workspace: Workspace,
    viewer: Viewer,
    place_id: str,
    *,
    name: str,
    kind: str,
    around_min: int | None,
    version: int,
) -> None:
    """Correct a place: its name, its kind, and the minutes around its trainings that are a time of their own.

    `around_min` None is the method's length, 0 none; `version` is that of the place as it was shown. Files that go on
    using its old name still find it.

    Raises
    ------
    InputError
        Without a name, or with minutes that are none of `model.place.AROUND_CHOICES`.
    ConflictError
        When somebody else changed the place meanwhile.
    NotFoundError
        When the place is not there any more.
    """
    require(viewer, "edit_places", WORKSPACE)
    own_name = typed_text.name(name)
    if not own_name:
        raise InputError("name_missing")
    if around_min is not None and around_min not in AROUND_CHOICES:
        raise InputError("around_min", allowed=", ".join(map(str, AROUND_CHOICES)))
    values = {"name": own_name, "kind": checked_kind(kind), "around_min": around_min}
    with workspace.act(viewer, "edit_place", note=own_name) as act:
        places = act.rows("place", "id", [place_id])
        if not places:
            raise NotFoundError("place_missing")
        require(viewer, "edit_places", resource(Reading(act.connection), places[0]))
        if places[0]["name"]:
            add_alias(act, "place", place_id, own_name, places[0]["name"])
        act.update("place", place_id, version, values)


def add_shift(
    workspace: Workspace,
    viewer: Viewer,
    *,
    org: str,
    place_id: str,
    kind: str,
    weekdays: Sequence[str],
    start: str,
    end: str,
    adults: float | None,
    from_day: date,
) -> Applied:
    """Store a line of a roster that repeats on some weekdays from a day on; `adults` None = number unknown.

    Raises
    ------
    InputError
        Without an organisation or a weekday, or with times that are none.
    """
    require(viewer, "import_files", WORKSPACE)
    own_org, start, end = typed_text.name(org), start.strip(), end.strip()
    byday = ";".join(day for day in WEEKDAYS if day in weekdays)
    if not own_org:
        raise InputError("organisation_missing")
    if not byday:
        raise InputError("weekday_missing")
    if parse_time(start) == parse_end(end):
        raise InputError("shift_without_length")
    if kind not in PRESENCE_KINDS:
        raise InputError("value_not_allowed", value=kind, allowed=", ".join(PRESENCE_KINDS))
    count = float("nan") if adults is None else typed_numbers.number(adults, 0, typed_numbers.MOST_ADULTS)
    key = f"{ENTERED}:{name_key(own_org)}:{place_id}:{byday}:{start}-{end}:{kind}"
    row = {
        "row": 1, "key": key, "org": own_org, "place_key": place_id, "kind": kind, "byday": byday, "start": start,
        "end": end, "valid_from": day_bounds.checked(from_day), "adults": count,
    }  # fmt: skip
    return _store(workspace, viewer, "roster", row)


def expect_source(workspace: Workspace, viewer: Viewer, *, org: str, place_id: str) -> Applied:
    """Store that an organisation's roster for a place is expected and has not come in.

    Raises
    ------
    InputError
        Without an organisation.
    """
    require(viewer, "expect_sources", WORKSPACE)
    own_org = typed_text.name(org)
    if not own_org:
        raise InputError("organisation_missing")
    key = f"{ENTERED}:{name_key(own_org)}:{place_id}"
    row = {"row": 1, "key": key, "org": own_org, "place_key": place_id, "status": "unknown"}
    return _store(workspace, viewer, "sources", row)


def _store(workspace: Workspace, viewer: Viewer, kind: str, row: dict[str, Any]) -> Applied:
    intake = Intake(
        kind=kind, rows=frame_of([row], ROWS[kind]), issues=[], rows_read=1, source=ENTERED,
        notes={"typed": True},
    )  # fmt: skip
    changes = acceptance.preview(workspace, viewer, intake)
    # As where a shift is made: a new organisation is admitted by the word of who may admit, typing it in.
    new = changes.new_organisations if allowed(viewer, "admit_organisations", WORKSPACE) else ()
    return acceptance.apply(workspace, viewer, changes, admit=new)
