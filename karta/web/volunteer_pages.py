"""The light pages of a personal link, as HTML: no rule is applied here."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from karta.errors import KartaError
from karta.i18n import day as day_text
from karta.i18n import error_text, text
from karta.model.shift import Turn
from karta.reports.calendar import counted
from karta.services.notices import Told
from karta.services.signups import Own, Volunteer
from karta.services.workspace import Workspace
from karta.web.page import Markup, document, filled, form, guard_field, join, own, tag

DONE = frozenset({"signed", "waiting", "off", "stand_in", "going", "reported", "read", "address"})


@dataclass(frozen=True)
class Home:
    """What the page shows: own and free shifts, unread notices, what was just done; `mails`: whether mail is sent."""

    own: Own
    free: list[Turn]
    news: list[Told]
    done: str
    host: str
    mails: bool


@dataclass(frozen=True)
class Visit:
    """Somebody with a personal link, looking: the link's own address, the guard of its forms, language and zone."""

    workspace: Workspace
    who: Volunteer
    here: str
    guard: str
    language: str
    zone: ZoneInfo

    def phrase(self, key: str, **facts: object) -> str:
        """Return a sentence of the light pages."""
        return text(f"web.{key}", self.language, **facts)

    def link(self, path: str, **query: str) -> str:
        """Return the address of a page under the link, in the same language."""
        asked = {**query, **({"lang": self.language} if self.language != "sv" else {})}
        return f"{self.here}{path}{'?' + urlencode(asked) if asked else ''}"

    def local(self, turn: Turn) -> tuple[datetime, datetime]:
        """Return start and end of a shift on the clock of the municipality."""
        return turn.start.astimezone(self.zone), turn.end.astimezone(self.zone)

    def when(self, turn: Turn) -> str:
        """Return day and hours of a shift as people say them."""
        start, end = self.local(turn)
        return f"{day_text(start, self.language)} {start:%H:%M}\u2013{end:%H:%M}"


def home(visit: Visit, found: Home) -> str:
    """Return the page of one's own shifts and those that could be taken."""
    phrase, mine, free = visit.phrase, found.own, found.free
    body: list[str | Markup] = [tag("h1", filled(phrase("hello"), name=visit.who.name))]
    if visit.who.organisation:
        body.append(tag("p", own(visit.who.organisation), class_="quiet"))
    if found.done in DONE:
        body.append(tag("p", phrase(f"done_{found.done}"), class_="said", role="status"))
    if found.news:
        body.append(_news(visit, found.news))
    if mine.to_report:
        body += [tag("h2", phrase("to_report")), _list([_to_report(visit, turn) for turn in mine.to_report])]
    body.append(tag("h2", phrase("mine")))
    body.append(
        _list([_mine(visit, turn) for turn in mine.coming]) if mine.coming else tag("p", phrase("mine_none"))
    )
    body.append(tag("h2", phrase("free")))
    body.append(_list([_free(visit, turn) for turn in free]) if free else tag("p", phrase("free_none")))
    feed = visit.link("/kalender.ics")
    body += [
        tag("h2", phrase("calendar")),
        tag("p", phrase("calendar_what"), " ", phrase("calendar_alarms"), class_="quiet"),
        tag("a", phrase("subscribe"), href=f"webcal://{found.host}{feed}", class_="button second"),
        tag("a", phrase("download"), href=feed, download="kalender.ics", class_="button second"),
        *([_mail(visit)] if found.mails or visit.who.email else []),
        tag("p", phrase("keep_link"), class_="quiet"),
    ]
    return document(phrase("title"), body, visit.language, visit.here)


def _news(visit: Visit, news: list[Told]) -> Markup:
    lines = [
        tag("li", tag("strong", visit.when(told.turn)), ", ", own(told.turn.place), tag("br"),
            own(told.sentence(visit.language)))
        for told in news
    ]  # fmt: skip
    read = form(visit.link("/last"), visit.guard, visit.phrase("news_read"), {}, "second")
    return tag(
        "section", tag("h2", visit.phrase("news")), tag("ul", *lines, role="list"), read, class_="news"
    )


def _mail(visit: Visit) -> Markup:
    phrase = visit.phrase
    box = tag(
        "input", type="email", id="address", name="address", value=visit.who.email, autocomplete="email"
    )
    save = tag("button", phrase("mail_save"), type="submit", class_="second")
    asked = tag("form", guard_field(visit.guard), tag("label", phrase("mail_address"), for_="address", class_="name"),
                box, save, method="post", action=visit.link("/mejl"))  # fmt: skip
    return join([tag("h2", phrase("mail")), tag("p", phrase("mail_what"), class_="quiet"), asked])


