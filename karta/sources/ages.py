"""Ages, sexes, years and codes of areas as tables of residents write them, in cells and in names of columns."""

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
    """Year, band of ages and sex of a column's figures, as its name states them; blank where it does not."""

    year: str
    band: Band | None
    sex: str


def figures(name: str, *, years_only: bool = False) -> Figures | None:
    """Return year, ages and sex of the figures in a column by its name, None where it is no column of figures."""
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
    """Return the first and the last age of `15-19 år`, `16`, `80+`, `totalt`; None where there are none."""
    typed = re.sub(r"[–—]", "-", text).replace("_", " ").casefold()
    typed = re.sub(r"\s+", " ", _UNIT.sub("", re.sub(r"\s*-\s*", "-", typed))).strip(" .,")
    if typed in _TOTAL:
        return (0, OLDEST) if typed else None
    if match := _FROM_TO.fullmatch(typed):
        low, high = int(match[1]), int(match[2])
        if match[3] or high > OLDEST or (low == 0 and high >= 95):
            high = OLDEST
        return (low, high) if low <= high else None
    if match := _FROM.fullmatch(typed):
        return (int(match[1]), OLDEST) if int(match[1]) <= OLDEST else None
    if match := _UNDER.fullmatch(typed):
        high = int(match[1]) - (0 if typed.startswith("-") else 1)
        return (0, high) if 0 <= high <= OLDEST else None
    return (int(typed), int(typed)) if _ONE.fullmatch(typed) and int(typed) <= OLDEST else None


def sex_of(text: str) -> str | None:
    """Return women, men or "" for both, None for another word."""
    word = text.strip().casefold()
    if word in _TOTAL or word in {"män och kvinnor", "kvinnor och män"}:
        return ""
    return "women" if word in _WOMEN else "men" if word in _MEN else None


def area_code(text: str) -> tuple[str, str, str]:
    """Return the statistics office's code of an area in a text, the version it states, and the rest; all "" without."""
    match = _CODE.fullmatch(text.strip())
    if match is None:
        return "", "", ""
    return match[1].upper(), match[2] or "", (match[3] or "").strip()


def version_of(text: str, *, bare: bool = False) -> str:
    """Return the year of the division of the country in a name, as in `DeSO_2025`; `bare` takes a year alone."""
    match = _VERSION.search(text)
    if match:
        return match[1]
    year_match = _BARE.search(text) if bare else None
    return year_match[0] if year_match else ""
