"""A year of shift reports for the invented rosters: what was carried out, by how many, and how many youths were met."""

import random
from datetime import date, timedelta

from demo.tables import REFERENCE, Row, table

WEEKDAYS = ("mån", "tis", "ons", "tor", "fre", "lör", "sön")
MET = ("0", "1-10", "11-30", ">30")


def report_rows(rng: random.Random) -> list[Row]:
    """Return the reports of all series with a habit, through the reference week: the loader cuts at its day."""
    habits = {habit["pass-id"]: habit for habit in table("habits")}
    found: list[Row] = []
    for line in table("roster"):
        habit = habits.get(line["pass-id"])
        if habit is None:
            continue
        skipped = line["undantag"].split(",")
        for back in range(int(habit["veckor"]), -1, -1):
            for number in weekdays(line["veckodag"]):
                on = REFERENCE - timedelta(weeks=back) + timedelta(days=number)
                if on.isoformat() not in skipped:
                    found.append(_report(line, habit, on, rng))
    return sorted(found, key=lambda row: (row["datum"], row["pass-id"]))


def weekdays(text: str) -> list[int]:
    """Return the numbers of `mån-tor,lör`, Monday = 0."""
    numbers: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        numbers += range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1)
    return numbers


def _report(line: Row, habit: Row, on: date, rng: random.Random) -> Row:
    draw = rng.random()
    done = float(habit["genomförd"])
    row = {
        "pass-id": line["pass-id"],
        "plats": line["plats"],
        "organisation": line["organisation"],
        "datum": on.isoformat(),
        "planerad start": line["start"],
        "utfall": "utebliven" if draw < done + float(habit["utebliven"]) else "ej rapporterad",
    }
    if draw >= done:
        return row
    adults = max(2, int(line["antal"]) - (rng.random() < 0.2))
    end = _earlier(line["slut"], 30) if rng.random() < 0.15 else line["slut"]
    met = rng.choices(MET, [int(weight) for weight in habit["mötte"].split()])[0]
    came = {"utfall": "genomförd", "antal": str(adults), "start": line["start"], "slut": end, "mötte": met}
    return row | came


def _earlier(clock: str, minutes: int) -> str:
    hour, minute = (int(part) for part in clock.split(":"))
    total = (hour * 60 + minute - minutes) % 1440
    return f"{total // 60:02d}:{total % 60:02d}"
