"""Checks words that people write about places, shifts and requests, before anything of them is stored.

What must not stand there is refused with a sentence that names the right channel; the sentence never quotes it, so that
it is in no table and in no log. It is a help and not a promise: a guard that knows words knows no meanings. How much it
holds back was measured on 300 invented sentences (`tests/services/test_free_text.py`). Its words are data.
"""

import re
import tomllib
from datetime import date
from functools import cache
from typing import NamedTuple

from karta.errors import InputError
from karta.model import typed_text
from karta.settings import data_dir
from karta.sources.personal import without_numbers

# What people may write in one field (METHOD 4).
LONGEST = 200
_MARKS = (
    "care_homes", "always", "suspects", "deals", "sells", "drugs", "kin", "child", "worry", "deeds", "slang",
    "adult_goods", "against", "goods", "things", "person", "young", "grades", "organisations", "vehicles",
)  # fmt: skip
_GAP = r"[\s.,\-+/()\u2010-\u2015\u2212]"
_RUN = re.compile(rf"(?<!\d)\d(?:{_GAP}{{0,3}}\d){{9,11}}(?!\d)")
_CLOCKS = re.compile(r"(?<![\d.:/])(?:[01]?\d|2[0-4])[.:][0-5]\d(?![\d:])")
_DATES = re.compile(r"\b(?:20\d\d-\d\d-\d\d|\d{1,2}[-/]\d{1,2}[ /-]20\d\d)\b")
_TELEPHONE = re.compile(
    rf"(?:\+|(?<!\d)00)\s?\d(?:{_GAP}{{0,3}}\d){{7,13}}(?!\d)"
    rf"|(?<![\d.,/])0(?:{_GAP}{{0,3}}\d){{7,10}}(?!\d)"
    r"|(?<!\d)7[02369][ -]\d{3} ?\d\d ?\d\d(?!\d)"
)
_MAIL = re.compile(
    r"\S\s?@\s?\S+\.\w+|\w\s*[\[({]\s*(?:at|snabel-?a)\s*[\])}]\s*\w|\bsnabel-?a\b", re.IGNORECASE
)
_NEXT = 2022
_CALLED = re.compile(r"\b(?:personn\w*|pnr|samordningsn\w*)\W{0,3}\d{6}", re.IGNORECASE)
_YEAR = r"(?:19[3-9]\d|20[01]\d|202[0-2])"


class _Rules(NamedTuple):
    """The word lists as patterns: of names, of what makes a place of a name, and of each list with its mark."""

    names: re.Pattern[str]
    places: re.Pattern[str]
    words: dict[str, re.Pattern[str]]
    phrases: dict[str, tuple[str, ...]]
    ages: str


def about_places(typed: str, longest: int = LONGEST) -> str:
    """Return words as they are stored, with single spaces between them.

    Raises
    ------
    InputError
        `words_too_long`, `text_unreadable`, and of words that are held back: `words_about_people` (a personal number,
        a telephone, a mail address, a name with a year of birth), `words_about_child` (a pupil or child who can be told
        from others, or worry about one), `words_of_suspicion` (an accusation, or a care home).
    """
    plain = typed_text.clean(typed, longest)
    fault = reason_to_hold_back(plain)
    if fault is not None:
        raise InputError(fault)
    return plain


def reason_to_hold_back(text: str) -> str | None:
    """Return the code of the sentence that says why a text must not be stored, None for one that may."""
    if not text:
        return None
    if _has_personal_number(text) or _MAIL.search(text) or _has_telephone(text):
        return "words_about_people"
    marked = _marked(text)
    if _has_birth_year(text, marked):
        return "words_about_people"
    if _is_about_child(marked):
        return "words_about_child"
    return "words_of_suspicion" if _accuses(marked) else None


def _has_personal_number(text: str) -> bool:
    if without_numbers(text)[1] or _CALLED.search(text):
        return True
    return any(_is_personal_number(match[0]) for match in _RUN.finditer(text))


