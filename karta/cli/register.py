"""`karta import`, `sources`, `fetch` and `demo`: what fills the workspace."""

import argparse
import gc
import json
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from karta.cli.arguments import Verbs, day
from karta.errors import InputError, Issue
from karta.i18n import DEFAULT, issue_text, text
from karta.model.map_systems import ANY_ZONE

if TYPE_CHECKING:
    from karta.services.importing.admissions import Admissions

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
    import_.add_argument(
        "--column", action="append", default=[], metavar="FIELD=COLUMN", help=text("cli.help_column")
    )
    import_.add_argument("--within", metavar="NAME|FILE", help=text("cli.help_within"))
    import_.add_argument("--all-or-nothing", action="store_true", help=text("cli.help_all_or_nothing"))
    import_.add_argument("--drop-gone", action="store_true", help=text("cli.help_drop_gone"))
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


def _demo(options: argparse.Namespace) -> int:
    from karta.services.access import viewers
    from karta.services.demo.loading import load_demo
    from karta.services.workspace import create, is_empty

    workspace = create(options.workspace)
    if options.if_empty and not is_empty(workspace):
        return 0
    load_demo(workspace, viewers.local())
    print(text("cli.demo_done", folder=workspace.name))
    return 0


def _import(options: argparse.Namespace) -> int:
    answers: dict[str, Any] = {}
    if options.kind != "tables":
        from karta.sources import reading

        answers = _with_columns(answers_in(options.answers) if options.answers else {}, options.column)
        if options.within:
            # A file of this name is meant, else a boundary in the map.
            answers["within"] = (
                Path(options.within) if reading.is_file(Path(options.within)) else options.within
            )
        # The file is read in another process while this one loads its libraries and opens the workspace.
        of_file = {name: answer for name, answer in answers.items() if name != "conflicts"}
        reading.begin(options.file, options.kind, of_file)
    gc.disable()  # this process ends with its import, and looking for rings in 50,000 rows takes a tenth of the time
    from karta.services.access import viewers
    from karta.services.importing import imports
    from karta.services.rosters import notices
    from karta.services.workspace import create

    workspace = create(options.workspace)
    if options.kind == "tables":
        report = imports.import_tables(workspace, viewers.local(), options.file)
        print(json.dumps(report.summary(), ensure_ascii=False) if options.json else _done(report.summary()))
        return 0
    report = imports.import_file(
        workspace,
        viewers.local(),
        options.file,
        options.kind,
        answers=answers or None,
        all_or_nothing=options.all_or_nothing,
        drop_gone=options.drop_gone,
        notifier=partial(notices.following_import, workspace=workspace),
    )
    issues = [{**asdict(issue), "message": issue_text(issue)} for issue in report.issues]
    for issue in issues:
        issue.pop("facts")
    if options.json:
        summary = {
            **report.summary(),
            "admitted": report.admissions.decided,
            "not_admitted": list(report.admissions.open.values()),
            "changed": report.changed,
            "conflicts": report.conflicts,
            "unread_columns": report.unread,
            "gone": report.gone,
            "dropped": report.dropped,
            "issues": issues,
        }
        print(json.dumps(summary, ensure_ascii=False))
    else:
        print(
            report.refusal or text("cli.import_done", **report.summary()),
            file=sys.stderr if report.refusal else None,
        )
        for line in _admissions(report.admissions):
            print("  " + line)
        for cell in report.changed:
            was, becomes = _shown(cell["old"], "cli.blank"), _shown(cell["new"], "register.emptied")
            print("  " + text("cli.changed", row=cell["row"], column=cell["column"], old=was, new=becomes))
        for key, names in (
            ("cli.unread", report.unread),
            ("cli.gone", report.gone),
            ("cli.dropped", report.dropped),
        ):
            if names:
                print("  " + text(key, count=len(names), names=", ".join(names)))
        for line in _conflicts(report.conflicts):
            print("  " + line, file=sys.stderr)
        for issue in _each_once(issues) if not report.refusal else ():
            print("  " + _told(issue), file=sys.stderr)
        for line in _ways_to_answer(report.issues):
            print("  " + line, file=sys.stderr)
    gc.freeze()  # nor is it looked through at the end
    return 0 if report.accepted else 2


# Questions about the file as a whole, which each of its rows repeats.
_OF_ALL_ROWS = frozenset({"column_proposed", "columns_proposed", "crs_unknown", "crs_unseen", "crs_doubtful"})


