"""The demo's shifts beside its rosters: planned in the app, opened for sign-up, moved or cancelled on a date."""

from datetime import date
from typing import Any

from karta.model.shift import ShiftOccurrence, ShiftPlan
from karta.model.walltime import DAY
from karta.services.demo.occurrences import Occurrences
from karta.services.demo.town import Row, Town
from karta.services.follow_up.shift_reports import report_values
from karta.services.rosters import notices
from karta.services.rosters.cancelling import except_day
from karta.services.rosters.moving import move_one
from karta.services.rosters.repetition import single_day
from karta.services.rosters.shift_copies import insert_copy
from karta.services.rosters.shift_rows import insert_plan
from karta.services.rosters.shift_values import edited, write
from karta.services.workspace import Workspace
from karta.store.acts import Act
from karta.store.database import Reading

# What a table says of a shift in words.
WORDS = ("meeting_point", "fetch", "invite_to", "notes")


def plan_all(act: Act, town: Town, rows: list[Row], today: date) -> dict[str, str]:
    """Store the shifts that were planned in the app, and return their series by the key of the table."""
    series = {}
    for row in rows:
        shift_id = insert_plan(act, _plan(town, row, today))
        series[row["shift"]] = act.row("shift", shift_id)["schedule_id"]
    return series


def open_lines(act: Act, workspace: Workspace, town: Town, rows: list[Row]) -> dict[str, str]:
    """Open lines of rosters for sign-up, all their dates or some, and return their series by the key of the line."""
    series = {}
    for row in rows:
        party = act.row("shift_party", str(town.lines[row["shift"]]))
        shift = act.row("shift", party["shift_id"])
        schedule = act.row("schedule", shift["schedule_id"])
        new = edited(act, shift, schedule, _opening(town, row))
        series[row["shift"]] = schedule["id"]
        if not row["dates"]:
            write(act, shift, schedule, new)
            continue
        occurrences = Occurrences.of_series(Reading(act.connection), workspace, schedule["id"])
        for number in row["dates"].split(","):
            occurrence = occurrences.at(schedule["id"], int(number))
            single = single_day(schedule, occurrence.day, occurrence.held_on)
            insert_copy(act, shift, act.insert("schedule", [single])[0], new)
    return series


def change_all(
    act: Act, workspace: Workspace, occurrences: Occurrences, series: dict[str, str], rows: list[Row]
) -> None:
    """Move dates to another day, or cancel them with a notice; who has signed up is told."""
    for row in rows:
        occurrence = occurrences.at(series[row["shift"]], int(row["date"]))
        shift = act.row("shift", occurrence.shift_id)
        schedule = act.row("schedule", shift["schedule_id"])
        with notices.following(act, workspace, [occurrence.series_id]):
            if row["what"] == "moved":
                move_one(act, shift, schedule, occurrence, occurrence.held_on + int(row["days"]) * DAY)
            else:
                except_day(act, schedule["id"], occurrence, row["notice"])


def report_all(
    act: Act, workspace: Workspace, occurrences: Occurrences, series: dict[str, str], rows: list[Row]
) -> None:
    """Report past shifts that were planned in the app: how many adults went, and whom they met."""
    reports = []
    for row in rows:
        if row["reported"]:
            adults, met = row["reported"].split(" ")
            reports.append(_report(workspace, occurrences.at(series[row["shift"]], -1), int(adults), met))
    act.insert("report", reports)


def pair_young_leaders(act: Act, town: Town, rows: list[Row]) -> None:
    """Say whom the young leaders of sessions occurrence to."""
    functions = {(town.places[row["place"]], row["title"]): row["paired_with"] for row in rows}
    sessions = act.rows("activity", "title", sorted({title for _, title in functions}))
    paired = {
        row["id"]: {"paired_with": functions[row["place_id"], row["title"]]}
        for row in sessions
        if (row["place_id"], row["title"]) in functions and row["young_leaders"]
    }
    act.update_many("activity", paired)


def _plan(town: Town, row: Row, today: date) -> ShiftPlan:
    day = today + int(row["day"]) * DAY
    until = day + 7 * (int(row["weeks"]) - 1) * DAY if row["weeks"] else None
    return ShiftPlan(
        town.places[row["place"]], day, row["start"], row["end"],
        tuple(town.organisations[name] for name in row["organisations"].split(",")),
        kind=row["kind"], weekly=until is not None, until=until, purpose=row["purpose"], title=row["title"],
        **_values(town, row),
    )  # fmt: skip


def _opening(town: Town, row: Row) -> dict[str, Any]:
    return {"adults_are": row["adults_are"], **_values(town, row)}


def _values(town: Town, row: Row) -> dict[str, Any]:
    """Return what openings and plans have in common, by the names of EDITABLE."""
    return {
        "min_team": int(row["min_team"]), "max_team": int(row["max_team"]), "known_here": row["known_here"] == "ja",
        "roles": tuple(filter(None, row["roles"].split(","))), **{name: row[name] for name in WORDS},
        "call_before_id": town.contacts[row["call_before"]] if row["call_before"] else None,
    }  # fmt: skip


def _report(workspace: Workspace, occurrence: ShiftOccurrence, adults: int, met: str) -> dict[str, Any]:
    values = report_values(
        occurrence, workspace.zone, carried_out=True, adults=adults, hours=(None, None), met=met
    )
    original = f"{occurrence.original_start:%Y-%m-%dT%H:%M}"
    return {
        "party_id": occurrence.parties[0].party_id,
        "date": occurrence.held_on,
        "original_start": original,
        **values,
    }
