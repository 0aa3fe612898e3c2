"""`karta compute` and `karta gaps`: the engine on a folder of tables, and on the workspace."""

import argparse
import csv
import json
import sys
from pathlib import Path
from typing import Any

from karta.cli.arguments import VIEWS, Verbs, day
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


def _compute(options: argparse.Namespace) -> int:
    from karta.batch.compute import compute_folder

    compute_folder(options.tables, options.view, options.out)
    return 0


def _gaps(options: argparse.Namespace) -> int:
    from karta.services.access import viewers
    from karta.services.gaps import figures, period
    from karta.services.workspace import open_workspace

    workspace = open_workspace(options.workspace)
    shown = period.between(workspace, viewers.local(), options.from_, options.to, options.view, options.area)
    listing = figures.listing(shown, include_unknown=options.include_unknown)
    rows: list[dict[str, Any]] = [
        {
            **row,
            "start": row["start"].isoformat(timespec="minutes"),
            "end": row["end"].isoformat(timespec="minutes"),
            "adult_hours": float(row["adult_hours"]),
            "approximate": bool(row["approximate"]),
        }
        for row in listing.to_dict("records")
    ]
    if options.format == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    elif options.format == "csv":
        out = csv.DictWriter(sys.stdout, fieldnames=list(listing.columns), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
    else:
        _print_table(rows, shown)
    if shown.passed_over and options.format != "table":
        print(shown.passed_over, file=sys.stderr)
    return 0


def _print_table(rows: list[dict[str, Any]], shown: Any) -> None:
    from karta.i18n import share

    for row in rows:
        hours = number(row["adult_hours"], 1)
        when = f"{row['start'][:16].replace('T', ' ')}-{row['end'][11:16]}"
        print(f"{when}  {hours:>7}  {text('gaps.state.' + row['state']):<32}  {row['place']}")
    if not rows:
        print(text("cli.no_gaps"))
    if shown.approximate:
        print(text("ui.approximate"))
    if shown.off_streets:
        print(shown.off_streets)
    if shown.passed_over:
        print(shown.passed_over)
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
