"""A date of a shift that one organisation offers another: to take over, or for one of theirs; when both say yes.

Until then the date is whose it was. With the yes it becomes a date for itself of the other organisation, with the same
hours, place and sizes; names stay with their own: who had signed up is told, and nobody is moved. An offer ends by
itself when a date begins, or is changed, moved or cancelled. A no is a no: nobody asks why, and nothing counts it.
"""

from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from karta.errors import ConflictError, InputError, NotFoundError
from karta.model.shift import ShiftOccurrence, ShiftVersion, occurrence_key
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to, require
from karta.services.rosters import notices
from karta.services.rosters.occurrences import occurrence_by_id
from karta.services.rosters.repetition import repeats, single_day
from karta.services.rosters.shift_copies import insert_copy
from karta.services.rosters.shift_rows import Row, check_owner
from karta.services.workspace import Workspace
from karta.store import sign_ups
from karta.store.acts import Act
from karta.store.database import Reading

OPEN, YES, NO = "open", "yes", "no"


@dataclass(frozen=True, slots=True)
class Offer:
    """A date that one organisation offers another, `wanted` the one that it asks for in turn; both without names.

    `state`: open, yes or no. `to_answer` and `own`: whether the viewer answers it, or has asked.
    """

    offer_id: str
    from_org: str
    to_org: str
    given: ShiftOccurrence
    wanted: ShiftOccurrence | None
    state: str
    to_answer: bool
    own: bool


def offer(
    workspace: Workspace, viewer: Viewer, from_org: str, given: str, to_org: str, wanted: str | None = None
) -> str:
    """Offer a coming date (`given`, its id) of an organisation to another one, and return the offer's id.

    `wanted` is the date of theirs that is asked for in turn; None asks only whether they can take it.

    Raises
    ------
    InputError
        `swap_same` where the other one is on the date already.
    ConflictError
        `swap_ended` for a date that is not theirs to give, has begun or is cancelled; `swap_asked`.
    NotFoundError
        For a date or an organisation that there is not.
    """
    require(viewer, "swap_shifts", WORKSPACE)
    with workspace.act(viewer, "offer_swap") as act:
        require(viewer, "swap_shifts", belonging_to(from_org))
        check_owner(viewer, [from_org])
        if act.row("organisation", to_org)["left_on"] is not None:
            raise NotFoundError("row_missing", table="organisation")
        dates = [(given, from_org, to_org), *([] if wanted is None else [(wanted, to_org, from_org)])]
        seen = [_seen(workspace, act, *one) for one in dates]
        keys = [occurrence_key(occurrence_id) for occurrence_id, _, _ in dates]
        _clear(workspace, act)
        for row in act.rows("swap_offer", "series_id", [keys[0][0]]):
            if (row["day"], row["to_org_id"], row["state"]) == (keys[0][1], to_org, OPEN):
                raise ConflictError("swap_asked")
        values = {
            "from_org_id": from_org, "to_org_id": to_org, "series_id": keys[0][0], "day": keys[0][1], "seen": seen[0],
            "state": OPEN,
        }  # fmt: skip
        if wanted is not None:
            values |= {"wanted_series_id": keys[1][0], "wanted_day": keys[1][1], "wanted_seen": seen[1]}
        return act.insert("swap_offer", [values])[0]


def offers(workspace: Workspace, viewer: Viewer) -> list[Offer]:
    """Return the offers that the viewer's organisations have made or got and that stand, by time.

    One that has been answered stays for those who asked, until its date.
    """
    if not allowed(viewer, "swap_shifts", WORKSPACE):
        return []
    with workspace.store.reading() as reading:
        rows = reading.frame("swap_offer").to_dict("records")
        there = reading.frame("organisation", columns=["id", "name", "left_on"])
        names = dict(there.loc[there["left_on"].isna(), ["id", "name"]].itertuples(index=False))
        shown = [_shown(workspace, viewer, reading, dict(row), names) for row in rows]
    return sorted((one for one in shown if one is not None), key=lambda one: (one.given.start, one.offer_id))


def waiting(workspace: Workspace, viewer: Viewer) -> list[Offer]:
    """Return the offers that wait for the viewer's answer."""
    if not allowed(viewer, "swap_shifts", WORKSPACE):
        return []
    return [one for one in offers(workspace, viewer) if one.state == OPEN and one.to_answer]


