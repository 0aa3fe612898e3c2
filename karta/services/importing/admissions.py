"""What a file means for whose adults count: a row admits an organisation only where it says when, and by whom.

A blank leaves a known organisation as it is, and a new one not admitted. Nobody is admitted by being named.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from karta.errors import Issue
from karta.model.place import is_unknown
from karta.privacy import WORKSPACE, Viewer, allowed
from karta.services.importing.matched_rows import Bound, Matched
from karta.sources.intake import Intake

DECISION = ("admitted_on", "admitted_by")


@dataclass(frozen=True)
class Admissions:
    """Whose adults count once a file is stored, of the organisations that it names.

    `decided`: names of those that its rows admit. `open`: those that nobody has admitted, as id (of a new one, the
    name) -> name; their lines count 0.
    """

    decided: list[str] = field(default_factory=list)
    open: Mapping[str, str] = field(default_factory=dict)


def whole_decisions(intake: Intake, viewer: Viewer) -> Intake:
    """Return the intake without admissions that are none: half of one, or one that is not the viewer's to record."""
    if intake.kind != "organisations" or not intake.rows.columns.isin(DECISION).any():
        return intake
    may = bool(allowed(viewer, "admit_organisations", WORKSPACE))
    rows, issues = intake.rows.copy(), []
    unsaid = dict(intake.unsaid)
    for at, row in zip(rows.index, rows.to_dict("records"), strict=True):
        emptied = may and _emptied(intake, row)
        code = _fault(row, emptied=emptied, may=may)
        if code is None:
            if emptied:
                unsaid[row["row"]] -= set(DECISION)
            continue
        for name in rows.columns.intersection(DECISION):
            rows.loc[at, name] = None
        if row["row"] in unsaid:
            unsaid[row["row"]] |= set(DECISION)
        if code:
            issues.append(Issue(int(row["row"]), "admitted_on", code, "warning", value=row["name"]))
    return replace(intake, rows=rows, unsaid=unsaid, issues=[*intake.issues, *issues])


def admissions(matched: Matched) -> Admissions:
    """Return whose adults count, of the organisations that the rows name."""
    orgs: pd.DataFrame = matched.names.organisations
    names = dict(zip(orgs["id"], orgs["name"], strict=True))
    counts = {org for org, day in zip(orgs["id"], orgs["admitted_on"], strict=True) if not is_unknown(day)}
    decided, opened = [], {}
    if matched.kind == "organisations":
        for bound in matched.stored:
            if _admits(bound):
                decided.append(str(bound.row["name"]))
                counts.add(str(bound.row_id))
            elif bound.row_id is None:
                opened[str(bound.row["name"])] = str(bound.row["name"])
    new = matched.names.new_organisations
    for org in matched.organisations - counts:
        if org in new and org in matched.names_used:
            opened[new[org]] = new[org]
        elif org in names:
            opened[org] = str(names[org])
    return Admissions(decided, dict(sorted(opened.items(), key=lambda pair: pair[1].casefold())))


def _admits(bound: Bound) -> bool:
    if bound.changes is None:
        return not is_unknown(bound.row["admitted_on"])
    return any(new is not None for name, (_, new) in bound.changes.items() if name in DECISION)


def _emptied(intake: Intake, row: Mapping[str, Any]) -> bool:
    """Tell whether a row says that the day of its admission is to be emptied."""
    return row["row"] in intake.unsaid and "admitted_on" not in intake.unsaid[row["row"]]


def _fault(row: Mapping[str, Any], *, emptied: bool, may: bool) -> str | None:
    """Return why a row admits nobody, "" for no need to say it, None where its cells are to be taken as they stand."""
    filled = [name for name in DECISION if not is_unknown(row.get(name))]
    if not filled:
        return None if emptied else ""
    if not may:
        return "admission_not_yours"
    return None if len(filled) == len(DECISION) else "admission_half"
