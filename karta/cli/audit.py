"""`karta audit`: whether anybody has tampered with the log, signed checkpoints of it, and taking away what is old."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from karta.cli.arguments import Verbs
from karta.i18n import text


def add(verbs: Verbs) -> None:
    """Add the verb."""
    audit = verbs.add_parser("audit", help=text("audit.help"))
    acts = audit.add_subparsers(required=True, metavar="ACT")
    verify = acts.add_parser("verify", help=text("audit.help_verify"))
    verify.add_argument("--json", action="store_true", help=text("cli.help_json"))
    verify.add_argument(
        "--checkpoint", type=Path, action="append", default=[], metavar="FILE", help=text("audit.help_file")
    )
    verify.add_argument("--public-key", metavar="HEX", help=text("audit.help_public_key"))
    verify.set_defaults(act=_verify)
    acts.add_parser("checkpoint", help=text("audit.help_checkpoint")).set_defaults(act=_checkpoint)
    acts.add_parser("cut", help=text("audit.help_cut")).set_defaults(act=_cut)


def _verify(options: argparse.Namespace) -> int:
    from karta.services.access import auditing, viewers
    from karta.services.workspace import open_workspace

    workspace = open_workspace(options.workspace)
    finding = auditing.verify(workspace, viewers.local(), options.checkpoint, options.public_key)
    if options.json:
        print(json.dumps({"sound": not finding.faults, **asdict(finding)}, ensure_ascii=False))
        return int(bool(finding.faults))
    for fault in finding.faults:
        print(text(f"audit.fault_{fault.kind}", where=fault.where), file=sys.stderr)
    if finding.faults:
        print(text("audit.unsound", count=len(finding.faults)), file=sys.stderr)
        return 1
    print(
        text(
            "audit.sound", acts=finding.acts, looks=finding.looks, checkpoints=finding.checkpoints,
            revision=finding.from_revision,
        )
    )  # fmt: skip
    for key in finding.public_keys:
        print(text("audit.signed_by", key=key))
    return 0


def _checkpoint(options: argparse.Namespace) -> int:
    from karta.services.access import auditing, viewers
    from karta.services.workspace import open_workspace

    print(auditing.checkpoint(open_workspace(options.workspace), viewers.local()).line())
    print(text("audit.checkpoint_made"), file=sys.stderr)
    return 0


def _cut(options: argparse.Namespace) -> int:
    from karta.services.access import auditing, viewers
    from karta.services.workspace import open_workspace

    made = auditing.cut(open_workspace(options.workspace), viewers.local())
    print(text("audit.nothing_old") if made is None else text("audit.cut", revision=made.revision))
    return 0
