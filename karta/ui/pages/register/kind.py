"""What a file seems to be about, from its name and first line: a first guess, which the user may change."""

import re

KINDS = (
    "osm", "places", "areas", "population", "organisations", "contacts", "access", "sessions", "roster", "sources",
    "needs", "calendar", "reports",
)  # fmt: skip

_NAMES = {
    "osm": ("osm",),
    "population": ("befolkning", "folkmängd", "folkmangd", "population"),
    "areas": ("omrade", "område", "areas", "deso", "regso", "stadsdel", "statistik"),
    "organisations": ("forening", "förening", "organisation", "organisations", "register over for"),
    "contacts": ("kontakt", "ringlista", "contact"),
    "access": ("oppettid", "öppettid", "access", "oppet"),
    "sessions": ("traning", "träning", "bokning", "session", "aktivitet", "laget", "matcher"),
    "calendar": ("kalender", "calendar", "lov", "lasar", "läsår", "termin"),
    "reports": ("rapport", "report", "utfall"),
    "needs": ("behov", "need"),
    "sources": ("kallor", "källor", "source", "forvantade", "förväntade"),
    "roster": ("nattvandr", "vandring", "schema", "roster", "pass", "walk", "bemanning", "jour"),
    "places": ("plats", "place", "skol", "anlagg", "anlägg", "lokal", "torg", "site", "venue"),
}
_HEADERS = {
    "population": ("ålder", "age", "kön"),
    "reports": ("utfall", "outcome", "mötte", "met"),
    "needs": ("beslutat av", "decided_by", "ansvarig", "behov"),
    "calendar": ("date_to", "school_day", "första dag"),
    "access": ("öppnar", "stänger", "opens", "closes"),
    "sources": ("confirmed_on", "asked_on", "bekräftad", "frågad"),
    "contacts": ("funktion", "function"),
    "organisations": ("sektor", "sector", "föreningsnamn", "riksorganisation"),
    "sessions": ("ledare", "aktivitet", "lag", "bokningsnr", "activity"),
    "roster": ("roll", "role", "antal vuxna", "adults", "telefon", "nattvandrare", "bemanning"),
    "areas": ("desokod", "deso", "regso", "områdeskod"),
    "places": ("lat", "latitud", "latitude", "lon", "longitud", "koordinater", "skolenhetskod", "adress"),
}
# A table with a day and an hour is no list of what stands still, whatever it is called.
_STILL = frozenset({"places", "areas", "organisations", "contacts"})
_DAYS = frozenset({"datum", "veckodag", "veckodagar", "dag", "dagar", "vecka", "date", "weekday", "day"})
_HOURS = frozenset(
    {"start", "starttid", "börjar", "från", "från kl", "tid", "tider", "klockslag", "kl", "time"}
)
_SPREADSHEETS = ("csv", "txt", "xlsx")


def guess(name: str, head: bytes = b"") -> str:
    """Return the kind of import that a file seems to be, by its name, then by the words of its first line.

    A name that speaks of places is not believed of a table with days and hours and without positions.
    """
    plain = name.lower()
    suffixes = re.split(r"[.]", plain)[1:]
    if "osm" in suffixes:
        return "osm"
    columns = _columns(head) if suffixes and suffixes[-1] in _SPREADSHEETS else set()
    has_hours = _DAYS & columns and _HOURS & columns and not columns.intersection(_HEADERS["places"])
    for kind, words in _NAMES.items():
        if kind != "osm" and any(word in plain for word in words) and not (has_hours and kind in _STILL):
            return kind
    for kind, words in _HEADERS.items():
        if columns.intersection(words):
            return kind
    if "ics" in suffixes:
        return "sessions"
    return "roster" if suffixes and suffixes[-1] in _SPREADSHEETS else "places"


def _columns(head: bytes) -> set[str]:
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    line = head.decode(encoding, errors="replace").splitlines()[:1]
    return {cell.strip().strip('"').lower() for cell in re.split(r"[;,\t]", line[0])} if line else set()
