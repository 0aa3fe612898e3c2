"""The light pages of a personal link: few taps, no script, nothing from elsewhere, every name as typed."""

import re
from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from icalendar import Calendar

from karta.services import invitations, mail, register, rosters, signups
from karta.services import workspace as workspaces
from karta.services.workspace import Workspace
from karta.web import volunteer
from tests.rosters.conftest import COORDINATOR, Person, Plan, later, turn_of, turns
from tests.web.client import HOST, Answer, Page, ask

HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</title><svg onload=alert(2)>", "{{7*7}}",
    "{% raw %}", "${7*7}", "`tick`", "**bold** [x](http://a.example)", "\u202egnal\u202c", "\u2066x", "a\"b'c",
    "&lt;b&gt;", "{name}", "{what}", "]]>", "<!-- x", "BEGIN:VEVENT", "a;b,c\\n:d", "javascript:alert(3)",
)  # fmt: skip


@pytest.fixture
def served(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Give the workspace, served at its own moment."""
    monkeypatch.setenv("KARTA_WORKSPACE", str(workspace.folder))
    monkeypatch.setattr(volunteer, "_opened", lambda _: volunteer._Opened(workspace))
    return workspace


@pytest.fixture
def link(served: Workspace, org: str) -> str:
    """Give Anna's personal link."""
    return f"/p/{invitations.invite(served, COORDINATOR, org, 'Anna')[1]}"


def press(link: str, button: str, **fields: str) -> Answer:
    """Open a link and press the first button of that name; follow where it leads."""
    return push(ask(link), button, **fields)


def push(page: Answer, button: str, **fields: str) -> Answer:
    """Press the first button of that name on a page; follow where it leads."""
    form = Page(page.html).form(button)
    found = ask(form.action, {**form.fields, **fields})
    return ask(found.headers["location"]) if found.status == 303 else found


def test_two_taps_from_the_link_to_a_place_on_the_shift(served: Workspace, plan: Plan, link: str) -> None:
    """The first time: *Jag kommer*, *Ja, jag är 18*; the next time one tap is enough."""
    plan(weekly=True)
    page = press(link, "Jag kommer")
    assert "Är du 18 år eller äldre?" in page.html
    assert turns(served)[0].adults == 0
    page = push(page, "Ja, jag är 18 eller äldre")
    assert "Tack! Du är anmäld." in page.html
    assert "1 av 2 – räknas inte som närvaro än" in page.html
    assert turns(served)[0].adults == 1
    assert "Tack! Du är anmäld." in press(link, "Jag kommer").html
    assert turns(served)[1].adults == 1


def test_a_missing_role_is_asked_for_once(served: Workspace, plan: Plan, link: str, person: Person) -> None:
    """Three taps to lead the walk; the next one is not asked for what is taken, and sees what is missing."""
    plan(roles=("walk_leader",))
    page = push(press(link, "Jag kommer"), "Ja, jag är 18 eller äldre")
    page = push(page, "Jag leder vandringen")
    assert "Tack! Du är anmäld." in page.html
    assert "Din uppgift: vandringsledare" in page.html
    assert turns(served)[0].missing_roles == ()
    assert "Du är avanmäld." in press(link, "Jag kan inte komma").html
    assert "Behövs: vandringsledare" in ask(link).html
    assert "Tack! Du är anmäld." in push(press(link, "Jag kommer"), "Jag kommer utan uppgift").html
    assert turns(served)[0].missing_roles == ("walk_leader",)


def test_a_no_is_met_kindly_and_stored_nowhere(served: Workspace, plan: Plan, link: str) -> None:
    """Who is not 18 is refused with the reason, and the workspace is as it was."""
    plan()
    before = served.store.revision()
    page = push(press(link, "Jag kommer"), "Nej")
    assert page.status == 403
    assert "Man behöver ha fyllt 18 år" in page.html
    assert served.store.revision() == before


def test_a_full_shift_offers_the_waiting_list(
    served: Workspace, plan: Plan, link: str, person: Person
) -> None:
    """The list says that five have signed up; waiting is one more tap; a late press on *Jag kommer* says why, too."""
    plan()
    turn_id = turns(served)[0].turn_id
    stale = ask(link)
    for _ in range(5):
        signups.sign_up(served, person(), turn_id, is_adult=True)
    page = push(stale, "Jag kommer", adult="yes")
    assert page.status == 409
    assert "Passet är fullt: 5 är anmälda." in page.html
    assert "Du står nu i kö." in push(page, "Ställ mig i kö").html
    assert "5 anmälda – fullt" in ask(link).html
    assert len(turn_of(served, turn_id).waiting) == 1


def test_signing_off_and_asking_for_a_stand_in(served: Workspace, plan: Plan, link: str) -> None:
    """One tap each; after the deadline the page says so and leaves the stand-in."""
    plan()
    press(link, "Jag kommer", adult="yes")
    assert "Nu syns det att du söker en ersättare." in press(link, "Jag söker en ersättare").html
    assert "Du är anmäld som vanligt." in press(link, "Jag kommer ändå").html
    assert "Du är avanmäld." in press(link, "Jag kan inte komma").html
    press(link, "Jag kommer", adult="yes")
    late = later(served, datetime(2026, 9, 18, 12, 0, tzinfo=UTC))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(volunteer, "_opened", lambda _: volunteer._Opened(late))
        page = ask(link)
        assert "Det är för sent att avanmäla sig här." in page.html
        assert "Jag kan inte komma" not in page.html
        assert Page(page.html).form("Jag söker en ersättare")


def test_the_report_is_one_form(
    served: Workspace, plan: Plan, link: str, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form is filled in but for the class of youths met; sent, it is stored and asked for no more."""
    plan()
    press(link, "Jag kommer", adult="yes")
    signups.sign_up(served, person(), turns(served)[0].turn_id, is_adult=True)
    after = later(served, datetime(2026, 9, 18, 21, 0, tzinfo=UTC))
    monkeypatch.setattr(volunteer, "_opened", lambda _: volunteer._Opened(after))
    address = next(
        href
        for tag, said in Page(ask(link).html).tags
        if tag == "a" and "/rapport/" in (href := said["href"] or "")
    )
    form = Page(ask(address).html).form("Skicka")
    assert (form.fields["adults"], form.fields["start"], form.fields["end"]) == ("2", "21:00", "22:00")
    page = push(ask(address), "Skicka")
    assert page.status == 400
    assert "Välj ungefär hur många ungdomar ni mötte." in page.html
    assert "Rapporten är sparad" in push(ask(address), "Skicka", met="1-10").html
    assert served.store.frame("report")["met"].tolist() == ["1-10"]
    assert "Berätta hur det gick" not in ask(link).html


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://other.example"},
    ],
)
def test_a_post_from_elsewhere_is_refused(
    served: Workspace, plan: Plan, link: str, headers: dict[str, str]
) -> None:
    """Another site's page cannot sign anybody up, even with the right fields."""
    plan()
    form = Page(ask(link).html).form("Jag kommer")
    answer = ask(form.action, {**form.fields, "adult": "yes"}, headers)
    assert answer.status == 400
    assert turns(served)[0].adults == 0
    assert ask(form.action, {**form.fields, "adult": "yes"}, {"origin": f"http://{HOST}"}).status == 303


@pytest.mark.parametrize("guard", ["", "0" * 32, "å"])
def test_a_post_needs_the_guard_of_its_link(served: Workspace, plan: Plan, link: str, guard: str) -> None:
    """Without the guard that our pages carry, nothing is done."""
    plan()
    form = Page(ask(link).html).form("Jag kommer")
    assert ask(form.action, {**form.fields, "guard": guard, "adult": "yes"}).status == 400
    assert turns(served)[0].adults == 0


def test_a_link_that_is_none_opens_nothing(served: Workspace, link: str) -> None:
    """A wrong and a withdrawn link, read or posted to, give 404 and no word about anybody."""
    who = signups.by_link(served, link.removeprefix("/p/"))
    invitations.withdraw_link(served, COORDINATOR, who.person_id)
    for path in (link, "/p/x", f"{link}/kalender.ics", f"{link}/rapport/x.2026-09-18"):
        answer = ask(path)
        assert answer.status == 404
        assert "Anna" not in answer.html
    assert ask(f"{link}/anmal", {}).status == 404


def test_a_shift_that_is_none_is_a_sentence(served: Workspace, link: str) -> None:
    """Names of shifts that nobody made, and posts too large to be ours, are refused, not failures."""
    form_of = {"guard": volunteer._guard(link.removeprefix("/p/")), "adult": "yes"}
    for turn in ("", "x", "x.2026-09-18", "x.9999-12-31", "x.0001-01-01", "'; drop table person"):
        assert ask(f"{link}/anmal", {**form_of, "turn": turn}).status in (400, 404), turn
    assert ask(f"{link}/anmal", {**form_of, "turn": "x" * 20_000}).status == 400


def test_the_headers_allow_no_script_and_no_store(served: Workspace, link: str) -> None:
    """A page may load its style alone, is in no frame, tells nobody where one came from, and stays in no cache."""
    headers = ask(link).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "script" not in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    style = ask(link).html.split("<style>")[1].split("</style>")[0]
    named = b64encode(sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{named}';" in policy
    assert "url(" not in style


def test_a_walk_sheet_comes_to_who_goes(served: Workspace, plan: Plan, link: str) -> None:
    """The sheet of one's own shift is a PDF; of a shift that one is not on there is none."""
    plan()
    address = f"{link}/blad/{turns(served)[0].turn_id}"
    assert ask(address).status == 404
    assert "/blad/" not in ask(link).html
    page = press(link, "Jag kommer", adult="yes")
    assert f'href="{address}"' in page.html
    found = ask(address)
    assert (found.status, found.headers["content-type"]) == (200, "application/pdf")
    assert found.body.startswith(b"%PDF")


def test_the_page_stands_on_plain_html(served: Workspace, plan: Plan, link: str) -> None:
    """No script, no style but its own, nothing from another host, in the language that it says it is in; small."""
    plan(weekly=True)
    for path, language in ((link, "sv"), (f"{link}?lang=en", "en"), (f"{link}?lang=xx", "sv")):
        html = ask(path).html
        page = Page(html)
        assert ("html", {"lang": language}) in page.tags
        assert "script" not in {tag for tag, _ in page.tags}
        assert not any(
            "style" in said or any(name.startswith("on") for name in said) for _, said in page.tags
        )
        assert set(re.findall(r"(?:href|src|action)=\"(\w+:)?//([^/\"]*)", html)) <= {("webcal:", HOST)}
        assert len(html.encode()) < 20_000
    assert "[web." not in ask(f"{link}?lang=en").html


def test_english_stays_english(served: Workspace, plan: Plan, link: str) -> None:
    """From an English page, every step is in English."""
    plan()
    page = press(f"{link}?lang=en", "I will come")
    assert "Are you 18 or older?" in page.html
    assert "Thank you! You have signed up." in push(page, "Yes, I am 18 or older").html
    assert "You have signed off." in press(f"{link}?lang=en", "I cannot come").html


@pytest.mark.parametrize("few", [HOSTILE[::2], HOSTILE[1::2]])
def test_names_are_shown_as_typed(served: Workspace, plan: Plan, org: str, few: tuple[str, ...]) -> None:
    """A hostile name of a person, an organisation, a shift or its notes is text on the page and in the calendar."""
    name = " ".join(few)
    held = served.store.frame("organisation").iloc[0]
    with served.store.act("samordnare", "set") as act:
        act.update("organisation", held["id"], None, {"name": name})
    plan(title=name, meeting_point=name, notes=name, invite_to=name)
    link = f"/p/{invitations.invite(served, COORDINATOR, org, name)[1]}"
    clean = Page(ask(link).html)
    assert clean.text.count(name) >= 6
    allowed = {
        "html", "head", "meta", "title", "link", "body", "main", "h1", "h2", "h3", "p", "bdi", "ul", "li", "form",
        "input", "button", "a", "footer", "style", "span", "details", "summary",
    }  # fmt: skip
    assert {tag for tag, _ in clean.tags} <= allowed
    press(link, "Jag kommer", adult="yes")
    rosters.cancel(served, COORDINATOR, turns(served)[0].turn_id, name)
    assert name in Page(ask(link).html).text
    (event,) = Calendar.from_ical(ask(f"{link}/kalender.ics").body).walk("VEVENT")
    assert str(event["SUMMARY"]) == f"INSTÄLLT: {name}: Torget"
    assert str(event["DESCRIPTION"]).count(name) == 4


def test_the_calendar_keeps_names_and_tells_of_cancellations(
    served: Workspace, plan: Plan, link: str, person: Person
) -> None:
    """One UID through tentative, confirmed, moved and cancelled with notice; the sequence only grows."""
    plan()
    turn_id = turns(served)[0].turn_id

    def event() -> dict[str, str]:
        (found,) = Calendar.from_ical(ask(f"{link}/kalender.ics").body).walk("VEVENT")
        return {name: str(found[name]) for name in ("UID", "STATUS", "SEQUENCE")} | {
            "start": f"{found['DTSTART'].dt:%H:%M}", "told": str(found["DESCRIPTION"]),
        }  # fmt: skip

    press(link, "Jag kommer", adult="yes")
    seen = [event()]
    signups.sign_up(served, person(), turn_id, is_adult=True)
    seen.append(event())
    rosters.edit_one(served, COORDINATOR, turn_id, start="20:00")
    seen.append(event())
    rosters.cancel(served, COORDINATOR, turn_id, "Storm på väg")
    seen.append(event())
    assert [one["STATUS"] for one in seen] == ["TENTATIVE", "CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [one["start"] for one in seen] == ["19:00", "19:00", "18:00", "18:00"]
    assert len({one["UID"] for one in seen}) == 1
    assert sorted({int(one["SEQUENCE"]) for one in seen}) == [int(one["SEQUENCE"]) for one in seen]
    assert "Storm på väg" in seen[-1]["told"]


def test_the_workspace_of_the_server_is_opened_once(made_once: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder that the app was started with is what a link is looked up in; a folder without a workspace is none."""
    monkeypatch.setenv("KARTA_WORKSPACE", str(made_once))
    assert ask("/p/x").status == 404
    assert volunteer._opened(str(made_once)) is volunteer._opened(str(made_once))
    assert workspaces.open_workspace(made_once).store.revision() > 0
    assert not register.places(workspaces.open_workspace(made_once), COORDINATOR).empty


def test_news_stands_first_until_it_is_read(served: Workspace, plan: Plan, link: str) -> None:
    """A cancelled shift is news with its notice and in the feed; one tap, and it is read; mail is asked for only
    where a server is named, and a wrong address is refused."""
    plan()
    press(link, "Jag kommer", adult="yes")
    assert "Din mejladress" not in ask(link).html
    rosters.cancel(served, COORDINATOR, turns(served)[0].turn_id, "<b>Halka</b>")
    page = ask(link).html
    assert (
        page.index("Nytt om dina pass")
        < page.index("Passet är inställt. &lt;b&gt;Halka&lt;/b&gt;")
        < page.index("Dina pass")
    )
    assert "Nytt om dina pass" not in press(link, "Jag har läst").html
    mail.set_server(served, COORDINATOR, mail.Server("mail.example.se", 587, "starttls", "karta@example.se"))
    assert push(ask(link), "Spara", address="anna").status == 400
    page = push(ask(link), "Spara", address="anna@example.se").html
    assert 'value="anna@example.se"' in page
    assert 'value="anna@example.se"' not in push(ask(link), "Spara", address=" ").html
