"""`karta compute` and `karta gaps`: the engine on a folder of tables, and on the workspace."""

import argparse
import csv
import json
import sys
from pathlib import Path
from typing import Any

from karta.cli.arguments import VIEWS, Verbs, day, viewer
from karta.i18n import number, text


def add(verbs: Verbs) -> None:
    """Add the verbs."""
    compute = verbs.add_parser("compute", help=text("cli.help_compute"))
    compute.add_argument("tables", type=Path, metavar="TABLES")
    compute.add_argument("--view", choices=(*VIEWS, "all"), default="planned")
    compute.add_argument("--out", type=Path, required=True, metavar="DIR")
    compute.set_defaults(act=_compute)

    gaps = verbs.add_parser("gaps", help=text("cli.help_gaps"))
    gaps.add_argument("--from", dest="from_", type=day, required=True, metavar="DATE")
    gaps.add_argument("--to", type=day, required=True, metavar="DATE")
    gaps.add_argument("--view", choices=VIEWS, default="planned")
    gaps.add_argument("--area", metavar="A")
    gaps.add_argument("--include-unknown", action="store_true")
    gaps.add_argument("--format", choices=("table", "csv", "json"), default="table")
    gaps.set_defaults(act=_gaps)


def _compute(asked: argparse.Namespace) -> int:
    from karta.services.compute import compute_folder

    compute_folder(asked.tables, asked.view, asked.out)
    return 0


def _gaps(asked: argparse.Namespace) -> int:
    from karta.services import gaps
    from karta.services.workspace import open_workspace

    workspace = open_workspace(asked.workspace)
    shown = gaps.period(workspace, viewer(), asked.from_, asked.to, asked.view, asked.area)
    found = gaps.listing(shown, include_unknown=asked.include_unknown)
    rows: list[dict[str, Any]] = [
        {
            **row,
            "start": row["start"].isoformat(timespec="minutes"),
            "end": row["end"].isoformat(timespec="minutes"),
            "adult_hours": round(float(row["adult_hours"]), 9),
            "approximate": bool(row["approximate"]),
        }
        for row in found.to_dict("records")
    ]
    if asked.format == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    elif asked.format == "csv":
        out = csv.DictWriter(sys.stdout, fieldnames=list(found.columns), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
    else:
        _print_table(rows, shown)
    return 0


def _print_table(rows: list[dict[str, Any]], shown: Any) -> None:
    from karta.i18n import share

    for row in rows:
        hours = number(row["adult_hours"], 2)
        when = f"{row['start'][:16].replace('T', ' ')}-{row['end'][11:16]}"
        print(f"{when}  {hours:>7}  {text('gaps.state.' + row['state']):<32}  {row['place']}")
    if not rows:
        print(text("cli.no_gaps"))
    if shown.approximate:
        print(text("ui.approximate"))
    if shown.off_streets:
        print(shown.off_streets)
    if not shown.ranked:
        print(text("gaps.not_ranked"))
    low, high = (share(end) for end in shown.span)
    if low != high:
        print(text("gaps.cli_span", low=low, high=high))
    print(
        text(f"gaps.view.{shown.view}")
        + ". "
        + text("gaps.caption", completeness=share(shown.totals["completeness"]))
    )
