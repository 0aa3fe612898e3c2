"""Whom to call: functions typed in or read from a file, the area's own first, on the walk sheet; never a name."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import shapely

from karta.errors import InputError
from karta.model.rows import ROWS
from karta.model.shift import ShiftPlan
from karta.privacy import Viewer
from karta.services import history
from karta.services.importing import acceptance, entries
from karta.services.register import contacts, organisations, places
from karta.services.rosters import shifts
from karta.services.sheets import walk_sheets
from karta.services.workspace import Workspace, create
from karta.sources.intake import Intake, frame_of
from karta.sources.readers import read_here
from tests.services.sheets.test_walk_sheets import said

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
TODAY, FRIDAY = date(2026, 9, 16), date(2026, 9, 18)
COORDINATOR = Viewer("samordnare", "local")
LIST = (
    "Funktion;Telefon;Område;Svarar;Gäller till\n"
    "Socialjouren;08-123 45 67;;kvällar och nätter;\n"
    "Områdespolisen;08-765 43 21;Centrum;;2026-12-31\n"
    "Områdespolisen;08-111 11 11;Norr;;\n"
    "Jouren;Kim Hemlig;;;\n"
    "Växeln;08-222 22 22;Ingenstans;;\n"
)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a square in Centrum, beside an area Norr, and a walk there on Friday."""
    folder = tmp_path_factory.mktemp("prepared")
    made = create(folder, now=lambda: NOW)
    entries.add_place(made, COORDINATOR, name="Torget", kind="square", lat=59.0, lon=15.0)
    square = places.places(made, COORDINATOR).iloc[0]
    around = square["geometry"].buffer(500)
    rows = [
        {"row": 2, "key": "c", "name": "Centrum", "geometry": around},
        {"row": 3, "key": "n", "name": "Norr", "geometry": shapely.affinity.translate(around, 0, 2000)},
    ]
    areas = Intake("areas", frame_of(rows, ROWS["areas"]), [], 2, "areas.geojson")
    acceptance.apply(made, COORDINATOR, acceptance.preview(made, COORDINATOR, areas))
    org = organisations.add_organisation(made, COORDINATOR, "Vandrarna")
    shifts.create_shift(made, COORDINATOR, ShiftPlan(square["id"], FRIDAY, "21:00", "23:00", (org,)))
    made.store.close()
    return folder


def called(workspace: Workspace) -> list[tuple[str, str, str]]:
    """Return whom to call on the walk sheet of Friday, without 112, 114 14 and the team itself."""
    occurrence = shifts.ahead(workspace, COORDINATOR).understaffed[0].occurrence_id
    found = walk_sheets.walk_sheet(workspace, COORDINATOR, occurrence).contacts
    assert [one.channel for one in found[:2]] == ["112", "114 14"]
    return [(one.function, one.channel, one.hours) for one in found[2:-1]]


def test_a_list_is_read_once_and_stands_on_the_sheet(workspace: Workspace, tmp_path: Path) -> None:
    """Two of five rows concern Centrum, its own first; a name and an unknown area are told; again, nothing is new."""
    file = tmp_path / "kontakter.csv"
    file.write_text(LIST, encoding="utf-8")
    shown = acceptance.preview(workspace, COORDINATOR, read_here(file, "contacts", {}))
    assert (shown.rows_stored, shown.rows_rejected) == (3, 2)
    assert {(issue.row, issue.code) for issue in shown.issues if issue.severity == "error"} == {
        (5, "number_unreadable"), (6, "contact_area"),
    }  # fmt: skip
    assert not shown.new_organisations
    acceptance.apply(workspace, COORDINATOR, shown)
    assert called(workspace) == [
        ("Områdespolisen", "08-765 43 21", ""), ("Socialjouren", "08-123 45 67", "kvällar och nätter"),
    ]  # fmt: skip
    again = acceptance.preview(workspace, COORDINATOR, read_here(file, "contacts", {}))
    assert (again.rows_stored, again.rows_duplicate) == (0, 3)
    history.undo(workspace, COORDINATOR, str(workspace.store.acts(1)["id"].iloc[0]))
    assert contacts.contacts(workspace, COORDINATOR).empty


def test_what_is_not_known_says_where_to_fill_it_in(workspace: Workspace) -> None:
    """Without numbers both lines say so, on paper too; typed in, held to its last day, and taken away again."""
    missing = "saknas – fyll i under Blad, Vem man ringer"
    assert called(workspace) == [("Socialjouren", "", missing), ("Områdespolisen", "", missing)]
    occurrence = shifts.ahead(workspace, COORDINATOR).understaffed[0].occurrence_id
    assert said(walk_sheets.walk_pdf(workspace, COORDINATOR, occurrence)).count(missing) == 2
    number = contacts.add_contact(
        workspace, COORDINATOR, function="Socialjouren", channel="08-123 45 67", valid_to=FRIDAY
    )
    contacts.add_contact(
        workspace, COORDINATOR, function="Polis i området", channel="114 14", valid_to=date(2026, 9, 17)
    )
    assert called(workspace) == [("Socialjouren", "08-123 45 67", ""), ("Områdespolisen", "", missing)]
    contacts.remove_contact(workspace, COORDINATOR, number)
    assert list(contacts.contacts(workspace, COORDINATOR)["function"]) == ["Polis i området"]
    for function, channel in (("", "112"), ("Jouren", "Kim"), ("Jouren", "12"), ("Jouren", "070-1 ring Kim")):
        with pytest.raises(InputError):
            contacts.add_contact(workspace, COORDINATOR, function=function, channel=channel)
