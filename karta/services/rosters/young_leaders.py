"""Young leaders, under 18: shown beside the adults, never counted, and each with an adult function to turn to."""

from dataclasses import dataclass
from typing import Literal

from karta.errors import NotFoundError
from karta.privacy import WORKSPACE, Viewer, names_owner, require, sees
from karta.services.free_text import about_places
from karta.services.rosters.shift_rows import check_owner
from karta.services.workspace import Workspace
from karta.store import young_leaders
from karta.store.cells import Row

What = Literal["shift", "activity"]
# Whose it is to say whom they turn to: the rights on a shift and on a session.
RIGHTS: dict[str, str] = {"shift": "plan_shifts", "activity": "cancel_sessions"}
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Unpaired:
    """A shift or session with young leaders and no adult function that they turn to; `version` goes with the answer.

    `organisation` names all that have young leaders there, `count` is how many these are together.
    """

    what: What
    row_id: str
    version: int
    place: str
    organisation: str
    title: str
    count: int


def unpaired(workspace: Workspace, viewer: Viewer) -> list[Unpaired]:
    """Return the shifts and sessions still to come whose young leaders have nobody to turn to, by place and title."""
    require(viewer, "see_shifts", WORKSPACE)
    with workspace.store.reading() as reading:
        rows = young_leaders.unpaired(reading, workspace.today)
    by_shift: dict[tuple[What, str], list[Row]] = {}
    for row in rows:
        if sees(viewer, row["sharing"], row["organisation_id"]):
            may_name = names_owner(viewer, row["organisation_id"])
            seen = row if may_name else {**row, "organisation": "", "title": ""}
            by_shift.setdefault((row["what"], row["id"]), []).append(seen)
    shown = [_unpaired(what, row_id, parties) for (what, row_id), parties in by_shift.items()]
    return sorted(shown, key=lambda row: (row.place, row.title, row.row_id))


def _unpaired(what: What, row_id: str, parties: list[Row]) -> Unpaired:
    """Return the young leaders of all parties of a shift, or of a session: they turn to one function."""
    first = parties[0]
    names = dict.fromkeys(party["organisation"] for party in parties if party["organisation"])
    count = sum(int(party["young_leaders"]) for party in parties)
    return Unpaired(
        what, row_id, int(first["version"]), first["place"] or "", ", ".join(names), first["title"] or "", count
    )  # fmt: skip


def pair(
    workspace: Workspace, viewer: Viewer, what: What, row_id: str, function: str, *, version: int
) -> None:
    """Store the adult function that the young leaders of a shift or session turn to; blank takes it away.

    Raises
    ------
    ConflictError
        `row_changed` when somebody has changed the shift or session since `version` was read.
    """
    require(viewer, RIGHTS[what], WORKSPACE)
    with workspace.act(viewer, "pair_young_leaders") as act:
        if not act.rows(what, "id", [row_id]):
            raise NotFoundError("shift_missing" if what == "shift" else "session_missing")
        parties = (
            act.rows("shift_party", "shift_id", [row_id]) if what == "shift" else [act.row(what, row_id)]
        )
        check_owner(viewer, [party["organisation_id"] for party in parties], RIGHTS[what])
        act.update(what, row_id, version, {"paired_with": about_places(function, LONGEST) or None})
