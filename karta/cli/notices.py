"""`karta notices send`: notices about shifts by mail, where the workspace names a mail server."""

import argparse
import sys

from karta.cli.arguments import Verbs
from karta.i18n import text


def add(verbs: Verbs) -> None:
    """Add the verb."""
    notices = verbs.add_parser("notices", help=text("cli.help_notices"))
    acts = notices.add_subparsers(required=True, metavar="ACT")
    send = acts.add_parser("send", help=text("cli.help_notices_send"))
    send.set_defaults(act=_send)


def _send(options: argparse.Namespace) -> int:
    from karta.services.rosters import notice_mail
    from karta.services.workspace import open_workspace

    done = notice_mail.send(open_workspace(options.workspace))
    print(text("cli.notices_sent", count=done.mails))
    if done.fault is not None:
        print(text(f"rosters.fault_{done.fault}", count=done.waiting), file=sys.stderr)
        return 1
    return 0
