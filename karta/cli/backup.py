"""`karta backup` and `karta restore`: a workspace kept in a file, and brought back to a moment that existed."""

import argparse
import getpass
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from karta.cli.arguments import Verbs
from karta.errors import InputError
from karta.i18n import text

if TYPE_CHECKING:
    from karta.services.backups import Backup

SECRET = "KARTA_BACKUP_SECRET"  # noqa: S105 - the name of a variable


def add(verbs: Verbs) -> None:
    """Add the verbs."""
    backup = verbs.add_parser("backup", help=text("backup.help"))
    backup.add_argument("--to", type=Path, metavar="DIR", help=text("backup.help_to"))
    backup.set_defaults(act=_backup)
    acts = backup.add_subparsers(metavar="ACT")
    acts.add_parser("key", help=text("backup.help_key")).set_defaults(act=_key)
    acts.add_parser("daily", help=text("backup.help_daily")).set_defaults(act=_daily)
    restore = verbs.add_parser("restore", help=text("backup.help_restore"))
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--key", type=Path, metavar="FILE", help=text("backup.help_secret"))
    restore.add_argument("--replace", action="store_true", help=text("backup.help_replace"))
    restore.set_defaults(act=_restore)


def _backup(options: argparse.Namespace) -> int:
    from karta.services import backups
    from karta.services.access import viewers
    from karta.services.workspace import open_workspace

    workspace = open_workspace(options.workspace)
    with closing(workspace.store):
        _tell(backups.make(workspace, viewers.local(), options.to))
    return 0


def _daily(options: argparse.Namespace) -> int:
    from karta.services import backups
    from karta.services.access import viewers
    from karta.services.workspace import open_workspace

    workspace = open_workspace(options.workspace)
    with closing(workspace.store):
        made = backups.daily(workspace, viewers.local(), options.to)
    if made is None:
        print(text("backup.made_today"))
    else:
        _tell(made)
    return 0


def _key(options: argparse.Namespace) -> int:
    from karta.services import backups
    from karta.services.access import viewers
    from karta.services.workspace import open_workspace

    workspace = open_workspace(options.workspace)
    with closing(workspace.store):
        secret = backups.make_key(workspace, viewers.local())
    print(secret)
    print(text("backup.key_made"), file=sys.stderr)
    return 0


def _restore(options: argparse.Namespace) -> int:
    from karta.services import backups
    from karta.services.access import viewers
    from karta.services.workspace import utc_now

    if not options.file.is_file():
        raise InputError("file_missing", file=str(options.file))
    secret = _secret(options.key)
    try:
        restored = backups.restore(
            options.workspace, viewers.local(), options.file, utc_now(), secret, replace=options.replace
        )
    except InputError as error:
        if error.code != "backup_locked" or not sys.stdin.isatty():
            raise
        typed = getpass.getpass(text("backup.ask_secret"))
        restored = backups.restore(
            options.workspace, viewers.local(), options.file, utc_now(), typed, replace=options.replace
        )
    print(text("backup.restored", revision=restored.revision, at=f"{restored.made_at:%Y-%m-%d %H:%M}"))
    if restored.erased is None:
        print(text("backup.erased_unknown"))
    elif restored.erased:
        print(text("backup.erased_again", count=restored.erased))
    if restored.former is not None:
        print(text("backup.former", file=restored.former))
    return 0


def _secret(file: Path | None) -> str | None:
    """Return the secret key that a file or the environment holds; age's own files of keys have remarks above it."""
    if file is None:
        return os.environ.get(SECRET)
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("backup_key_unusable") from error
    return next((line for line in lines if line.strip() and not line.startswith("#")), "")


def _tell(made: "Backup") -> None:
    print(text("backup.made", file=made.file, revision=made.revision))
    if not made.locked:
        print(text("backup.unlocked"), file=sys.stderr)
