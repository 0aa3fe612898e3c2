"""`karta research`: the package of sums for research, as a file."""

import argparse
from pathlib import Path

from karta.cli.arguments import Verbs, month
from karta.i18n import text


def add(verbs: Verbs) -> None:
    """Add the verb."""
    research = verbs.add_parser("research", help=text("cli.help_research"))
    research.add_argument("--from", dest="from_", type=month, metavar="MONTH")
    research.add_argument("--out", type=Path, required=True, metavar="FILE")
    research.set_defaults(act=_research)


def _research(options: argparse.Namespace) -> int:
    from karta.services.access import viewers
    from karta.services.sheets import research
    from karta.services.workspace import open_workspace

    workspace = open_workspace(options.workspace)
    options.out.write_bytes(research.package(workspace, viewers.local(), options.from_))
    print(text("cli.research_written", file=options.out.name))
    return 0
