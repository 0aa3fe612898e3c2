"""`karta organisations`: whose adults count, and the decision that they do."""

import argparse
from pathlib import Path

from karta.cli.arguments import Verbs, day
from karta.i18n import text


def add(verbs: Verbs) -> None:
    """Add the verb."""
    organisations = verbs.add_parser("organisations", help=text("cli.help_organisations"))
    acts = organisations.add_subparsers(required=True, metavar="ACT")
    admit = acts.add_parser("admit", help=text("cli.help_admit"))
    admit.add_argument("org", nargs="+", metavar="ORG")
    admit.add_argument("--on", type=day, metavar="DATE", help=text("cli.help_admit_on"))
    admit.add_argument("--by", metavar="FUNCTION", help=text("cli.help_admit_by"))
    admit.set_defaults(act=_admit)
    leave = acts.add_parser("leave", help=text("cli.help_leave"))
    leave.add_argument("org", metavar="ORG")
    leave.add_argument("--out", type=Path, required=True, metavar="FILE", help=text("cli.help_leave_out"))
    leave.set_defaults(act=_leave)
    listed = acts.add_parser("list", help=text("cli.help_organisations_list"))
    listed.set_defaults(act=_list)


def _admit(options: argparse.Namespace) -> int:
    from karta.services.access import viewers
    from karta.services.register import organisations
    from karta.services.workspace import open_workspace

    workspace = open_workspace(options.workspace)
    admitted = organisations.admit(workspace, viewers.local(), options.org, options.on, options.by)
    if admitted:
        print(text("cli.admitted", count=len(admitted), names=", ".join(admitted)))
    else:
        print(text("cli.admitted_already"))
    return 0


def _leave(options: argparse.Namespace) -> int:
    from karta.services.access import viewers
    from karta.services.register import organisations
    from karta.services.rosters import leaving
    from karta.services.workspace import open_workspace

    workspace, viewer = open_workspace(options.workspace), viewers.local()
    org_id, _ = organisations.organisation(workspace.store.frame("organisation"), options.org)
    options.out.write_bytes(leaving.roster(workspace, viewer, org_id))
    left = leaving.leave(workspace, viewer, org_id)
    facts = {"name": left.name, "people": left.people, "contacts": left.contacts, "series": left.series}
    print(text("cli.left", file=options.out, **facts))
    return 0


def _list(options: argparse.Namespace) -> int:
    from karta.services.access import viewers
    from karta.services.register import organisations
    from karta.services.workspace import open_workspace

    workspace = open_workspace(options.workspace)
    for row in organisations.admissions(workspace, viewers.local()).to_dict("records"):
        facts = {"name": row["name"], "day": row["admitted_on"], "by": row["admitted_by"]}
        state = "on_import" if row["on_import"] else "by" if row["admitted"] else "not"
        print(text(f"cli.admission_{state}", **facts))
    return 0
