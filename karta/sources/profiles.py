"""Names of columns and words in cells as people write them, from `data/profiles/`; no reading of files here."""

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from karta.model.letters import seen
from karta.settings import data_dir

_MARKS = re.compile(r"[\s_\-.:/()*#?\u00a0]+")
_DATED = frozenset({"roster", "sessions"})
# The meanings of `called_off` whose words are a status.
_OFF_AS_STATUS = ("plainly", "sets_out", "of_dates")
_WITHOUT_PLACE = frozenset({"organisations", "contacts", "calendar", "areas", "population"})
# What any of its columns may say; an id of one list says nothing of another's rows.
_TOLD_ANYWHERE = frozenset({"name", "kind", "address", "opening_hours"})

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
    """The column of each field, the columns left out, and the constants of a known layout for fields without one."""

    fields: dict[str, int]
    unused: list[str]
    constants: dict[str, Any] = field(default_factory=dict)

    def missing(self, kind: str) -> list[str]:
        """Return the fields that a row of the kind needs and no column holds, the first of each group."""
        return [group[0] for group in NEEDED[kind] if not self.fields.keys() & set(group)]


def plain(text: str) -> str:
    """Return a name in the form that is compared: lower case, marks as single spaces."""
    return _MARKS.sub(" ", seen(text)).strip().casefold()


@cache
def words(topic: str) -> dict[str, str]:
    """Return the meaning of each word of a topic, by its plain form. Raises KeyError for an unknown topic."""
    return {plain(name): meant for meant, names in written_words()[topic].items() for name in names}


@cache
def written_words() -> dict[str, dict[str, list[str]]]:
    """Return the words as people write them: topic -> meaning -> words; what calls off is a status, too."""
    topics: dict[str, dict[str, list[str]]] = _load("words.toml")
    off, status = topics["called_off"], topics["status"]
    cancelled = [*(word for group in _OFF_AS_STATUS for word in off[group]), *status["cancelled"]]
    return {**topics, "status": {**status, "cancelled": cancelled}}


def spelled(topic: str, *meanings: str) -> str:
    """Return the words of a topic with one of some meanings as alternatives of a regular expression."""
    written = written_words()[topic]
    return "|".join(re.escape(word) for meant in meanings for word in written[meant])


@lru_cache(maxsize=4096)
def meaning(topic: str, text: str) -> str | None:
    """Return the meaning of a word of a topic, or None; METHOD's own codes mean themselves."""
    meanings = words(topic)
    form = plain(text)
    meant = meanings.get(form)
    if meant is None and form.replace(" ", "_") in meanings.values():
        return form.replace(" ", "_")
    return meant


def recognise(kind: str, header: list[str], answers: dict[str, Any] | None = None) -> Mapping:
    """Return the mapping of columns by the profiles and by the user's answers (`columns`: name -> field)."""
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


def tells_shifts(header: list[str]) -> bool:
    """Tell whether a table has a column for the place, one for the day and one for the hours, and no position."""
    fields = recognise("roster", header).fields.keys()
    return (
        bool({"place", "place_key"} & fields)
        and bool({"date", "byday", "day", "week"} & fields)
        and bool({"start", "times"} & fields)
        and not {"lat", "lon", "position"} & fields
    )


def spare_columns(kind: str, header: list[str], fields: dict[str, int]) -> dict[str, list[int]]:
    """Return the further columns of fields that tell the same: called alike but for capitals, or a name's other names.

    A file that several lists were joined into has such: each fills the rows that it brought.
    """
    names = [plain(name) for name in header]
    taken, spare = set(fields.values()), {}
    for field_name, column in fields.items():
        synonyms = _columns(kind).get(field_name, []) if field_name in _TOLD_ANYWHERE else []
        like = [at for word in (names[column], *synonyms) for at, name in enumerate(names) if name == word]
        spare[field_name] = [at for at in dict.fromkeys(like) if at not in taken]
        taken.update(spare[field_name])
    return {name: columns for name, columns in spare.items() if columns}


def is_called(kind: str, field_name: str, column: str) -> bool:
    """Tell whether a column is called as a field of a kind may be."""
    return plain(column) in _columns(kind).get(field_name, [])


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
    layout = _load("worked_example.toml").get(kind)
    if layout is None or not set(layout["match"]) <= set(names):
        return {}
    return {name: value for name, value in layout["set"].items() if name not in fields}


@cache
def _load(name: str) -> dict[str, Any]:
    path = data_dir() / "profiles" / name
    return tomllib.loads(path.read_text(encoding="utf-8"))
