"""The same acts as in the app, without a browser: `karta VERB`. Sentences in Swedish, exit status 2 on bad input.

One module a room; each adds its verbs. What is slow to import is imported by the verb that needs it.
"""

import argparse
import errno
import io
import os
import sys
from collections.abc import Callable, Sequence

from karta.cli import (
    app,
    audit,
    backup,
    bench,
    feeds,
    gaps,
    members,
    month_links,
    move,
    notices,
    organisations,
    plan,
    register,
    research,
    retention,
    year,
)
from karta.cli.arguments import home
from karta.errors import KartaError, TableError
from karta.i18n import error_text, issue_text, text


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit status: 0 done, 2 refused with a sentence on stderr."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A name of a file may hold bytes that are no text; it is printed all the same.
        sys.stdout.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    act: Callable[[argparse.Namespace], int] = options.act
    try:
        options.workspace = home(options.workspace, os.environ)
        return act(options)
    except TableError as error:
        for file, issue in error.issues:
            place = " ".join(
                part
                for part in (
                    file,
                    text("cli.row", row=issue.row) if issue.row else "",
                    text("cli.column", column=issue.column) if issue.column else "",
                )
                if part
            )
            print(f"{place}: {issue_text(issue)}", file=sys.stderr)
        return 2
    except KartaError as error:
        print(error_text(error), file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        print(text("cli.name_too_long"), file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="karta", description=text("cli.about"))
    parser.add_argument("--workspace", metavar="DIR|URL", help=text("cli.help_workspace"))
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    rooms = (
        gaps, register, feeds, organisations, month_links, members, app, move, notices, backup, audit, retention, plan,
        bench, year, research,
    )  # fmt: skip
    for room in rooms:
        room.add(verbs)
    return parser
