"""The kit of a risk evening: its need, shifts to sign up to, requests and rosters asked for, in one act.

One undo takes all of it back. Nobody is signed up to anything: a request waits for its answer, a shift for its people.
What could not be made is told with its reason, and what was shown is what is made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from karta.coverage.grid import grid, slot_minutes
from karta.coverage.presence import presence
from karta.errors import ConflictError, InputError, NotFoundError
from karta.model import day_bounds, typed_text
from karta.model.place import is_unknown
from karta.model.schedule import instant
from karta.model.shift import ShiftPlan
from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to, require
from karta.services.child_view import ChildView
from karta.services.free_text import about_places
from karta.services.gaps.known_tables import known_tables
from karta.services.needs import evening_asks
from karta.services.needs.evening_asks import Asked, Missing
from karta.services.needs.request_rows import stored, when_values
from karta.services.needs.rule_rows import defaults
from karta.services.register import places as register_places
from karta.services.rosters.shift_rows import check_ahead, check_plan, insert_plan
from karta.services.workspace import Workspace, mark_origin
from karta.store.database import Reading
from karta.store.records import risk_evenings

# One more pair from six in the evening until one. Source: METHOD 3.1, the default of risk evenings.
ADULTS, START, END = 2, "18:00", "01:00"
RISK, DEFAULT = "risk_evening", "risk_evening_more"
ROLE = "night_walker"
UNANSWERED = ChildView()


@dataclass(frozen=True)
class Wishes:
    """What a kit is to hold: which evening, where, who decides and answers for it, and who is asked.

    `ask` are the organisations that may be asked for a pair each, place by place in turn; `rosters_of` those whose
    roster of the evening is asked for; `shifts_of` the one that puts up shifts to sign up to ("" = none does), with the
    `answers` to the questions from the children's side.
    """

    day: date
    name: str
    place_ids: tuple[str, ...]
    decided_by: str
    responsible: str
    ask: tuple[str, ...] = ()
    rosters_of: tuple[str, ...] = ()
    shifts_of: str = ""
    answers: ChildView = UNANSWERED


@dataclass(frozen=True)
class Kit:
    """What pressing makes: `is_new` (the evening goes into the calendar), and `needs`, `shifts`, `requests`, `rosters`.

    Needs and shifts are ids of places; `missing` is what is not made, with its reason.
    """

    wishes: Wishes
    is_new: bool
    needs: tuple[str, ...]
    shifts: tuple[str, ...]
    requests: tuple[Asked, ...]
    rosters: tuple[Asked, ...]
    missing: tuple[Missing, ...]

    @property
    def parts(self) -> int:
        """How many rows it makes."""
        return self.is_new + len(self.needs) + len(self.shifts) + len(self.requests) + len(self.rosters)


@dataclass(frozen=True)
class Price:
    """What a kit asks for: `asked_ah` adult-hours of new need, and `requested_ah` asked of organisations.

    `known_ah` are the adult-hours already planned and known to the viewer at its places in the same hours. `woken`
    counts decided rules for risk evenings, at any place, that come into force because the evening is new.
    """

    asked_ah: float
    requested_ah: float
    known_ah: float
    woken: int


def places_of_kinds(workspace: Workspace, viewer: Viewer, kinds: Sequence[str]) -> list[str]:
    """Return the ids of the places of some kinds for which METHOD has one more pair on risk evenings."""
    require(viewer, "decide_need", WORKSPACE)
    places = register_places.places(workspace, viewer)
    wanted = [kind for kind in kinds if _has_more(kind)]
    return [str(place) for place in places.loc[places["kind"].isin(wanted), "id"]]


def kinds(workspace: Workspace, viewer: Viewer) -> list[str]:
    """Return the kinds of the register's places for which METHOD has one more pair on risk evenings."""
    require(viewer, "decide_need", WORKSPACE)
    return sorted(
        kind for kind in register_places.places(workspace, viewer)["kind"].unique() if _has_more(kind)
    )


def askable(workspace: Workspace, viewer: Viewer) -> dict[str, str]:
    """Return the organisations that can be asked, id -> name, by name; those that have left are not among them."""
    require(viewer, "decide_need", WORKSPACE)
    rows = workspace.store.frame("organisation")
    rows = rows[rows["left_on"].isna()].sort_values("name", key=lambda names: names.str.casefold())
    return dict(zip(rows["id"], rows["name"], strict=True))