def _each_once(issues: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the issues with one, of its first and last row, for each question about the file as a whole."""
    rows: dict[str, list[int]] = {}
    for issue in issues:
        if issue["code"] in _OF_ALL_ROWS:
            rows.setdefault(issue["message"], []).append(issue["row"])
    printed = []
    for issue in issues:
        own = rows.get(issue["message"], [issue["row"]]) if issue["code"] in _OF_ALL_ROWS else [issue["row"]]
        if issue["row"] == own[0]:
            printed.append({**issue, "row": f"{own[0]}–{own[-1]}"} if len(own) > 1 else issue)
    return printed


def _told(issue: dict[str, Any]) -> str:
    """Return an issue in words: its row and column where it has them, then what it says."""
    where = [text("cli.row", row=issue["row"])] if issue["row"] else []
    where += [issue["column"]] if issue["column"] else []
    return f"{' '.join(where)}: {issue['message']}" if where else str(issue["message"])


def _admissions(admissions: "Admissions") -> list[str]:
    """Return whom a file admits, and whose lines do not count until somebody does, in words."""
    groups = (
        ("cli.import_admits", admissions.decided),
        ("cli.import_not_admitted", admissions.open.values()),
    )
    return [text(key, count=len(names), names=", ".join(names)) for key, names in groups if names]


def _conflicts(conflicts: list[dict[str, Any]]) -> list[str]:
    """Return in words what people have edited and the file says otherwise, and how it is answered."""
    lines = []
    for conflict in conflicts:
        cells = {name: _shown(conflict[name], "cli.blank") for name in ("before", "app", "file")}
        lines.append(text("cli.conflict", row=conflict["row"], column=conflict["column"], **cells))
    if conflicts:
        example = {"conflicts": {str(conflicts[0]["row"]): {conflicts[0]["column"]: "file"}}}
        lines.append(text("cli.conflicts_answer", example=json.dumps(example, ensure_ascii=False)))
    return lines


def _shown(cell: Any, blank: str) -> str:
    """Return a cell of the register in words; `blank` is the key of what is said where it has none."""
    from karta.services.importing.changeset import cell_text

    return cell_text(cell, DEFAULT, blank)


# What each answer is made of, in the words of `sources.intake.read`.
_ANSWERS = {"accept": list, "keep": list, "columns": dict, "conflicts": str | dict}


def answers_in(path: Path) -> dict[str, Any]:
    """Return the answers of a file. Raises InputError when it is none that can be read, or says something else."""
    try:
        answers = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise InputError("file_missing", file=path.name) from None
    except (OSError, ValueError, RecursionError) as error:
        raise InputError("answers_bad", file=path.name) from error
    if not isinstance(answers, dict) or not all(
        isinstance(answer, _ANSWERS.get(name, str | int)) for name, answer in answers.items()
    ):
        raise InputError("answers_bad", file=path.name)
    return answers


def _with_columns(answers: dict[str, Any], typed: list[str]) -> dict[str, Any]:
    """Return the answers with the columns that `--column FIELD=COLUMN` names; raises InputError where it does not."""
    fields = [column.partition("=") for column in typed]
    if any(not field or not column for field, _, column in fields):
        raise InputError("column_answer", value=", ".join(typed))
    columns = {**answers.get("columns", {}), **{column: field for field, _, column in fields}}
    return {**answers, "columns": columns} if typed else answers


# Questions that propose an answer, to which one says yes.
_PROPOSED = frozenset({"column_proposed", "columns_proposed", "crs_unknown"})


def _ways_to_answer(issues: list[Issue]) -> list[str]:
    """Return how the command answers the questions that a file leaves open."""
    codes = {issue.code: dict(issue.facts) for issue in issues if issue.severity == "question"}
    lines = []
    if "columns_unknown" in codes:
        field = str(codes["columns_unknown"]["missing"]).split(", ")[0]
        facts = codes["columns_unknown"]
        column = str(facts.get("unread") or facts["columns"]).split(", ")[0]
        lines.append(text("cli.answer_columns", field=field, column=column))
    if any(issue.code == "row_vacant" and "adults" in dict(issue.facts) for issue in issues):
        lines.append(text("cli.answer_vacant", example=json.dumps({"accept": ["row_vacant"]})))
    accepted = sorted(codes.keys() & _PROPOSED)
    system = codes.get("crs_doubtful") or codes.get("crs_unknown") or codes.get("crs_unseen")
    if system and (system.get("systems") or system["guess"] in {"", ANY_ZONE} or "crs_doubtful" in codes):
        # There is no system to say yes to, or the town says which it is.
        answer: dict[str, Any] = {"crs": _example_of(system)}
        if rest := [code for code in accepted if code != "crs_unknown"]:
            answer = {"accept": rest, **answer}
        lines.append(text("cli.answer_system", example=json.dumps(answer)))
    elif accepted:
        other = json.dumps({"crs": "EPSG:3011"})
        key = "cli.answer_yes_system" if accepted == ["crs_unknown"] else "cli.answer_yes"
        lines.append(text(key, example=json.dumps({"accept": accepted}), other=other))
    for code, name in (("layers_several", "layer"), ("sheets_several", "sheet")):
        if code in codes:
            first = str(codes[code][f"{name}s"]).split(", ")[0]
            lines.append(text("cli.answer_part", example=json.dumps({name: first}, ensure_ascii=False)))
    return lines


def _example_of(system: dict[str, Any]) -> str:
    """Return a system to answer with: the first that is proposed, else one as it could be written."""
    guess = str(system["guess"])
    return str(system.get("systems") or (guess if guess not in {"", ANY_ZONE} else "EPSG:3011")).split(", ")[
        0
    ]


def _sources(options: argparse.Namespace) -> int:
    from karta.services.access import viewers
    from karta.services.register import organisations
    from karta.services.workspace import open_workspace

    workspace = open_workspace(options.workspace)
    count = organisations.confirm_source(
        workspace, viewers.local(), options.org, options.place, options.until
    )
    print(
        text("cli.source_confirmed", org=options.org, place=options.place, until=options.until, count=count)
    )
    return 0


def _fetch(options: argparse.Namespace) -> int:
    from karta.services.access import viewers
    from karta.services.importing import imports
    from karta.services.workspace import create

    report = imports.fetch_town(create(options.workspace), viewers.local(), options.town)
    print(_done(report.summary()))
    return 0 if report.accepted else 2


def _done(summary: dict[str, Any]) -> str:
    return text("cli.import_done", **summary)