def _is_personal_number(written: str) -> bool:
    """Tell whether digits with anything between them are a personal number: its date exists, its last digit is right.

    The last digit is not asked where a hyphen or plus sign sets the last four off.
    """
    digits = re.sub(r"\D", "", written)
    century = digits[:2] if len(digits) == 12 else ""
    ten = digits[-10:]
    if len(digits) == 11 or (century and century not in {"18", "19", "20"}):
        return False
    day = int(ten[4:6])
    try:
        date(2000 + int(ten[:2]), int(ten[2:4]), day - 60 if day > 60 else day)
    except ValueError:
        return False
    set_off = re.search(r"[-+\u2010-\u2015\u2212]\s*\d\s*\d\s*\d\s*\d$", written)
    if set_off and not (century and int(digits[:4]) >= _NEXT):
        return True
    doubled = (int(digit) * (2 - at % 2) for at, digit in enumerate(ten))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _has_telephone(text: str) -> bool:
    return _TELEPHONE.search(_CLOCKS.sub("x", _DATES.sub("x", text))) is not None


def _has_birth_year(text: str, marked: str) -> bool:
    """Tell whether somebody's year of birth or age stands beside what reads like a name."""
    born = re.search(rf"\bf[öo]dd?(?: år| i \w+| den \d+ \w+)?[ '’-]*(?:{_YEAR}|\d\d)\b", marked)
    if born and "<organisations>" not in marked[: born.start()]:
        return True
    name, turns = "<name>", r"(?:som )?(?:är|fyllde|fyller|blir)"
    ages = rf"(?:[5-9]|1\d|2[0-5]|{_rules().ages})"
    if re.search(
        rf"{name}[ ,(]*(?:årgång |årsbarn )?(?:f[. ]?)?[ '’-]*{_YEAR}\b(?!\s?[-–]\s?\d)"
        rf"|{name},? \(?(?:f[. ]{{0,2}}|f?[-'’])\d\d\b(?![.:]?\d)"
        rf"|{name},? \(?0\d\b(?![.:]?\d|\s?[-–]\s?\d| till)"
        rf"|{name},? \d\d:(?:a|or|an)\b"
        rf"|{name},? \(?(?:{turns} )?{ages}(?: år\b|-årig|åring)"
        rf"|{name}(?:, |,? {turns} ){ages}(?:[,.!]| och\b| i \w+$|$)",
        marked,
    ):
        return True
    pair = r"[A-ZÅÄÖÉ][^\W\d_]+ [A-ZÅÄÖÉ][^\W\d_]+"
    return re.search(rf"{pair},? \(?(?:f[. ]{{1,2}}(?:{_YEAR}|\d\d)\b|1[0-9] år\b)", text) is not None


def _is_about_child(marked: str) -> bool:
    """Tell whether a pupil or child is pointed out, or somebody is worried about one."""
    group = r"(?:(?:åk|årskurs|klass) ?\d\w?|\d ?[a-h]\b|<grades>)"
    return (
        re.search(
            rf"<name>,? (?:\w+ )?(?:i|på) {group}|<name>[^.!?]{{0,30}} går (?:på|i) \w+skol"
            r"|<kin> (?:till )?<name>|orolig\w* för (?:<name>|<child>|<kin>)|oro för (?:<name>|<child>|<kin>)"
            rf"|(?:<child>|<kin>)[^.!?]{{0,40}}(?:<worry>|<worry_phrases>|\b{group})"
            r"|<worry>[^.!?]{0,15}(?:<child>)"
            r"|(?:<name>|<person>|<young>)[^.!?]*<worry_phrases>",
            marked,
        )
        is not None
    )