def refused(visit: Visit, error: KartaError, fields: dict[str, str]) -> str:
    """Return why something was not done, and what one can do instead."""
    phrase = visit.phrase
    body: list[str | Markup] = [
        tag("h1", phrase("refused")),
        tag("p", own(error_text(error, visit.language)), class_="fault", role="alert"),
    ]
    turn = {"turn": fields.get("turn", "")}
    if error.code == "shift_full":
        answered = {**turn, "wait": "yes", **({"adult": fields["adult"]} if "adult" in fields else {})}
        body.append(form(visit.link("/anmal"), visit.guard, phrase("wait"), answered))
    if error.code == "sign_off_closed":
        body.append(form(visit.link("/ersattare"), visit.guard, phrase("ask_stand_in"), turn))
    body.append(tag("a", phrase("back"), href=visit.link(""), class_="button second"))
    return document(phrase("refused"), body, visit.language, visit.here)


def stranger(sentence: str, language: str) -> str:
    """Return the page of a link that opens nothing."""
    heading = text("web.refused", language)
    body = [tag("h1", heading), tag("p", sentence, class_="fault", role="alert")]
    return document(heading, body, language, "")


def _list(cards: list[Markup]) -> Markup:
    return tag("ul", *cards, class_="turns", role="list")


def _mine(visit: Visit, turn: Turn) -> Markup:
    phrase, state = visit.phrase, turn.state_of(visit.who.person_id)
    fields, about = {"turn": turn.turn_id}, _about(visit, turn)
    if turn.cancelled:
        told = [
            tag("p", tag("strong", phrase("cancelled"))),
            *([tag("p", own(turn.notice))] if turn.notice else []),
        ]
        return tag("li", *_head(visit, turn), *told, class_="cancelled")
    parts = [*_head(visit, turn), tag("p", phrase(f"state_{state}"), class_="quiet"), _count(visit, turn)]
    role = next((one.role for one in turn.sign_ups if one.person_id == visit.who.person_id), None)
    if role:
        parts.append(tag("p", phrase("role_yours", what=phrase(f"role_{role}"))))
    parts += _facts(visit, turn)
    if state != "waiting":
        address = visit.link(f"/blad/{turn.turn_id}")
        parts.append(
            tag("p", tag("a", phrase("sheet"), href=address, aria_label=f"{phrase('sheet')}: {about}"))
        )
    if state == "waiting" or visit.workspace.now() <= turn.sign_off_until:
        parts.append(form(visit.link("/avanmal"), visit.guard, phrase("sign_off"), fields, "second", about))
    else:
        parts.append(tag("p", phrase("sign_off_closed"), class_="quiet"))
    if state == "signed":
        parts.append(
            form(visit.link("/ersattare"), visit.guard, phrase("ask_stand_in"), fields, "second", about)
        )
    elif state == "stand_in":
        going = {**fields, "wanted": "no"}
        parts.append(
            form(visit.link("/ersattare"), visit.guard, phrase("go_after_all"), going, "second", about)
        )
    return tag("li", *parts)


def _free(visit: Visit, turn: Turn) -> Markup:
    phrase, fields = visit.phrase, {"turn": turn.turn_id}
    parts = [*_head(visit, turn), _count(visit, turn)]
    if turn.stand_ins:
        parts.append(tag("p", phrase("stand_in_wanted")))
    waits = turn.is_full and not turn.stand_ins
    button = phrase("wait") if waits else phrase("come")
    if waits:
        fields["wait"] = "yes"
    kind = "second" if waits else ""
    facts = _facts(visit, turn)
    if facts:
        parts.append(tag("details", tag("summary", phrase("more")), *facts))
    parts.append(form(visit.link("/anmal"), visit.guard, button, fields, kind, _about(visit, turn)))
    return tag("li", *parts)


def _to_report(visit: Visit, turn: Turn) -> Markup:
    address = visit.link(f"/rapport/{turn.turn_id}")
    return tag("li", *_head(visit, turn), tag("a", visit.phrase("report"), href=address, class_="button"))


def _head(visit: Visit, turn: Turn) -> list[Markup]:
    named = [tag("span", " · "), own(turn.title)] if turn.title else []
    return [tag("h3", visit.when(turn)), tag("p", own(turn.place), *named)]


def _count(visit: Visit, turn: Turn) -> Markup:
    return tag("p", counted(turn, visit.language), class_="few" if turn.missing else None)


def _facts(visit: Visit, turn: Turn) -> list[Markup]:
    lines = [
        tag("p", filled(visit.phrase(name), what=getattr(turn, name)))
        for name in ("meeting_point", "notes", "invite_to")
        if getattr(turn, name)
    ]
    if turn.missing_roles:
        wanted = ", ".join(visit.phrase(f"role_{role}") for role in turn.missing_roles)
        lines.append(tag("p", visit.phrase("roles", what=wanted), class_="quiet"))
    if turn.known_here:
        lines.append(tag("p", visit.phrase("known_here"), class_="quiet"))
    return lines


def _about(visit: Visit, turn: Turn) -> str:
    return f"{visit.when(turn)}, {turn.place}"
