"""How tables of residents write ages, sexes, years and codes of areas, in cells and in the names of columns."""

import re
from typing import NamedTuple

from karta.sources.profiles import plain

Band = tuple[int, int]

OLDEST = 120
_TOTAL = frozenset(
    {"", "totalt", "total", "tot", "samtliga", "alla", "alla åldrar", "båda könen", "1+2", "all", "both"}
)
_WOMEN = frozenset({"kvinnor", "kvinna", "flickor", "women", "woman", "female", "females", "k", "f", "2"})
_MEN = frozenset({"män", "man", "pojkar", "men", "male", "males", "m", "1"})
_COUNTED = re.compile(
    r"(?:antal|pop|folkmängd|befolkning|population|personer|invånare|residents|persons|count)\b.*"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_FROM_TO = re.compile(r"(\d{1,3}) ?(?:-|till|to| ) ?(\d{1,3})(\+?)")
_FROM = re.compile(r"(\d{1,3}) ?(?:\+|-|-w|och äldre|eller äldre|and older|and over)")
_UNDER = re.compile(r"(?:-|under|yngre än) ?(\d{1,3})")
_ONE = re.compile(r"\d{1,3}")
_UNIT = re.compile(r" ?(?:år|åringar|years?|yrs)\b\.?")
_CODE = re.compile(r"(\d{4}[ABC]\d{4}|\d{4}R\d{3})(?:_(?:DeSO|RegSO)(20\d\d))?(?:[ ,:]+(.*))?", re.IGNORECASE)
_VERSION = re.compile(r"(?:deso|regso)[ _.-]*(?:för )?(20(?:18|25))(?!\d)", re.IGNORECASE)
_BARE = re.compile(r"(?<!\d)20\d\d(?!\d)")


class Figures(NamedTuple):
    """What the name of a column says of its figures: the year, the band of ages, the sex; what it does not is blank."""

    year: str
    band: Band | None
    sex: str


def figures(name: str, *, years_only: bool = False) -> Figures | None:
    """Return what the name of a column says of the figures in it, None where it is no column of figures."""
    match = _YEAR.search(name)
    year = match[0] if match else ""
    if years_only:
        return Figures(year, None, "")
    rest = re.sub(
        r"[ ,;]+(?:totalt?|båda könen)$", "", _YEAR.sub(" ", name).strip(" ,_"), flags=re.IGNORECASE
    )
    words = plain(rest).split()
    sex = sex_of(words[0]) if words and words[0] not in _TOTAL and not words[0].isdigit() else ""
    if sex or (words and words[0] in _TOTAL | {"antal", "age", "ålder"}):
        rest = re.sub(r"^\W*\w+[\W_]*?(?=-?\w|$)", "", rest.replace("_", " "), count=1)
    band = age_band(rest) if rest.strip() else None
    if band is not None:
        return Figures(year, band, sex or "")
    counted = not rest.strip() or _COUNTED.fullmatch(plain(rest)) or plain(rest) in _TOTAL
    return Figures(year, None, sex or "") if counted and (year or rest.strip()) else None


def age_band(text: str) -> Band | None:
    """Return the first and the last age of `15-19 år`, `16`, `80+`, `totalt`; None where it says no ages."""
    said = re.sub(r"[–—]", "-", text).replace("_", " ").casefold()
    said = re.sub(r"\s+", " ", _UNIT.sub("", re.sub(r"\s*-\s*", "-", said))).strip(" .,")
    if said in _TOTAL:
        return (0, OLDEST) if said else None
    if match := _FROM_TO.fullmatch(said):
        low, high = int(match[1]), int(match[2])
        if match[3] or high > OLDEST or (low == 0 and high >= 95):
            high = OLDEST
        return (low, high) if low <= high else None
    if match := _FROM.fullmatch(said):
        return (int(match[1]), OLDEST) if int(match[1]) <= OLDEST else None
    if match := _UNDER.fullmatch(said):
        high = int(match[1]) - (0 if said.startswith("-") else 1)
        return (0, high) if 0 <= high <= OLDEST else None
    return (int(said), int(said)) if _ONE.fullmatch(said) and int(said) <= OLDEST else None


def sex_of(text: str) -> str | None:
    """Return women, men or "" for both, None for another word."""
    said = text.strip().casefold()
    if said in _TOTAL or said in {"män och kvinnor", "kvinnor och män"}:
        return ""
    return "women" if said in _WOMEN else "men" if said in _MEN else None


def area_code(text: str) -> tuple[str, str, str]:
    """Return the statistics office's code of an area in a text, the version it states, and the rest; all "" without."""
    match = _CODE.fullmatch(text.strip())
    if match is None:
        return "", "", ""
    return match[1].upper(), match[2] or "", (match[3] or "").strip()


def version_of(text: str, *, bare: bool = False) -> str:
    """Return which division of the country a name speaks of, as `DeSO_2025` does; `bare` takes a year alone."""
    match = _VERSION.search(text)
    if match:
        return match[1]
    found = _BARE.search(text) if bare else None
    return found[0] if found else ""
