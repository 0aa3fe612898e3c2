"""`karta move`: a workspace from its folder to a PostgreSQL database, or back."""

import argparse
import sys

from karta.cli.arguments import Verbs
from karta.i18n import number, text


def add(verbs: Verbs) -> None:
    """Add the verb."""
    move = verbs.add_parser("move", help=text("cli.help_move"))
    move.add_argument("--to", required=True, metavar="DIR|URL", help=text("cli.help_move_to"))
    move.set_defaults(act=_move)


def _move(options: argparse.Namespace) -> int:
    from karta.services import homes, moving
    from karta.services.access import viewers
    from karta.services.workspace import open_workspace

    workspace = open_workspace(options.workspace)
    home = homes.typed_home(options.to)
    rows = moving.move(workspace, viewers.local(), home, _print_progress)
    print(text("cli.moved", count=number(rows, 0), origin=workspace.name, to=homes.shown(home)))
    return 0


def _print_progress(table: str, count: int, total: int) -> None:
    if count == total:
        print(text("cli.moved_table", table=table, count=number(count, 0)), file=sys.stderr, flush=True)
