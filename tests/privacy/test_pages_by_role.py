"""Every page as every role: nothing of another association's that the table does not grant, whatever the address says.

Looked through is all that the app sends: elements, tables, the map's parcels, files behind buttons, errors.
"""

from collections.abc import Iterator

import pytest

from karta.privacy import ROLES, Role
from karta.services.follow_up import month_links
from karta.services.rosters import invitations
from karta.services.workspace import Workspace
from karta.ui.pages.rosters import card
from karta.web import volunteer
from tests.privacy import agreed, paged_town, pages, probed_town
from tests.privacy.paged_town import CANARIES
from tests.privacy.pages import PARTS, Eyes
from tests.privacy.probed_town import LOCAL, Whose
from tests.web.client import ask

AGREED = agreed.cells()
# What comes in by links, and so never to the app.
BY_LINK = ("volunteer", "anonymous")
# Pages that follow their address, with the part that does.
FOLLOWING = (
    ("gaps", ""),
    ("rosters", "ahead"),
    ("sheets", "exports"),
    ("sheets", "wall"),
    ("requests", "new"),
)
Town = tuple[Workspace, dict[str, Whose]]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Give the town with the canaries, for every role to look at."""
    workspace, whose = paged_town.make(tmp_path_factory.mktemp("paged") / "own")
    yield workspace, whose
    workspace.store.close()


def granted(role: str) -> set[str]:
    """Return which of Beta's canaries somebody of Alfa may see in a role."""
    return {
        name
        for name, canary in CANARIES.items()
        if canary.action and AGREED.get((canary.action, role), "").startswith("all")
    }


def seen(sent: bytes) -> set[str]:
    """Return which canaries stand in what was sent."""
    return {name for name, canary in CANARIES.items() if canary.word.encode() in sent}


def forged(beta: Whose) -> dict[str, str]:
    """Return an address that asks for all that is Beta's."""
    return {
        "vecka": "2026-09-14", "plats": beta.place, "omrade": beta.area, "timme": "116", "vem": "Beta",
        card.OPEN: beta.occurrence, "sok": "Beta",
    }  # fmt: skip


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("local", *BY_LINK)])
def test_no_page_shows_a_role_what_is_not_granted(
    role: Role, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each part of each page that is there for the role, as it opens and as a forged address has it."""
    workspace, whose = town
    leaks = {}
    for eyes in pages.watching(monkeypatch, Eyes(workspace, probed_town.viewer(role, whose["Alfa"]))):
        rooms = eyes.rooms()
        looks = [(room, part, {}) for room in rooms for part in PARTS[room]]
        looks += [(room, part, forged(whose["Beta"])) for room, part in FOLLOWING if room in rooms]
        for room, part, query in looks:
            sent = eyes.looked(rooms[room], part, query)
            more = seen(sent) - granted(role)
            if room == "gaps" and b"Torget Beta" in sent and AGREED.get(("see_gaps", role)) != "all":
                more.add("where hours are missing")
            if more:
                leaks[room, part, bool(query)] = more
    assert leaks == {}


@pytest.mark.parametrize("role", ["organiser", "police"])
def test_a_program_that_sends_its_own_values_gets_no_more(
    role: Role, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Choosing Beta by id, name or its person in every list, whatever the page offers, brings nothing of Beta's."""
    workspace, whose = town
    beta = whose["Beta"]
    for eyes in pages.watching(monkeypatch, Eyes(workspace, probed_town.viewer(role, whose["Alfa"]))):
        rooms = eyes.rooms()
        for value in (beta.org, "Beta"):
            eyes.forged = [value]
            for room, part in (("rosters", "people"), ("rosters", "ahead"), ("sheets", "walk")):
                assert seen(eyes.looked(rooms[room], part, {})) <= granted(role), (room, part, value)


def test_the_search_finds_what_is_ones_own(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beta's own organiser finds every canary but the mail address; values of one's own do reach the page."""
    workspace, whose = town
    found: set[str] = set()
    for eyes in pages.watching(monkeypatch, Eyes(workspace, probed_town.viewer("organiser", whose["Beta"]))):
        rooms = eyes.rooms()
        for room, part in (
            ("rosters", "people"), ("rosters", "ahead"), ("sheets", "walk"), ("requests", "open"), ("members", ""),
        ):  # fmt: skip
            found |= seen(eyes.looked(rooms[room], part, {}))
        assert b"Torget Beta" in eyes.looked(rooms["gaps"], "", {})
    assert found == set(CANARIES) - {"mail"}
    for eyes in pages.watching(monkeypatch, Eyes(workspace, LOCAL, forged=["Beta"])):
        assert "name" in seen(eyes.looked(eyes.rooms()["rosters"], "people", {}))


def test_links_show_nothing_of_others(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Alfa's volunteer, its month, what is open to all: no canary; Beta's shift is as one that is not."""
    workspace, whose = town
    monkeypatch.setattr(volunteer, "_opened", lambda _: volunteer._Opened(workspace))
    link = f"/p/{invitations.new_link(workspace, LOCAL, whose['Alfa'].person)}"
    opened = [
        f"{link}{path}" for path in ("", "/kalender.ics", "/uppgifter", "/uppgifter.json", "/uppgifter.txt")
    ]
    opened += [f"/light/med/{whose[name].org}" for name in ("Alfa", "Beta")]
    month = f"/manad/{month_links.make_link(workspace, LOCAL, whose['Alfa'].org, '2026-09')}"
    opened += [f"{month}{path}" for path in ("", "/omradet", "/annat", "/lyft", "/match")]
    for path in opened:
        answer = ask(path)
        assert answer.status == 200
        assert seen(answer.body) == set(), path
    theirs, none = whose["Beta"].occurrence, f"00000000{whose['Beta'].occurrence[8:]}"
    for path in (f"{link}/blad/", f"{link}/rapport/"):
        answers = [ask(path + occurrence) for occurrence in (theirs, none)]
        assert {answer.status for answer in answers} == {404}
        assert answers[0].body == answers[1].body
    guard = volunteer.posts.guard_of(link.removeprefix("/p/"))
    for path in ("/anmal", "/avanmal", "/ersattare"):
        sent = [
            ask(link + path, {"guard": guard, "occurrence": occurrence, "adult": "yes"})
            for occurrence in (theirs, none)
        ]
        assert sent[0].status == sent[1].status == 404
        assert sent[0].body.replace(theirs.encode(), b"") == sent[1].body.replace(none.encode(), b"")
