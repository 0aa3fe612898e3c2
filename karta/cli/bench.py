"""`karta bench`: the engines on foreign data, timed. Each door is a verb under it."""

from karta.cli.arguments import Verbs
from karta.i18n import text


def add(verbs: Verbs) -> None:
    """Add the verb with its doors."""
    bench = verbs.add_parser("bench", help=text("cli.help_bench"))
    bench.add_subparsers(required=True, metavar="DOOR")
