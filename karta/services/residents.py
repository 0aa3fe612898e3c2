"""Figures of residents and the areas that they belong to: by code and its version, else by name; what fits is told.

Codes of the statistics office look the same in 2018 and in 2025 and mean other ground: they are never joined across.
"""

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from karta.errors import Issue
from karta.model.place import is_unknown, name_key
from karta.privacy import Viewer, require
from karta.services import changes
from karta.services.workspace import Workspace
from karta.sources.ages import area_code, version_of
from karta.store.acts import Act
from karta.store.database import Reading

BANDS = "area_population"
NEEDS_AREA = "needs_area"
_WITHIN = re.compile(r"[^()]+\(([^()]+)\)")


@dataclass
class Areas:
    """The areas of a workspace, to be found by their code, its version, or their name."""

    frame: pd.DataFrame

    def __post_init__(self) -> None:
        """Index codes and names once."""
        self._coded: dict[str, list[tuple[str, str]]] = {}
        self._named: dict[str, list[str]] = {}
        for row in self.frame[["id", "name", "code", "code_version"]].to_dict("records"):
            code = "" if is_unknown(row["code"]) else str(row["code"])
            bare, stated, _ = area_code(code)
            said = "" if is_unknown(row["code_version"]) else str(row["code_version"])
            version = stated or version_of(said, bare=True)
            self._coded.setdefault((bare or code).casefold(), []).append((row["id"], version))
            self._named.setdefault(name_key(row["name"]), []).append(row["id"])

    @classmethod
    def of(cls, look: Reading) -> "Areas":
        """Read the areas of a workspace."""
        return cls(look.frame("area"))

    def find(self, row: dict[str, Any]) -> str | None:
        """Return the id of the area that a row of residents is of, None where there is none or it is not certain."""
        code = "" if is_unknown(row.get("code")) else str(row["code"])
        version = "" if is_unknown(row.get("code_version")) else str(row["code_version"])
        held = self._coded.get(code.casefold(), []) if code else []
        fitting = [area for area, of in held if not version or not of or version == of]
        exact = [area for area, of in held if version and version == of]
        if code and (held or area_code(code)[0]):
            return next(iter(exact), fitting[0] if len(fitting) == 1 else None)
        name = str(row.get("area") or "")
        within = _WITHIN.fullmatch(name.strip())
        for said in (name, within[1] if within else ""):
            found = self._named.get(name_key(said), []) if said else []
            if len(found) == 1:
                return found[0]
        return None

    def of_other_version(self, row: dict[str, Any]) -> bool:
        """Tell whether the workspace has the row's code in another version only."""
        if is_unknown(row.get("code")) or is_unknown(row.get("code_version")):
            return False
        held = self._coded.get(str(row["code"]).casefold(), [])
        return bool(held) and all(of and of != str(row["code_version"]) for _, of in held)


def match_told(areas: Areas, rows: list[dict[str, Any]]) -> list[Issue]:
    """Return what is to be said of how many of a file's areas the workspace has, and of codes of another version."""
    found: dict[tuple[Any, ...], bool] = {}
    other = set()
    for row in rows:
        said = row["code"] or row["area"], row["code_version"]
        found[said] = areas.find(row) is not None
        if areas.of_other_version(row):
            other.add(said)
    if not found:
        return []
    matched = sum(found.values())
    facts = (("matched", matched), ("count", len(found)), ("share", round(100 * matched / len(found))))
    issues = [Issue(None, None, "areas_matched", "note" if matched == len(found) else "warning", facts=facts)]
    if other:
        versions = ", ".join(sorted({str(version) for _, version in other}))
        issues.append(Issue(None, None, "areas_other_version", "warning", versions, (("count", len(other)),)))
    return issues


def replace_figures(act: Act, source: str, bands: list[dict[str, Any]]) -> None:
    """Take out what other files said of the same people: figures of two files are never added up."""
    told: dict[tuple[Any, Any], list[tuple[float, float]]] = {}
    for band in bands:
        told.setdefault((band["area_id"], band["year"]), []).append((band["age_from"], band["age_to"]))
    stored = [
        row["id"]
        for row in act.rows(BANDS, "area_id", sorted({area for area, _ in told}))
        if any(
            low <= row["age_to"] and row["age_from"] <= high
            for low, high in told.get((row["area_id"], row["year"]), ())
        )
    ]
    bound = {row["row_id"]: row for row in act.rows("import_row", "row_id", stored)}
    old = [row_id for row_id in stored if row_id not in bound or bound[row_id]["source"] != source]
    act.retire(BANDS, old)
    act.remove("import_row", [bound[row_id]["id"] for row_id in old if row_id in bound])


def bind_waiting(act: Act) -> None:
    """Give figures that came before their areas the areas that are there now."""
    waiting = act.rows("import_row", "state", [NEEDS_AREA])
    if not waiting:
        return
    areas = Areas.of(Reading(act.connection))
    said = [(held, changes.unpacked(held["payload"])) for held in waiting]
    found = [(held, row, area) for held, row in said if (area := areas.find(row)) is not None]
    columns = ("year", "age_from", "age_to", "count")
    ids = act.insert(
        BANDS, [{"area_id": area, **{name: row[name] for name in columns}} for _, row, area in found]
    )
    bound = {
        held["id"]: {"row_table": BANDS, "row_id": row_id, "state": "stored"}
        for (held, _, _), row_id in zip(found, ids, strict=True)
    }
    act.update_many("import_row", bound)


def residents(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return how the figures of residents fit: source, areas, matched, share (of one), year (the latest).

    `areas` are those that the file names, `matched` those of them that the workspace has.
    """
    require(viewer, "see_register")
    rows = workspace.store.frame("import_row")
    rows = rows[rows["kind"] == "population"]
    said = [changes.unpacked(text) for text in rows["payload"]]
    told = pd.DataFrame(
        {
            "source": list(rows["source"]),
            "area": [f"{row.get('code') or row.get('area')}|{row.get('code_version') or ''}" for row in said],
            "year": [int(row["year"]) for row in said],
            "stored": list(rows["state"] != NEEDS_AREA),
        }
    )
    by_area = told.groupby(["source", "area"], as_index=False).agg(
        stored=("stored", "any"), year=("year", "max")
    )
    found = by_area.groupby("source", as_index=False).agg(
        areas=("area", "size"), matched=("stored", "sum"), year=("year", "max")
    )
    return found.assign(share=found["matched"] / found["areas"])[
        ["source", "areas", "matched", "share", "year"]
    ]