def answer(workspace: Workspace, viewer: Viewer, offer_id: str, *, yes: bool) -> int:
    """Answer an offer for the organisation that was asked, and return how many people are told that they need not go.

    A yes hands the dates over in one act; undone, they are whose they were, with their people. A no changes nothing.

    Raises
    ------
    ConflictError
        `swap_answered` where somebody has answered; `swap_ended` where it does not stand any more.
    NotFoundError
        `row_missing` where it was taken back.
    """
    require(viewer, "swap_shifts", WORKSPACE)
    with workspace.act(viewer, "answer_swap") as act:
        row = act.row("swap_offer", offer_id)
        require(viewer, "swap_shifts", belonging_to(row["to_org_id"]))
        if row["state"] != OPEN:
            raise ConflictError("swap_answered")
        if not yes:
            act.update("swap_offer", offer_id, None, {"state": NO})
            return 0
        standing = _standing(workspace, Reading(act.connection), row)
        if standing is None:
            raise ConflictError("swap_ended")
        both = (row["from_org_id"], row["to_org_id"])
        told = _hand_over(workspace, act, standing[0], *both)
        if standing[1] is not None:
            told += _hand_over(workspace, act, standing[1], *reversed(both))
        act.update("swap_offer", offer_id, None, {"state": YES})
    return told


def withdraw(workspace: Workspace, viewer: Viewer, offer_id: str) -> None:
    """Take an offer back, for the organisation that made it. Raises ConflictError `swap_answered`, NotFoundError."""
    require(viewer, "swap_shifts", WORKSPACE)
    with workspace.act(viewer, "withdraw_swap") as act:
        row = act.row("swap_offer", offer_id)
        require(viewer, "swap_shifts", belonging_to(row["from_org_id"]))
        if row["state"] != OPEN:
            raise ConflictError("swap_answered")
        act.remove("swap_offer", [offer_id])


def may_offer(workspace: Workspace, viewer: Viewer, occurrence: ShiftOccurrence) -> list[str]:
    """Return the organisations (ids) on a date for which the viewer may offer it to another one."""
    if not allowed(viewer, "swap_shifts", WORKSPACE) or not _is_open(workspace, occurrence):
        return []
    ids = [party.organisation_id for party in occurrence.parties if party.organisation_id is not None]
    return [
        org
        for org in dict.fromkeys(ids)
        if all(allowed(viewer, act, belonging_to(org)) for act in ("swap_shifts", "plan_shifts"))
    ]


def others(workspace: Workspace, viewer: Viewer, occurrence: ShiftOccurrence) -> dict[str, str]:
    """Return whom a date can be offered to, id -> name by name: organisations that are not on it and have not left."""
    require(viewer, "swap_shifts", WORKSPACE)
    on_it = {party.organisation_id for party in occurrence.parties}
    frame = workspace.store.frame("organisation").sort_values("name", key=lambda names: names.str.casefold())
    frame = frame[frame["left_on"].isna() & ~frame["id"].isin(on_it)]
    return dict(zip(frame["id"], frame["name"], strict=True))


def _is_open(workspace: Workspace, occurrence: ShiftOccurrence) -> bool:
    """Tell whether a date lies ahead, stands, and has people sign up to it."""
    return occurrence.opened and not occurrence.cancelled and occurrence.start > workspace.now()


def _seen(workspace: Workspace, act: Act, occurrence_id: str, owner: str, other: str) -> str:
    """Return the version of a date that its owner can give the other one."""
    occurrence = occurrence_by_id(Reading(act.connection), occurrence_id)
    ids = [party.organisation_id for party in occurrence.parties]
    if other in ids or other == owner:
        raise InputError("swap_same")
    if owner not in ids or not _is_open(workspace, occurrence):
        raise ConflictError("swap_ended")
    return _version(occurrence.version)


def _version(version: ShiftVersion) -> str:
    """Return a version as a short text: equal for equal rows."""
    return sha256(repr(version).encode()).hexdigest()[:32]


