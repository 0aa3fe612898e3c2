"""Write the demo municipality's files to data/demo: the same bytes each time."""

import argparse
import csv
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from demo import register, reports
from demo.tables import REFERENCE, table
from demo.town import write_town

from karta.services.demo.life import TABLES
from karta.services.demo.loading import calendar_rows

SEED = 1958
ABOUT = """# The demo municipality: {label}
name = "Almhamn"
invented = true
label = "{label}"
licence = "Påhittade data, ingen verklig plats"
reference_monday = {monday}
seed = {seed}
made_by = "scripts/make_demo.py"
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Write all files into the folder given by --out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "data" / "demo")
    out: Path = parser.parse_args(arguments).out
    out.mkdir(parents=True, exist_ok=True)
    about = ABOUT.format(label=register.LABEL, monday=REFERENCE.isoformat(), seed=SEED)
    (out / "about.toml").write_text(about, encoding="utf-8")
    write_town(out / "town.osm.bz2", SEED)
    register.write_places(out / "places.geojson")
    register.write_areas(out / "areas.geojson")
    files = ("organisations", "contacts", "access", "sessions", "roster", "late_roster", "sources", "needs")
    for name in (*files, *TABLES):
        _write(out / f"{name}.csv", table(name))
    _write(out / "calendar.csv", calendar_rows(REFERENCE))
    _write(out / "reports.csv", reports.report_rows(random.Random(SEED)))


def _write(path: Path, rows: Sequence[dict[str, str]]) -> None:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, delimiter=";", restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    sys.exit(main())
