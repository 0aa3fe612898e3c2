"""The values of a shift that can be changed, checked, and as rows of the store."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from karta.errors import ConflictError, InputError
from karta.model import typed_numbers
from karta.model.place import Located
from karta.model.recurrence import checked_rule
from karta.model.schedule import parse_time
from karta.model.shift import ADULTS_ARE, check_sizes
from karta.services.rosters.shift_rows import (
    Row,
    check_call,
    check_place,
    check_purpose,
    check_roles,
    end_text,
    plain_words,
    replace_stops,
    route_values,
    stop_rows,
)
from karta.store.acts import Act

# The values that may be changed for one occurrence, or for all of them. `route` is a line in EPSG:3006, None for a
# shift that stays at its place; `stops` are `model.shift.Stop`; `adults` is the number on a roster line of one party,
# and `adults_are` opens a roster line for sign-up and says what its adults are.
EDITABLE = frozenset({
    "place_id", "start", "end", "min_team", "max_team", "title", "roles", "meeting_point", "notes", "invite_to",
    "known_here", "sign_off_hours", "route", "stops", "adults", "adults_are",
    "purpose", "fetch", "call_before_id", "paired_with",
})  # fmt: skip
# The values that are no columns of the shift itself.
NOT_COLUMNS = frozenset({"start", "end", "route", "stops", "adults", "adults_are"})
# What hangs on a party and says how far it is from places.
STATED_DISTANCES = ("reach", "route_leg")


class Edited(NamedTuple):
    """What a change writes: values of the shift, of its schedule and of its party, and its stops (None: they stay).

    `elsewhere` tells that it is held somewhere else afterwards.
    """

    shift: Row
    schedule: Row
    stops: list[Row] | None
    party: Row
    elsewhere: bool


def edited(act: Act, shift: Row, schedule: Row, values: Mapping[str, Any]) -> Edited:
    """Return what a change of values (EDITABLE) writes, checked."""
    for name in values.keys() - EDITABLE:
        raise InputError("value_not_allowed", value=name, allowed=", ".join(sorted(EDITABLE)))
    times = {}
    if "start" in values:
        times["start"] = parse_time(values["start"]).strftime("%H:%M")
    if "end" in values:
        times["end"] = end_text(values["end"])
    if (times.get("start") or schedule["start"]) == (times.get("end") or schedule["end"]) and not schedule[
        "end_date"
    ]:
        raise InputError("shift_without_length")
    if "start" in times and schedule["rrule"]:
        # A rule may repeat the hour of its first start.
        old = parse_time(schedule["start"])
        times["rrule"] = checked_rule(schedule["rrule"], schedule["date"], old)
    own = {name: value for name, value in values.items() if name not in NOT_COLUMNS}
    if "route" in values:
        own |= route_values(values["route"])
    if "place_id" in own:
        check_place(act, own["place_id"])
        if own["place_id"] != shift["place_id"] and shift["located"] != Located.ROUTE:
            own |= route_values(None)
    if "adults_are" in values:
        own |= opening(act, shift, values["adults_are"])
    # What a file has brought stays as it is until somebody writes anew.
    own |= plain_words(
        {name: value for name, value in own.items() if (value or "") != (shift.get(name) or "")}
    )
    if "roles" in own:
        check_roles(own["roles"])
        own["roles"] = ";".join(own["roles"])
    if "purpose" in own:
        check_purpose(own["purpose"])
    check_call(act, own.get("call_before_id"))
    _check_sizes({**shift, **own}, own)
    party = _party(act, shift, values)
    return Edited(own, times, _stops(act, {**schedule, **times}, values), party, is_elsewhere(shift, values))


def is_elsewhere(shift: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Tell whether a change of values (EDITABLE) has a shift held elsewhere.

    Distances that a file has stated for it hold no longer then.
    """
    where = {name: values[name] for name in ("place_id",) if name in values}
    if "route" in values:
        where |= route_values(values["route"])
    return "stops" in values or any(shift[name] != value for name, value in where.items())


def opening(act: Act, shift: Row, adults_are: str | None) -> Row:
    """Return the values of a shift that make a roster line open for sign-up.

    Raises
    ------
    InputError
        `adults_unanswered` unless it is said what its adults are; `adults_unknown` where they are to be present and
        the line states no number.
    ConflictError
        `shift_opened` when people can sign up already.
    """
    if shift["sign_up"]:
        raise ConflictError("shift_opened")
    if adults_are not in ADULTS_ARE:
        raise InputError("adults_unanswered")
    parties = active_parties(act, shift["id"])
    if adults_are == "present" and any(party["adults"] is None for party in parties):
        raise InputError("adults_unknown")
    return {"sign_up": True, "adults_are": adults_are}


def write(act: Act, shift: Row, schedule: Row, new: Edited) -> None:
    """Write a change into the rows of a shift that have been read within the act."""
    act.update("shift", shift["id"], shift["version"], new.shift)
    act.update("schedule", schedule["id"], schedule["version"], new.schedule)
    replace_stops(act, shift["id"], new.stops)
    parties = [row["id"] for row in act.rows("shift_party", "shift_id", [shift["id"]])]
    active = [row["id"] for row in active_parties(act, shift["id"])]
    act.update_many("shift_party", dict.fromkeys(active, new.party))
    if new.elsewhere:
        for table in STATED_DISTANCES:
            act.retire(table, [row["id"] for row in act.rows(table, "party_id", parties)])


def active_parties(act: Act, shift_id: str) -> list[Row]:
    """Return the parties of a shift that have not cancelled."""
    return [row for row in act.rows("shift_party", "shift_id", [shift_id]) if row["status"] != "cancelled"]


def _check_sizes(shift: Row, own: Row) -> None:
    least = shift["min_team"] or 0
    # A line of a roster states no highest number.
    most = shift["max_team"] or max(least, typed_numbers.MOST_ADULTS)
    if "min_team" in own or "max_team" in own or "sign_off_hours" in own:
        check_sizes(least, most, own.get("sign_off_hours", 0))


def _party(act: Act, shift: Row, values: Mapping[str, Any]) -> Row:
    """Return the new number of adults of a shift's only party; of several it is not known whose it is."""
    if "adults" not in values:
        return {}
    if shift["sign_up"] and shift["adults_are"] is None:
        # Who comes to a shift that was planned in the app signs up to it.
        raise ConflictError("shift_planned")
    parties = active_parties(act, shift["id"])
    adults = values["adults"]
    if len(parties) != 1:
        raise ConflictError("shift_parties")
    if adults is None and shift["adults_are"] == "present":
        raise InputError("adults_unknown")
    typed_numbers.whole(0 if adults is None else adults, 0, typed_numbers.MOST_ADULTS)
    return {"adults": None if adults is None else float(adults)}


def _stops(act: Act, schedule: Row, values: Mapping[str, Any]) -> list[Row] | None:
    if "stops" not in values:
        return None
    for stop in values["stops"]:
        check_place(act, stop.place_id)
    return stop_rows(values["stops"], schedule["start"], schedule["end"])
