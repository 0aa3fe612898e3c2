"""Lines of rosters stand beside the shifts that were planned in the app, and are told from them."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from karta.errors import NotAllowedError, NotFoundError
from karta.privacy import Viewer
from karta.reports import calendar
from karta.services.follow_up import shift_reports
from karta.services.gaps import period
from karta.services.register import organisations
from karta.services.rosters import cancelling, changes, roster_lines, routes, series_days, shifts, volunteers
from karta.services.rosters import series as rosters_series
from karta.services.sheets import walk_sheets
from karta.services.workspace import Workspace
from tests import viewers
from tests.services.rosters.conftest import COORDINATOR, FRIDAY, Person, Plan, later, occurrences, undo_last
from tests.services.rosters.roster_lines import add_line, lines, on

SECOND = date(2026, 9, 25)


def gap_ah(workspace: Workspace, day: date = FRIDAY, view: str = "planned") -> float:
    """Return the known gap of a week, in adult-hours."""
    return float(period.week(workspace, COORDINATOR, day, view).totals["gap_ah"])


def test_a_line_is_listed_under_its_organisation_and_asks_for_nobody(
    workspace: Workspace, square: str, org: str
) -> None:
    """A line of one adult every Friday is eight dates in eight weeks, below the smallest team and yet not short."""
    add_line(workspace, square, org, 1.0)
    assert [(owner.name, owner.lines) for owner in roster_lines.owners_ahead(workspace, COORDINATOR)] == [
        ("Nattvandrarna", 1)
    ]
    dates = lines(workspace, org)
    assert [line.day for line in dates][:2] == [FRIDAY, SECOND]
    assert len(dates) == 8
    assert {(line.phase, line.missing, line.adults, line.from_roster) for line in dates} == {
        ("rostered", 0, 1, True)
    }
    assert occurrences(workspace) == []


def test_a_line_without_a_number_is_unknown_not_nobody(workspace: Workspace, square: str, org: str) -> None:
    """What states no number of adults is told to be unknown, on the wall, too."""
    series = add_line(workspace, square, org, None)
    assert not on(workspace, series).adults_known
    wall = walk_sheets.wall(workspace, COORDINATOR, org, FRIDAY)
    assert [row.team for row in wall.days[4][1]] == ["antalet vuxna är okänt"]


def test_lines_stand_on_the_wall_and_on_the_walk_sheet(
    workspace: Workspace, square: str, org: str, plan: Plan
) -> None:
    """The team's week holds its roster line and its planned shift of the same Friday, and the line has a walk sheet."""
    series = add_line(workspace, square, org, 3.0)
    plan(start="22:00", end="23:00")
    friday = walk_sheets.wall(workspace, COORDINATOR, org, FRIDAY).days[4][1]
    assert [(row.hours, row.team) for row in friday] == [
        ("21:00–22:00", "3 vuxna"),
        ("22:00–23:00", "0 vuxna av minst 2: 2 behövs till"),
    ]
    sheet = walk_sheets.walk_sheet(workspace, COORDINATOR, f"{series}.{FRIDAY}")
    assert (sheet.place, sheet.team) == ("Torget", "3 vuxna enligt schemat")


def test_the_place_of_a_gap_shows_the_line(workspace: Workspace, square: str, org: str) -> None:
    """Who is at the square on Friday at half past nine is told with the line."""
    add_line(workspace, square, org)
    start = datetime(2026, 9, 18, 19, 30, tzinfo=UTC)
    (line,) = shifts.at_place(workspace, COORDINATOR, square, start, start.replace(hour=20))
    assert line.from_roster


def test_a_personal_link_shows_no_line(workspace: Workspace, square: str, org: str, person: Person) -> None:
    """A volunteer of the organisation is offered none of its lines, on the page or in the calendar."""
    add_line(workspace, square, org)
    who = person()
    own, free = volunteers.page(workspace, who)
    assert (own.coming, free, volunteers.calendar_occurrences(workspace, who)) == ([], [], [])


def test_lines_of_others_are_seen_as_they_are_shared(workspace: Workspace, square: str, org: str) -> None:
    """What partners share reaches an organiser of another association, and not the police."""
    add_line(workspace, square, org)
    other = viewers.of(workspace, "Fotbollen")
    police = viewers.of(workspace, "Polisen", "police", "polis")
    assert len(roster_lines.ahead(workspace, other, org)) == 8
    assert roster_lines.ahead(workspace, police, org) == []
    assert roster_lines.owners_ahead(workspace, police) == []


