"""Words for people: keys in, sentences out. Swedish first, English beside it, every key in both.

The light pages speak more languages: those hold what such a page can say, and stand on one of the two for the rest.

The catalogue is `locale/<language>/<section>.toml`; a key is `section.name` (nested tables are joined by dots).
Text of people goes in as a fact and comes out as typed; it is never read as a format.
"""

import re
import tomllib
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from karta.errors import Issue, KartaError
from karta.model.typed_text import quoted

LANGUAGES = ("sv", "en")
DEFAULT = "sv"
# What the light pages speak beside the two, and what says the rest: easy Swedish changes only what it says otherwise.
STANDS_ON = {"sv_latt": "sv", "ar": "en", "so": "en"}
LIGHT_LANGUAGES = ("sv", "sv_latt", "en", "ar", "so")
_RIGHT_TO_LEFT = frozenset({"ar"})
# `{count|row|rows}`: one form of a word for one, another for any other number.
_FORMS = re.compile(r"\{(\w+)\|([^|{}]*)\|([^|{}]*)\}")


def text(key: str, language: str = DEFAULT, /, **facts: Any) -> str:
    """Return the sentence of `key` with `{fact}` filled in; a missing key is shown in brackets, never hidden."""
    sentence = catalogue(language).get(key)
    if sentence is None:
        return f"[{key}]"
    return _fill(sentence, facts, language)


@cache
def catalogue(language: str) -> dict[str, str]:
    """Return every key of a language with its sentence. Raises KeyError for an unknown language."""
    if language not in LIGHT_LANGUAGES:
        raise KeyError(language)
    below = STANDS_ON.get(language)
    return {**(catalogue(below) if below else {}), **own_words(language)}


def own_words(language: str) -> dict[str, str]:
    """Return the keys and sentences that stand in the files of a language itself."""
    sentences: dict[str, str] = {}
    for path in sorted(files("karta").joinpath("locale", language).iterdir(), key=lambda p: p.name):
        if path.name.endswith(".toml"):
            section = path.name.removesuffix(".toml")
            sentences.update(_flatten(section, tomllib.loads(path.read_text(encoding="utf-8"))))
    return sentences


def tag(language: str) -> str:
    """Return what a page says its language is, as BCP 47 has it."""
    return language.partition("_")[0]


def direction(language: str) -> str:
    """Return in which direction a language is read: ltr or rtl."""
    return "rtl" if language in _RIGHT_TO_LEFT else "ltr"


def figures(written: str, language: str) -> str:
    """Return a date or hours read from left to right, also between words that are read the other way."""
    return f"\u2066{written}\u2069" if direction(language) == "rtl" else written


def error_text(error: KartaError, language: str = DEFAULT) -> str:
    """Return what the user should read and do about an error."""
    return text(f"errors.{error.code}", language, **_quoted(error.facts))


def issue_text(issue: Issue, language: str = DEFAULT) -> str:
    """Return the one sentence of an issue, without its row (lists show that in a column of its own).

    What a whole file was refused for has the sentence of that error. An event's place in its calendar (`file_line`) is
    told: its number alone is hard to find.
    """
    facts = {"row": issue.row, "column": issue.column, "value": issue.value, **dict(issue.facts)}
    section = "issue" if f"issue.{issue.code}" in catalogue(language) else "errors"
    sentence = text(f"{section}.{issue.code}", language, **_quoted(facts))
    line = facts.get("file_line")
    return sentence if line is None else f"{sentence} {text('issue.at_line', language, line=line)}"


def number(value: float, decimals: int = 1, language: str = DEFAULT) -> str:
    """Return a number as people write it: `1 234,5` in Swedish, `1,234.5` in English; whole numbers bare."""
    rounded = round(value, decimals)
    plain = f"{rounded:,.{decimals}f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    if plain in {"-0", ""}:
        plain = "0"
    if language in ("en", "ar", "so"):
        return plain
    return plain.replace(",", "\u00a0").replace(".", ",").replace("-", "\u2212")


def fixed(value: float, decimals: int = 1, language: str = DEFAULT) -> str:
    """Return a number with all its decimals, so that those of a column compare: `3,0` in Swedish, `3.0` in English."""
    plain = f"{round(value, decimals):,.{decimals}f}"
    return plain if language in ("en", "ar", "so") else plain.replace(",", "\u00a0").replace(".", ",")


def share(value: float | None, language: str = DEFAULT) -> str:
    """Return a share of one as whole per cent, or a dash where it is not defined."""
    if value is None or value != value:  # NaN is the only value unequal to itself
        return "–"
    return f"{number(100 * value, 0, language)}\u00a0%"


def day(value: date | datetime, language: str = DEFAULT, *, weekday: bool = True) -> str:
    """Return a day as people say it: `fre 18 sep`."""
    plain = f"{value.day} {text(f'time.month_{value.month}', language)}"
    return f"{text(f'time.weekday_{value.weekday()}', language)} {plain}" if weekday else plain


def _quoted(facts: dict[str, Any]) -> dict[str, Any]:
    """Return facts that can be shown whatever was typed: what is refused is quoted in its own sentence."""
    return {name: quoted(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}


def _fill(sentence: str, facts: dict[str, Any], language: str) -> str:
    sentence = _FORMS.sub(lambda match: match[2] if facts.get(match[1]) in {1, "1"} else match[3], sentence)
    for name, value in facts.items():
        shown = number(value, 2, language) if isinstance(value, float) else str(value)
        # A fact may hold braces of its own: fill by plain replacement, one pass over marks that no text can hold.
        sentence = sentence.replace("{" + name + "}", shown.replace("{", "\ue000").replace("}", "\ue001"))
    return sentence.replace("\ue000", "{").replace("\ue001", "}")


def _flatten(prefix: str, table: dict[str, Any]) -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in table.items():
        key = f"{prefix}.{name}"
        if isinstance(value, dict):
            flat.update(_flatten(key, value))
        else:
            flat[key] = str(value)
    return flat
