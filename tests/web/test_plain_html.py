"""The HTML of a personal link: no script, nothing from elsewhere, every name as typed."""

import re

import pytest
from icalendar import Calendar

from karta.services.workspace import Workspace
from tests import guests
from tests.services.rosters.conftest import COORDINATOR, Plan, cancel, occurrences
from tests.web.client import HOST, Page, ask, press

HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</title><svg onload=alert(2)>", "{{7*7}}",
    "{% raw %}", "${7*7}", "`tick`", "**bold** [x](http://a.example)", "\u202egnal\u202c", "\u2066x", "a\"b'c",
    "&lt;b&gt;", "{name}", "{what}", "]]>", "<!-- x", "BEGIN:VEVENT", "a;b,c\\n:d", "javascript:alert(3)",
)  # fmt: skip


def test_the_page_stands_on_plain_html(served: Workspace, plan: Plan, link: str) -> None:
    """No script, no style but its own, nothing from another host, in the language that it says it is in; small."""
    plan(weekly=True)
    for path, language in ((link, "sv"), (f"{link}?lang=en", "en"), (f"{link}?lang=xx", "sv")):
        html = ask(path).html
        page = Page(html)
        assert ("html", {"lang": language}) in page.tags
        assert "script" not in {tag for tag, _ in page.tags}
        assert not any(
            "style" in attributes or any(name.startswith("on") for name in attributes)
            for _, attributes in page.tags
        )
        assert set(re.findall(r"(?:href|src|action)=\"(\w+:)?//([^/\"]*)", html)) <= {("webcal:", HOST)}
        assert len(html.encode()) < 20_000
    assert "[web." not in ask(f"{link}?lang=en").html


@pytest.mark.parametrize("few", [HOSTILE[::2], HOSTILE[1::2]])
def test_names_are_shown_as_typed(served: Workspace, plan: Plan, org: str, few: tuple[str, ...]) -> None:
    """A hostile name of a person, an organisation, a shift or its notes is text on the page and in the calendar."""
    name = " ".join(few)
    organisation = served.store.frame("organisation").iloc[0]
    with served.store.act("samordnare", "set") as act:
        act.update("organisation", organisation["id"], None, {"name": name})
    plan(title=name, meeting_point=name, notes=name, invite_to=name)
    link = f"/p/{guests.invite(served, COORDINATOR, org, name)[1]}"
    clean = Page(ask(link).html)
    assert clean.text.count(name) >= 6
    allowed = {
        "html", "head", "meta", "title", "link", "body", "main", "h1", "h2", "h3", "p", "bdi", "ul", "li", "form",
        "input", "button", "a", "footer", "style", "span", "details", "summary",
    }  # fmt: skip
    assert {tag for tag, _ in clean.tags} <= allowed
    press(link, "Jag kommer", adult="yes")
    cancel(served, occurrences(served)[0].occurrence_id, name)
    assert name in Page(ask(link).html).text
    (event,) = Calendar.from_ical(ask(f"{link}/kalender.ics").body).walk("VEVENT")
    assert str(event["SUMMARY"]) == f"INSTÄLLT: {name}: Torget"
    assert str(event["DESCRIPTION"]).count(name) == 4
