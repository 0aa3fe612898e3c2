"""Terms of venues from a file: read and shown before anything is stored; what a file does not say stays as it is.

A venue about which any row is at fault is left as it was, whatever its other rows say.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from karta.errors import InputError, Issue
from karta.model.place import name_key
from karta.privacy import WORKSPACE, Viewer, require
from karta.services import free_text
from karta.services.planning import visit_terms
from karta.services.planning.visit_terms import Hours, Terms
from karta.services.register import organisations
from karta.services.workspace import Workspace
from karta.sources.visit_terms_table import TermsLine, TermsTable, read_terms

# As long as the fields of the page.
MOST_SIGNS = {"host": 80, "not_wanted": 200}


@dataclass(frozen=True)
class TermsFile:
    """The terms that a file would change, as they would be; how many stand so already; and what is not read."""

    terms: tuple[Terms, ...]
    there: int
    issues: tuple[Issue, ...]


class _FaultError(Exception):
    """What is wrong with the rows of a venue."""

    def __init__(self, line: TermsLine, name: str, code: str, value: str | None = None, **facts: Any) -> None:
        super().__init__(code)
        self.line, self.name, self.code, self.value, self.facts = line, name, code, value, facts


def terms_in(workspace: Workspace, viewer: Viewer, path: Path) -> TermsFile:
    """Return what a file says of the venues that are the viewer's to speak for, by name.

    Raises
    ------
    InputError
        When the file as a whole cannot be used.
    """
    require(viewer, "edit_visit_terms", WORKSPACE)
    table = read_terms(path)
    venues = visit_terms.venues(workspace, viewer)
    names = {name_key(name): key for key, name in organisations.organisations(workspace, viewer).items()}
    lines: dict[str, list[TermsLine]] = {}
    issues, faulty = list(table.issues), set[str]()
    for line in table.lines:
        venue = _venue(line, venues, names, table, issues)
        if venue is not None:
            lines.setdefault(venue.place_id, []).append(line)
            faulty.update({venue.place_id} if line.is_faulty else ())
    changed, there = [], 0
    for venue in venues:
        own = lines.get(venue.place_id)
        if own is None or venue.place_id in faulty:
            continue
        try:
            wanted = _terms(venue, own)
        except _FaultError as fault:
            column = table.columns.get(fault.name) or next(iter(table.columns.values()))
            facts = tuple(fault.facts.items())
            issues.append(Issue(fault.line.row, column, fault.code, value=fault.value, facts=facts))
            continue
        there += wanted == venue
        changed += [wanted] if wanted != venue else []
    return TermsFile(tuple(changed), there, tuple(sorted(issues, key=lambda issue: issue.row or 0)))


def _venue(
    line: TermsLine, venues: Iterable[Terms], names: dict[str, str], table: TermsTable, issues: list[Issue]
) -> Terms | None:
    """Return the venue of a row: by its name, else the only one that its association speaks for; or tell why not."""
    name, key = line.place or line.organisation, "org" if line.organisation and not line.place else "place"
    column = table.columns.get(key) or table.columns.get("place") or table.columns["org"]
    if line.place:
        matches = [venue for venue in venues if name_key(venue.place) == name_key(line.place)]
    else:
        matches = [venue for venue in venues if names.get(name_key(line.organisation), "") in venue.hosts]
    if line.place and line.organisation and len(matches) > 1:
        org = names.get(name_key(line.organisation), "")
        matches = [venue for venue in matches if org in venue.hosts]
    code = (
        "cell_blank" if not name
        else "visit_terms_not_yours" if not line.place and name_key(name) not in names
        else "visit_place_unknown" if not matches
        else "visit_place_several" if len(matches) > 1 and line.place
        else "visit_terms_several" if len(matches) > 1
        else "" if matches[0].may_edit
        else "visit_terms_not_yours"
    )  # fmt: skip
    if code:
        issues.append(Issue(line.row, column, code, value=name[:80] or None))
        return None
    return matches[0]


def _terms(venue: Terms, lines: list[TermsLine]) -> Terms:
    """Return the terms of a venue as its rows say; what none of them says is as it was."""
    facts: dict[str, Any] = {}
    rows: dict[str, int] = {}
    for line in lines:
        for name, value in line.facts.items():
            if name in facts and facts[name] != value:
                raise _FaultError(line, name, "visit_terms_differ", first=rows[name])
            facts.setdefault(name, value)
            rows.setdefault(name, line.row)
            if name in MOST_SIGNS:
                facts[name] = _text(line, name, value)
    welcome, never = (
        tuple(dict.fromkeys(Hours(*span) for line in lines if (span := getattr(line, which)) is not None))
        for which in ("welcome", "never")
    )
    first = lines[0]
    answer = facts.get("answer") or venue.answer or ("welcome" if welcome else "")
    if not answer:
        raise _FaultError(first, "answer", "visit_terms_silent")
    if answer == "no":
        if welcome or never:
            code = "visit_terms_no_hours" if "answer" in facts else "visit_terms_closed"
            raise _FaultError(first, "days" if welcome else "never_days", code)
        # As on the page: where no visit is welcome there are no hours for any.
        return replace(venue, **{**facts, "answer": answer}, welcome=(), never=())
    wanted = replace(
        venue,
        **{**facts, "answer": answer},
        welcome=welcome or venue.welcome,
        never=never or venue.never,
    )
    try:
        visit_terms.check(wanted)
    except InputError as error:
        raise _FaultError(first, "days", error.code, **error.facts) from error
    return wanted


def _text(line: TermsLine, name: str, value: str) -> str:
    """Return free words as they would be stored; what the guard holds back is told without its words."""
    try:
        return free_text.about_places(value, MOST_SIGNS[name])
    except InputError as error:
        raise _FaultError(line, name, error.code, **error.facts) from error
