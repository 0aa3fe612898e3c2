"""What was done to the workspace, by which function and when: no names, and a way back from each."""

from collections.abc import Hashable, Iterable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from karta.errors import NotAllowedError
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to, require, require_hands
from karta.services import child_view
from karta.services.file_words import in_words
from karta.services.rosters import undoing
from karta.services.workspace import Workspace
from karta.store.act_rows import Owner, Whose
from karta.store.cells import Row
from karta.store.database import Reading
from karta.store.touched import places_of_schedules, touched

COLUMNS = ("id", "verb", "note", "about", "undid", "function", "at", "undone", "can_undo")
# Tables whose rows have a name of their own that an act may be about; of people there is none here.
_NAMED = ("place", "organisation", "snapshot")

# What leaves nothing to take back, and, of it, what nobody has done: what a reading stores is an act of its own.
_LASTING = (
    "add_feed", "remove_feed", "leave_feed_file", "erase_person", "retain", "leave_karta", "ask_to_join", "answer_wish",
    "invite_member", "change_member", "end_member", "end_sign_ins", "make_api_key", "revoke_api_key", "open_case",
    "set_availability", "note_routine",
)  # fmt: skip
_UNSEEN = ("read_feeds",)

# An act that is about more than these says so by three dots.
MOST_NAMES = 3


def acts(workspace: Workspace, viewer: Viewer, limit: int = 50) -> pd.DataFrame:
    """Return the latest acts, newest first.

    Columns: id, verb, note, about (where it was: names of places or organisations, "" where it is about none), undid
    (the verb of the act that an undoing took back, else ""), function, at (local, aware), undone, can_undo. Of acts
    that are another's, note and about are blank for who may see that something was done and no more.
    """
    require(viewer, "see_log", WORKSPACE)
    # The latest of those that the viewer may see: what others do meanwhile takes none of them away.
    rows = workspace.store.acts(limit, _UNSEEN, _whose(viewer, viewer.organisation_ids))
    mine = [is_own_act(viewer, act) for act in rows.to_dict("records")]
    of_own = [
        mine[n] or bool(allowed(viewer, "see_log", belonging_to(org)))
        for n, org in enumerate(rows["organisation_id"])
    ]
    rows = rows.assign(mine=mine)[np.array(of_own, dtype=bool)].reset_index(drop=True)
    local = rows["at"].dt.tz_convert(workspace.method.timezone)
    can_undo = (
        rows["mine"] & ~rows["undone"].astype(bool) & rows["undoes"].isna() & ~rows["verb"].isin(_LASTING)
    )
    verbs = dict(zip(rows["id"], rows["verb"], strict=True))
    undid = [verbs.get(before, "") if isinstance(before, str) else "" for before in rows["undoes"]]
    with workspace.store.reading() as reading:
        about = _about(reading, list(rows["id"]))
    is_open = rows["mine"] | rows["organisation_id"].map(
        lambda org: bool(allowed(viewer, "see_log_contents", belonging_to(org)))
    ).astype(bool)
    language = workspace.language
    notes = pd.Series(
        [child_view.in_words(in_words(note, language), language) for note in rows["note"]], dtype=object
    )
    places = pd.Series([about[act_id] for act_id in rows["id"]], dtype=object)
    return rows.assign(
        note=notes.where(is_open, ""),
        at=local,
        can_undo=can_undo,
        about=places.where(is_open, ""),
        undid=undid,
    )[list(COLUMNS)]


def since(workspace: Workspace, viewer: Viewer, revision: int) -> list[str]:
    """Return the ids of the viewer's own acts after a revision, newest first: what a button has just done."""
    if not allowed(viewer, "undo", WORKSPACE):
        return []
    rows = workspace.store.acts(20, (*_LASTING, *_UNSEEN), _whose(viewer))
    later = rows[rows["revision"] > revision].to_dict("records")
    return [str(act["id"]) for act in later if act["function"] == viewer.function and is_own_act(viewer, act)]


def undo(workspace: Workspace, viewer: Viewer, act_id: str) -> str:
    """Restore exactly what was before an act of one's own, and return the id of the undoing; who knew of it is told.

    Raises
    ------
    NotAllowedError
        `not_own_act` for an act of somebody else's.
    """
    require(viewer, "undo", WORKSPACE)
    require_hands(viewer)
    acts = workspace.store.frame("act", [act_id]).to_dict("records")
    if acts and not is_own_act(viewer, acts[0]):
        raise NotAllowedError("not_own_act", what="undo", role=viewer.role, function=acts[0]["function"])
    around = partial(undoing.following, workspace=workspace, undone=act_id)
    owner = Owner(viewer.member_id, viewer.home_id)
    return workspace.store.undo(act_id, viewer.function, around, owner)


def is_own_act(viewer: Viewer, act: Mapping[Hashable, Any]) -> bool:
    """Tell whether an act is the viewer's to undo: their own, by who signed in and in whose name it was done."""
    if viewer.role == "local":
        return True
    member, org = (
        cell if isinstance(cell, str) else None for cell in (act["member_id"], act["organisation_id"])
    )
    return (member, org, act["function"]) == (viewer.member_id, viewer.home_id, viewer.function)


def _whose(viewer: Viewer, organisation_ids: frozenset[str] = frozenset()) -> Whose | None:
    """Return whose acts a viewer is to see, None for those who may see everybody's."""
    if allowed(viewer, "see_log", belonging_to()):
        return None
    return Whose(viewer.function, Owner(viewer.member_id, viewer.home_id), organisation_ids)


def _about(reading: Reading, act_ids: list[str]) -> dict[str, str]:
    """Return the names of the places and organisations that each act is about."""
    written = touched(reading, act_ids)
    at = places_of_schedules(reading)
    frame = reading.frame("place", include_superseded=True)
    names = dict(zip(frame["id"], frame["name"], strict=True))
    return {
        act_id: _listed(dict.fromkeys(_name(table, row, at, names) for table, row in rows))
        for act_id, rows in written.items()
    }


def _listed(names: Iterable[str]) -> str:
    texts = [name for name in names if name]
    return ", ".join([*texts[:MOST_NAMES], *(["..."] if len(texts) > MOST_NAMES else [])])


def _name(table: str, row: Row, at: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Return the name of a row, or of the place where it is; "" where it has none."""
    if table in _NAMED:
        return str(row["name"] or "")
    keys = [row.get(column) for column in ("place_id", "id", "shift_id", "schedule_id")]
    places = [key if key in names else at.get(str(key)) for key in keys if isinstance(key, str)]
    return next((names[place] for place in places if place is not None and names.get(place)), "")
