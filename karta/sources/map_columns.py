"""Which columns of a map file say what: known by their names, likely by what is in them, and what is left unread."""

import re
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from karta.errors import InputError
from karta.sources import profiles, values
from karta.sources.likely_columns import hinted_name, is_numbering, likely_columns
from karta.sources.population import population_columns

_CODES = (
    ("deso", re.compile(r"\d{4}[ABC]\d{4}(?:_DeSO20\d\d)?")),
    ("regso", re.compile(r"\d{4}R\d{3}(?:_RegSO20\d\d)?")),
)
# What programs say of how a feature is drawn.
_STYLE = re.compile(
    r"_umap_options|style(?:url|hash|maphash)?|stroke.*|fill.*|marker-.*|icon.*", re.IGNORECASE
)


@dataclass(frozen=True)
class Columns:
    """The column of each field; those among them that are only `likely`; further ones that fill their blanks."""

    fields: dict[str, str]
    likely: dict[str, str] = field(default_factory=dict)
    spare: dict[str, list[str]] = field(default_factory=dict)

    @property
    def read(self) -> set[str]:
        """All columns that are read."""
        return {*self.fields.values(), *(head for heads in self.spare.values() for head in heads)}


def columns_of(attributes: pd.DataFrame, kind: str, answers: dict[str, Any]) -> Columns:
    """Return what the columns of the features mean.

    Raises
    ------
    InputError
        When an area has neither a name nor a code, and no column looks like one.
    """
    heads = [str(name) for name in attributes.columns]
    at = profiles.recognise(kind, heads, answers).fields
    answered = {(answers.get("columns") or {}).get(head) for head in heads}
    if kind == "areas" and "name" in at and "name" not in answered and _level(attributes[heads[at["name"]]]):
        del at["name"]  # the code of what an area lies in, or its own, is no name
    at = {name: column for name, column in at.items() if name not in {"lat", "lon", "position"}}
    fields = {name: heads[column] for name, column in at.items()}
    spare = {
        name: [heads[column] for column in columns if attributes.iloc[:, column].dtype.kind not in "iufbM"]
        for name, columns in profiles.spare_columns(kind, heads, at).items()
    }
    if kind == "places" and "name" not in fields and (name := hinted_name(attributes, set(fields.values()))):
        return Columns({**fields, "name": name}, {"name": name}, spare)
    if (
        kind == "areas"
        and "name" in fields
        and "code" not in fields
        and is_numbering(fields.get("key", "id"))
    ):
        # By its code an area is found by the residents of it.
        code = likely_columns(attributes, frozenset(fields.values())).get("code")
        if code is not None and profiles.is_called("population", "code", code):
            fields.pop("key", None)
            fields["code"] = code
    if not heads or kind != "areas" or fields.keys() & {"name", "code"}:
        return Columns(fields, {}, spare)
    likely = likely_columns(attributes, frozenset(fields.values()))
    # Where nothing looks like a name the code serves as one.
    if "name" not in likely and (coded(attributes)[1] or not is_numbering(fields.get("key", "id"))):
        return Columns(fields, {}, spare)
    if not likely:
        raise InputError(
            "columns_unknown", missing="name", columns=", ".join(heads)[:300], rows=len(attributes),
            header="\t".join(heads),
        )  # fmt: skip
    if "code" in likely and is_numbering(fields.get("key", "id")):
        # A code stays what it is from year to year, the numbers of a program's rows do not.
        fields.pop("key", None)
    return Columns({**fields, **likely}, likely, spare)


def unused(attributes: pd.DataFrame, kind: str, columns: Columns) -> list[str]:
    """Return the columns that hold something and are not read, without those that only repeat one that is."""
    filled = attributes.dropna(axis="columns", how="all")
    taken = columns.read - {
        head
        for name, heads in columns.spare.items()
        for head in heads
        if _differs(attributes[head], attributes[columns.fields[name]])
    }
    if kind == "areas" and len(filled):
        first = filled.astype("object").iloc[0].to_dict()
        taken |= {*population_columns(list(map(str, filled.columns)), first), coded(filled)[1] or ""}
    left = [name for name in map(str, filled.columns) if name not in taken and not _STYLE.fullmatch(name)]
    return [
        name for name in left if not any(_equal(filled[name], filled[other]) for other in taken & set(filled))
    ]


def _differs(spare: "pd.Series[Any]", main: "pd.Series[Any]") -> bool:
    """Tell whether a further column says something else of some feature than the one that is read first."""
    said = ((_said(one), _said(other)) for one, other in zip(spare, main, strict=True))
    return any(one and other and one != other for one, other in said)


def _said(cell: Any) -> str:
    return "" if isinstance(cell, float) and cell != cell else values.text(cell)


def _equal(one: "pd.Series[Any]", other: "pd.Series[Any]") -> bool:
    """Tell whether two columns say the same; the first cells tell most of them apart."""
    return all(
        [str(cell) for cell in one.iloc[:most]] == [str(cell) for cell in other.iloc[:most]]
        for most in (20, None)
    )


def coded(attributes: pd.DataFrame) -> tuple[str | None, str | None]:
    """Return the level and the column of a file whose areas have the statistics office's codes."""
    for name in attributes.columns:
        if level := _level(attributes[name]):
            return level, str(name)
    return None, None


def _level(cells: "pd.Series[Any]") -> str | None:
    texts = cells.dropna().astype(str)
    return next((level for level, code in _CODES if len(texts) and texts.str.fullmatch(code).all()), None)
