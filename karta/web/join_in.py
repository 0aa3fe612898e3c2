"""*Var med*: organisations that look for adults, by area, language and part of the week, each with its own way in.

For everybody, and only where the municipality has opened the open side. Nothing is stored by it, and it says nothing of
where adults are missing: each organisation is there by its own word alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from karta.errors import KartaError
from karta.i18n import DEFAULT, error_text, text
from karta.services.access import operator, viewers
from karta.services.register import open_side
from karta.services.register.open_side import OpenSide
from karta.services.rosters import looking_for_adults
from karta.services.rosters.looking_for_adults import PARTS, Seeker, Wish
from karta.services.workspace import Workspace
from karta.web import headers, posts, volunteer
from karta.web.languages import PARAMETER
from karta.web.open_tonight import Choice
from karta.web.page import PLAIN, render

HOME = "/light/varmed"
WORDS = {"area": "omrade", "language": "sprak", "part": "tid"}
LONGEST = 80


@dataclass(frozen=True, kw_only=True)
class JoinVisit:
    """Somebody who looks at who looks for adults, with a wish."""

    workspace: Workspace
    language: str
    side: OpenSide
    every: tuple[Seeker, ...]
    wish: Wish
    guard: str = ""

    @property
    def operator(self) -> str:
        """Who operates the workspace, and how they are reached."""
        return operator.in_words(self.workspace)

    @property
    def seekers(self) -> list[Seeker]:
        """Those that answer to the wish."""
        return looking_for_adults.matching(self.every, self.wish)

    @property
    def areas(self) -> list[Choice]:
        """The links that choose an area that somebody has named."""
        return self._choices("area", sorted({area for each in self.every for area in each.areas}))

    @property
    def speeches(self) -> list[Choice]:
        """The links that choose a language that somebody has named."""
        codes = sorted({code for each in self.every for code in each.languages})
        return [replace(choice, words=self.speech(choice.words), speech=choice.words)
                for choice in self._choices("language", codes)]  # fmt: skip

    @property
    def parts(self) -> list[Choice]:
        """The links that choose a part of the week."""
        return [replace(choice, words=self.part(choice.words)) for choice in self._choices("part", PARTS)]

    @property
    def is_chosen(self) -> bool:
        """Whether anything is chosen."""
        return self.wish != Wish()

    @property
    def all(self) -> str:
        """The address of the whole list."""
        return self._address(Wish())

    def speech(self, code: str) -> str:
        """Return a language as those who speak it call it."""
        return text(f"open.speech_{code}", self.language)

    def part(self, code: str) -> str:
        """Return a part of the week in words."""
        return text(f"join_in.part_{code}", self.language)

    def way(self, seeker: Seeker) -> str:
        """Return the address of an organisation's own page, in the same language."""
        return f"{seeker.path}{self._tail({})}"

    def _choices(self, name: str, values: Iterable[str]) -> list[Choice]:
        now = getattr(self.wish, name)
        return [
            Choice(
                value,
                self._address(replace(self.wish, **{name: "" if now == value else value})),
                now == value,
            )
            for value in values
        ]

    def _address(self, wish: Wish) -> str:
        return HOME + self._tail({word: getattr(wish, name) for name, word in WORDS.items()})

    def _tail(self, query: dict[str, str]) -> str:
        spoken = {PARAMETER: self.language} if self.language != DEFAULT else {}
        query = {word: value for word, value in {**query, **spoken}.items() if value}
        return f"?{urlencode(query)}" if query else ""


def _visit(request: Request, language: str) -> JoinVisit:
    workspace = volunteer.served()
    asked = {name: request.query_params.get(word, "")[:LONGEST] for name, word in WORDS.items()}
    return JoinVisit(
        workspace=workspace, language=language, side=open_side.require_open(workspace),
        every=tuple(looking_for_adults.listed(workspace, viewers.visitor())), wish=Wish(**asked),
    )  # fmt: skip


def _refused(visit: JoinVisit, error: KartaError, _sent: posts.Fields) -> str:
    return render("open_off", visit.language, HOME, PLAIN, sentence=error_text(error, visit.language))


def _answer(visit: JoinVisit, _sent: posts.Fields, _request: Request) -> Response:
    page = posts.html_page(render("join_in", visit.language, HOME, PLAIN, visit=visit))
    page.headers["content-security-policy"] = headers.light_policy(visit.side.sites)
    return page


def _spoken() -> dict[str, str]:
    return dict(PLAIN)


show = posts.endpoint(_answer, visit_of=_visit, refused=_refused, spoken_of=_spoken, unknown="open_off")
