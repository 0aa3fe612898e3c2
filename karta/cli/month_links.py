"""`karta month-links`: one link a month for an association, who has answered, and links that are taken back."""

import argparse
import sys
from urllib.parse import urlsplit

from karta.cli.arguments import Verbs, month
from karta.i18n import text


def add(verbs: Verbs) -> None:
    """Add the verb."""
    links = verbs.add_parser("month-links", help=text("cli.help_month_links"))
    acts = links.add_subparsers(required=True, metavar="ACT")
    make = acts.add_parser("make", help=text("cli.help_month_links_make"))
    make.add_argument("org", nargs="*", metavar="ORG")
    make.add_argument("--address", metavar="URL", help=text("cli.help_month_links_address"))
    make.set_defaults(act=_make)
    listed = acts.add_parser("list", help=text("cli.help_month_links_list"))
    listed.set_defaults(act=_list)
    revoke = acts.add_parser("revoke", help=text("cli.help_month_links_revoke"))
    revoke.add_argument("org", metavar="ORG")
    revoke.set_defaults(act=_revoke)
    for act in (make, listed, revoke):
        act.add_argument("--month", type=month, metavar="MONTH", help=text("cli.help_month"))


def _make(options: argparse.Namespace) -> int:
    from karta.model.months import last_day
    from karta.model.web_address import is_here_alone
    from karta.services.access import public_address, viewers
    from karta.services.follow_up import month_links
    from karta.services.workspace import open_workspace
    from karta.web.month import HOME

    workspace, viewer = open_workspace(options.workspace), viewers.local()
    chosen = options.month or month_links.months(workspace)[0]
    if options.org:
        tokens = {org: month_links.make_link(workspace, viewer, org, chosen) for org in options.org}
    else:
        tokens = month_links.make_links(workspace, viewer, chosen)
    names = {
        state.organisation_id: state.organisation for state in month_links.states(workspace, viewer, chosen)
    }
    public = options.address or public_address.or_this_machine()
    for org, token in tokens.items():
        print(f"{names.get(org, org)}: {public.rstrip('/')}{HOME}{token}")
    print(
        text("cli.month_links_made", count=len(tokens), month=chosen, day=last_day(chosen)), file=sys.stderr
    )
    if tokens and is_here_alone(public):
        print(text("cli.month_links_loopback", host=urlsplit(public).netloc), file=sys.stderr)
    return 0


def _list(options: argparse.Namespace) -> int:
    from karta.services.access import viewers
    from karta.services.follow_up import month_links
    from karta.services.workspace import open_workspace

    workspace = open_workspace(options.workspace)
    chosen = options.month or month_links.months(workspace)[0]
    for state in month_links.states(workspace, viewers.local(), chosen):
        key, day = state.answered_or_asked
        print(f"{state.organisation}: {text(f'month_links.{key}', day=day)}")
    return 0


def _revoke(options: argparse.Namespace) -> int:
    from karta.services.access import viewers
    from karta.services.follow_up import month_links
    from karta.services.workspace import open_workspace

    workspace = open_workspace(options.workspace)
    chosen = options.month or month_links.months(workspace)[0]
    month_links.revoke_link(workspace, viewers.local(), options.org, chosen)
    print(text("month_links.revoked", org=options.org))
    return 0
