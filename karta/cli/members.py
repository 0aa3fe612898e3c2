"""`karta members`: who may sign in, and as what; how the first administrator is invited."""

import argparse
import sys

from karta.cli.arguments import Verbs
from karta.i18n import text
from karta.model.member import ROLES


def add(verbs: Verbs) -> None:
    """Add the verb."""
    members = verbs.add_parser("members", help=text("cli.help_members"))
    acts = members.add_subparsers(required=True, metavar="ACT")
    invite = acts.add_parser("add", help=text("cli.help_members_add"))
    invite.add_argument("--role", choices=ROLES, required=True, help=text("cli.help_members_role"))
    invite.add_argument("--function", required=True, metavar="WORDS", help=text("cli.help_members_function"))
    invite.add_argument("--org", metavar="ORG", help=text("cli.help_members_org"))
    invite.set_defaults(act=_add)
    listed = acts.add_parser("list", help=text("cli.help_members_list"))
    listed.set_defaults(act=_list)
    changed = acts.add_parser("role", help=text("cli.help_members_change"))
    changed.add_argument("member", metavar="ID", help=text("cli.help_members_id"))
    changed.add_argument("role", choices=ROLES, help=text("cli.help_members_role"))
    changed.set_defaults(act=_change)
    for name, act in (("end", _end), ("sign-out", _sign_out)):
        ended = acts.add_parser(name, help=text(f"cli.help_members_{name.replace('-', '_')}"))
        ended.add_argument("member", metavar="ID", help=text("cli.help_members_id"))
        ended.set_defaults(act=act)


def _add(options: argparse.Namespace) -> int:
    from karta.model.web_address import INVITATION, is_here_alone
    from karta.services.access import members, public_address, viewers
    from karta.services.workspace import create

    address = public_address.or_this_machine()
    token = members.invite(
        create(options.workspace),
        viewers.local(),
        role=options.role,
        function=options.function,
        org=options.org,
    )
    print(f"{address}{INVITATION}{token}")
    print(text("cli.member_invited", function=options.function), file=sys.stderr)
    if is_here_alone(address):
        print(text("cli.member_loopback", address=address), file=sys.stderr)
    return 0


def _list(options: argparse.Namespace) -> int:
    from karta.services.access import members, viewers
    from karta.services.workspace import open_workspace

    workspace = open_workspace(options.workspace)
    every = members.listed(workspace, viewers.local())
    for member in every:
        seen = text("cli.member_not_yet")
        if member.seen_at is not None:
            seen = text("cli.member_seen", when=f"{member.seen_at.astimezone(workspace.zone):%Y-%m-%d %H:%M}")
        words = [member.id, member.role, member.function, member.organisation, member.address, seen]
        print("\t".join(word or "-" for word in words))
    if not every:
        print(text("cli.members_none"))
    return 0


def _change(options: argparse.Namespace) -> int:
    from karta.services.access import members, viewers
    from karta.services.workspace import open_workspace

    members.change_role(open_workspace(options.workspace), viewers.local(), options.member, options.role)
    print(text("cli.member_changed", id=options.member, role=options.role))
    return 0


def _end(options: argparse.Namespace) -> int:
    from karta.services.access import members, viewers
    from karta.services.workspace import open_workspace

    members.end(open_workspace(options.workspace), viewers.local(), options.member)
    print(text("cli.member_ended", id=options.member))
    return 0


def _sign_out(options: argparse.Namespace) -> int:
    from karta.services.access import members, viewers
    from karta.services.workspace import open_workspace

    count = members.end_sessions(open_workspace(options.workspace), viewers.local(), options.member)
    print(text("cli.member_signed_out", count=count))
    return 0
