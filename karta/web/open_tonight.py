"""The open side: what is open tonight, as a page, as services of Open Referral (HSDS 3) and as GeoJSON.

For everybody, without link or sign-in, and only where the municipality has opened it. Nothing is stored by it, no
cookie is set, and nobody is asked where they are.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from karta.errors import KartaError
from karta.i18n import DEFAULT, catalogue, error_text, figures, text
from karta.services.access import light_languages, operator, viewers
from karta.services.register import open_side, open_tonight
from karta.services.register.open_side import OpenSide
from karta.services.register.open_tonight import Open, Tonight, Wish
from karta.services.workspace import Workspace
from karta.web import headers, open_files, open_map, posts, volunteer
from karta.web.languages import PARAMETER
from karta.web.page import render

HOME = "/light/ikvall"
AGES = (7, 10, 13, 16, 19)
# What an address says of a wish: yes-and-no ones, and those with a value.
FLAGS = {"free": "gratis", "drop_in": "dropin", "girls": "tjejer", "adapted": "anpassat"}
AGE, LANGUAGE, NEAR = "alder", "sprak", "nara"
MOST_PLACES = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that chooses something, or takes back what is chosen."""

    words: str
    address: str
    is_chosen: bool
    speech: str = ""


@dataclass(frozen=True, kw_only=True)
class OpenVisit:
    """Somebody who looks at what is open, from the page `here`, in one of the languages `spoken`, with a wish."""

    workspace: Workspace
    language: str
    spoken: Mapping[str, str]
    side: OpenSide
    shown: Tonight
    wish: Wish
    here: str = HOME
    guard: str = ""

    @property
    def operator(self) -> str:
        """Who operates the workspace, and how they are reached."""
        return operator.in_words(self.workspace)

    @property
    def areas(self) -> dict[str, list[Open]]:
        """What is open and answers to the wish, by the name of its area; "" for what lies in none."""
        by_area: dict[str, list[Open]] = {}
        for each in open_tonight.matching(self.shown, self.wish).open:
            by_area.setdefault(each.spot.area, []).append(each)
        return by_area

    @property
    def numbers(self) -> dict[str, int]:
        """The number of each place that is listed, by its key."""
        keys = dict.fromkeys(each.spot.key for listed in self.areas.values() for each in listed)
        return {key: number for number, key in enumerate(keys, 1)}

    @property
    def map(self) -> open_map.Drawing | None:
        """The drawing of the places that are listed."""
        spots = {each.spot.key: each.spot for listed in self.areas.values() for each in listed}
        edges = [outline for outline in self.shown.outlines if outline.area in self.areas]
        return open_map.drawing(list(spots.values()), self.numbers, edges)

    @property
    def choices(self) -> list[Choice]:
        """The links that choose by age and by what one asks for."""
        flags = [
            self._choice(
                self.say(f"open.{name}"), getattr(self.wish, name), **{name: not getattr(self.wish, name)}
            )
            for name in FLAGS
        ]
        ages = [
            self._choice(
                self.say("open.age", age=age), self.wish.age == age, age=None if self.wish.age == age else age
            )
            for age in AGES
        ]
        return ages + flags

    @property
    def speeches(self) -> list[Choice]:
        """The links that choose a language that is spoken there."""
        return [
            replace(
                self._choice(
                    self.speech(code), self.wish.language == code,
                    language="" if self.wish.language == code else code,
                ),
                speech=code,
            )
            for code in open_tonight.speeches(self.shown.open)
        ]  # fmt: skip

    @property
    def places(self) -> list[Choice]:
        """The links that choose a place to look near."""
        return [
            self._choice(
                spot.name, self.wish.near == spot.key, near="" if self.wish.near == spot.key else spot.key
            )
            for spot in self.shown.places
            if spot.east is not None
        ][:MOST_PLACES]

    @property
    def all(self) -> str:
        """The address of the whole list."""
        return self.address(Wish())

    @property
    def clock(self) -> str:
        """The present moment on the clock of the municipality."""
        return figures(f"{self.shown.at:%H:%M}", self.language)

    @property
    def own_language(self) -> str:
        """What an address says of the language, "" where it is the first one."""
        return f"?{PARAMETER}={self.language}" if self.language != DEFAULT else ""

    def say(self, key: str, **facts: object) -> str:
        """Return a sentence of the catalogue."""
        return text(key, self.language, **facts)

    def speech(self, code: str) -> str:
        """Return a language as those who speak it call it."""
        return self._word("speech", code) or code

    def hours(self, each: Open) -> str:
        """Return the hours of what is open."""
        return figures(f"{each.start:%H:%M}\u2013{each.end:%H:%M}", self.language)

    def is_now(self, each: Open) -> bool:
        """Return whether it is open at this moment."""
        return each.start <= self.shown.at

    def what(self, each: Open) -> str:
        """Return the word for a kind of activity or place; the lists of kinds are open."""
        part = "kind" if each.is_activity else "place"
        return self._word(part, each.kind) or self.say(f"open.{part}_other")

    def facts(self, each: Open) -> list[str]:
        """Return what is known of an activity, in words: for whom, at what price, in which languages."""
        if not each.is_activity:
            return [self.say("open.door")]
        first, last = each.age_from, each.age_to
        ages = (
            self.say("open.age_unknown") if first is None and last is None
            else self.say("open.age_from", first=first) if last is None
            else self.say("open.age_to", last=last) if first is None
            else self.say("open.ages", first=first, last=last)
        )  # fmt: skip
        marks = [self.say(f"open.{name}") for name in FLAGS if getattr(each, name) is True]
        member = [self.say("open.member")] if each.membership is True else []
        spoken = ", ".join(map(self.speech, each.languages))
        return [ages, *marks, *member, *([self.say("open.spoken", languages=spoken)] if spoken else [])]

    def address(self, wish: Wish) -> str:
        """Return the address of the list for a wish, in the same language."""
        query = {
            **({AGE: str(wish.age)} if wish.age is not None else {}),
            **{word: "1" for name, word in FLAGS.items() if getattr(wish, name)},
            **({LANGUAGE: wish.language} if wish.language else {}),
            **({NEAR: wish.near} if wish.near else {}),
            **({PARAMETER: self.language} if self.language != DEFAULT else {}),
        }
        return f"{self.here}{'?' + urlencode(query) if query else ''}"

    def _choice(self, words: str, is_chosen: bool, **changes: Any) -> Choice:  # noqa: FBT001 - a fact of the choice
        return Choice(words, self.address(replace(self.wish, **changes)), is_chosen)

    def _word(self, part: str, code: str) -> str:
        key = f"open.{part}_{code}"
        return text(key, self.language) if key in catalogue(self.language) else ""


