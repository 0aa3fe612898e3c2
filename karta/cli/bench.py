"""`karta bench`: the engines on foreign data, timed. Each door is a verb under it."""

import argparse
import json
from pathlib import Path
from typing import Any

from karta.cli.arguments import Verbs
from karta.i18n import text

SLOTS = (5, 15, 30, 60)


def add(verbs: Verbs) -> None:
    """Add the verb with its doors."""
    bench = verbs.add_parser("bench", help=text("cli.help_bench"))
    doors = bench.add_subparsers(required=True, metavar="DOOR")
    _add_week(doors)
    _add_reach(doors)
    _add_plans(doors)


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


def _add_plans(doors: Verbs) -> None:
    toptw = doors.add_parser("toptw", help=text("cli.help_toptw"), description=text("cli.about_toptw"))
    toptw.add_argument("file", type=Path, metavar="FILE", help=text("cli.help_toptw_file"))
    toptw.add_argument("--vehicles", type=int, required=True, metavar="M", help=text("cli.help_vehicles"))
    toptw.add_argument("--seconds", type=float, default=10.0, metavar="S", help=text("cli.help_seconds"))
    toptw.set_defaults(act=_plans, door="toptw")
    mclp = doors.add_parser("mclp", help=text("cli.help_mclp"), description=text("cli.about_mclp"))
    mclp.add_argument("file", type=Path, metavar="FILE", help=text("cli.help_mclp_file"))
    mclp.add_argument("--radius", type=float, required=True, metavar="R", help=text("cli.help_radius"))
    mclp.add_argument("--p", type=int, required=True, metavar="P", help=text("cli.help_facilities"))
    mclp.set_defaults(act=_plans, door="mclp")
    roster = doors.add_parser("roster", help=text("cli.help_roster"), description=text("cli.about_roster"))
    roster.add_argument("file", type=Path, metavar="FILE", help=text("cli.help_roster_file"))
    roster.add_argument("--seconds", type=float, default=30.0, metavar="S", help=text("cli.help_seconds"))
    roster.set_defaults(act=_plans, door="roster")


def _plans(options: argparse.Namespace) -> int:
    from karta.batch.bench_plans import bench_mclp, bench_roster, bench_toptw

    answer: dict[str, Any]
    if options.door == "toptw":
        answer = bench_toptw(options.file, options.vehicles, options.seconds)
    elif options.door == "mclp":
        answer = bench_mclp(options.file, options.radius, options.p)
    else:
        answer = bench_roster(options.file, options.seconds)
    print(json.dumps(answer, ensure_ascii=False))
    return 0
