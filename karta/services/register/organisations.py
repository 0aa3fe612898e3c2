"""The organisations of the partnership: who is admitted, and whose roster is complete."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from karta.errors import InputError, NotFoundError
from karta.model import day_bounds, typed_text
from karta.model.place import name_key
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to, require
from karta.services.workspace import Workspace
from karta.store import parties
from karta.store.acts import Act
from karta.store.database import Reading

# How an organisation came to count that a file brought before admission was a decision of its own.
ON_IMPORT = "on_import"


def confirm_source(workspace: Workspace, viewer: Viewer, org: str, place: str, until: date) -> int:
    """Note that an organisation's roster for a place is complete up to and with a service day.

    `org` and `place` are names or ids. Returns how many expected sources that concerns (a new one counts as one).

    Raises
    ------
    NotFoundError
        When the organisation or the place is not known, or several places have that name.
    NotAllowedError
        When an organiser confirms for somebody else.
    """
    require(viewer, "confirm_sources", WORKSPACE)
    org, place = typed_text.clean(org), typed_text.clean(place)
    day_bounds.checked(until)
    with workspace.act(viewer, "confirm_source") as act:
        reading = Reading(act.connection)
        org_id, _ = organisation(reading.frame("organisation"), org)
        places = _matches(reading.frame("place"), place)
        if not places:
            raise NotFoundError("no_such_place", name=place)
        if len(places) > 1:
            raise NotFoundError("several_places", name=place, count=len(places))
        place_id = places[0][0]
        require(viewer, "confirm_sources", belonging_to(org_id))
        ends = f"{until + timedelta(days=1)}T{workspace.method.day_start_local:%H:%M}"
        confirmation = {"confirmed_on": workspace.today, "confirmed_by": viewer.function}
        values = {"status": "known", "to_local": ends, **confirmation}
        sources = [
            row
            for row in act.rows("expected_source", "place_id", [place_id])
            if row["organisation_id"] == org_id
        ]
        # A statement of today's, whatever was stated before: it corrects nothing that somebody has typed.
        act.update_many("expected_source", {row["id"]: values for row in sources})
        if not sources:
            act.insert("expected_source", [{"organisation_id": org_id, "place_id": place_id, **values}])
    return max(1, len(sources))


def admit(
    workspace: Workspace,
    viewer: Viewer,
    org: str | Sequence[str],
    on: date | None = None,
    by: str | None = None,
) -> list[str]:
    """Admit one organisation or several (names or ids) in one act: from then on their adults count.

    `on` is the day of the decision, today if left out; `by` the function that decided, the viewer's own if left out.
    Returns the names of those that this admits; one that somebody has decided about already stays as it is.

    Raises
    ------
    NotFoundError
        When one is not known, or several have that name; then none is admitted.
    """
    require(viewer, "admit_organisations", WORKSPACE)
    wanted = [typed_text.clean(name) for name in ([org] if isinstance(org, str) else org)]
    day = day_bounds.checked(on) or workspace.today
    with workspace.act(viewer, "admit") as act:
        return put_admissions(act, viewer, wanted, day, by)


def put_admissions(
    act: Act, viewer: Viewer, orgs: Iterable[str], day: date, by: str | None = None
) -> list[str]:
    """Admit organisations (names or ids) as `admit` does, within an act that goes on."""
    require(viewer, "admit_organisations", WORKSPACE)
    frame = Reading(act.connection).frame("organisation")
    ids = dict(organisation(frame, org) for org in orgs)
    rows = [row for row in act.rows("organisation", "id", list(ids)) if not _is_decided(row)]
    decision = {"admitted_on": day, "admitted_by": typed_text.name(by or "") or viewer.function}
    act.update_many("organisation", {row["id"]: {**decision, "admitted_how": None} for row in rows})
    return [row["name"] for row in rows]


def admissions(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return the organisations by name, and who admitted them.

    Columns: org_id, name, admitted (its adults count), admitted_on, admitted_by, on_import (it came to count with a
    file, unasked, before admission was a decision), lines (its roster lines).
    """
    require(viewer, "see_organisations", WORKSPACE)
    with workspace.store.reading() as reading:
        frame, counts = reading.frame("organisation"), parties.counts(reading)
    rows = frame.assign(
        org_id=frame["id"],
        admitted=frame["admitted_on"].notna(),
        on_import=frame["admitted_how"] == ON_IMPORT,
        lines=[counts.get(org_id, 0) for org_id in frame["id"]],
    ).sort_values("name", key=lambda names: names.map(name_key))
    columns = ["org_id", "name", "admitted", "admitted_on", "admitted_by", "on_import", "lines"]
    return rows[columns].reset_index(drop=True)


def _is_decided(row: Mapping[str, Any]) -> bool:
    return row["admitted_on"] is not None and row["admitted_how"] is None


def organisations(workspace: Workspace, viewer: Viewer) -> dict[str, str]:
    """Return the organisations that the viewer may plan for: id -> name; an organiser plans for its own.

    Those that have left are not among them.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    frame = workspace.store.frame("organisation").sort_values("name")
    frame = frame[frame["left_on"].isna()]
    pairs = zip(frame["id"], frame["name"], strict=True)
    return {i: name for i, name in pairs if allowed(viewer, "plan_shifts", belonging_to(i))}


def add_organisation(workspace: Workspace, viewer: Viewer, name: str) -> str:
    """Return the id of an organisation, put into the register if it is new; the word of who may admit does so."""
    require(viewer, "add_organisations", WORKSPACE)
    with workspace.act(viewer, "admit") as act:
        return put_organisation(act, viewer, name, workspace.today)


def put_organisation(act: Act, viewer: Viewer, name: str, today: date) -> str:
    """Return the id of an organisation as `add_organisation` does, within an act that goes on."""
    require(viewer, "add_organisations", WORKSPACE)
    own_name = typed_text.name(name)
    if not own_name:
        raise InputError("organisation_missing")
    frame = Reading(act.connection).frame("organisation")
    for org_id, stored_name in zip(frame["id"], frame["name"], strict=True):
        if name_key(stored_name) == name_key(own_name):
            return str(org_id)
    admitted = {"admitted_on": today, "admitted_by": viewer.function}
    row = {"name": own_name, **(admitted if allowed(viewer, "admit_organisations", WORKSPACE) else {})}
    return act.insert("organisation", [row])[0]


def require_own(reading: Reading, viewer: Viewer, action: str, org_id: str) -> str:
    """Return the name of an organisation to whose own rows the policy lets a viewer do something.

    Raises
    ------
    NotAllowedError
        When it is another's.
    NotFoundError
        `no_such_organisation`.
    """
    frame = reading.frame("organisation", [org_id])
    if frame.empty:
        raise NotFoundError("no_such_organisation", name=org_id)
    name = str(frame["name"].iloc[0])
    require(viewer, action, belonging_to(org_id))
    return name


def organisation(frame: pd.DataFrame, name_or_id: str) -> tuple[str, str]:
    """Return id and name of the one organisation with that id or name. Raises NotFoundError."""
    matches = _matches(frame, name_or_id)
    if not matches:
        raise NotFoundError("no_such_organisation", name=name_or_id)
    if len(matches) > 1:
        raise NotFoundError("several_organisations", name=name_or_id, count=len(matches))
    return matches[0]


def _matches(frame: pd.DataFrame, name_or_id: str) -> list[tuple[str, str]]:
    """Return id and name of the rows with that id or name; capitals and spaces do not tell names apart."""
    pairs = zip(frame["id"], frame["name"], strict=True)
    return [(i, name) for i, name in pairs if i == name_or_id or name_key(name) == name_key(name_or_id)]
