"""Sheets about shifts: what those who walk need, no names, the wall marked as internal, the poster without place."""

import io
import re
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path

import pytest
import shapely
from pypdf import PdfReader

from karta.errors import InputError, NotFoundError
from karta.model.shift import ShiftPlan, Stop
from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.register import organisations, places
from karta.services.rosters import shifts, sign_ups, volunteers
from karta.services.sheets import walk_sheets
from karta.services.workspace import Workspace, create
from tests import guests, viewers
from tests.reports.names import HOSTILE

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
FRIDAY = date(2026, 9, 18)
COORDINATOR = Viewer("samordnare", "local")


def stranger(workspace: Workspace) -> Viewer:
    """Return the viewer of an organisation of the register: Andra laget."""
    return viewers.of(workspace, "Andra laget")


def said(content: bytes) -> str:
    """Return the text of a PDF with single spaces."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give two places, an organisation and a neighbour who is out on Friday 20-22."""
    folder = tmp_path_factory.mktemp("prepared")
    made = create(folder, now=lambda: NOW)
    entries.add_place(made, COORDINATOR, name="Torget", kind="square", lat=59.0, lon=15.0)
    entries.add_place(made, COORDINATOR, name="Bron", kind="other", lat=59.002, lon=15.004)
    square = places.places(made, COORDINATOR)["id"].iloc[0]
    entries.add_shift(
        made, COORDINATOR, org="Fältgruppen", place_id=square, kind="field_social_worker", weekdays=["FR"],
        start="20:00", end="22:00", adults=2, from_day=date(2026, 9, 14),
    )  # fmt: skip
    entries.add_shift(
        made, COORDINATOR, org="Biblioteket", place_id=square, kind="youth_worker", weekdays=["FR"],
        start="10:00", end="12:00", adults=1, from_day=date(2026, 9, 14),
    )  # fmt: skip
    made.store.close()
    return folder


@pytest.fixture
def org(workspace: Workspace) -> str:
    """Give the id of the walkers, with one person who is invited."""
    found = organisations.add_organisation(workspace, COORDINATOR, "Vandrarna")
    guests.invite(workspace, COORDINATOR, found, "Kim Hemlig", "070-1234567")
    return found


@pytest.fixture
def occurrence_id(workspace: Workspace, org: str) -> str:
    """Give a walk on Friday 21-00 with two stops."""
    square, bridge = places.places(workspace, COORDINATOR)["id"]
    plan = ShiftPlan(
        square, FRIDAY, "21:00", "00:00", (org,), title="Fredagsvandring", meeting_point="Vid kiosken",
        roles=("walk_leader",), stops=(Stop(square, "21:10", "21:30"), Stop(bridge, "22:00", "22:20")),
    )  # fmt: skip
    shifts.create_shift(workspace, COORDINATOR, plan)
    return shifts.ahead(workspace, COORDINATOR).understaffed[0].occurrence_id


def test_the_walk_sheet_says_where_when_who_and_whom_to_call(
    workspace: Workspace, occurrence_id: str
) -> None:
    """One page: hours, stops in order, the neighbour of 20-22 but not the morning's, 112 and 114 14, no person."""
    content = walk_sheets.walk_pdf(workspace, COORDINATOR, occurrence_id)
    assert len(PdfReader(io.BytesIO(content)).pages) == 1
    found = said(content)
    for words in (
        "Fredagsvandring", "Torget · fre 18 sep 21:00–00:00", "Vid kiosken", "0 vuxna anmälda, minst 2",
        "1 21:10–21:30 Torget", "2 22:00–22:20 Bron", "Torget 20:00–22:00: Fältgruppen", "112", "114 14",
        "Socialjouren", "Vad gör vi om", "Rapportera på en minut",
    ):  # fmt: skip
        assert words in found, (words, found)
    assert "Biblioteket" not in found
    assert "Hemlig" not in found
    assert "070" not in found


def test_one_s_own_team_is_not_somebody_else_who_is_out(
    workspace: Workspace, org: str, occurrence_id: str
) -> None:
    """With two signed up the shift is known presence; its sheet still names the neighbour alone."""
    for name in ("Ada", "Bo"):
        _, token = guests.invite(workspace, COORDINATOR, org, name)
        sign_ups.sign_up(workspace, volunteers.by_link(workspace, token), occurrence_id, is_adult=True)
    (other,) = walk_sheets.walk_sheet(workspace, COORDINATOR, occurrence_id).others
    assert "Fältgruppen" in other


def test_the_map_shows_place_and_stops_where_they_lie(workspace: Workspace, occurrence_id: str) -> None:
    """The second stop lies north-east of the first, and all that is drawn is inside the picture's shapes."""
    walk = walk_sheets.walk_sheet(workspace, COORDINATOR, occurrence_id).walk
    (one, first), (two, second) = walk.stops
    assert (one, two) == (1, 2)
    assert walk.place is not None
    assert shapely.distance(walk.place, first) == 0
    (west, south), (east, north) = shapely.get_coordinates([first, second])
    assert east > west
    assert north > south


def test_a_sheet_is_for_those_who_may_see_the_shift(workspace: Workspace, occurrence_id: str) -> None:
    """A shift that its party shares with nobody is not on a stranger's paper."""
    with workspace.store.act("test", "share") as act:
        parties = [row["id"] for row in act.rows("shift_party", "status", ["planned"])]
        act.update_many("shift_party", {row: {"sharing": "own"} for row in parties})
    with pytest.raises(NotFoundError):
        walk_sheets.walk_sheet(workspace, stranger(workspace), occurrence_id)


