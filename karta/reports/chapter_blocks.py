"""What a chapter is made of: parts of blocks - words, figures, tables, pictures, space to write in - for any paper."""

from dataclasses import dataclass
from datetime import datetime

from karta.i18n import text
from karta.reports.paper import Column


@dataclass(frozen=True)
class Words:
    """A paragraph; `kind`: plain, note (must not be overlooked), quiet, or bullet."""

    words: str
    kind: str = "plain"


@dataclass(frozen=True)
class Figures:
    """Figures with their names, and their foot number."""

    pairs: tuple[tuple[str, str], ...]
    foot: int


@dataclass(frozen=True)
class Table:
    """A table under a heading of its own, or the sentence that there is nothing in it; `foot` 0: none."""

    heading: str
    beside: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str
    foot: int = 0


@dataclass(frozen=True)
class Picture:
    """A picture as PNG, what it shows in words, and its foot number."""

    heading: str
    png: bytes
    words: str
    foot: int


@dataclass(frozen=True)
class Room:
    """Headed space to write in, outside Karta."""

    heading: str


@dataclass(frozen=True)
class Foot:
    """A foot number: what it stands at, and the address that shows the same figure."""

    number: int
    what: str
    address: str


@dataclass(frozen=True)
class Feet:
    """The list of foot numbers."""

    feet: tuple[Foot, ...]


Block = Words | Figures | Table | Picture | Room | Feet


@dataclass(frozen=True)
class Part:
    """A part of the chapter: its name, its heading and what stands in it."""

    key: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Chapter:
    """A chapter in words. `facts`: what a template may ask for by name; a year changes nothing but `made`."""

    title: str
    made: datetime
    language: str
    facts: dict[str, str]
    about: tuple[tuple[str, str], ...]
    lead: tuple[Words, ...]
    parts: tuple[Part, ...]

    def made_line(self) -> str:
        """Return the line that says when the chapter was made."""
        return text("chapter.made", self.language, when=f"{self.made:%Y-%m-%d %H:%M}")
