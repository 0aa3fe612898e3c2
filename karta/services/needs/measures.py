"""Measures: from a need over a goal to what is done, what came of it and what was learned, at places and hours.

Words are about places, never about people; who answers is a function or an organisation. A measure that lies at places
is seen by those who may see follow-up in one of their areas.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from karta.errors import InputError, NotFoundError
from karta.model import day_bounds, typed_text
from karta.model.calendar import parse_days
from karta.model.walltime import parse_end, parse_time
from karta.privacy import WORKSPACE, Viewer, areas_of, require
from karta.services.free_text import about_places
from karta.services.workspace import Workspace
from karta.store.acts import Act

AIMS = ("violence", "health", "crime")
STATES = ("decided", "running", "ended")
WORDS = ("need", "goal", "what", "result", "learned")
COLUMNS = [
    "id", *WORDS, "aims", "programme", "places", "place_ids", "days", "start", "end", "begins", "ends", "responsible",
    "decided_by", "decided_on", "look_again", "state", "version",
]  # fmt: skip
# How long a name of a function or a programme may be, and at how many places a measure may lie.
NAME_LENGTH, MOST_PLACES = 80, 50


@dataclass(frozen=True, slots=True)
class When:
    """When a measure is: day tokens and hours ("" for none), and from which day until which."""

    days: str = ""
    start: str = ""
    end: str = ""
    begins: date | None = None
    ends: date | None = None


def add(
    workspace: Workspace,
    viewer: Viewer,
    *,
    need: str,
    goal: str,
    what: str,
    aims: Sequence[str],
    responsible: str,
    decided_by: str,
    decided_on: date,
    place_ids: Sequence[str] = (),
    programme: str = "",
    when: When | None = None,
    look_again: date | None = None,
) -> str:
    """Store a measure that has been decided, and return its id.

    Raises
    ------
    InputError
        `measure_words_missing` without need, goal or measure; `measure_function_missing` without who answers or who
        decided; `value_not_allowed` for an aim; hours or days that are none; words that must not be kept.
    NotFoundError
        `place_missing` for a place that there is not.
    """
    require(viewer, "edit_measures", WORKSPACE)
    values = {
        **{name: about_places(words) for name, words in (("need", need), ("goal", goal), ("what", what))},
        "aims": _aims(aims),
        "programme": about_places(programme, NAME_LENGTH) or None,
        "responsible": function(responsible),
        "decided_by": function(decided_by),
        "decided_on": day_bounds.checked(decided_on),
        "look_again": day_bounds.checked(look_again),
        **_when(when or When()),
        "state": "decided",
    }
    if not all(values[name] for name in ("need", "goal", "what")):
        raise InputError("measure_words_missing")
    places = tuple(dict.fromkeys(place_ids))
    if len(places) > MOST_PLACES:
        raise InputError("measure_places", most=MOST_PLACES)
    with workspace.act(viewer, "add_measure") as act:
        check_places(act, places)
        measure_id = act.insert("measure", [values])[0]
        act.insert("measure_place", [{"measure_id": measure_id, "place_id": place} for place in places])
        return measure_id


def note(
    workspace: Workspace,
    viewer: Viewer,
    measure_id: str,
    *,
    version: int,
    state: str,
    result: str = "",
    learned: str = "",
    look_again: date | None = None,
) -> None:
    """Note how a measure goes: its state, what came of it, what was learned, and when it is looked at again.

    Raises
    ------
    ConflictError
        `row_changed` when somebody has changed it since `version` was read.
    InputError
        `value_not_allowed` for a state, and for words that must not be kept.
    NotFoundError
        `measure_missing`.
    """
    require(viewer, "edit_measures", WORKSPACE)
    if state not in STATES:
        raise InputError("value_not_allowed", value=state, allowed=", ".join(STATES))
    values = {
        "state": state,
        "result": about_places(result) or None,
        "learned": about_places(learned) or None,
        "look_again": day_bounds.checked(look_again),
    }
    with workspace.act(viewer, "note_measure") as act:
        _check_there(act, measure_id)
        act.update("measure", measure_id, version, values)


def remove(workspace: Workspace, viewer: Viewer, measure_id: str, *, version: int) -> None:
    """Take a measure away that was put in by mistake. Raises ConflictError and NotFoundError as `note`."""
    require(viewer, "edit_measures", WORKSPACE)
    with workspace.act(viewer, "remove_measure") as act:
        _check_there(act, measure_id)
        act.update("measure", measure_id, version, {})
        for table in ("measure_place", "task"):
            act.retire(table, [row["id"] for row in act.rows(table, "measure_id", [measure_id])])
        act.retire("measure", [measure_id])


def listed(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return the measures that the viewer may see, those to be looked at again first: COLUMNS.

    `places`: their names in alphabetical order; `place_ids`: their ids.
    """
    require(viewer, "see_follow_up", WORKSPACE)
    with workspace.store.reading() as reading:
        rows, links, places = (reading.frame(name) for name in ("measure", "measure_place", "place"))
    names, areas = (dict(zip(places["id"], places[column], strict=True)) for column in ("name", "area_id"))
    own = areas_of(viewer, "see_follow_up")
    at = {measure: list(dict.fromkeys(group["place_id"])) for measure, group in links.groupby("measure_id")}
    ids = [at.get(measure, []) for measure in rows["id"]]
    seen = [own is None or not places or any(areas.get(place) in own for place in places) for places in ids]
    rows = rows.assign(
        place_ids=ids,
        places=[
            ", ".join(sorted((str(names.get(place, "")) for place in each), key=str.casefold)) for each in ids
        ],
    )
    rows = rows[pd.Series(seen, rows.index, dtype=bool)]
    order = rows.assign(last=rows["look_again"].isna()).sort_values(
        ["last", "look_again", "decided_on", "id"]
    )
    return order[COLUMNS].reset_index(drop=True)


