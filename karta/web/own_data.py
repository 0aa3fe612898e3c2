"""What a personal link shows of its person's own data: all that is stored, as page and as files, and its erasure."""

import json
import re
from base64 import b64encode
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from karta.i18n import figures, text
from karta.model.recurrence import WEEKDAYS
from karta.services.rosters import own_data
from karta.services.rosters.own_data import Receipt
from karta.web import posts
from karta.web.page import render
from karta.web.visit import Visit

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT")
# Columns whose codes are said in words.
_CODES = frozenset({"state", "kind", "mail", "role", "answer"})
# What is read from left to right, whatever stands around it.
_FIGURES = frozenset(
    {
        "phone",
        "email",
        "date",
        "start",
        "end",
        "month",
        "reminded_on",
        "active_on",
        "routine_on",
        "latest_home",
        "first",
        "last",
    }
)
# Of the lists those that are there: what is the person's alone is shown to nobody else.
_LISTS = ("shifts", "links", "notices", "shifts_by_month", "availability", "away", "asks", "companions")
_PERSON = (
    "name",
    "phone",
    "email",
    "is_adult",
    "routine_on",
    "recorded_at",
    "active_on",
    "reminded_on",
    "reminder_mailed_on",
)


def show(visit: Visit, _fields: posts.Fields, _request: Request) -> Response:
    """Show all that is stored about the person."""
    parts = parts_of(own_data.stored(visit.workspace, visit.who.person_id), visit.language)
    return posts.html_page(
        render("own_data", visit.language, f"{visit.here}/uppgifter", visit.spoken, visit=visit, parts=parts)
    )


def as_json(visit: Visit, _fields: posts.Fields, _request: Request) -> Response:
    """Answer with all that is stored, for another program."""
    stored = own_data.stored(visit.workspace, visit.who.person_id)
    body = json.dumps(stored, ensure_ascii=False, indent=1)
    return _file(body, "application/json", "mina-uppgifter.json")


def as_text(visit: Visit, _fields: posts.Fields, _request: Request) -> Response:
    """Answer with all that is stored, for reading."""
    parts = parts_of(own_data.stored(visit.workspace, visit.who.person_id), visit.language)
    lines = [line for heading, rows in parts for line in (heading, *(f"  {row}" for row in rows), "")]
    return _file("\n".join(lines), "text/plain; charset=utf-8", "mina-uppgifter.txt")


def stay(visit: Visit) -> None:
    """Note that the person wants to stay."""
    own_data.stay(visit.workspace, visit.who.person_id, visit.who)


def erase(visit: Visit, _fields: posts.Fields, request: Request) -> Response:
    """Ask once more, and erase the person on the answer; the receipt stands in the answer alone."""
    if request.method == "GET":
        return posts.html_page(
            render("erase", visit.language, f"{visit.here}/ta-bort", visit.spoken, visit=visit)
        )
    receipt = own_data.erase(visit.workspace, visit.who.person_id, visit.who)
    lines = receipt_lines(receipt, visit)
    content = b64encode("\n".join([text("web.erased", visit.language), *lines, ""]).encode()).decode()
    return posts.html_page(render("erased", visit.language, "/", lines=lines, receipt=content))


def receipt_lines(receipt: Receipt, visit: Visit) -> list[str]:
    """Return what was erased and when, without a name."""
    language, at = visit.language, receipt.at.astimezone(visit.zone)
    lines = [
        text("web.erased_at", language, at=figures(f"{at:%Y-%m-%d %H:%M}", language), number=receipt.number)
    ]
    lines += [
        text(f"web.erased_{kind}", language, count=count) for kind, count in receipt.counts.items() if count
    ]
    lines.append(text("web.erased_past", language, count=receipt.past_shifts))
    lines.append(text("web.erased_disk" if receipt.is_off_the_disk else "web.erased_soon", language))
    return lines


def parts_of(stored: dict[str, Any], language: str) -> list[tuple[str, list[str]]]:
    """Return what is stored under headings, a line each."""

    def row(cells: dict[str, Any]) -> str:
        named = ((name, cell) for name, cell in cells.items() if cell not in (None, ""))
        return ", ".join(
            f"{text(f'web.own_{name}', language)}: {_said(name, cell, language)}" for name, cell in named
        )

    person = {name: stored["person"][name] for name in _PERSON}
    about = [
        row({"organisation": stored["organisation"]}),
        *(row({name: cell}) for name, cell in person.items()),
    ]
    lists = [name for name in _LISTS if name in stored]
    parts = [(text("web.own_person", language), [line for line in about if line])]
    return parts + [
        (text(f"web.own_list_{name}", language), [row(each) for each in stored[name]]) for name in lists
    ]


def _said(name: str, cell: Any, language: str) -> str:
    if name == "role" and cell:
        return text(f"web.role_{cell}", language)
    if name == "times":
        return ", ".join(_when(code, language) for code in str(cell).split())
    if name in _CODES:
        return text(f"web.own_{name}_{cell}", language)
    if isinstance(cell, bool):
        return text("web.own_yes" if cell else "web.own_no", language)
    if isinstance(cell, str) and _MOMENT.match(cell):
        return figures(f"{datetime.fromisoformat(cell):%Y-%m-%d %H:%M} UTC", language)
    return figures(str(cell), language) if name in _FIGURES else str(cell)


def _when(code: str, language: str) -> str:
    weekday, part = code.split("-")
    return text(f"web.when_{part}", language, day=text(f"time.weekday_{WEEKDAYS.index(weekday)}", language))


def _file(body: str, media_type: str, name: str) -> Response:
    headers = {**posts.NO_STORE, "content-disposition": f'attachment; filename="{name}"'}
    return Response(body.encode(), media_type=media_type, headers=headers)
