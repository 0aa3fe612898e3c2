"""Meetings of the partnership: the day, which functions met, what was decided, and who does what by when.

What is not done opens the next sheet. No minutes, no names: words about places, and functions.
"""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from karta.errors import InputError, NotFoundError
from karta.model import day_bounds
from karta.privacy import WORKSPACE, Viewer, areas_of, require
from karta.services.free_text import about_places
from karta.services.needs.measures import NAME_LENGTH, check_places, function
from karta.services.workspace import Workspace

KINDS = ("decision", "task")
COLUMNS = ["id", "day", "about", "parties", "version"]
TASK_COLUMNS = [
    "id", "kind", "meeting_id", "measure_id", "place_id", "place", "area_id", "words", "responsible", "due", "done_on",
    "version",
]  # fmt: skip
MOST_PARTIES = 20


def hold(workspace: Workspace, viewer: Viewer, *, day: date, about: str, parties: Sequence[str]) -> str:
    """Store a meeting and return its id; `parties`: the functions that took part.

    Raises
    ------
    InputError
        `meeting_words_missing` without what it was about, `meeting_parties` without anybody or with too many, and for
        words that must not be kept.
    """
    require(viewer, "edit_measures", WORKSPACE)
    words = about_places(about, NAME_LENGTH)
    if not words:
        raise InputError("meeting_words_missing")
    functions = [function(party) for party in parties if party.strip()]
    if not 0 < len(functions) <= MOST_PARTIES or any(";" in party for party in functions):
        raise InputError("meeting_parties", most=MOST_PARTIES)
    values = {"day": day_bounds.checked(day), "about": words, "parties": ";".join(functions)}
    with workspace.act(viewer, "hold_meeting") as act:
        return act.insert("meeting", [values])[0]


def add_task(
    workspace: Workspace,
    viewer: Viewer,
    *,
    kind: str,
    words: str,
    responsible: str,
    due: date | None = None,
    meeting_id: str | None = None,
    measure_id: str | None = None,
    place_id: str | None = None,
) -> str:
    """Store a decision, or what somebody does by a day, and return its id.

    Raises
    ------
    InputError
        `value_not_allowed` for a kind, `task_words_missing`, `task_day_missing` for a task without a day, and for words
        that must not be kept.
    NotFoundError
        `meeting_missing`, `measure_missing` and `place_missing` for what there is not.
    """
    require(viewer, "edit_measures", WORKSPACE)
    if kind not in KINDS:
        raise InputError("value_not_allowed", value=kind, allowed=", ".join(KINDS))
    cleaned = about_places(words)
    if not cleaned:
        raise InputError("task_words_missing")
    if kind == "task" and due is None:
        raise InputError("task_day_missing")
    values = {
        "kind": kind, "words": cleaned, "responsible": function(responsible), "due": day_bounds.checked(due),
        "meeting_id": meeting_id, "measure_id": measure_id, "place_id": place_id,
    }  # fmt: skip
    with workspace.act(viewer, "add_task") as act:
        for table, row_id in (("meeting", meeting_id), ("measure", measure_id)):
            if row_id is not None and not act.rows(table, "id", [row_id]):
                raise NotFoundError(f"{table}_missing")
        check_places(act, [] if place_id is None else [place_id])
        return act.insert("task", [values])[0]


def finish(workspace: Workspace, viewer: Viewer, task_id: str, *, version: int) -> None:
    """Note that a task is done. Raises ConflictError when it has changed since `version`, and NotFoundError."""
    require(viewer, "edit_measures", WORKSPACE)
    with workspace.act(viewer, "finish_task") as act:
        if not act.rows("task", "id", [task_id]):
            raise NotFoundError("task_missing")
        values = {"done_on": workspace.today, "done_by": viewer.function}
        act.update("task", task_id, version, values)


def listed(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return the meetings, the latest first: COLUMNS."""
    require(viewer, "see_follow_up", WORKSPACE)
    rows = workspace.store.frame("meeting")
    return rows.sort_values(["day", "id"], ascending=False)[COLUMNS].reset_index(drop=True)


def tasks(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return decisions and tasks that the viewer may see, by their day: TASK_COLUMNS.

    What lies at a place is for those who may see follow-up in its area; what lies nowhere is for all of them.
    """
    require(viewer, "see_follow_up", WORKSPACE)
    with workspace.store.reading() as reading:
        rows, places = (reading.frame(name) for name in ("task", "place"))
    names, areas = (dict(zip(places["id"], places[column], strict=True)) for column in ("name", "area_id"))
    rows = rows.assign(
        place=[str(names.get(place, "")) for place in rows["place_id"]],
        area_id=[areas.get(place) for place in rows["place_id"]],
    )
    own = areas_of(viewer, "see_follow_up")
    seen = [
        own is None or pd.isna(place) or area in own
        for place, area in zip(rows["place_id"], rows["area_id"], strict=True)
    ]
    rows = rows[pd.Series(seen, rows.index, dtype=bool)]
    order = rows.assign(last=rows["due"].isna()).sort_values(["last", "due", "id"])
    return order[TASK_COLUMNS].reset_index(drop=True)


def undone(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return the tasks that are not done, by their day: TASK_COLUMNS."""
    require(viewer, "see_follow_up", WORKSPACE)
    rows = tasks(workspace, viewer)
    wanted = rows["kind"].eq("task") & rows["done_on"].isna()
    return rows[wanted.astype(bool)].reset_index(drop=True)


def late(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return the tasks that are not done and whose day is over: TASK_COLUMNS."""
    require(viewer, "see_follow_up", WORKSPACE)
    rows, today = undone(workspace, viewer), workspace.today
    over = pd.Series([due < today for due in rows["due"]], rows.index, dtype=bool)
    return rows[over].reset_index(drop=True)
