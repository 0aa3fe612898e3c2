"""A package for research: sums of months that are over, of organisations that have said yes, with its own description.

No name of anybody or of any place is in it, and no local name of an area: official statistical codes, else numbers.
"""

import csv
import hashlib
import io
import json
import re
from dataclasses import asdict
from datetime import date, datetime, timedelta
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pandas as pd

from karta import __version__
from karta.coverage import research_sums
from karta.coverage.research_sums import PastShift
from karta.errors import InputError
from karta.i18n import LANGUAGES, text
from karta.model.months import first_day, last_day, month_of, next_month
from karta.model.shift import MET, ShiftOccurrence
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.rosters.occurrences import occurrences_between
from karta.services.workspace import Workspace
from karta.store.records import area_of

# The form of the package: changed whenever a column or a rule is.
FORMAT, MOST_MONTHS, USUAL_MONTHS = "1.0", 36, 12
FILE = "karta-research.zip"
# Codes of Statistics Sweden for small areas (DeSO and RegSO).
_CODE = re.compile(r"\d{4}[A-CR]\d{3,4}0?")
_WHEN = (1980, 1, 1, 0, 0, 0)
_Reports = dict[tuple[str, date], tuple[str, float, str | None]]


def first_month(workspace: Workspace) -> str:
    """Return the first month of a package that says none: twelve months that are over."""
    month = month_of(workspace.today)
    year, number = int(month[:4]), int(month[5:])
    earlier = year * 12 + number - 1 - USUAL_MONTHS
    return f"{earlier // 12:04d}-{earlier % 12 + 1:02d}"


def package(workspace: Workspace, viewer: Viewer, first: str | None = None) -> bytes:
    """Return the package from a month on, as a ZIP of CSV files, the same bytes for the same data.

    Raises
    ------
    InputError
        `research_nothing` where no month since is over, `research_many`, `month_unreadable`.
    """
    require(viewer, "export_research", WORKSPACE)
    months = _months(workspace, first or first_month(workspace))
    shifts, areas = _shifts(workspace, months)
    tables = {
        "presence": research_sums.presence(shifts, months, areas),
        "contact": research_sums.contact(shifts, months),
    }
    files = {f"{name}.csv": _csv(frame) for name, frame in tables.items()}
    files["dictionary.csv"] = _dictionary(tables)
    files["version.json"] = _version(workspace, months)
    for language in LANGUAGES:
        facts = {"first": months[0], "last": months[-1], "format": FORMAT}
        files[f"README.{language}.txt"] = text("research.readme", language, **facts).encode()
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(ZipInfo(name, _WHEN), files[name], ZIP_DEFLATED)
    return packed.getvalue()


def _months(workspace: Workspace, first: str) -> list[str]:
    month, this = month_of(first_day(first)), month_of(workspace.today)
    months: list[str] = []
    while month < this and len(months) <= MOST_MONTHS:
        months.append(month)
        month = next_month(month)
    if not months:
        raise InputError("research_nothing", first=first)
    if len(months) > MOST_MONTHS:
        raise InputError("research_many", most=MOST_MONTHS)
    return months


def _shifts(workspace: Workspace, months: list[str]) -> tuple[list[PastShift], list[str]]:
    """Return the shifts that count, and every area's name in the package."""
    with workspace.store.reading() as reading:
        organisations = reading.frame("organisation", columns=("id", "research_from", "admitted_on"))
        places = reading.frame("place")
        area_ids = dict(zip(places["id"], area_of(reading, places), strict=True))
        names = _area_names(reading.frame("area", columns=("id", "code")))
        reports = _reports(reading.frame("report"))
        # One that is held at night may end on the day after.
        every = occurrences_between(reading, first_day(months[0]), last_day(months[-1]) + timedelta(days=1))
    yes = {
        row["id"]: row["research_from"]
        for row in organisations.to_dict("records")
        if row["research_from"] is not None and row["admitted_on"] is not None
    }
    now, known = workspace.now(), set(months)
    counted = [
        _past(each, names.get(area_ids.get(each.place_id) or "", "none"), reports)
        for each in every
        if month_of(each.held_on) in known and _may_count(each, yes, now)
    ]
    return counted, [*names.values(), "none"]


def _may_count(each: ShiftOccurrence, yes: dict[str, date], now: datetime) -> bool:
    """Tell whether a shift is over and every organisation on it has said yes to its day."""
    orgs = [party.organisation_id for party in each.parties]
    return (
        each.end <= now
        and bool(orgs)
        and all(org is not None and org in yes and yes[org] <= each.held_on for org in orgs)
    )


def _past(each: ShiftOccurrence, area: str, reports: _Reports) -> PastShift:
    said = [
        report
        for party in each.parties
        if (report := reports.get((party.party_id, each.held_on))) is not None and report[0] == "carried_out"
    ]
    adults = sum(report[1] for report in said)
    met = [report[2] for report in said if report[2] in MET]
    return PastShift(
        month_of(each.held_on), area,
        frozenset(party.organisation_id for party in each.parties if party.organisation_id is not None),
        cancelled=each.cancelled,
        carried_out=not each.cancelled and bool(said) and adults >= each.min_team,
        adult_hours=adults * (each.end - each.start).total_seconds() / 3600,
        met=max(met, key=MET.index) if met else None,
    )  # fmt: skip


def _reports(frame: pd.DataFrame) -> _Reports:
    return {
        (row["party_id"], row["date"]): (
            row["outcome"], 0.0 if pd.isna(row["adults"]) else float(row["adults"]), row["met"] or None,
        )
        for row in frame.to_dict("records")
    }  # fmt: skip


def _area_names(areas: pd.DataFrame) -> dict[str, str]:
    """Return how the package calls each area: by its official code, else by a number that says nothing."""
    ordered = areas.sort_values("id")
    pairs = enumerate(zip(ordered["id"], ordered["code"], strict=True), start=1)
    return {
        str(area_id): code if isinstance(code, str) and _CODE.fullmatch(code) else f"area-{number}"
        for number, (area_id, code) in pairs
    }


def _csv(frame: pd.DataFrame) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows(["" if cell is None else cell for cell in row] for row in frame.to_numpy())
    return out.getvalue().encode()


def _dictionary(tables: dict[str, pd.DataFrame]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["table", "column", *LANGUAGES])
    for table, frame in tables.items():
        for column in frame.columns:
            said = [text(f"research.{table}_{column}", language) for language in LANGUAGES]
            writer.writerow([table, column, *said])
    return out.getvalue().encode()


def _version(workspace: Workspace, months: list[str]) -> bytes:
    """Return what the package was made by, and a mark of the method's numbers as this workspace has set them."""
    numbers = json.dumps(asdict(workspace.method), sort_keys=True, default=str)
    about = {
        "format": FORMAT,
        "karta": __version__,
        "method": hashlib.sha256(numbers.encode()).hexdigest()[:16],
        "first_month": months[0],
        "last_month": months[-1],
        "made_on": workspace.today.isoformat(),
        "invented": workspace.origin == "demo",
    }
    return (json.dumps(about, indent=1, sort_keys=True) + "\n").encode()
