"""Write docs/tables.md from the declarations of the tables, so that what is said is what is checked.

Run `python scripts/write_tables.py`; with `--check` nothing is written and a difference is status 1.
"""

import sys
import tomllib
from pathlib import Path

from karta.model import rows, tables
from karta.model.frames import Column, Schema
from karta.settings import data_dir
from karta.sources import profiles
from karta.sources.blanks import EMPTYING

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "tables.md"
HEADINGS = 4  # so many of the headings that a column is known by
KINDS = {
    "text": "text", "int": "whole number", "float": "number", "bool": "yes/no (1/0)", "date": "date, YYYY-MM-DD",
    "time": "time, HH:MM", "local": "date and time, or time", "instant": "instant, UTC", "geometry": "geometry",
    "list": "texts joined by `;`", "any": "anything",
}  # fmt: skip
COMPUTED = (
    tables.PLACES, tables.NEEDS, tables.ACCESS, tables.SESSIONS, tables.PRESENCES, tables.REACH, tables.ROUTE_LEGS,
    tables.SOURCES, tables.DELIVERED, tables.HISTORY, tables.CALENDAR, tables.WHATIF, tables.EQUITY, tables.STOPS,
)  # fmt: skip
# Where the columns of each kind of import take their headings from, beside a section of its own.
ALSO = {"sessions": ("when",), "roster": ("when",)}

INTRODUCTION = f"""\
# Tables

Written by `scripts/write_tables.py` from the declarations in `karta/model/`; a test keeps it true. Change the
declaration, then run `make docs`.

1. [What people hand in](#1-what-people-hand-in): the kinds of `karta import`.
2. [The folder of `karta compute`](#2-the-folder-of-karta-compute): the method on plain tables, without a workspace.

## 1. What people hand in

`karta --workspace DIR import FILE --kind KIND`. A table may be CSV (comma, semicolon or tab; UTF-8 or what Swedish
Excel writes; decimal point or comma) or XLSX; places and areas may also be GeoJSON or GeoPackage, rosters and
sessions ICS, streets and places OSM (`.osm`, `.osm.bz2`, `.osm.pbf`, kind `osm`). Headings are compared without regard
to case and punctuation; a column that no heading names is not read. The position of a place in a table is `lat` and
`lon` (degrees, or metres of SWEREF 99 TM) or one cell `koordinater` with "lat, lon"; a column `tid` with `20:30-01:00`
stands for start and end. `key` is made from the row where the file has no id of its own. Faults are told with their
row, column and a sentence. The words that cells may hold stand under [Words](#words).

A file may say a part only. Of a row that is there already, a missing column and a blank cell change nothing, whatever
stands under *default* below: defaults are for new rows. A cell that is to be emptied says
{" or ".join(f"`{mark}`" for mark in EMPTYING)}. Where a row gets other days, hours or another place, what hung on the
old ones (end date, offsets, position) goes with them. What a file changes is shown cell by cell before it is stored,
told by the command, and listed under `changed` with `--json`.

Files to copy lie in [`docs/templates/`](templates/).
"""

