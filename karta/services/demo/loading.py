"""The demo municipality for a day: its files moved so that their reference week is the week of that day.

The files in `data/demo` are written for one reference Monday. Rosters, needs, sources and reports move by whole
weeks; the school calendar is made by rule for the school years around the day, since a term cannot move by half a
year. All of it is invented. The files go in by the same door as anyone's own.
"""

import csv
import re
import shutil
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from dateutil.easter import easter

from karta.errors import ConflictError
from karta.model.calendar import public_holidays
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.demo import visits
from karta.services.demo.life import TABLES, keep_sheets, live
from karta.services.demo.town import read
from karta.services.importing.acceptance import store_intake
from karta.services.workspace import Workspace, is_empty, mark_origin
from karta.settings import data_dir
from karta.sources.readers import read_here

ORDER = (
    ("osm", "town.osm.bz2"),
    ("places", "places.geojson"),
    ("areas", "areas.geojson"),
    ("organisations", "organisations.csv"),
    ("contacts", "contacts.csv"),
    ("calendar", "calendar.csv"),
    ("access", "access.csv"),
    ("sessions", "sessions.csv"),
    ("roster", "roster.csv"),
    ("roster", "late_roster.csv"),
    ("sources", "sources.csv"),
    ("needs", "needs.csv"),
    ("reports", "reports.csv"),
)
_DATE = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_COUNTED = re.compile(r'("år(?: \d)?": )(\d{4})')


def load_demo(workspace: Workspace, viewer: Viewer) -> None:
    """Fill an empty workspace with the invented demo municipality, dated for the week of today, as one act.

    Raises
    ------
    ConflictError
        When the workspace holds own data.
    """
    require(viewer, "import_files", WORKSPACE)
    if not is_empty(workspace):
        raise ConflictError("demo_and_own", folder=workspace.name)
    with TemporaryDirectory() as folder:
        files = demo_files(workspace.today, Path(folder))
        intakes = [replace(read_here(path, kind, {}), licence=licence()) for kind, path in files]
        with workspace.act(viewer, "demo") as act:
            mark_origin(act, workspace, "demo")
            for intake in intakes:
                store_intake(act, workspace, viewer, intake)
            live(act, workspace, Path(folder))
        keep_sheets(workspace, viewer, Path(folder))
        visits.hold(workspace, Path(folder))


def demo_files(today: date, target: Path) -> list[tuple[str, Path]]:
    """Return (kind of import, file) in the order of import: copies in `target`, dated for the week of `today`."""
    source = data_dir() / "demo"
    reference = reference_monday(source)
    target.mkdir(parents=True, exist_ok=True)
    calendar = calendar_rows(today)
    for kind, name in ORDER:
        if kind == "osm":
            shutil.copyfile(source / name, target / name)
        elif kind == "calendar":
            _write(target / name, calendar)
        else:
            text = (source / name).read_text(encoding="utf-8")
            (target / name).write_text(shifted(text, reference, today), encoding="utf-8", newline="")
    for name in TABLES:
        shutil.copyfile(source / f"{name}.csv", target / f"{name}.csv")
    _leave_out_reports(target, calendar, today)
    return [(kind, target / name) for kind, name in ORDER]


def licence() -> str:
    """Return the licence text of the demo municipality, which says that it is invented."""
    about = tomllib.loads((data_dir() / "demo" / "about.toml").read_text(encoding="utf-8"))
    text: str = about["licence"]
    return text


def reference_monday(folder: Path) -> date:
    """Return the Monday of the week that the files of a demo folder are written for."""
    about = tomllib.loads((folder / "about.toml").read_text(encoding="utf-8"))
    monday: date = about["reference_monday"]
    return monday


def shifted(text: str, reference: date, today: date) -> str:
    """Return the text with each ISO date moved by the whole weeks from the reference week to that of `today`.

    The years of which residents were counted (`"år": 2025`) move by whole years.
    """
    move = today - timedelta(days=today.weekday()) - reference
    years = today.year - reference.year
    moved = _DATE.sub(lambda match: (date.fromisoformat(match[0]) + move).isoformat(), text)
    return _COUNTED.sub(lambda match: f"{match[1]}{int(match[2]) + years}", moved)


