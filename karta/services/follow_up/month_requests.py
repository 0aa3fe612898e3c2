"""The requests of an association as its link of the month has them: what waits for its answer, what it has raised."""

from karta.errors import InputError, NotFoundError
from karta.model.recurrence import WEEKDAYS
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.follow_up import month_lines
from karta.services.needs import requests
from karta.services.needs.request_rights import ASKED
from karta.services.register import places
from karta.services.register.organisations import require_own
from karta.services.workspace import Workspace
from karta.store.cells import Row

# How many places that an organisation has raised may stand on its page: a link in wrong hands fills no list.
MOST_RAISED = 20
# The days that a place can be raised for: day tokens.
DAYS = ("FR;SA", "all", "school", *WEEKDAYS)


def waiting(workspace: Workspace, viewer: Viewer, org_id: str) -> list[Row]:
    """Return the requests that wait for the organisation's answer; what it has answered is not asked again."""
    require(viewer, "see_requests", WORKSPACE)
    _own_name(workspace, viewer, org_id)
    return [
        row
        for row in _visible(workspace, viewer)
        if row["to_org_id"] == org_id and row["kind"] in ASKED and row["answer"] is None and row["mine_to_answer"]
    ]  # fmt: skip


def answer(
    workspace: Workspace,
    viewer: Viewer,
    org_id: str,
    request_id: str,
    choice: str,
    reply: str,
    *,
    version: int,
) -> None:
    """Answer one of these requests, as `requests.answer` does.

    Raises
    ------
    NotFoundError
        `request_missing` for any other, in the same words as for one that is none.
    """
    require(viewer, "see_requests", WORKSPACE)
    if request_id not in {row["id"] for row in waiting(workspace, viewer, org_id)}:
        raise NotFoundError("request_missing")
    requests.answer(workspace, viewer, request_id, choice, reply, version=version)


def raised(workspace: Workspace, viewer: Viewer, org_id: str, month: str) -> list[Row]:
    """Return what the organisation has raised and waits for, or was answered in a month."""
    require(viewer, "see_requests", WORKSPACE)
    name = _own_name(workspace, viewer, org_id)
    return [
        row
        for row in _visible(workspace, viewer)
        if row["kind"] in requests.RAISED and row["from_org"] == name and row["state"] != "withdrawn"
        and (row["answer"] is None or f"{row['answered_on']:%Y-%m}" == month)
    ]  # fmt: skip


def places_to_raise(workspace: Workspace, viewer: Viewer, org_id: str) -> dict[str, str]:
    """Return the places that an organisation can raise, by name: its own, and those of the areas that these lie in."""
    require(viewer, "raise_place", WORKSPACE)
    own = month_lines.own_places(workspace, viewer, org_id)
    every = places.places(workspace, viewer)
    areas = set(every.loc[every["id"].isin(own), "area_id"].dropna())
    near = every[every["id"].isin(own) | every["area_id"].isin(areas)]
    near = near.sort_values("name", key=lambda names: names.str.casefold())
    return dict(zip(near["id"], near["name"], strict=True))


def raise_place(
    workspace: Workspace,
    viewer: Viewer,
    org_id: str,
    month: str,
    *,
    kind: str,
    place_id: str,
    days: str,
    start: str,
    end: str,
    why: str,
) -> str:
    """Raise one of these places on some of DAYS, and return the request's id.

    Raises
    ------
    InputError
        `weekday_missing`, `raised_full`, and what `requests.raise_place` refuses.
    NotFoundError
        `place_missing`.
    """
    require(viewer, "raise_place", WORKSPACE)
    if place_id not in places_to_raise(workspace, viewer, org_id):
        raise NotFoundError("place_missing")
    if days not in DAYS:
        raise InputError("weekday_missing")
    if len(raised(workspace, viewer, org_id, month)) >= MOST_RAISED:
        raise InputError("raised_full", most=MOST_RAISED)
    return requests.raise_place(
        workspace, viewer, kind=kind, place_id=place_id, days=days, start=start, end=end, why=why
    )


def _own_name(workspace: Workspace, viewer: Viewer, org_id: str) -> str:
    with workspace.store.reading() as reading:
        return require_own(reading, viewer, "answer_month", org_id)


def _visible(workspace: Workspace, viewer: Viewer) -> list[Row]:
    rows = requests.visible(workspace, viewer).to_dict("records")
    return [{str(name): cell for name, cell in row.items()} for row in rows]