def test_one_date_of_a_line_is_cancelled_changed_and_reported(
    workspace: Workspace, square: str, org: str
) -> None:
    """Two adults close the gap; cancelled it is back, undone closed, with other hours half closed, and reported."""
    series = add_line(workspace, square, org)
    assert gap_ah(workspace) == 0.0
    first = on(workspace, series)
    cancelling.cancel(workspace, COORDINATOR, first.occurrence_id, version=first.version)
    assert (gap_ah(workspace), gap_ah(workspace, SECOND)) == (2.0, 0.0)
    assert [line.phase for line in lines(workspace, org)][:2] == ["cancelled", "rostered"]
    undo_last(workspace)
    assert gap_ah(workspace) == 0.0
    changes.edit_occurrence(
        workspace, COORDINATOR, first.occurrence_id, start="21:30", end="22:30", version=on(workspace, series).version
    )  # fmt: skip
    assert (gap_ah(workspace), gap_ah(workspace, SECOND)) == (1.0, 0.0)
    after = later(workspace, datetime(2026, 9, 19, 10, 0, tzinfo=UTC))
    report = {"carried_out": True, "adults": 2, "met": "0", "version": 0}
    shift_reports.report(after, COORDINATOR, first.occurrence_id, **report)
    assert gap_ah(after, view="delivered") == 1.0
    assert [line.occurrence_id for line in roster_lines.past(after, COORDINATOR, org)] == [
        first.occurrence_id
    ]


def test_a_line_gets_another_number_of_adults(workspace: Workspace, square: str, org: str) -> None:
    """With one adult the pair is broken and both adult-hours are missing."""
    series = add_line(workspace, square, org)
    line = on(workspace, series)
    changes.edit_all(workspace, COORDINATOR, line.shift_id, version=line.version, adults=1)
    assert (on(workspace, series).adults, gap_ah(workspace)) == (1, 2.0)


def test_distances_stated_for_a_line_end_when_it_is_held_elsewhere(
    workspace: Workspace, square: str, org: str
) -> None:
    """A file says that the walk at Parken is 50 m from Torget: moved to Torget and back it is no longer known to be."""
    park = next(row.id for row in workspace.store.frame("place").itertuples() if row.name == "Parken")
    series = add_line(workspace, park, org)
    party = on(workspace, series).parties[0].party_id
    with workspace.store.act("samordnare", "import") as act:
        act.insert("reach", [{"party_id": party, "place_id": square, "distance_m": 50.0}])
    assert gap_ah(workspace) == 0.0
    day = on(workspace, series)
    changes.edit_occurrence(workspace, COORDINATOR, day.occurrence_id, version=day.version, notes="Västar")
    assert gap_ah(workspace) == 0.0
    for place, gap in ((square, 0.0), (park, 2.0)):
        line = on(workspace, series, SECOND)
        changes.edit_all(workspace, COORDINATOR, line.shift_id, version=line.version, place_id=place)
        assert gap_ah(workspace, SECOND) == gap


def test_a_party_that_keeps_its_roster_to_itself_is_not_told(
    workspace: Workspace, square: str, org: str
) -> None:
    """Of a walk that two share, others see the one who shows it with its two adults, and not the third adult."""
    series = add_line(workspace, square, org)
    secret = organisations.add_organisation(workspace, COORDINATOR, "Kyrkan")
    with workspace.store.act("samordnare", "import") as act:
        party = {"shift_id": on(workspace, series).shift_id, "organisation_id": secret, "adults": 1.0}
        act.insert("shift_party", [{**party, "sharing": "own"}])
    other = viewers.of(workspace, "Fotbollen")
    own = viewers.of(workspace, "Kyrkan", "organiser", "präst")
    seen = [shifts.occurrence(workspace, viewer, f"{series}.{FRIDAY}") for viewer in (other, own)]
    assert [(shown.adults, [party.organisation for party in shown.parties]) for shown in seen] == [
        (2, ["Nattvandrarna"]),
        (3, ["Nattvandrarna", "Kyrkan"]),
    ]
    sheet = walk_sheets.walk_sheet(workspace, other, f"{series}.{FRIDAY}")
    assert (sheet.organisations, sheet.team) == (["Nattvandrarna"], "2 vuxna enligt schemat")


def test_the_lines_of_an_organisation_are_those_that_it_shows(
    workspace: Workspace, square: str, org: str
) -> None:
    """A shared walk is no line of the party that keeps to itself, for others, nor of one that has cancelled."""
    series = add_line(workspace, square, org)
    secret, away = (
        organisations.add_organisation(workspace, COORDINATOR, name) for name in ("Kyrkan", "Scouterna")
    )
    shift = {"shift_id": on(workspace, series).shift_id, "adults": 1.0}
    with workspace.store.act("samordnare", "import") as act:
        act.insert("shift_party", [{**shift, "organisation_id": secret, "sharing": "own"}])
        act.insert("shift_party", [{**shift, "organisation_id": away, "status": "cancelled"}])
    own = viewers.of(workspace, "Kyrkan", "organiser", "präst")
    counts = [
        [len(roster_lines.ahead(workspace, viewer, each, 10)) for each in (org, secret, away)]
        for viewer in (viewers.of(workspace, "Fotbollen"), own)
    ]
    assert counts == [[2, 0, 0], [2, 2, 0]]


