"""`karta retain`: what is stored for a time only goes; shown before, and run by hand where no server does it."""

import argparse

from karta.cli.arguments import Verbs
from karta.i18n import text


def add(verbs: Verbs) -> None:
    """Add the verb."""
    retain = verbs.add_parser("retain", help=text("cli.help_retain"))
    retain.add_argument("--dry-run", action="store_true", help=text("cli.help_retain_dry_run"))
    retain.add_argument("--backup-made", action="store_true", help=text("cli.help_retain_backup"))
    retain.set_defaults(act=_retain)


def _retain(options: argparse.Namespace) -> int:
    from karta.services.access import retention, viewers
    from karta.services.workspace import open_workspace

    workspace, viewer = open_workspace(options.workspace), viewers.local()
    now = workspace.now()
    if options.backup_made:
        retention.note_backup(workspace, viewer, now)
    done = (retention.preview if options.dry_run else retention.run)(workspace, viewer, now)
    first_day = retention.status(workspace, viewer).first_day
    if done.waits and not (options.dry_run and first_day is None):
        print(text(f"cli.retain_waits_{done.waits}", day=first_day))
    if options.dry_run or not done.waits:
        print(_shown(retention.numbers(done.due), is_done=not options.dry_run))
    if not done.log_is_empty:
        print(text("cli.retain_log"))
    return 0


def _shown(numbers: dict[str, int], *, is_done: bool) -> str:
    lines = [text(f"cli.retain_{name}", count=count) for name, count in numbers.items() if count]
    if not lines:
        return text("cli.retain_nothing")
    return "\n".join([text("cli.retain_done" if is_done else "cli.retain_would"), *lines])
