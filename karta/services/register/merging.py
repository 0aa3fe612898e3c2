"""Merges two places or organisations that are the same: everything of one moves to the other, and can be undone.

The name that goes becomes another name of the row that stays, so that the next file that uses it finds the right row.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from karta.errors import ConflictError, NotFoundError
from karta.model.place import is_unknown, name_key
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.register.duplicates import mark
from karta.services.register.names import ALIAS, NOT_SAME
from karta.services.workspace import Workspace
from karta.store import visit_book
from karta.store.acts import Act
from karta.store.cells import Row
from karta.store.import_rows import rebind
from karta.store.moves import move_people
from karta.store.schema import LOGGED, TABLES

_OF_ORGANISATION = {
    "request": ("from_organisation_id", "to_organisation_id"),
    "contact_function": ("organisation_id",),
    "activity": ("organisation_id",),
    "shift_party": ("organisation_id",),
    "expected_source": ("organisation_id",),
    "import_row": ("home_org_id",),
    "month_link": ("organisation_id",),
    "month_answer": ("organisation_id",),
    "month_note": ("organisation_id",),
    "crowd_event": ("organisation_id",),
    "crisis_opening": ("organisation_id", "joint_org_id"),
    "swap_offer": ("from_org_id", "to_org_id"),
    "agreement": ("association_id", "counterpart_id", "paid_by_id"),
    "statement": ("organisation_id",),
}
_OF_PLACE = {
    "place": ("parent_id",),
    "request": ("place_id",),
    "activity": ("place_id",),
    "shift": ("place_id",),
    "shift_stop": ("place_id",),
    "reach": ("place_id",),
    "route_leg": ("place_id",),
    "expected_source": ("place_id",),
    "month_note": ("place_id",),
    "crowd_event": ("place_id",),
    "measure_place": ("place_id",),
    "task": ("place_id",),
    "agreement_place": ("place_id",),
    "crisis_opening": ("place_id",),
    "wish": ("place_id",),
}
# What the kept row takes over where it says nothing itself.
_FILLED = {
    "organisation": ("types", "umbrella", "admitted_on", "admitted_by", "does", "does_not", "request_cap"),
    "place": (
        "parent_id",
        "area_id",
        "geometry",
        "entrances",
        "address",
        "opening_hours",
        "crisis",
        "crisis_room",
        "around_min",
    ),
}


def merge(workspace: Workspace, viewer: Viewer, what: str, keep: str, gone: str) -> None:
    """Make one of two places or organisations (`what`: place, organisation): `gone` becomes `keep`.

    Rosters, sessions, requests, sources, people, opening hours and needs move. What the kept place has decided
    stands: only where it has no need, or no opening hours, are those of the other taken over.

    Raises
    ------
    NotFoundError
        When one of them is not there any more.
    ConflictError
        When both are the same.
    """
    require(viewer, "merge_rows", WORKSPACE)
    if keep == gone:
        raise ConflictError("merge_itself")
    with workspace.act(viewer, "merge") as act:
        merge_in(act, what, keep, gone)


def decline(workspace: Workspace, viewer: Viewer, what: str, first: str, second: str) -> None:
    """Remember that two places or organisations are not the same, so that they are not suggested again."""
    require(viewer, "merge_rows", WORKSPACE)
    with workspace.act(viewer, "decline_merge") as act:
        rows = [_current(act, what, row_id) for row_id in (first, second)]
        _note_different(act, what, [(row["id"], row["name"]) for row in rows])


def settle_names(act: Act, same: Mapping[str, str], different: Collection[tuple[str, str]]) -> None:
    """Apply the answers on names that an import brings: `same` name -> id of the register, `different` (name, id)."""
    for name, keep in same.items():
        for row in act.rows("organisation", "name", [name]):
            if row["id"] != keep and row["version"] == act.revision:
                merge_in(act, "organisation", keep, row["id"])
    for name, org_id in different:
        organisation = _current(act, "organisation", org_id)
        _note_different(act, "organisation", [(org_id, organisation["name"]), ("", name)])


def merge_in(act: Act, what: str, keep: str, gone: str) -> None:
    """Move everything of `gone` to `keep` within a running act, and take `gone` out of the current picture."""
    kept_row, gone_row = _current(act, what, keep), _current(act, what, gone)
    refs = _OF_PLACE if what == "place" else _OF_ORGANISATION
    for table, columns in refs.items():
        _move(act, table, columns, keep, gone)
    if what == "place":
        _move_hours(act, keep, gone, kept_row)
        _move_terms(act, keep, gone)
        _move_rules(act, keep, gone)
    else:
        for table in sorted(
            name for name in LOGGED if "owner_org_id" in TABLES[name].c and name != "need_rule"
        ):
            _move(act, table, ("owner_org_id",), keep, gone)
    _one_source_each(act, "place_id" if what == "place" else "organisation_id", keep)
    move_people(act, what, gone, keep)
    visit_book.move(act.connection, what, gone, keep)
    _move_side(act, what, keep, gone)
    add_alias(act, what, keep, kept_row["name"], gone_row["name"])
    _fill(act, what, keep, gone, gone_row)
    act.retire(what, [gone])


def add_alias(act: Act, what: str, keep: str, name: str, other: str) -> None:
    """Let a place or organisation called `name` be found by another name, too: files go on using it."""
    key = name_key(other)
    if not key or key == name_key(name):
        return
    aliases = [
        row
        for row in act.rows("external_id", "value", [key])
        if row["system"] == ALIAS and row["row_table"] == what
    ]
    act.update_many("external_id", {row["id"]: {"row_id": keep} for row in aliases})
    if not aliases:
        act.insert("external_id", [{"system": ALIAS, "value": key, "row_table": what, "row_id": keep}])


def _current(act: Act, what: str, row_id: str) -> Row:
    rows = act.rows(what, "id", [row_id])
    if not rows:
        raise NotFoundError("row_missing", table=what)
    return rows[0]


def _move(act: Act, table: str, columns: Sequence[str], keep: str, gone: str) -> None:
    for column in columns:
        rows = [row for row in act.rows(table, column, [gone]) if row["id"] not in (keep, gone)]
        act.update_many(table, {row["id"]: {column: keep} for row in rows})


def _move_hours(act: Act, keep: str, gone: str, kept_row: Row) -> None:
    """Take over opening hours where the kept place has none; else those of the other are let go."""
    own, other = act.rows("access_hours", "place_id", [keep]), act.rows("access_hours", "place_id", [gone])
    if own or kept_row["access_known"]:
        act.retire("access_hours", [row["id"] for row in other])
        return
    act.update_many("access_hours", {row["id"]: {"place_id": keep} for row in other})
    if act.row("place", gone)["access_known"]:
        act.update("place", keep, None, {"access_known": True})


def _move_terms(act: Act, keep: str, gone: str) -> None:
    """Take over the terms for visits where the kept place has none; else those of the other are let go."""
    own = act.rows("visit_terms", "place_id", [keep])
    for table in ("visit_terms", "visit_hours"):
        rows = [row["id"] for row in act.rows(table, "place_id", [gone])]
        if own:
            act.retire(table, rows)
        else:
            act.update_many(table, {row_id: {"place_id": keep} for row_id in rows})


def _move_rules(act: Act, keep: str, gone: str) -> None:
    """Take over needs where the kept place has none; rules are superseded, never edited."""
    own, other = act.rows("need_rule", "place_id", [keep]), act.rows("need_rule", "place_id", [gone])
    if own:
        act.retire("need_rule", [row["id"] for row in other])
        return
    for row in other:
        new = act.replace("need_rule", row["id"], None, {"place_id": keep})
        rebind(act, "need_rule", row["id"], new)


def _one_source_each(act: Act, column: str, keep: str) -> None:
    """Leave one expected source of an organisation at a place: the one that is known the furthest."""
    best: dict[tuple[str, str], Row] = {}
    for row in act.rows("expected_source", column, [keep]):
        key = row["organisation_id"], row["place_id"]
        first = best.setdefault(key, row)
        if first is row:
            continue
        better, worse = sorted((first, row), key=_known_for, reverse=True)
        best[key] = better
        act.retire("expected_source", [worse["id"]])
        rebind(act, "expected_source", worse["id"], better["id"])


def _known_for(source: Row) -> tuple[bool, bool, str]:
    return source["status"] == "known", source["to_local"] is None, str(source["to_local"] or "")


def _move_side(act: Act, what: str, keep: str, gone: str) -> None:
    rebind(act, what, gone, keep)
    rows = [row for row in act.rows("external_id", "row_id", [gone]) if row["row_table"] == what]
    act.update_many("external_id", {row["id"]: {"row_id": keep} for row in rows})


def _fill(act: Act, what: str, keep: str, gone: str, gone_row: Row) -> None:
    kept_row = act.row(what, keep)
    values: dict[str, Any] = {
        name: gone_row[name]
        for name in _FILLED[what]
        if is_unknown(kept_row[name]) and not is_unknown(gone_row[name])
    }
    if "admitted_on" in values:
        values["admitted_how"] = gone_row["admitted_how"]
    if what == "place" and keep in (values.get("parent_id"), kept_row["parent_id"]):
        values["parent_id"] = None
    elif what == "place" and kept_row["parent_id"] == gone:
        values["parent_id"] = gone_row["parent_id"] if gone_row["parent_id"] != keep else None
    if values:
        act.update(what, keep, None, values)


def _note_different(act: Act, what: str, both: Sequence[tuple[str, str]]) -> None:
    _, value = mark(what, both[0], both[1])
    marks = [row for row in act.rows("external_id", "value", [value]) if row["system"] == NOT_SAME]
    if not marks:
        row = {"system": NOT_SAME, "value": value, "row_table": what, "row_id": both[0][0]}
        act.insert("external_id", [row])
