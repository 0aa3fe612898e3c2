"""`karta bench`: the engines on foreign data, timed. Each door is a verb under it."""

import argparse
import json
from pathlib import Path

from karta.cli.arguments import Verbs
from karta.i18n import text

SLOTS = (5, 15, 30, 60)


def add(verbs: Verbs) -> None:
    """Add the verb with its doors."""
    bench = verbs.add_parser("bench", help=text("cli.help_bench"))
    doors = bench.add_subparsers(required=True, metavar="DOOR")
    _add_week(doors)
    _add_reach(doors)


def _add_week(doors: Verbs) -> None:
    week = doors.add_parser("week", help=text("cli.help_week"), description=text("cli.about_week"))
    week.add_argument("folder", type=Path, metavar="DIR", help=text("cli.help_week_folder"))
    week.add_argument("--kernel", default="linear:100:200", metavar="SHAPE:M:M", help=text("cli.help_kernel"))
    week.add_argument("--slot", type=int, choices=SLOTS, default=60, help=text("cli.help_slot"))
    week.add_argument("--repeat", type=int, default=1, metavar="N", help=text("cli.help_repeat"))
    week.add_argument("--out", type=Path, required=True, metavar="FILE", help=text("cli.help_gap_out"))
    week.set_defaults(act=_week)


def _week(options: argparse.Namespace) -> int:
    from karta.batch.bench_week import bench_week

    print(
        json.dumps(
            bench_week(options.folder, options.kernel, options.slot, options.repeat, options.out),
            ensure_ascii=False,
        )
    )
    return 0


def _add_reach(doors: Verbs) -> None:
    reach = doors.add_parser("reach", help=text("reach.help_bench"))
    reach.add_argument("folder", type=Path, metavar="DIR", help=text("reach.help_folder"))
    reach.add_argument(
        "--cutoff", type=float, default=400.0, metavar="METRES", help=text("reach.help_cutoff")
    )
    reach.add_argument("--repeat", type=int, default=1, metavar="N", help=text("reach.help_repeat"))
    reach.add_argument("--out", type=Path, required=True, metavar="FILE", help=text("reach.help_out"))
    reach.set_defaults(act=_reach)


def _reach(options: argparse.Namespace) -> int:
    from karta.batch.bench_reach import bench_reach

    print(
        json.dumps(
            bench_reach(options.folder, options.cutoff, options.out, options.repeat), ensure_ascii=False
        )
    )
    return 0