def spoken() -> Mapping[str, str]:
    """Return the languages that the open side speaks, each with who has reviewed its texts as they are now."""
    return light_languages.published_as_they_are(volunteer.served())


def _visit(request: Request, language: str) -> OpenVisit:
    workspace = volunteer.served()
    return OpenVisit(
        workspace=workspace, language=language, spoken=spoken(), side=open_side.require_open(workspace),
        shown=open_tonight.tonight(workspace, viewers.visitor()), wish=wish_of(request.query_params),
    )  # fmt: skip


def wish_of(query: Mapping[str, str]) -> Wish:
    """Return the wish of an address; what it does not say in our words it does not say."""
    age = query.get(AGE, "")
    flags = {name: query.get(word) == "1" for name, word in FLAGS.items()}
    return Wish(
        age=int(age) if age in map(str, AGES) else None, language=query.get(LANGUAGE, "")[:8],
        near=query.get(NEAR, "")[:40], **flags,
    )  # fmt: skip


def _refused(visit: OpenVisit, error: KartaError, _sent: posts.Fields) -> str:
    return render("open_off", visit.language, HOME, visit.spoken, sentence=error_text(error, visit.language))


def _answer(visit: OpenVisit, _sent: posts.Fields, _request: Request) -> Response:
    page = posts.html_page(render("open_tonight", visit.language, HOME, visit.spoken, visit=visit))
    page.headers["content-security-policy"] = headers.light_policy(visit.side.sites)
    return page


show = posts.endpoint(_answer, visit_of=_visit, refused=_refused, spoken_of=spoken, unknown="open_off")


async def services(_request: Request) -> Response:
    """Answer what is open tonight in the shape of a list of services of Open Referral, HSDS 3."""
    return await run_in_threadpool(_file, open_files.services, "application/json")


async def features(_request: Request) -> Response:
    """Answer where what is open tonight lies, as GeoJSON."""
    return await run_in_threadpool(_file, open_files.features, "application/geo+json")


def _file(shape: Any, kind: str) -> Response:
    try:
        content, status = shape(open_tonight.tonight(volunteer.served(), viewers.visitor())), 200
    except KartaError as error:
        content, status = {"error": error.code, "sentence": error_text(error)}, posts.status(error)
    body = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    return Response(body, status, posts.NO_STORE, kind)
