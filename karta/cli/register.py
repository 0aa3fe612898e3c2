"""`karta import`, `sources`, `fetch` and `demo`: what fills the workspace."""

import argparse
import gc
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from karta.cli.arguments import Verbs, day, viewer
from karta.errors import InputError
from karta.i18n import issue_text, text

KINDS = (
    "osm", "places", "areas", "population", "organisations", "contacts", "access", "sessions", "roster", "sources",
    "needs", "calendar", "reports",
)  # fmt: skip


def add(verbs: Verbs) -> None:
    """Add the verbs."""
    demo = verbs.add_parser("demo", help=text("cli.help_demo"))
    demo.add_argument("--if-empty", action="store_true", help=text("cli.help_if_empty"))
    demo.set_defaults(act=_demo)

    import_ = verbs.add_parser("import", help=text("cli.help_import"))
    import_.add_argument("file", type=Path, metavar="FILE")
    import_.add_argument("--kind", choices=(*KINDS, "tables"), required=True)
    import_.add_argument("--json", action="store_true", help=text("cli.help_json"))
    import_.add_argument("--answers", type=Path, metavar="FILE", help=text("cli.help_answers"))
    import_.add_argument("--all-or-nothing", action="store_true", help=text("cli.help_all_or_nothing"))
    import_.set_defaults(act=_import)

    sources = verbs.add_parser("sources", help=text("cli.help_sources"))
    acts = sources.add_subparsers(required=True, metavar="ACT")
    confirm = acts.add_parser("confirm", help=text("cli.help_confirm"))
    confirm.add_argument("org", metavar="ORG")
    confirm.add_argument("place", metavar="PLACE")
    confirm.add_argument("--until", type=day, required=True, metavar="DATE")
    confirm.set_defaults(act=_sources)

    fetch = verbs.add_parser("fetch", help=text("cli.help_fetch"))
    fetch.add_argument("town", metavar="TOWN")
    fetch.set_defaults(act=_fetch)


def _demo(asked: argparse.Namespace) -> int:
    from karta.services.workspace import create, is_empty, load_demo

    workspace = create(asked.workspace)
    if asked.if_empty and not is_empty(workspace):
        return 0
    load_demo(workspace, viewer())
    print(text("cli.demo_done", folder=asked.workspace))
    return 0


def _import(asked: argparse.Namespace) -> int:
    if asked.kind != "tables":
        from karta.sources.children import make_ready

        make_ready()  # it loads its libraries while this process loads its own
    gc.disable()  # this process ends with its import, and looking for rings in 50,000 rows takes a tenth of the time
    from karta.services import imports
    from karta.services.workspace import create

    workspace = create(asked.workspace)
    if asked.kind == "tables":
        result = imports.import_tables(workspace, viewer(), asked.file)
        print(json.dumps(result.summary(), ensure_ascii=False) if asked.json else _done(result.summary()))
        return 0
    answers = _answers(asked.answers) if asked.answers else None
    result = imports.import_file(
        workspace, viewer(), asked.file, asked.kind, answers=answers, all_or_nothing=asked.all_or_nothing
    )
    issues = [{**asdict(issue), "message": issue_text(issue)} for issue in result.issues]
    for issue in issues:
        issue.pop("facts")
    if asked.json:
        print(json.dumps({**result.summary(), "issues": issues}, ensure_ascii=False))
    else:
        print(
            result.refusal or text("cli.import_done", **result.summary()),
            file=sys.stderr if result.refusal else None,
        )
        for issue in issues:
            where = text("cli.row", row=issue["row"]) if issue["row"] else ""
            print(f"  {where} {issue['column'] or ''}: {issue['message']}", file=sys.stderr)
    gc.freeze()  # nor is it looked through at the end
    return 0 if result.accepted else 2


# What each answer is made of, in the words of `sources.intake.read`.
_ANSWERS = {"accept": list, "keep": list, "columns": dict}


def _answers(path: Path) -> dict[str, Any]:
    """Return the answers of a file. Raises InputError when it is none that can be read, or says something else."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise InputError("file_missing", file=path.name) from None
    except (OSError, ValueError, RecursionError) as error:
        raise InputError("answers_bad", file=path.name) from error
    if not isinstance(found, dict) or not all(
        isinstance(said, _ANSWERS.get(name, str | int)) for name, said in found.items()
    ):
        raise InputError("answers_bad", file=path.name)
    return found


def _sources(asked: argparse.Namespace) -> int:
    from karta.services import register
    from karta.services.workspace import open_workspace

    workspace = open_workspace(asked.workspace)
    count = register.confirm_source(workspace, viewer(), asked.org, asked.place, asked.until)
    print(text("cli.source_confirmed", org=asked.org, place=asked.place, until=asked.until, count=count))
    return 0


def _fetch(asked: argparse.Namespace) -> int:
    from karta.services import imports
    from karta.services.workspace import create

    result = imports.fetch_town(create(asked.workspace), viewer(), asked.town)
    print(_done(result.summary()))
    return 0 if result.accepted else 2


def _done(summary: dict[str, Any]) -> str:
    return text("cli.import_done", **summary)
