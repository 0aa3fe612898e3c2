"""Small counts are held back in one way: limits by hand, and an association of two people that authorities do not see.

Duo has two people here and a line of two adults, Trio three people, Fyran nobody here and a line of four.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from karta.model.member import Member
from karta.model.shift import ShiftPlan
from karta.model.small_counts import holds_back
from karta.privacy import Viewer
from karta.services.access import viewers
from karta.services.gaps import exports, list_filter, period
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.register import places
from karta.services.rosters import invitations, roster_lines, shifts
from karta.services.sheets import meeting_sheet
from karta.services.workspace import Workspace, create

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
FRIDAY = date(2026, 9, 18)
LOCAL = Viewer("den som sitter här", "local")
HELD = {"Duo": ("18:00", "20:00", 2), "Trio": ("20:00", "22:00", 2), "Fyran": ("22:00", "23:00", 4)}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Give a square that needs two adults on Fridays 18-23, of which each association holds some hours."""
    folder: Path = tmp_path_factory.mktemp("small")
    made = create(folder, now=lambda: NOW)
    with made.store.act("test", "import") as act:
        given = {"admitted_on": FRIDAY, "admitted_by": "rådet", "roster_sharing": "authorities"}
        act.insert("organisation", [{"name": name, **given} for name in (*HELD, "Polisen")])
        police = [row["id"] for row in act.rows("organisation", "name", ["Polisen"])]
        act.update("organisation", police[0], None, {"sector": "police"})
    entries.add_place(made, LOCAL, name="Torget", kind="square", lat=59.0, lon=15.0)
    square = str(places.places(made, LOCAL)["id"].iloc[0])
    rule_rows.decide_need(
        made, LOCAL, place_id=square, days="FR", start="18:00", end="23:00", adults=2, responsible="Kommunen"
    )
    for name, (start, end, adults) in HELD.items():
        entries.add_shift(
            made, LOCAL, org=name, place_id=square, kind="faith_community_host", weekdays=["FR"], start=start, end=end,
            adults=adults, from_day=FRIDAY,
        )  # fmt: skip
    own = ids(made)
    invitations.invite_all(made, LOCAL, own["Duo"], [("Ada", ""), ("Bo", "")])
    invitations.invite_all(made, LOCAL, own["Trio"], [("Cia", ""), ("Dan", ""), ("Eva", "")])
    plan = ShiftPlan(
        square, FRIDAY, "16:00", "17:00", (own["Duo"],), title="Duos fikarunda", notes="Vid Adas port"
    )
    shifts.create_shift(made, LOCAL, plan)
    return made


def ids(workspace: Workspace) -> dict[str, str]:
    """Return the ids of the organisations by name."""
    frame = workspace.store.frame("organisation")
    return dict(zip(frame["name"], frame["id"], strict=True))


def signed_in(workspace: Workspace, role: str, org: str) -> Viewer:
    """Return the viewer that a sign-in makes of a member of an organisation."""
    with workspace.store.reading() as reading:
        return viewers.of_member(workspace.store, reading, Member("m", role, role, ids(workspace)[org], org))


def test_the_limits() -> None:
    """Three organisations, persons or places, ten shifts, a hundred youths, eight areas; unknown is small."""
    least = {"organisations": 3, "persons": 3, "places": 3, "shifts": 10, "youths": 100, "areas": 8}
    for behind, count in least.items():
        assert [holds_back(number, behind) for number in (0, count - 1, count)] == [True, True, False]
    assert holds_back(float("nan"), "persons")


@pytest.mark.parametrize(
    ("role", "org"), [("police", "Polisen"), ("municipality", "Polisen"), ("police", "Duo")]
)
def test_authorities_see_the_hours_of_two_people_and_not_whose_they_are(
    workspace: Workspace, role: str, org: str
) -> None:
    """All 10 adult-hours count for everybody; Duo's are somebody's, on page, list, file and roster, but to Duo."""
    viewer, named = signed_in(workspace, role, org), {"Trio", "Fyran"} | {org} & {"Duo"}
    week = period.between(workspace, viewer, FRIDAY, FRIDAY)
    assert (week.totals["covered_ah"], week.totals["gap_ah"], week.totals["unknown_ah"]) == (10.0, 0.0, 0.0)
    there = period.place(viewer, week, str(week.places["place_id"].iloc[0])).present
    seen = dict(zip(there["org"], there["kind"], strict=True))
    assert seen == {**({"": "other"} if org != "Duo" else {}), **dict.fromkeys(named, "faith_community_host")}
    assert set(list_filter.organisations(week)) == named
    assert {owner.name for owner in roster_lines.owners_ahead(workspace, viewer)} == named
    (planned,) = shifts.ahead(workspace, viewer).understaffed
    assert (planned.title, planned.notes) == (
        ("Duos fikarunda", "Vid Adas port") if org == "Duo" else ("", "")
    )
    assert [party.organisation for party in planned.parties] == (["Duo"] if org == "Duo" else [""])
    sheet = meeting_sheet.meeting(workspace, viewer, FRIDAY, period=week)
    csv = exports.export(workspace, viewer, week, sheet, "list", "csv").decode("utf-8-sig")
    assert ("Duo" in csv + str(sheet)) == (org == "Duo")


def test_partners_see_whose_hours_they_are_and_a_third_person_is_enough(workspace: Workspace) -> None:
    """An association's people know each other; of three persons authorities are told the organisation."""
    organiser = signed_in(workspace, "coordinator", "Trio")
    week = period.between(workspace, organiser, FRIDAY, FRIDAY)
    assert set(list_filter.organisations(week)) == {"Duo", "Trio", "Fyran"}
    police = signed_in(workspace, "police", "Polisen")
    assert police.small_ids == {ids(workspace)["Duo"]}
    assert police.scope != replace(police, small_ids=frozenset()).scope
