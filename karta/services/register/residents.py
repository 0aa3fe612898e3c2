"""Matches figures of residents with areas: by code and its version, else by name.

Codes of the statistics office look the same in 2018 and in 2025 and mean other ground: they are never joined across.
"""

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from karta.errors import Issue
from karta.model.place import is_unknown, name_key
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.file_words import in_words
from karta.services.register import row_text
from karta.services.workspace import Workspace
from karta.sources.ages import area_code, version_of
from karta.store.acts import Act
from karta.store.database import Reading

BANDS = "area_population"
NEEDS_AREA = "needs_area"
# A code before a name, as in "0111 Norra".
_CODE_AND_NAME = re.compile(r"((?=\S*\d)[\w.-]{1,20})[\s:,–-]+(\S.*)")
_WITHIN = re.compile(r"[^()]+\(([^()]+)\)")


@dataclass
class Areas:
    """The areas of a workspace, to be found by their code, its version, or their name."""

    frame: pd.DataFrame

    def __post_init__(self) -> None:
        """Index codes and names once."""
        self._coded: dict[str, list[tuple[str, str]]] = {}
        self._named: dict[str, list[str]] = {}
        self._numbered: dict[str, list[tuple[str, str]]] = {}
        for row in self.frame[["id", "name", "code", "code_version"]].to_dict("records"):
            code = "" if is_unknown(row["code"]) else str(row["code"])
            bare, stated, _ = area_code(code)
            version_text = "" if is_unknown(row["code_version"]) else str(row["code_version"])
            version = stated or version_of(version_text, bare=True)
            self._coded.setdefault((bare or code).casefold(), []).append((row["id"], version))
            if code.isdecimal():
                self._numbered.setdefault(code.lstrip("0"), []).append((row["id"], version))
            self._named.setdefault(name_key(row["name"]), []).append(row["id"])

    @classmethod
    def of(cls, reading: Reading) -> "Areas":
        """Read the areas of a workspace."""
        return cls(reading.frame("area"))

    def find(self, row: dict[str, Any]) -> str | None:
        """Return the id of the area that a row of residents is of, None where there is none or it is not certain."""
        code = "" if is_unknown(row.get("code")) else str(row["code"])
        version = "" if is_unknown(row.get("code_version")) else str(row["code_version"])
        candidates = self._with_code(code)
        fitting = [area for area, of in candidates if not version or not of or version == of]
        exact = [area for area, of in candidates if version and version == of]
        if code and (candidates or area_code(code)[0]):
            return next(iter(exact), fitting[0] if len(fitting) == 1 else None)
        name = str(row.get("area") or "")
        within, both = _WITHIN.fullmatch(name.strip()), _CODE_AND_NAME.fullmatch(name.strip())
        for spelling in (name, within[1] if within else ""):
            area_ids = self._named.get(name_key(spelling), []) if spelling else []
            if len(area_ids) == 1:
                return area_ids[0]
        # A column of names may hold codes, or a code and a name that mean one area.
        by_code = {area for area, _ in self._with_code(both[1] if both else name)}
        if both:
            by_name = set(self._named.get(name_key(both[2]), ()))
            by_code = by_code & by_name if by_code and by_name else by_code | by_name
        return by_code.pop() if len(by_code) == 1 else None

    def _with_code(self, code: str) -> list[tuple[str, str]]:
        """Return the areas of a code as it is written, else those of its number: spreadsheets drop zeros before it."""
        exact = self._coded.get(code.casefold(), []) if code else []
        return exact or (self._numbered.get(code.lstrip("0"), []) if code.isdecimal() else [])

    def of_other_version(self, row: dict[str, Any]) -> bool:
        """Tell whether the workspace has the row's code in another version only."""
        if is_unknown(row.get("code")) or is_unknown(row.get("code_version")):
            return False
        candidates = self._coded.get(str(row["code"]).casefold(), [])
        return bool(candidates) and all(of and of != str(row["code_version"]) for _, of in candidates)


def match_issues(areas: Areas, rows: list[dict[str, Any]]) -> list[Issue]:
    """Return a note on how many of a file's areas the workspace has, and a warning for codes of another version."""
    has_area: dict[tuple[Any, ...], bool] = {}
    other = set()
    for row in rows:
        area = row["code"] or row["area"], row["code_version"]
        has_area[area] = areas.find(row) is not None
        if areas.of_other_version(row):
            other.add(area)
    if not has_area:
        return []
    matched = sum(has_area.values())
    facts = (("matched", matched), ("count", len(has_area)), ("share", round(100 * matched / len(has_area))))
    issues = [
        Issue(None, None, "areas_matched", "note" if matched == len(has_area) else "warning", facts=facts)
    ]
    if other:
        versions = ", ".join(sorted({str(version) for _, version in other}))
        issues.append(Issue(None, None, "areas_other_version", "warning", versions, (("count", len(other)),)))
    return issues


def replace_figures(act: Act, source: str, bands: list[dict[str, Any]]) -> None:
    """Remove other files' figures of the same residents: figures of two files are never added up."""
    bands_of: dict[tuple[Any, Any], list[tuple[float, float]]] = {}
    for band in bands:
        bands_of.setdefault((band["area_id"], band["year"]), []).append((band["age_from"], band["age_to"]))
    stored = [
        row["id"]
        for row in act.rows(BANDS, "area_id", sorted({area for area, _ in bands_of}))
        if any(
            low <= row["age_to"] and row["age_from"] <= high
            for low, high in bands_of.get((row["area_id"], row["year"]), ())
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
    contents = [(import_row, row_text.unpacked(import_row["payload"])) for import_row in waiting]
    located = [
        (import_row, row, area) for import_row, row in contents if (area := areas.find(row)) is not None
    ]
    columns = ("year", "age_from", "age_to", "count")
    ids = act.insert(
        BANDS, [{"area_id": area, **{name: row[name] for name in columns}} for _, row, area in located]
    )
    bound = {
        import_row["id"]: {"row_table": BANDS, "row_id": row_id, "state": "stored"}
        for (import_row, _, _), row_id in zip(located, ids, strict=True)
    }
    act.update_many("import_row", bound)


def residents(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return how many areas of each file of residents matched: source, areas, matched, share (of one), year (latest).

    `areas` are those that the file names, `matched` those of them that the workspace has.
    """
    require(viewer, "see_register", WORKSPACE)
    rows = workspace.store.frame("import_row")
    rows = rows[rows["kind"] == "population"]
    contents = [row_text.unpacked(text) for text in rows["payload"]]
    figures = pd.DataFrame(
        {
            "source": [in_words(source, workspace.language) for source in rows["source"]],
            "area": [
                f"{row.get('code') or row.get('area')}|{row.get('code_version') or ''}" for row in contents
            ],
            "year": [int(row["year"]) for row in contents],
            "stored": list(rows["state"] != NEEDS_AREA),
        }
    )
    by_area = figures.groupby(["source", "area"], as_index=False).agg(
        stored=("stored", "any"), year=("year", "max")
    )
    by_source = by_area.groupby("source", as_index=False).agg(
        areas=("area", "size"), matched=("stored", "sum"), year=("year", "max")
    )
    return by_source.assign(share=by_source["matched"] / by_source["areas"])[
        ["source", "areas", "matched", "share", "year"]
    ]
