"""What is typed by hand, one entry at a time: a place put on the map, a line of a roster, whom to expect one from.

It goes in by the same door as a file, so that it is bound, checked and undone in the same way.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from karta.errors import InputError, NotFoundError
from karta.model.place import name_key
from karta.model.recurrence import WEEKDAYS
from karta.model.rows import ROWS
from karta.model.walltime import parse_end, parse_time
from karta.privacy import Viewer, require
from karta.services import register
from karta.services.binding import to_metres
from karta.services.changes import Applied
from karta.services.merging import add_alias
from karta.services.workspace import Workspace
from karta.sources.intake import Intake, frame_of


def add_place(
    workspace: Workspace, viewer: Viewer, *, name: str, kind: str, lat: float, lon: float
) -> Applied:
    """Store a place that was put on the map.

    Raises
    ------
    InputError
        Without a name.
    """
    require(viewer, "edit_register")
    if not name.strip():
        raise InputError("name_missing")
    key = f"{register.ENTERED}:{name_key(name)}:{lat:.5f},{lon:.5f}"
    row = {"row": 1, "key": key, "name": name.strip(), "kind": kind, "geometry": to_metres([lon], [lat])[0]}
    return _store(workspace, viewer, "places", row)


def edit_place(
    workspace: Workspace, viewer: Viewer, place_id: str, *, name: str, kind: str, version: int | None = None
) -> None:
    """Correct the name and the kind of a place; `version` is that of the place as it was shown.

    Files that go on using its old name still find it.

    Raises
    ------
    InputError
        Without a name.
    ConflictError
        When somebody else changed the place meanwhile.
    NotFoundError
        When the place is not there any more.
    """
    require(viewer, "edit_register")
    if not name.strip():
        raise InputError("name_missing")
    with workspace.store.act(viewer.function, "edit_place", note=name.strip()) as act:
        held = act.rows("place", "id", [place_id])
        if not held:
            raise NotFoundError("place_missing")
        if held[0]["name"]:
            add_alias(act, "place", place_id, name, held[0]["name"])
        act.update("place", place_id, version, {"name": name.strip(), "kind": kind})


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
    require(viewer, "import_files")
    if not org.strip():
        raise InputError("organisation_missing")
    if not weekdays:
        raise InputError("weekday_missing")
    if parse_time(start) == parse_end(end):
        raise InputError("shift_without_length")
    byday = ";".join(day for day in WEEKDAYS if day in weekdays)
    key = f"{register.ENTERED}:{name_key(org)}:{place_id}:{byday}:{start}-{end}:{kind}"
    row = {
        "row": 1, "key": key, "org": org.strip(), "place_key": place_id, "kind": kind, "byday": byday, "start": start,
        "end": end, "valid_from": from_day, "adults": float("nan") if adults is None else float(adults),
    }  # fmt: skip
    return _store(workspace, viewer, "roster", row)


def expect_source(workspace: Workspace, viewer: Viewer, *, org: str, place_id: str) -> Applied:
    """Store that an organisation's roster for a place is expected and has not come in.

    Raises
    ------
    InputError
        Without an organisation.
    """
    require(viewer, "edit_register")
    if not org.strip():
        raise InputError("organisation_missing")
    key = f"{register.ENTERED}:{name_key(org)}:{place_id}"
    row = {"row": 1, "key": key, "org": org.strip(), "place_key": place_id, "status": "unknown"}
    return _store(workspace, viewer, "sources", row)


def _store(workspace: Workspace, viewer: Viewer, kind: str, row: dict[str, Any]) -> Applied:
    intake = Intake(
        kind=kind, rows=frame_of([row], ROWS[kind]), issues=[], rows_read=1, source=register.ENTERED
    )
    return register.apply(workspace, viewer, register.preview(workspace, viewer, intake))
