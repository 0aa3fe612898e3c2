"""The link of the month in wrong hands: guessed, ended, revoked, or held by another association."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from shapely import box

from karta.privacy import Viewer
from karta.services.access import viewers
from karta.services.follow_up import month_links
from karta.services.importing import entries
from karta.services.needs import crowd_events, requests, rule_rows
from karta.services.register import places
from karta.services.workspace import Workspace, create
from karta.web import posts
from tests import guests
from tests.browser.conftest import Servers, app_command
from tests.security.attacker import Target, ask, own

pytestmark = pytest.mark.slow

COORDINATOR = Viewer(function="samordnare", role="local")
UNKNOWN = "0198c1f0-7c1e-8000-8000-000000000001"


@dataclass(frozen=True)
class Months:
    """A served town: the walkers' link, dead links, a volunteer's token, and ids of what is the church's."""

    target: Target
    token: str
    dead: dict[str, str]
    volunteer: str
    foreign: dict[str, str]
    day: str

    def get(self, path: str) -> tuple[int, bytes]:
        """Ask for a page of the walkers' link."""
        return own(self.target, f"/manad/{self.token}{path}")

    def post(self, path: str, token: str | None = None, **sent: str) -> tuple[int, bytes]:
        """Send a form of the walkers' page, with its guard unless another is sent."""
        lines = [("Host", self.target.authority), ("Content-Type", "application/x-www-form-urlencoded")]
        body = urlencode({"guard": posts.guard_of(self.token), **sent}).encode()
        return ask(self.target, f"/manad/{token or self.token}{path}", lines, "POST", body)


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Months]:
    """Give the town, served as `karta run` does."""
    folder = tmp_path_factory.mktemp("months")
    town = create(folder / "town")
    made = _made(town, folder / "town")
    town.store.close()
    servers = Servers(folder)
    address = servers.start(app_command(folder / "town"))
    target = Target(address, folder / f"server-{urlsplit(address).port}.log", "")
    yield Months(target=target, **made)
    servers.stop()


def _made(town: Workspace, folder: Path) -> dict[str, object]:
    """Make the town: in one area the walkers' square, and three places of the church; a fourth lies outside.

    Two adults are missed at each of them.
    """
    with town.store.act("samordnare", "import") as act:
        act.insert("area", [{"name": "Norr", "geometry": box(490_000, 6_530_000, 510_000, 6_550_000)}])
    for number, name in enumerate(("Torget", "Hemliga hamnen", "Dolda backen", "Gömda gården")):
        entries.add_place(town, COORDINATOR, name=name, kind="square", lat=59.0 + number / 1000, lon=15.0)
    entries.add_place(town, COORDINATOR, name="Långt bort", kind="square", lat=60.0, lon=15.0)
    ids = places.places(town, COORDINATOR).set_index("name")["id"]
    for name in ids.index:
        org = "Vandrarna" if name == "Torget" else "Kyrkan"
        entries.add_shift(
            town, COORDINATOR, org=org, place_id=ids[name], kind="night_walker", weekdays=["FR"], start="21:07",
            end="22:07", adults=2, from_day=town.today - timedelta(days=30),
        )  # fmt: skip
        rule_rows.decide_need(
            town, COORDINATOR, place_id=ids[name], adults=4, days="FR", start="21:07", end="22:07",
            responsible="Kommunen",
        )  # fmt: skip
    orgs = town.store.frame("organisation").set_index("name")["id"]
    month, _ = month_links.months(town)
    earlier = create(folder, now=lambda: datetime.now(UTC) - timedelta(days=40))
    dead = {
        "ended": month_links.make_link(
            earlier, COORDINATOR, orgs["Vandrarna"], month_links.months(earlier)[0]
        )
    }
    earlier.store.close()
    dead["replaced"] = month_links.make_link(town, COORDINATOR, orgs["Vandrarna"], month)
    dead["revoked"] = month_links.make_link(town, COORDINATOR, orgs["Kyrkan"], month)
    month_links.revoke_link(town, COORDINATOR, orgs["Kyrkan"], month)
    parties = town.store.frame("shift_party").set_index("organisation_id")["id"]
    day = town.today + timedelta(days=3)
    foreign = {
        "request": requests.ask_presence(
            town, COORDINATOR, place_id=ids["Hemliga hamnen"], to_org="Kyrkan", start="21:07", end="22:07", day=day
        ),
        "place": str(ids["Hemliga hamnen"]),
        "far": str(ids["Långt bort"]),
        "party": str(parties[orgs["Kyrkan"]].iloc[0]),
        "event": crowd_events.add(
            town, viewers.for_month_link(orgs["Kyrkan"], "Kyrkan"),
            org_id=orgs["Kyrkan"], place_id=ids["Hemliga hamnen"], day=day,
            kind="cup",
        ),
    }  # fmt: skip
    return {
        "token": month_links.make_link(town, COORDINATOR, orgs["Vandrarna"], month), "dead": dead,
        "volunteer": guests.invite(town, COORDINATOR, orgs["Vandrarna"], "Anna Svensson")[1],
        "foreign": foreign, "day": day.isoformat(),
    }  # fmt: skip