def draw_up(workspace: Workspace, viewer: Viewer, wishes: Wishes) -> Kit:
    """Return what a kit would make, and what not; nothing is stored.

    Raises
    ------
    InputError
        `kit_without_places`; `shift_in_past` for an evening that has begun.
    NotFoundError
        `place_missing`, `no_such_organisation`.
    """
    require(viewer, "decide_need", WORKSPACE)
    with workspace.store.reading() as reading:
        return _drawn(reading, workspace, viewer, wishes)


def price(workspace: Workspace, viewer: Viewer, kit: Kit) -> Price:
    """Return what a kit asks for beside what is known to be there already."""
    require(viewer, "decide_need", WORKSPACE)
    day = kit.wishes.day
    first, last = _span(workspace, day)
    hours = (last - first).total_seconds() / 3600
    tables = known_tables(workspace, viewer, day, day, "see_now")
    on = grid(tables, slot_minutes(tables))
    rows = [on.place_index()[place] for place in kit.wishes.place_ids if place in on.place_index()]
    adults = presence(tables, on, "planned").adults[rows][:, on.span(first, last)]
    return Price(
        asked_ah=len(kit.needs) * ADULTS * hours,
        requested_ah=len(kit.requests) * ADULTS * hours,
        known_ah=float(adults.sum()) * on.hours,
        woken=_woken(workspace, day) if kit.is_new else 0,
    )


def make(workspace: Workspace, viewer: Viewer, shown: Kit) -> Kit:
    """Make a kit as it was shown, in one act that one undo takes back, and return it.

    Raises what `draw_up` does, ConflictError `kit_changed` where it would no longer be what was shown, and InputError
    `name_missing`, `decided_by_missing`, `responsible_missing`; `kit_empty` where all is there already;
    `child_view_missing` where shifts are put up and a question from the children's side is open.
    """
    require(viewer, "decide_need", WORKSPACE)
    wishes = shown.wishes
    _check_words(workspace, wishes)
    with workspace.act(viewer, "make_evening_kit", note=about_places(wishes.name)) as act:
        kit = _drawn(Reading(act.connection), workspace, viewer, wishes)
        if kit != shown:
            raise ConflictError("kit_changed")
        if not kit.parts:
            raise InputError("kit_empty")
        mark_origin(act, workspace, workspace.origin or "own")
        if kit.is_new:
            row = {"date": wishes.day, "kind": RISK, "name": about_places(wishes.name), "sharing": "public"}
            act.insert("calendar_row", [row])
        act.insert("need_rule", [_rule(workspace, wishes, place) for place in kit.needs])
        for place_id in kit.shifts:
            plan = ShiftPlan(
                place_id, wishes.day, START, END, (wishes.shifts_of,), kind=ROLE, min_team=ADULTS
            )
            check_plan(act, viewer, plan)
            insert_plan(act, plan)
        when = when_values(START, END, wishes.day, "", None)
        for each in kit.requests:
            values = {**when, "role": ROLE, "adults": ADULTS, "to_organisation_id": each.org_id}
            stored(act, workspace, viewer, "presence", each.place_id, None, values)
        act.insert("expected_source", [_awaited(workspace, wishes.day, each) for each in kit.rosters])
    return kit


def _drawn(reading: Reading, workspace: Workspace, viewer: Viewer, wishes: Wishes) -> Kit:
    _check(reading, workspace, wishes)
    missing: list[Missing] = []
    decided = _decided(reading, wishes.day)
    missing += [Missing("need", "decided_before", place) for place in wishes.place_ids if place in decided]
    shifts: tuple[str, ...] = ()
    if wishes.shifts_of:
        if allowed(viewer, "plan_shifts", belonging_to(wishes.shifts_of)):
            span = _span(workspace, wishes.day)
            busy = evening_asks.busy(reading, wishes.shifts_of, wishes.place_ids, *span)
            shifts = tuple(place for place in wishes.place_ids if place not in busy)
            missing += [Missing("shift", "there", place, wishes.shifts_of) for place in sorted(busy)]
        else:
            missing.append(Missing("shift", "not_allowed", "", wishes.shifts_of))
    requests, not_asked = evening_asks.in_turn(reading, viewer, wishes.day, wishes.place_ids, wishes.ask)
    rosters, not_awaited = evening_asks.rosters(reading, viewer, wishes.place_ids, wishes.rosters_of)
    return Kit(
        wishes,
        is_new=wishes.day not in risk_evenings(reading),
        needs=tuple(place for place in wishes.place_ids if place not in decided),
        shifts=shifts,
        requests=tuple(requests),
        rosters=tuple(rosters),
        missing=(*missing, *not_asked, *not_awaited),
    )


