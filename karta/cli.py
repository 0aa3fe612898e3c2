"""The same acts as in the app, without a browser: `karta VERB`. Sentences in Swedish, exit status 2 on bad input."""

import argparse
import csv
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from karta.errors import KartaError, TableError
from karta.i18n import error_text, issue_text, number, text
from karta.privacy import Viewer
from karta.settings import app_dir

KINDS = (
    "osm", "places", "areas", "organisations", "access", "sessions", "roster", "sources", "needs", "calendar",
    "reports",
)  # fmt: skip
VIEWS = ("planned", "confirmed", "delivered", "expected")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit status: 0 done, 2 refused with a sentence on stderr."""
    asked = _parser().parse_args(arguments)
    act: Callable[[argparse.Namespace], int] = asked.act
    try:
        return act(asked)
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


def _compute(asked: argparse.Namespace) -> int:
    from karta.services.compute import compute_folder

    compute_folder(asked.tables, asked.view, asked.out)
    return 0


def _gaps(asked: argparse.Namespace) -> int:
    from karta.services import gaps
    from karta.services.workspace import open_workspace

    workspace = open_workspace(asked.workspace)
    shown = gaps.period(workspace, _viewer(), asked.from_, asked.to, asked.view, asked.area)
    found = gaps.listing(shown, include_unknown=asked.include_unknown)
    rows: list[dict[str, Any]] = [
        {
            **row,
            "start": row["start"].isoformat(timespec="minutes"),
            "end": row["end"].isoformat(timespec="minutes"),
            "adult_hours": round(float(row["adult_hours"]), 9),
        }
        for row in found.to_dict("records")
    ]
    if asked.format == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    elif asked.format == "csv":
        out = csv.DictWriter(sys.stdout, fieldnames=gaps.LIST_COLUMNS, lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
    else:
        _print_table(rows, shown)
    return 0


def _print_table(rows: list[dict[str, Any]], shown: Any) -> None:
    from karta.i18n import share

    for row in rows:
        hours = number(row["adult_hours"], 2)
        when = f"{row['start'][:16].replace('T', ' ')}-{row['end'][11:16]}"
        print(f"{when}  {hours:>7}  {text('gaps.state.' + row['state']):<32}  {row['place']}")
    if not rows:
        print(text("cli.no_gaps"))
    if not shown.ranked:
        print(text("gaps.not_ranked"))
    print(
        text(f"gaps.view.{shown.view}")
        + ". "
        + text("gaps.caption", completeness=share(shown.totals["completeness"]))
    )


def _demo(asked: argparse.Namespace) -> int:
    from karta.services.workspace import create, is_empty, load_demo

    workspace = create(asked.workspace)
    if asked.if_empty and not is_empty(workspace):
        return 0
    load_demo(workspace, _viewer())
    print(text("cli.demo_done", folder=asked.workspace))
    return 0


def _run(asked: argparse.Namespace) -> int:
    root = app_dir()
    os.environ["KARTA_WORKSPACE"] = str(asked.workspace.resolve())
    script = root / "streamlit_app.py"
    command = [
        sys.executable, "-m", "streamlit", "run", str(script),
        "--server.address", "127.0.0.1", "--server.port", str(asked.port), "--browser.gatherUsageStats", "false",
        "--server.headless", "true" if asked.headless else "false", "--server.showEmailPrompt", "false",
        "--server.fileWatcherType", "none", "--client.toolbarMode", "minimal", "--logger.hideWelcomeMessage", "true",
    ]  # fmt: skip
    print(text("cli.run_at", address=f"http://127.0.0.1:{asked.port}"), flush=True)
    os.chdir(root)
    os.execv(sys.executable, command)  # noqa: S606 - our own interpreter, no shell, arguments are ours


def _import(asked: argparse.Namespace) -> int:
    from karta.services import imports
    from karta.services.workspace import create

    workspace = create(asked.workspace)
    if asked.kind == "tables":
        result = imports.import_tables(workspace, _viewer(), asked.file)
        print(json.dumps(result.summary(), ensure_ascii=False) if asked.json else _done(result.summary()))
        return 0
    answers = json.loads(asked.answers.read_text(encoding="utf-8")) if asked.answers else None
    result = imports.import_file(
        workspace, _viewer(), asked.file, asked.kind, answers=answers, all_or_nothing=asked.all_or_nothing
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
    return 0 if result.accepted else 2


def _done(summary: dict[str, Any]) -> str:
    return text("cli.import_done", **summary)


def _sources(asked: argparse.Namespace) -> int:
    from karta.services import register
    from karta.services.workspace import open_workspace

    workspace = open_workspace(asked.workspace)
    count = register.confirm_source(workspace, _viewer(), asked.org, asked.place, asked.until)
    print(text("cli.source_confirmed", org=asked.org, place=asked.place, until=asked.until, count=count))
    return 0


def _fetch(asked: argparse.Namespace) -> int:
    from karta.services import imports
    from karta.services.workspace import create

    result = imports.fetch_town(create(asked.workspace), _viewer(), asked.town)
    print(_done(result.summary()))
    return 0 if result.accepted else 2


def _viewer() -> Viewer:
    return Viewer(function="samordnare", role="coordinator")


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise argparse.ArgumentTypeError(text("cli.bad_date", value=value)) from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="karta", description=text("cli.about"))
    parser.add_argument(
        "--workspace", type=Path, default=Path(os.environ.get("KARTA_WORKSPACE", "workspace")),
        metavar="DIR", help=text("cli.help_workspace"),
    )  # fmt: skip
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    compute = verbs.add_parser("compute", help=text("cli.help_compute"))
    compute.add_argument("tables", type=Path, metavar="TABLES")
    compute.add_argument("--view", choices=(*VIEWS, "all"), default="planned")
    compute.add_argument("--out", type=Path, required=True, metavar="DIR")
    compute.set_defaults(act=_compute)

    gaps = verbs.add_parser("gaps", help=text("cli.help_gaps"))
    gaps.add_argument("--from", dest="from_", type=_day, required=True, metavar="DATE")
    gaps.add_argument("--to", type=_day, required=True, metavar="DATE")
    gaps.add_argument("--view", choices=VIEWS, default="planned")
    gaps.add_argument("--area", metavar="A")
    gaps.add_argument("--include-unknown", action="store_true")
    gaps.add_argument("--format", choices=("table", "csv", "json"), default="table")
    gaps.set_defaults(act=_gaps)

    demo = verbs.add_parser("demo", help=text("cli.help_demo"))
    demo.add_argument("--if-empty", action="store_true", help=text("cli.help_if_empty"))
    demo.set_defaults(act=_demo)

    run = verbs.add_parser("run", help=text("cli.help_run"))
    run.add_argument("--port", type=int, default=8501, metavar="N")
    run.add_argument("--headless", action="store_true", help=text("cli.help_headless"))
    run.set_defaults(act=_run)

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
    confirm.add_argument("--until", type=_day, required=True, metavar="DATE")
    confirm.set_defaults(act=_sources)

    fetch = verbs.add_parser("fetch", help=text("cli.help_fetch"))
    fetch.add_argument("town", metavar="TOWN")
    fetch.set_defaults(act=_fetch)
    return parser


if __name__ == "__main__":
    sys.exit(main())