def test_a_link_that_is_guessed_ended_replaced_or_revoked_opens_nothing(months: Months, count: int) -> None:
    """All of them get the very page of a link that never was, read or sent to: nobody learns which is which."""
    assert months.get("")[0] == 200
    _, never = own(months.target, "/manad/x")
    guesses = [
        *months.dead.values(), months.volunteer, months.token[:-1], f"{months.token}x", months.token.swapcase(),
        sha256(months.token.encode()).hexdigest(), *(secrets.token_urlsafe(24) for _ in range(count)),
    ]  # fmt: skip
    for token in guesses:
        for path in ("", "/annat", "/omradet", "/lyft", "/match", f"/rad/{UNKNOWN}"):
            assert own(months.target, f"/manad/{token}{path}") == (404, never), (token, path)
        assert months.post("/svar", token, guard=posts.guard_of(token)) == (404, never)
    assert own(months.target, f"/p/{months.token}")[0] == 404
    assert b"Vandrarna" not in never


def test_what_is_another_s_is_answered_as_what_does_not_exist(months: Months) -> None:
    """A foreign request, place, line, shift or event: the same status and words as for one that nobody made."""
    day = months.day
    for path, field, more in (
        ("/onskemal", "request", {"answer": "yes", "version": "1"}),
        ("/annat", "place", {"words": "Fel tid"}),
        ("/lyft", "far", {"kind": "missed", "days": "all", "start": "20:00", "end": "22:00"}),
        ("/match", "place", {"day": day, "kind": "match"}),
        ("/rapport", "party", {"day": day, "adults": "1"}),
        ("/match-bort", "event", {}),
    ):
        name = "place" if field == "far" else field
        foreign = months.post(path, **more, **{name: months.foreign[field]})
        unknown = months.post(path, **more, **{name: UNKNOWN})
        assert foreign[0] == 404, path
        assert foreign == unknown, path
    for path in ("/rad/{}", "/farre/{}/2026-09-18"):
        assert months.get(path.format(months.foreign["party"])) == months.get(path.format(UNKNOWN))
        assert months.get(path.format(UNKNOWN))[0] == 404
    for what in ("day", "adults", "end"):
        sent = {"what": what, "value": day if what == "day" else "1", "version": "1.1.1"}
        answers = [months.post(f"/rad/{party}", **sent) for party in (months.foreign["party"], UNKNOWN)]
        assert answers[0] == answers[1]
        assert answers[0][0] == 404


def test_the_page_tells_no_place_hour_or_name_of_others(months: Months) -> None:
    """No page names the church's places, but the register's names of one's own area to raise one; none names Anna.

    The need of the area is told by part of the week: the hour at which adults are missing stands nowhere.
    """
    for path in ("", "/annat", "/match", "/omradet", "/lyft"):
        status, page = months.get(path)
        assert status == 200
        text = page.decode()
        for word in ("Kyrkan", "Anna", "Svensson"):
            assert word not in text, path
        assert "Långt bort" not in text
        if path != "/lyft":
            assert not [name for name in ("Hemliga", "Dolda", "Gömda") if name in text], path
        if path == "/omradet":
            assert "Norr" in text
            assert "21:07" not in text
            assert "Torget" not in text


@pytest.mark.parametrize("guard", ["", "0" * 32, "volunteer"])
def test_a_form_needs_the_guard_of_its_own_link(months: Months, guard: str) -> None:
    """A yes without the guard, with one that is none, or with that of a volunteer's link does nothing."""
    sent = posts.guard_of(months.volunteer) if guard == "volunteer" else guard
    assert months.post("/svar", guard=sent, shown="x")[0] == 400


def test_odd_forms_leave_no_trace_and_the_app_never_opens_there(months: Months) -> None:
    """Too many fields or bytes, bytes that are no text, unknown addresses and methods: plain pages, an empty log."""
    before = months.target.log.stat().st_size
    lines = [("Host", months.target.authority), ("Content-Type", "application/x-www-form-urlencoded")]
    for body in (b"&".join(b"a%d=1" % n for n in range(21)), b"a=" + b"x" * 20_000, b"\xff\x00%"):
        for path in (
            "svar",
            "onskemal",
            "rapport",
            "rapport-alla",
            "angra",
            "annat",
            "lyft",
            "match",
            f"rad/{UNKNOWN}",
        ):
            assert ask(months.target, f"/manad/{months.token}/{path}", lines, "POST", body)[0] == 400, path
    for path in ("svar", "onskemal", "rapport", "rapport-alla", "match-bort", "angra"):
        assert months.get(f"/{path}")[0] == 303
    for method in ("GET", "POST", "PUT", "DELETE"):
        for path in (f"/manad/{months.token}/x", "/manad/", "/manad/a/b/c"):
            status, page = ask(months.target, path, lines[:1], method)
            assert (status, b"<script" in page) == (404, False), (method, path)
    for sent in ({"what": "adults", "value": "9" * 4_000}, {"what": "day", "value": "\u0663"}, {"what": "x"}):
        assert months.post(f"/rad/{UNKNOWN}", version="1", **sent)[0] in (400, 404)
    assert months.target.log.read_bytes()[before:] == b""
