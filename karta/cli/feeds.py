"""`karta feeds`: files that come by themselves, from folders and https addresses. `read` is what a timer runs."""

import argparse
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from karta.cli import register
from karta.cli.arguments import Verbs
from karta.i18n import error_text, text

if TYPE_CHECKING:
    from karta.services.importing.feeds import Feed


def add(verbs: Verbs) -> None:
    """Add the verb."""
    feeds = verbs.add_parser("feeds", help=text("cli.help_feeds"))
    acts = feeds.add_subparsers(required=True, metavar="ACT")
    new = acts.add_parser("add", help=text("cli.help_feeds_add"))
    new.add_argument("address", metavar="DIR|URL")
    new.add_argument("--kind", choices=register.KINDS, required=True)
    new.add_argument("--name", default="", metavar="NAME", help=text("cli.help_feeds_name"))
    new.add_argument("--answers", type=Path, metavar="FILE", help=text("cli.help_feeds_answers"))
    new.set_defaults(act=_add)
    acts.add_parser("list", help=text("cli.help_feeds_list")).set_defaults(act=_list)
    removal = acts.add_parser("remove", help=text("cli.help_feeds_remove"))
    removal.add_argument("name", metavar="NAME")
    removal.set_defaults(act=_remove)
    reading = acts.add_parser("read", help=text("cli.help_feeds_read"))
    reading.add_argument("name", nargs="*", metavar="NAME")
    reading.set_defaults(act=_read)


def _add(options: argparse.Namespace) -> int:
    from karta.services.access import viewers
    from karta.services.importing import feeds
    from karta.services.workspace import create

    answers = register.answers_in(options.answers) if options.answers else None
    name = feeds.add(
        create(options.workspace), viewers.local(), options.address,
        kind=options.kind, name=options.name, answers=answers,
    )  # fmt: skip
    print(text("cli.feed_added", name=name))
    return 0


def _list(options: argparse.Namespace) -> int:
    from karta.services.access import viewers
    from karta.services.importing import feeds
    from karta.services.workspace import open_workspace

    for feed in feeds.feeds(open_workspace(options.workspace), viewers.local()):
        _tell(feed)
    return 0


def _remove(options: argparse.Namespace) -> int:
    from karta.services.access import viewers
    from karta.services.importing import feeds
    from karta.services.workspace import open_workspace

    feeds.remove(open_workspace(options.workspace), viewers.local(), options.name)
    print(text("cli.feed_removed", name=options.name))
    return 0


def _read(options: argparse.Namespace) -> int:
    from karta.services.access import viewers
    from karta.services.importing import feed_reading, feeds
    from karta.services.rosters import notices
    from karta.services.workspace import open_workspace

    workspace, viewer = open_workspace(options.workspace), viewers.local()
    notifier = partial(notices.following_import, workspace=workspace)
    feed_reading.read(workspace, viewer, options.name, notifier=notifier)
    tried = [feed for feed in feeds.feeds(workspace, viewer) if not options.name or feed.name in options.name]
    for feed in tried:
        _tell(feed)
    return int(any(feed.fault is not None for feed in tried))


def _tell(feed: "Feed") -> None:
    """Print a feed, a line for what keeps it from being read, and a line for each of its files."""
    from karta.services.importing.feed_words import file_sentence

    read_at = text("cli.feed_never") if feed.read_at is None else f"{feed.read_at:%Y-%m-%d %H:%M}"
    print(text("cli.feed", name=feed.name, kind=feed.kind, where=feed.where, at=read_at))
    if feed.fault is not None:
        print("  " + error_text(feed.fault), file=sys.stderr)
    for file in feed.files:
        print("  " + file_sentence(file))