def calendar_rows(today: date) -> list[dict[str, str]]:
    """Return the school calendar and risk evenings of the school year before, this one and the next, in date order.

    A school year runs from August to July. Terms, breaks and evenings follow common Swedish practice, and belong to
    no real municipality.
    """
    first = today.year - (today.month < 8)
    rows = [row for year in (first - 1, first, first + 1) for row in _school_year(year)]
    return sorted(rows, key=lambda row: (row["datum"], row["typ"]))


def _school_year(year: int) -> list[dict[str, str]]:
    """Return the rows of the school year that begins in August of `year`."""
    sunday = easter(year + 1)
    autumn = (date.fromisocalendar(year, 34, 2), _school_day_to(date(year, 12, 20)))
    spring = (_school_day_from(date(year + 1, 1, 8)), _on_or_after(date(year + 1, 6, 9), 4))
    autumn_break = date.fromisocalendar(year, 44, 1)
    winter_break = date.fromisocalendar(year + 1, 8, 1)
    market = _on_or_after(date(year, 9, 24), 5)
    graduation = spring[1] - timedelta(days=7)
    return [
        _row("riskkväll", "Hamnfesten", _on_or_after(date(year, 8, 8), 4), days=2),
        _row("termin", "Hösttermin", *autumn),
        _row("studiedag", "Studiedag", _on_or_after(date(year, 9, 22), 0)),
        _row("riskkväll", "Höstmarknaden", market),
        _row("lov", "Höstlov", autumn_break, days=5),
        _row("riskkväll", "Halloween", date(year, 10, 31)),
        _row("studiedag", "Studiedag", autumn_break + timedelta(days=7)),
        _row("riskkväll", "Lucianatten", date(year, 12, 12)),
        _row("riskkväll", "Nyårsafton", date(year, 12, 31)),
        _row("termin", "Vårtermin", *spring),
        _row("lov", "Sportlov", winter_break, days=5),
        _row("studiedag", "Studiedag", _on_or_after(date(year + 1, 3, 15), 4)),
        _row("lov", "Påsklov", sunday - timedelta(days=6), days=4),
        _row("riskkväll", "Valborgsmässoafton", date(year + 1, 4, 30)),
        _row("studiedag", "Klämdag", sunday + timedelta(days=40)),
        _row("riskkväll", "Studenten", graduation),
        _row("riskkväll", "Skolavslutningen", spring[1]),
        _row("riskkväll", "Midsommarafton", _on_or_after(date(year + 1, 6, 19), 4)),
    ]


def _row(kind: str, name: str, first: date, last: date | None = None, *, days: int = 1) -> dict[str, str]:
    last = last or first + timedelta(days=days - 1)
    until = last.isoformat() if last != first else ""
    return {"datum": first.isoformat(), "till": until, "typ": kind, "namn": name}


def _on_or_after(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _school_day_from(day: date) -> date:
    while day.weekday() > 4 or _is_holiday(day):
        day += timedelta(days=1)
    return day


def _school_day_to(day: date) -> date:
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return day


def is_school_day(day: date, rows: Iterable[Mapping[str, str]]) -> bool:
    """Tell whether pupils are at school on a day, by the rows of a calendar."""
    kinds = {row["typ"] for row in rows if row["datum"] <= day.isoformat() <= (row["till"] or row["datum"])}
    closed = bool(kinds & {"lov", "studiedag"}) or _is_holiday(day)
    return "termin" in kinds and day.weekday() < 5 and not closed


@cache
def _is_holiday(day: date) -> bool:
    return bool(public_holidays(day, day))


def _leave_out_reports(target: Path, calendar: list[dict[str, str]], today: date) -> None:
    """Leave out reports from `today` on, and those of school-day shifts on dates which the moved week has made free."""
    at_school = {row["pass-id"] for row in read(target / "roster.csv") if row["endast skoldagar"]}
    past = [
        row
        for row in read(target / "reports.csv")
        if row["datum"] < today.isoformat()
        and (row["pass-id"] not in at_school or is_school_day(date.fromisoformat(row["datum"]), calendar))
    ]
    _write(target / "reports.csv", past)


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