FOLDER = """\
## 2. The folder of `karta compute`

`karta compute TABLES --view planned|confirmed|delivered|expected|all --out DIR` reads a folder of CSV files (UTF-8,
comma, decimal point), computes what the method says, and writes three files. No workspace takes part.

- `places.csv`, `needs.csv`, `presences.csv`, `calendar.csv` and `params.csv` must be there. Every other table may be
  left out, or be a header without rows. Columns that are not named here are ignored.
- `params.csv` has the columns `key,value,unit,meaning`. Its `from_day` and `to_day` bound the period; the service days
  that are computed are those that `calendar.csv` lists between them, both included. `timezone` says on which wall the
  `*_local` columns are read. `default_source_status` speaks for places and times that `sources.csv` does not mention;
  left out it is `unknown`.
- A service day runs from 06:00 to 06:00. A window that ends no later than it starts ends on the next day; in needs and
  access hours a start before 06:00 belongs to the evening before.
- Every time must lie on the grid of `slot_minutes` (15), else it is a fault. A time may carry an offset
  (`2026-10-25T02:30+01:00`) where the wall clock shows it twice; without one the first is meant.
- A pair that `reach.csv` or `route_legs.csv` does not name has the reach 0. The dwell of a route stands on each of its
  rows and counts once for a place.
- In `delivered.csv` a report on a cancelled shift is a fault. Without the file there is no delivered view:
  `--view delivered` is refused, and `--view all` leaves it out.
- Rows of `whatif.csv` that share an id are one candidate; each candidate is tried alone, in the planned view.

**Out** come `expected_places.csv` (a row for each view, service day and place), `expected_totals.csv` (a row for each
view) and `expected_misc.csv` (key and value: route shares `share_*`, reliabilities `q_*`, delivery, candidates
`whatif_*`, equity). Rows stand in the order of the views (planned, confirmed, delivered, expected), of the days, and of
`places.csv`; numbers are plain decimals in full precision. A share of nothing is blank, and so are the measures of a
place without a decided need. The expected view has adult-hours only: every measure that counts hours is blank there.

**Faults** are all listed on stderr, each as `needs.csv rad 3 kolumn start_local: ...` (the header is row 1). The exit
status is then 2 and nothing is written. A folder of results equal to the folder of tables is refused.
"""

FACTS_OF_FILES = {
    "stops": "Not read from a folder: a workspace knows the timed stops of its walks.",
}


def main() -> int:
    """Write the file, or with `--check` tell whether it is as it should be."""
    text = document()
    if "--check" in sys.argv[1:]:
        return 0 if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text else 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


def document() -> str:
    """Return the whole text of docs/tables.md."""
    headings = tomllib.loads((data_dir() / "profiles" / "columns.toml").read_text(encoding="utf-8"))
    parts = [INTRODUCTION]
    for kind, schema in rows.ROWS.items():
        known: dict[str, list[str]] = dict(headings.get("all", {}))
        for section in (*ALSO.get(kind, ()), kind):
            known |= headings.get(section, {})
        parts.append(f"### {kind}\n\nA row is {schema.one_row}.\n\n{_table(schema, known)}\n")
    parts += [_words(), FOLDER]
    for schema in COMPUTED:
        said = FACTS_OF_FILES.get(schema.name, f"`{schema.name}.csv`.")
        parts.append(f"### {schema.name}\n\nA row is {schema.one_row}. {said}\n\n{_table(schema, None)}\n")
    return "\n".join(parts)


def _words() -> str:
    """Return what cells may say, meaning by meaning."""
    lines = ["### Words", "", "| topic | code | may also be written |", "| --- | --- | --- |"]
    lines += [
        f"| {topic} | `{code}` | {', '.join(words)} |"
        for topic, codes in profiles.written_words().items()
        for code, words in codes.items()
    ]
    return "\n".join(lines) + "\n"


def _table(schema: Schema, headings: dict[str, list[str]] | None) -> str:
    head = ["column", "kind", "unit", "required", "default", "meaning"]
    if headings is not None:
        head.append("a heading may read")
    lines = [head, ["---"] * len(head)]
    for column in schema.columns:
        if column.name == "row":
            continue
        line = [
            f"`{column.name}`", KINDS[column.kind], column.unit, "yes" if column.required else "", _default(column),
            _meaning(column),
        ]  # fmt: skip
        if headings is not None:
            line.append(", ".join(headings.get(column.name, [])[:HEADINGS]))
        lines.append(line)
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _default(column: Column) -> str:
    value = column.default
    if column.required or value is None or value == "":
        return ""
    if value != value:  # NaN, the unknown number
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else f"`{value}`"


def _meaning(column: Column) -> str:
    left = [f"`{word}`" for word in column.allowed if word not in column.meaning]
    return f"{column.meaning} ({', '.join(left)})" if left else column.meaning


if __name__ == "__main__":
    sys.exit(main())