def to_look_at(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return the measures whose day to be looked at again has come: COLUMNS."""
    require(viewer, "see_follow_up", WORKSPACE)
    rows, today = listed(workspace, viewer), workspace.today
    come = [not pd.isna(day) and day <= today for day in rows["look_again"]]
    return rows[pd.Series(come, rows.index, dtype=bool)].reset_index(drop=True)


def function(typed: str) -> str:
    """Return a function or an organisation as it is stored. Raises InputError."""
    words = about_places(typed, NAME_LENGTH)
    if not words:
        raise InputError("measure_function_missing")
    return words


def check_places(act: Act, place_ids: Sequence[str]) -> None:
    """Raise NotFoundError where one of the places is not there."""
    if len(act.rows("place", "id", list(place_ids))) != len(place_ids):
        raise NotFoundError("place_missing")


def _check_there(act: Act, measure_id: str) -> None:
    if not act.rows("measure", "id", [measure_id]):
        raise NotFoundError("measure_missing")


def _aims(aims: Sequence[str]) -> str | None:
    for aim in aims:
        if aim not in AIMS:
            raise InputError("value_not_allowed", value=aim, allowed=", ".join(AIMS))
    return ";".join(aim for aim in AIMS if aim in aims) or None


def _when(when: When) -> dict[str, Any]:
    """Return when a measure is, checked: hours both or none, an end that does not lie before the beginning."""
    start, end, days = when.start.strip(), when.end.strip(), typed_text.name(when.days)
    if bool(start) != bool(end):
        raise InputError("measure_hours")
    if start:
        parse_time(start)
        parse_end(end)
        if start == end:
            raise InputError("shift_without_length")
    if days:
        parse_days(days)
    begins, ends = day_bounds.checked(when.begins), day_bounds.checked(when.ends)
    if begins is not None and ends is not None and ends < begins:
        raise InputError("measure_ends_first")
    return {"start": start or None, "end": end or None, "days": days or None, "begins": begins, "ends": ends}