def test_nothing_is_told_of_a_shift_that_is_hidden(workspace: Workspace, square: str) -> None:
    """Its days, the days off it, its route and its stops are for its own organisation and nobody who has its id."""
    secret = organisations.add_organisation(workspace, COORDINATOR, "Kyrkan")
    series = add_line(workspace, square, secret)
    shift = on(workspace, series).shift_id
    with workspace.store.act("samordnare", "import") as act:
        act.update_many("shift_party", {
            row: {"sharing": "own"} for row in workspace.store.frame("shift_party")["id"]
        })  # fmt: skip
    asked: list[Callable[[Workspace, Viewer, str], object]] = [
        series_days.series_days, rosters_series.days_off, routes.route, routes.stops,
    ]  # fmt: skip
    other = viewers.of(workspace, "Fotbollen")
    own = viewers.of(workspace, "Kyrkan", "organiser", "präst")
    for ask in asked:
        ask(workspace, own, shift)
        for viewer in (other, Viewer("samordnare", "coordinator")):
            with pytest.raises((NotFoundError, NotAllowedError)):
                ask(workspace, viewer, shift)


def test_lines_that_count_for_nothing_say_so(workspace: Workspace, square: str, org: str) -> None:
    """One of an association that is not admitted, one of nobody, one that it shares: each says whose adults count 0."""
    new = put_unadmitted(workspace, "Scouterna")
    alone, nobodys, shared = (add_line(workspace, square, each) for each in (new, None, org))
    with workspace.store.act("samordnare", "import") as act:
        party = {"shift_id": on(workspace, shared).shift_id, "organisation_id": new, "adults": 1.0}
        act.insert("shift_party", [party])
    assert [calendar.uncounted(on(workspace, series), "sv") for series in (alone, nobodys, shared)] == [
        "räknas inte: föreningen är inte godkänd än",
        "räknas inte: ingen förening anges",
        "Scouterna räknas inte: föreningen är inte godkänd än",
    ]
    sheet = walk_sheets.walk_sheet(workspace, COORDINATOR, f"{alone}.{FRIDAY}")
    assert sheet.team == "2 vuxna enligt schemat, räknas inte: föreningen är inte godkänd än"
    (row,) = next(rows for _, rows in walk_sheets.wall(workspace, COORDINATOR, org, FRIDAY).days if rows)
    assert row.team == "3 vuxna, Scouterna räknas inte: föreningen är inte godkänd än"
    organisations.admit(workspace, COORDINATOR, "Scouterna")
    assert calendar.uncounted(on(workspace, alone), "sv") == ""


def put_unadmitted(workspace: Workspace, name: str) -> str:
    """Store an organisation that nobody has admitted yet; returns its id."""
    with workspace.store.act("samordnare", "import") as act:
        return act.insert("organisation", [{"name": name}])[0]


def test_a_number_of_adults_is_asked_where_it_is_known_whose_it_is(
    workspace: Workspace, square: str, org: str
) -> None:
    """Beside a party that keeps to itself nobody is asked for the number of the one that is shown."""
    series = add_line(workspace, square, org)
    own = viewers.of(workspace, "Nattvandrarna")
    assert shifts.occurrence(workspace, own, f"{series}.{FRIDAY}").states_adults
    secret = organisations.add_organisation(workspace, COORDINATOR, "Kyrkan")
    with workspace.store.act("samordnare", "import") as act:
        party = {"shift_id": on(workspace, series).shift_id, "organisation_id": secret, "adults": 1.0}
        act.insert("shift_party", [{**party, "sharing": "own"}])
    shown = shifts.occurrence(workspace, own, f"{series}.{FRIDAY}")
    assert (len(shown.parties), shown.states_adults) == (1, False)


def test_an_organiser_reports_its_own_lines_alone(workspace: Workspace, square: str, org: str) -> None:
    """What the night walkers did is not another association's to report: it would be presence that nobody has seen."""
    series = add_line(workspace, square, org)
    after = later(workspace, datetime(2026, 9, 19, 10, 0, tzinfo=UTC))
    report = {"carried_out": True, "adults": 2, "met": "0", "version": 0}
    other = viewers.of(workspace, "Fotbollen")
    with pytest.raises(NotAllowedError):
        shift_reports.report(after, other, f"{series}.{FRIDAY}", **report)
    own = viewers.of(workspace, "Nattvandrarna")
    shift_reports.report(after, own, f"{series}.{FRIDAY}", **report)
    assert gap_ah(after, view="delivered") == 0.0