def _accuses(marked: str) -> bool:
    """Tell whether words accuse somebody, name a care home, or are what the police should hear instead."""
    if "<care_homes>" in marked or "<care_phrases>" in marked:
        return True
    somebody = re.search(r"<(?:name|person|kin|child)>", marked) is not None
    if re.search(r"<vehicles>.*\b[a-z]{3} ?\d\d[a-z\d]\b|delar ut <slang>", marked):
        return True
    if ("<always>" in marked or "<drugs>" in marked) and not _is_against(marked):
        return True
    if somebody and re.search("<deeds>|<deed_phrases>", marked):
        return True
    return _sells(marked, somebody=somebody) or _suspects(marked)


def _is_against(marked: str) -> bool:
    """Tell whether words speak of working against what they name, or of doing without it."""
    goods = r"<(?:drugs|always|deals|adult_goods|slang)>"
    return (
        "<against>" in marked
        or re.search(rf"\b(?:mot|utan|från|om|inga?) (?:\w+ )?{goods}", marked) is not None
    )


def _sells(marked: str, *, somebody: bool) -> bool:
    """Tell whether somebody is said to sell what nobody should; sausages and raffle tickets are sold freely."""
    deals = "<deals>" in marked
    if not deals and "<sells>" not in marked:
        return False
    if _is_against(marked) and not somebody:
        return False
    if re.search("<drugs>|<slang>", marked):
        return True
    if "<adult_goods>" in marked:
        return deals or re.search("<young>|<child>|<kin>", marked) is not None
    if "<goods>" in marked:
        return False
    return deals or somebody or re.search(r"<sells> (?:till|åt) (?:\w+ )?<young>", marked) is not None


def _suspects(marked: str) -> bool:
    """Tell whether somebody is suspected; that a lamp is broken may be suspected freely."""
    before, mark, after = marked.partition("<suspects>")
    if not mark:
        return False
    if re.match(" för ", after) or re.search(
        r"<(?:name|deeds|deed_phrases|drugs|sells|deals|always|vehicles)>", after
    ):
        return True
    if re.search(r"\b(?:den|de) $|<(?:name|person)> (?:är|var|blev) $", before):
        return True
    return "<things>" not in after and re.search(r"<(?:person|kin|child|young)>", after) is not None


def _marked(text: str) -> str:
    """Return a text in small letters with a mark in the place of each word that is known."""
    rules = _rules()

    def named(match: re.Match[str]) -> str:
        around = f"{text[max(0, match.start() - 20) : match.start()]}|{text[match.end() : match.end() + 40]}"
        return match[0] if rules.places.search(f"{match[0]}{around}") else "\x01"

    marked = rules.names.sub(named, text).casefold().replace("\x01", "<name>")
    for mark, phrases in rules.phrases.items():
        for phrase in phrases:
            marked = marked.replace(phrase, f"<{mark}>")
    for mark, pattern in rules.words.items():
        marked = pattern.sub(f"<{mark}>", marked)
    return marked


@cache
def _rules() -> _Rules:
    """Return the word lists of `data/free_text.toml` as patterns, read once."""
    lists = tomllib.loads((data_dir() / "free_text.toml").read_text(encoding="utf-8"))
    after, before = _alternatives(lists["place_after"]), _alternatives(lists["place_before"])
    return _Rules(
        re.compile(
            rf"(?<![\w-])(?i:{_alternatives(lists['given_names'])})s?(?![\w-])(?: [A-ZÅÄÖÉ][a-zåäöéü]+)?"
        ),
        re.compile(rf"(?i)^\S+ (?:{after})[^|]*\||\b(?:{before}) $|\|\s(?:{after})(?!\w)"),
        {mark: re.compile(rf"(?<![\w<])(?:{_alternatives(lists[mark])})(?![\w>])") for mark in _MARKS},
        {
            mark: tuple(lists[mark])
            for mark in ("phrases_of_things", "care_phrases", "worry_phrases", "deed_phrases")
        },
        _alternatives(lists["age_words"]),
    )


def _alternatives(words: str) -> str:
    return "|".join(
        re.escape(word).replace(r"\*", r"\w*") for word in sorted(words.split(), key=len, reverse=True)
    )
