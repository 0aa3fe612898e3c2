"""What people call their columns and what they write in cells, from `data/profiles/`; no reading of files here."""

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from karta.settings import data_dir

_MARKS = re.compile(r"[\s_\-.:/()*#?\u00a0]+")
_DATED = frozenset({"roster", "sessions"})
_WITHOUT_PLACE = frozenset({"organisations", "contacts", "calendar", "areas", "population"})

# A row of a kind can be made when each of these groups has at least one column.
NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "places": (("name",),),
    "areas": (("name", "code"),),
    "population": (("code", "area"), ("count",)),
    "organisations": (("name",),),
    "contacts": (("function",), ("channel",)),
    "access": (("start", "times"), ("days",)),
    "sessions": (("start", "times"),),
    "roster": (("start", "times"),),
    "needs": (("start", "times"), ("adults",)),
    "sources": (("org",),),
    "calendar": (("date",),),
    "reports": (("date",), ("outcome",)),
}


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column holds which field, what was left out, and what a known layout says where no column does."""

    fields: dict[str, int]
    unused: list[str]
    constants: dict[str, Any] = field(default_factory=dict)

    def missing(self, kind: str) -> list[str]:
        """Return the fields that a row of the kind needs and no column holds, the first of each group."""
        return [group[0] for group in NEEDED[kind] if not self.fields.keys() & set(group)]


def plain(text: str) -> str:
    """Return a name as it is compared: lower case, marks as single spaces."""
    return _MARKS.sub(" ", text).strip().casefold()


@cache
def words(topic: str) -> dict[str, str]:
    """Return what people write and what it means, by the plain form. Raises KeyError for an unknown topic."""
    found = _load("words.toml")[topic]
    return {plain(name): meant for meant, names in found.items() for name in names}


@lru_cache(maxsize=4096)
def meaning(topic: str, text: str) -> str | None:
    """Return what a word of a topic means, or None; METHOD's own codes mean themselves."""
    known = words(topic)
    form = plain(text)
    found = known.get(form)
    if found is None and form.replace(" ", "_") in known.values():
        return form.replace(" ", "_")
    return found


def recognise(kind: str, header: list[str], answers: dict[str, Any] | None = None) -> Mapping:
    """Return which column is which, by the profiles and by what the user has answered (`columns`: name -> field)."""
    names = [plain(name) for name in header]
    answered = {plain(k): v for k, v in ((answers or {}).get("columns") or {}).items()}
    fields: dict[str, int] = {}
    taken: set[int] = set()
    for at, name in enumerate(names):
        if name in answered:
            taken.add(at)
            if answered[name]:
                fields.setdefault(answered[name], at)
    for name, synonyms in _columns(kind).items():
        for synonym in synonyms if name not in fields else ():
            if synonym in names and (at := names.index(synonym)) not in taken:
                fields[name] = at
                taken.add(at)
                break
    unused = [header[at] for at, name in enumerate(names) if name and at not in taken]
    return Mapping(fields, unused, _constants(kind, names, fields))


@cache
def _columns(kind: str) -> dict[str, list[str]]:
    profile = _load("columns.toml")
    groups = [profile[kind]]
    if kind in _DATED:
        groups.append(profile["when"])
    if kind == "places":
        groups.append({name: profile["all"][name] for name in ("lat", "lon", "position")})
    elif kind not in _WITHOUT_PLACE:
        groups.append(profile["all"])
    return {name: [plain(s) for s in synonyms] for group in groups for name, synonyms in group.items()}


def _constants(kind: str, names: list[str], fields: dict[str, int]) -> dict[str, Any]:
    known = _load("worked_example.toml").get(kind)
    if known is None or not set(known["match"]) <= set(names):
        return {}
    return {name: value for name, value in known["set"].items() if name not in fields}


@cache
def _load(name: str) -> dict[str, Any]:
    path = data_dir() / "profiles" / name
    return tomllib.loads(path.read_text(encoding="utf-8"))