def _dates(row: Row) -> list[tuple[str, date, str]]:
    """Return series, day and version seen of the one or two dates of an offer."""
    given = (row["series_id"], row["day"], row["seen"])
    if row["wanted_series_id"] is None:
        return [given]
    return [given, (row["wanted_series_id"], row["wanted_day"], row["wanted_seen"])]


def _standing(
    workspace: Workspace, reading: Reading, row: Row
) -> tuple[ShiftOccurrence, ShiftOccurrence | None] | None:
    """Return the dates of an offer, None where one has begun or is not as it was."""
    found = []
    for series_id, day, seen in _dates(row):
        try:
            occurrence = occurrence_by_id(reading, f"{series_id}.{day.isoformat()}")
        except NotFoundError:
            return None
        if not _is_open(workspace, occurrence) or _version(occurrence.version) != seen:
            return None
        found.append(occurrence)
    return found[0], found[1] if len(found) > 1 else None


def _shown(
    workspace: Workspace, viewer: Viewer, reading: Reading, row: Row, names: dict[str, str]
) -> Offer | None:
    """Return an offer as one of the two organisations sees it, None for all others and where it does not stand."""
    asks, answers = (
        bool(allowed(viewer, "swap_shifts", belonging_to(row[name]))) for name in ("from_org_id", "to_org_id")
    )
    if not (asks or answers) or not {row["from_org_id"], row["to_org_id"]} <= names.keys():
        return None
    if row["state"] == OPEN:
        standing = _standing(workspace, reading, row)
        if standing is None:
            return None
        given, wanted = standing
    else:
        # Answered: what has become of the date is on the board; whoever asked sees the answer until then.
        try:
            given = occurrence_by_id(reading, f"{row['series_id']}.{row['day'].isoformat()}")
        except NotFoundError:
            return None
        if not asks or given.start <= workspace.now():
            return None
        wanted = None
    return Offer(
        row["id"], names[row["from_org_id"]], names[row["to_org_id"]], _nameless(given),
        None if wanted is None else _nameless(wanted), row["state"], answers, asks,
    )  # fmt: skip


def _nameless(occurrence: ShiftOccurrence) -> ShiftOccurrence:
    """Return when and where a date is, and how many it needs; nothing of who goes or what is written to them."""
    return replace(
        occurrence, sign_ups=(), parties=(), title="", meeting_point="", notes="", invite_to="", fetch="",
        call_before="", call_before_id=None, paired_with="", notice="",
    )  # fmt: skip


def _hand_over(workspace: Workspace, act: Act, occurrence: ShiftOccurrence, leaves: str, takes: str) -> int:
    """Make one date another organisation's; return how many people of the one that leaves it are told."""
    shift = act.row("shift", occurrence.shift_id)
    schedule, shift_id = act.row("schedule", shift["schedule_id"]), shift["id"]
    if repeats(schedule):
        single = single_day(schedule, occurrence.day, occurrence.held_on)
        # From now on it is no part of what a file says of the series.
        shift_id = insert_copy(act, shift, act.insert("schedule", [single])[0], of_line=False)
    parties = act.rows("shift_party", "shift_id", [shift_id])
    # What the one brings anyway, and what it has done so far, is not the other's.
    values = {
        "organisation_id": takes, "adults": None, "young_leaders": None, "trained": None, "earlier_scheduled": None,
        "earlier_delivered": None, "sharing": "partners",
    }  # fmt: skip
    for party in parties:
        if party["organisation_id"] == leaves and party["status"] != "cancelled":
            owner = takes if party["owner_org_id"] == leaves else party["owner_org_id"]
            act.update("shift_party", party["id"], None, {**values, "owner_org_id": owner})
    own = [
        row
        for row in sign_ups.of_series(act.connection, [occurrence.series_id])
        if row["day"] == occurrence.day and row["organisation_id"] == leaves
    ]
    for row in own:
        sign_ups.end(act, row)
    notices.tell(act, "relieved", occurrence, [row["person_id"] for row in own])
    notices.fill_changed(act, workspace, occurrence)
    return len(own)


def _clear(workspace: Workspace, act: Act) -> None:
    """Take out the offers whose day has been."""
    rows = Reading(act.connection).frame("swap_offer")
    act.remove("swap_offer", [row["id"] for row in rows.to_dict("records") if row["day"] < workspace.today])