def test_the_wall_is_internal_and_has_each_day(workspace: Workspace, org: str, occurrence_id: str) -> None:
    """Seven days, the shift on Friday, INTERNT at the top and the foot; another team's wall is refused."""
    wall = walk_sheets.wall(workspace, COORDINATOR, org, FRIDAY)
    assert [(day, [(row.hours, row.place) for row in rows]) for day, rows in wall.days if rows] == [
        ("fre 18 sep", [("21:00–00:00", "Torget")])
    ]
    assert len(wall.days) == 7
    found = said(walk_sheets.wall_pdf(workspace, COORDINATOR, org, FRIDAY))
    assert found.count("INTERNT") == 2
    assert "0 vuxna av minst 2: 2 behövs till" in found
    with pytest.raises(NotFoundError):
        walk_sheets.wall(workspace, stranger(workspace), org, FRIDAY)


def test_the_poster_has_neither_place_nor_hour(workspace: Workspace, org: str, occurrence_id: str) -> None:
    """With a shift planned, nothing of it is on the poster; only who invites, the words and the address."""
    found = said(
        walk_sheets.poster_pdf(
            workspace,
            COORDINATOR,
            organisation="Vandrarna",
            words="Vi bjuder på fika.",
            address="https://a.example/med",
        )
    )
    assert "Vandrarna" in found
    assert "https://a.example/med" in found
    assert not re.search(r"\d\d:\d\d|Torget|Bron|kiosken|sep", found)


TOO_MUCH = (
    ("Vi ses vid TORGET", "https://a.example", "poster_place_or_hour"),
    ("Fredagar 21:00", "https://a.example", "poster_place_or_hour"),
    ("Kom kl 9", "https://a.example", "poster_place_or_hour"),
    ("Välkomna", "javascript:alert(1)", "address_unreadable"),
    ("Välkomna", "bara ord", "address_unreadable"),
)


def test_a_poster_that_says_too_much_is_refused(workspace: Workspace) -> None:
    """A place of the register, an hour, or an address that is none."""
    for words, address, code in TOO_MUCH:
        with pytest.raises(InputError) as refused:
            walk_sheets.poster_pdf(workspace, COORDINATOR, organisation="", words=words, address=address)
        assert refused.value.code == code, words


def test_hostile_words_stand_on_the_sheet_as_typed(workspace: Workspace, org: str) -> None:
    """Markup, templates and formulas in title, meeting point and notes are words on paper; nothing is a link."""
    square = places.places(workspace, COORDINATOR)["id"].iloc[0]
    plain = [name for name in HOSTILE if name.isascii() and name.isprintable()]
    for start in range(0, len(plain), 6):
        meeting_point, notes, invite_to = (" ".join(plain[start + n : start + n + 2]) for n in (0, 2, 4))
        plan = ShiftPlan(
            square, FRIDAY, "18:00", "20:00", (org,), title="{{7*7}}", meeting_point=meeting_point,
            notes=f"<b>{{nb}}</b> {notes}", invite_to=invite_to,
        )  # fmt: skip
        shifts.create_shift(workspace, COORDINATOR, plan)
    occurrences = shifts.ahead(workspace, COORDINATOR).understaffed
    contents = [
        walk_sheets.walk_pdf(workspace, COORDINATOR, occurrence.occurrence_id) for occurrence in occurrences
    ]
    found = "".join(map(said, contents)).replace(" ", "")
    for name in (*plain, "{{7*7}}", "<b>{nb}</b>"):
        assert name.replace(" ", "") in found, name
    assert not any(mark in content for content in contents for mark in (b"/JavaScript", b"/URI"))


def test_long_names_stay_on_the_paper_and_shifts_stay_together(workspace: Workspace) -> None:
    """Nine shifts at long names take two sheets, the day said again on the second; a long title is whole."""
    org = organisations.add_organisation(
        workspace, COORDINATOR, "Föreningen för nattvandrande föräldrar i norra " * 2
    )
    name = "Kvarnbergs idrotts- och friluftsanläggning, norra entrén vid ishallens parkering"
    entries.add_place(workspace, COORDINATOR, name=name, kind="square", lat=59.3, lon=15.0)
    place = places.places(workspace, COORDINATOR).set_index("name")["id"][name]
    title = "En lång rubrik på ett pass som någon har skrivit för säkerhets skull"
    for day, start in product((18, 19, 20), ("18:00", "19:00", "20:00")):
        plan = ShiftPlan(
            place, date(2026, 9, day), start, "23:00", (org,), title=title,
            meeting_point="Vid lekplatsen bakom kiosken, där gångvägen från stationen möter cykelbanan vid bron",
        )  # fmt: skip
        shifts.create_shift(workspace, COORDINATOR, plan)
    wall = PdfReader(io.BytesIO(walk_sheets.wall_pdf(workspace, COORDINATOR, org, FRIDAY)))
    first, second = (re.sub(r"\s+", " ", page.extract_text()) for page in wall.pages)
    assert (first + second).count("–23:00") == 9
    assert second.startswith("lör 19 sep 20:00–23:00 Kvarnbergs")
    occurrence = shifts.ahead(workspace, COORDINATOR).understaffed[0].occurrence_id
    walk = said(walk_sheets.walk_pdf(workspace, COORDINATOR, occurrence))
    assert title in walk
    assert "Sida 1 av 1" in walk