def _check(reading: Reading, workspace: Workspace, wishes: Wishes) -> None:
    if not wishes.place_ids:
        raise InputError("kit_without_places")
    day_bounds.checked(wishes.day)
    check_ahead(workspace, wishes.day, START)
    if set(wishes.place_ids) - set(reading.frame("place", list(wishes.place_ids))["id"]):
        raise NotFoundError("place_missing")
    orgs = reading.frame("organisation")
    taking_part = set(orgs.loc[orgs["left_on"].isna(), "id"])
    for org_id in (*wishes.ask, *wishes.rosters_of, *filter(None, [wishes.shifts_of])):
        if org_id not in taking_part:
            raise NotFoundError("no_such_organisation", name=org_id)


def _check_words(workspace: Workspace, wishes: Wishes) -> None:
    for words, code in (
        (wishes.name, "name_missing"), (wishes.decided_by, "decided_by_missing"),
        (wishes.responsible, "responsible_missing"),
    ):  # fmt: skip
        if not about_places(words):
            raise InputError(code)
    if wishes.shifts_of:
        wishes.answers.check(workspace.today)


def _has_more(kind: str) -> bool:
    return any(rule["code"] == DEFAULT for rule in defaults(kind))


def _decided(reading: Reading, day: date) -> set[str]:
    """Return the places that have a decided addition for risk evenings in force on a day."""
    return {
        rule["place_id"]
        for rule in _risk_rules(reading, day)
        if rule["type"] == "add" and rule["place_id"] is not None
    }


def _woken(workspace: Workspace, day: date) -> int:
    with workspace.store.reading() as reading:
        return len(_risk_rules(reading, day))


def _risk_rules(reading: Reading, day: date) -> list[dict[str, Any]]:
    """Return the decided rules in force on a day that ask for more on risk evenings than on others."""
    rules = reading.frame("need_rule").to_dict("records")
    return [
        {str(name): value for name, value in rule.items()}
        for rule in rules
        if rule["state"] == "decided"
        and RISK in str(rule["days"]).split(";")
        and (is_unknown(rule["valid_from"]) or rule["valid_from"] <= day)
        and (is_unknown(rule["valid_to"]) or rule["valid_to"] >= day)
    ]


def _rule(workspace: Workspace, wishes: Wishes, place_id: str) -> dict[str, Any]:
    return {
        "place_id": place_id, "type": "add", "adults": float(ADULTS), "days": RISK, "start": START, "end": END,
        "mode": "stay", "anchor": "clock", "state": "decided", "sharing": "public", "valid_from": wishes.day,
        "valid_to": wishes.day, "decided_by": typed_text.clean(wishes.decided_by), "decided_on": workspace.today,
        "responsible": typed_text.clean(wishes.responsible),
    }  # fmt: skip


def _awaited(workspace: Workspace, day: date, each: Asked) -> dict[str, Any]:
    """Return the row of a roster that is asked for, of one service day alone."""
    at = f"T{workspace.method.day_start_local:%H:%M}"
    return {
        "organisation_id": each.org_id, "place_id": each.place_id, "status": "unknown", "asked_on": workspace.today,
        "from_local": f"{day.isoformat()}{at}", "to_local": f"{(day + DAY).isoformat()}{at}",
    }  # fmt: skip


def _span(workspace: Workspace, day: date) -> tuple[datetime, datetime]:
    """Return the instants between which the kit asks for adults."""
    first = datetime.combine(day, time.fromisoformat(START))
    return instant(first, workspace.zone), instant(
        datetime.combine(day + DAY, time.fromisoformat(END)), workspace.zone
    )
