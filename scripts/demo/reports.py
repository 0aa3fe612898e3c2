"""A year of shift reports for the invented rosters: what was carried out, by how many, and how many youths were met."""

import random
from datetime import date, timedelta

from demo.weeks import REFERENCE, Row, roster_rows

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKS = 52
# share carried out, share no-show (the rest is unreported), weights of met 0, 1-10, 11-30, >30
HABITS: dict[str, tuple[float, float, tuple[int, int, int, int]]] = {
    "vandring-fre": (0.90, 0.03, (1, 4, 7, 4)),
    "vandring-lor": (0.78, 0.08, (2, 6, 6, 2)),
    "falt-torget": (0.92, 0.02, (1, 7, 6, 1)),
    "falt-ronnbacken": (0.92, 0.02, (1, 7, 7, 1)),
    "falt-fredag": (0.90, 0.03, (1, 4, 8, 3)),
    "vakt-helg": (0.85, 0.02, (3, 8, 4, 1)),
    "kajutan-helg": (0.93, 0.01, (0, 2, 8, 5)),
    "ronnbackens-gard-fre": (0.95, 0.01, (0, 1, 8, 6)),
    "solgarden-fre": (0.82, 0.05, (1, 7, 5, 0)),
    "bk-torget": (0.86, 0.04, (1, 6, 7, 2)),
    "bk-faltet": (0.84, 0.05, (1, 6, 6, 1)),
    "kyrkan-hamnplan": (0.74, 0.10, (2, 8, 4, 1)),
    "moske-torget": (0.88, 0.03, (1, 7, 6, 1)),
    "senior-solparken": (0.86, 0.04, (9, 1, 0, 0)),
    "ekvalla-fredag": (0.80, 0.05, (1, 7, 4, 0)),
    "skolvard-ronnback": (0.94, 0.02, (0, 3, 7, 5)),
    "senior-sjoangen": (0.90, 0.03, (0, 5, 6, 2)),
}
MET = ("0", "1-10", "11-30", ">30")


def report_rows(rng: random.Random) -> list[Row]:
    """Return the reports of all series with a habit, up to the Sunday before the reference week."""
    found: list[Row] = []
    for line in roster_rows():
        if line["key"] not in HABITS:
            continue
        weeks = 16 if line.get("school_days_only") else WEEKS
        skipped = line.get("exdates", "").split(";")
        for back in range(weeks, 0, -1):
            for token in line["byday"].split(";"):
                on = REFERENCE - timedelta(weeks=back) + timedelta(days=WEEKDAYS.index(token))
                if on.isoformat() not in skipped:
                    found.append(_report(line, on, rng))
    return sorted(found, key=lambda row: (row["date"], row["series"]))


def _report(line: Row, on: date, rng: random.Random) -> Row:
    done, missed, weights = HABITS[line["key"]]
    draw = rng.random()
    outcome = "carried_out" if draw < done else "no_show" if draw < done + missed else "unreported"
    row = {"series": line["key"], "place": line["place"], "org": line["org"], "date": on.isoformat(),
           "planned_start": line["start"], "outcome": outcome}  # fmt: skip
    if outcome == "carried_out":
        adults = max(2, int(line["adults"]) - (rng.random() < 0.2))
        end = _earlier(line["end"], 30) if rng.random() < 0.15 else line["end"]
        met = rng.choices(MET, weights)[0]
        row |= {"adults": str(adults), "start": line["start"], "end": end, "met": met}
    return row


def _earlier(clock: str, minutes: int) -> str:
    hour, minute = (int(part) for part in clock.split(":"))
    total = (hour * 60 + minute - minutes) % 1440
    return f"{total // 60:02d}:{total % 60:02d}"
