"""Rows whose place nobody knows yet: the queue of what needs a place, and putting them on the map."""

from typing import Any

import pandas as pd

from karta.errors import InputError, NotFoundError
from karta.model import typed_numbers
from karta.model.place import name_key
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.file_words import in_words
from karta.services.importing.matched_rows import TABLE, Matched
from karta.services.importing.matching import rebound
from karta.services.importing.storing import Writer
from karta.services.register import row_text
from karta.services.register.names import Names, to_metres
from karta.services.workspace import Workspace
from karta.store.acts import Act
from karta.store.database import Reading
from karta.store.people import move_sign_ups


def waiting(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return the rows that need a place, in the order they came.

    Columns: id, kind, place (as typed), org, when (its days or dates), start, end, source, recorded_at.
    """
    require(viewer, "see_organisations", WORKSPACE)
    columns = ["id", "kind", "place", "org", "when", "start", "end", "source", "recorded_at"]
    rows = workspace.store.frame("import_row")
    rows = rows[rows["state"] == "needs_place"].reset_index(drop=True)
    contents = [row_text.unpacked(text) for text in rows["payload"]]
    return rows.assign(
        place=[row.get("place") or row.get("name") or "" for row in contents],
        org=[row.get("org", "") for row in contents],
        when=[str(row.get("byday") or row.get("days") or row.get("date") or "") for row in contents],
        start=[row.get("start", "") for row in contents],
        end=[row.get("end", "") for row in contents],
        source=[in_words(source, workspace.language) for source in rows["source"]],
    )[columns]


def place_waiting(
    workspace: Workspace,
    viewer: Viewer,
    import_row_id: str,
    *,
    lat: float | None = None,
    lon: float | None = None,
    place_id: str | None = None,
) -> int:
    """Give a waiting row its place: a point on the map, or a place of the register. Return how many rows got it.

    Rows of any kind that wait for a place of the same name get it, too. A point makes a place of kind *other* with its
    need undecided, unless a place of that name lies within 30 m.

    Raises
    ------
    InputError
        When neither a point nor a place is given.
    NotFoundError
        When the row does not wait, or the place is not there.
    """
    require(viewer, "import_town", WORKSPACE)
    if place_id is None and (lat is None or lon is None):
        raise InputError("point_or_place")
    if lat is not None and lon is not None:
        lat, lon = typed_numbers.position(lat, lon)
    with workspace.act(viewer, "place") as act:
        rows = act.rows("import_row", "state", ["needs_place"])
        waiting_row = next((row for row in rows if row["id"] == import_row_id), None)
        if waiting_row is None:
            raise NotFoundError("waiting_missing")
        if place_id is not None and not act.rows("place", "id", [place_id]):
            raise NotFoundError("place_missing")
        name = _typed_place(waiting_row)
        same = [row for row in rows if row["id"] == import_row_id or (name and _typed_place(row) == name)]
        place = place_id
        for kind in dict.fromkeys(row["kind"] for row in sorted(same, key=lambda r: r["kind"] != "places")):
            place = _give_place(
                act, workspace, viewer, [r for r in same if r["kind"] == kind], place, lat, lon
            )
    return len(same)


def _give_place(
    act: Act,
    workspace: Workspace,
    viewer: Viewer,
    rows: list[dict[str, Any]],
    place: str | None,
    lat: float | None,
    lon: float | None,
) -> str | None:
    """Store waiting rows of one kind at a place, or at a point, and return the place."""
    kind = rows[0]["kind"]
    if kind == "places" and place is not None:
        values = {"row_table": TABLE[kind], "row_id": place, "state": "stored"}
        act.update_many("import_row", {row["id"]: values for row in rows})
        return place
    matched = Matched(kind, Names.of(Reading(act.connection)))
    for stored_row in rows:
        row = row_text.full_row(kind, stored_row)
        if kind == "places":
            assert lat is not None
            assert lon is not None
            row["geometry"] = to_metres([lon], [lat])[0]
        elif place is not None:
            row |= {"place_key": place}
        else:
            row |= {"lat": lat, "lon": lon}
        bound = rebound(matched, row, viewer.organisation)
        bound.organisation = bound.organisation or stored_row["home_org_id"]
        bound.text, bound.stored_row = stored_row["payload"], stored_row
        matched.new.append(bound)
    Writer(act, matched, rows[0]["source"], workspace.today, viewer.function).write()
    for bound in matched.new:
        assert bound.stored_row is not None
        if kind == "roster" and bound.row_id is not None:
            shift = act.row("shift", act.row("shift_party", bound.row_id)["shift_id"])
            move_sign_ups(act, bound.stored_row["id"], shift["schedule_id"])
    return matched.new[0].row_id if kind == "places" else matched.new[0].place


def _typed_place(row: dict[str, Any]) -> str:
    cells = row_text.unpacked(row["payload"])
    return name_key(cells.get("place") or cells.get("name") or "")
