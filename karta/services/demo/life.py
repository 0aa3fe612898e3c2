"""Lets the demo municipality be lived in: within the act that stores its files, and the sheets that were kept after."""

from pathlib import Path

from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.demo import months, people, requests, shifts, visits
from karta.services.demo.occurrences import Occurrences
from karta.services.demo.town import Named, Row, Town, read
from karta.services.gaps import period
from karta.services.rosters.poster_contact import setting_key
from karta.services.sheets import meeting_sheet
from karta.services.workspace import Workspace
from karta.store.acts import Act
from karta.store.database import Reading

TABLES = (
    "people", "availability", "plans", "openings", "sign_ups", "changes", "requests", "months", "pairs", "ways",
    "sheets", visits.TABLE,
)  # fmt: skip


def live(act: Act, workspace: Workspace, folder: Path) -> None:
    """Store who has signed up for what, and what was planned, opened, changed, reported and asked for.

    Within the act that has stored the demo's files. `folder` holds the tables; their days are counted from today.
    """
    tables = {name: read(folder / f"{name}.csv") for name in TABLES}
    town = Town.of(act, _named(tables))
    series = shifts.open_lines(act, workspace, town, tables["openings"])
    series |= shifts.plan_all(act, town, tables["plans"], workspace.today)
    invited = people.invite_all(act, town, tables["people"], workspace.today)
    people.say_when(act, invited, tables["availability"], workspace.today)
    occurrences = Occurrences.opened(Reading(act.connection), workspace)
    people.sign_up_all(act, workspace, occurrences, series, invited, tables["sign_ups"])
    shifts.report_all(act, workspace, occurrences, series, tables["plans"])
    shifts.change_all(act, workspace, occurrences, series, tables["changes"])
    shifts.pair_young_leaders(act, town, tables["pairs"])
    requests.ask_all(act, town, series, tables["requests"], workspace.today)
    visits.set_terms(act, town, folder)
    months.answer_all(act, town, tables["months"], workspace.today)
    ways = {setting_key(town.organisations[row["organisation"]]): row["way"] for row in tables["ways"]}
    # What an adult-hour costs is invented, as all of the demo is.
    settings = ways | {"hour_price": "380"}
    act.insert("setting", [{"key": key, "value": value} for key, value in settings.items()])


def keep_sheets(workspace: Workspace, viewer: Viewer, folder: Path) -> None:
    """Keep the figures of past weeks under a name, so that the meeting's sheet has something to be compared with."""
    require(viewer, "keep_sheets", WORKSPACE)
    for row in read(folder / "sheets.csv"):
        day = workspace.today - 7 * int(row["weeks"]) * DAY
        meeting_sheet.keep(workspace, viewer, period.week(workspace, viewer, day), row["name"])


def _named(tables: dict[str, list[Row]]) -> Named:
    rows = [row for name in TABLES for row in tables[name]]
    organisations = {row.get(column, "") for row in rows for column in ("organisation", "from", "to")}
    organisations |= {name for row in tables["plans"] for name in row["organisations"].split(",")}
    return Named(
        places={row["place"] for row in rows if row.get("place")},
        organisations=organisations - {""},
        contacts={row["call_before"] for row in rows if row.get("call_before")},
    )
