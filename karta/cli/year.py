"""`karta year`: a year of weeks for every municipality of a nation."""

import argparse
import json
import sys
from pathlib import Path

from karta.cli.arguments import Verbs
from karta.i18n import text

BAR = 30


def add(verbs: Verbs) -> None:
    """Add the verb."""
    year = verbs.add_parser("year", help=text("year.help"), description=text("year.about"))
    year.add_argument("folder", type=Path, metavar="DIR", help=text("year.help_folder"))
    year.add_argument("--out", type=Path, required=True, metavar="DIR", help=text("year.help_out"))
    year.add_argument("--scheduler", metavar="ADDRESS|local", help=text("year.help_scheduler"))
    year.add_argument("--workers", type=int, default=2, metavar="N", help=text("year.help_workers"))
    year.add_argument("--kernel", default="linear:100:200", metavar="SHAPE:M:M", help=text("cli.help_kernel"))
    year.set_defaults(act=_year)


def _year(options: argparse.Namespace) -> int:
    from karta.batch.bench_week import reach_of
    from karta.batch.year import run_year

    counts = run_year(
        options.folder,
        options.out,
        reach_of(options.kernel),
        options.scheduler,
        max(options.workers, 1),
        _progress,
    )
    print(json.dumps(counts))
    return 0


def _progress(done: int, of: int) -> None:
    """Draw the bar; on a terminal over itself, else a line each tenth."""
    line = text("year.progress", done=done, of=of)
    if sys.stderr.isatty():
        filled = BAR * done // max(of, 1)
        end = "\n" if done == of else ""
        print(f"\r[{'#' * filled}{'.' * (BAR - filled)}] {line}", end=end, file=sys.stderr, flush=True)
    elif done == of or done % max(of // 10, 1) == 0:
        print(line, file=sys.stderr, flush=True)
