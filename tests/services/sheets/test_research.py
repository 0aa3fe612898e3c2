"""The package for research: only who has said yes, only what is over, no name in its bytes, and its own description."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
import shapely

from karta import cli
from karta.errors import ConflictError, InputError, NotAllowedError
from karta.privacy import Viewer
from karta.services import history
from karta.services.importing import entries
from karta.services.register import places, research_yes
from karta.services.register.names import to_metres
from karta.services.sheets import research
from karta.services.workspace import Workspace, create

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
LOCAL = Viewer("samordnare", "local")
FIRST, COMING = date(2026, 8, 3), date(2026, 9, 25)
YES, SILENT = ("Alfavandrarna", "Betagruppen", "Gammalaget"), "Tystaföreningen"
PLACE, AREA, TITLE = "Hemliga torget", "Alfavandrarnas kvarter", "Alfavandrarnas kväll"


@dataclass
class Researched:
    """A workspace and its organisations by name."""

    workspace: Workspace
    orgs: dict[str, str]
    place: str

    def say_yes(self, name: str, first: date | None = FIRST) -> None:
        """Let an organisation answer about research."""
        _, version = research_yes.research_from(self.workspace, LOCAL, self.orgs[name])
        research_yes.set_research(self.workspace, LOCAL, self.orgs[name], first, version=version)

    def walk(self, *names: str, day: date) -> str:
        """Store a shift of two hours and return its first party's id."""
        with self.workspace.store.act("test", "import") as act:
            schedule = act.insert("schedule", [{"date": day, "start": "19:00", "end": "21:00"}])[0]
            shift = {"schedule_id": schedule, "place_id": self.place, "title": TITLE}
            shift_id = act.insert("shift", [shift])[0]
            rows = [
                {"shift_id": shift_id, "organisation_id": self.orgs[name], "adults": 2.0} for name in names
            ]
            return act.insert("shift_party", rows)[0]

    def report(self, party: str, day: date, adults: float, met: str) -> None:
        """Store that a shift was carried out."""
        row = {"party_id": party, "date": day, "outcome": "carried_out", "adults": adults, "met": met}
        with self.workspace.store.act("test", "import") as act:
            act.insert("report", [row])


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Researched]:
    """Give a town of four organisations; twelve shifts of three in August, ten reported, and six of the fourth."""
    workspace = create(tmp_path / "town", now=lambda: NOW)
    corners = to_metres([14.9, 15.1, 15.1, 14.9], [58.9, 58.9, 59.1, 59.1])
    with workspace.store.act("test", "import") as act:
        act.insert("area", [{"name": AREA, "geometry": shapely.Polygon(corners)}])
        rows = [
            {"name": name, "admitted_on": FIRST, "admitted_by": "rådet", "report_sharing": "own"}
            for name in (*YES, SILENT)
        ]
        orgs = dict(zip((*YES, SILENT), act.insert("organisation", rows), strict=True))
    entries.add_place(workspace, LOCAL, name=PLACE, kind="square", lat=59.0, lon=15.0)
    town = Researched(workspace, orgs, str(places.places(workspace, LOCAL)["id"].iloc[0]))
    for number in range(12):
        day = FIRST + timedelta(days=number)
        party = town.walk(YES[number % 3], day=day)
        if number < 10:
            town.report(party, day, 3.0 if number else 1.0, "1-10")
    for number in range(6):
        town.walk(SILENT, day=FIRST + timedelta(days=number))
    town.walk(YES[0], day=COMING)
    yield town
    workspace.store.close()


def files(town: Researched, first: str = "2026-08") -> dict[str, bytes]:
    """Return the files of a package."""
    with ZipFile(io.BytesIO(research.package(town.workspace, LOCAL, first))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def presence(town: Researched, first: str = "2026-08") -> list[tuple[str, ...]]:
    """Return the rows of a package's presence table."""
    rows = csv.reader(io.StringIO(files(town, first)["presence.csv"].decode()))
    return [tuple(row) for row in rows][1:]


def test_nothing_is_given_without_a_yes(town: Researched) -> None:
    """Nobody has said yes, and then two have: every cell is blank."""
    blank = [("2026-08", "area-1", "0", "", "", "", ""), ("2026-08", "none", "0", "", "", "", "")]
    assert presence(town) == blank
    town.say_yes(YES[0])
    town.say_yes(YES[1])
    assert presence(town) == blank


def test_sums_of_three_by_hand(town: Researched) -> None:
    """12 planned are 10; 9 held by three adults for two hours are 54: 10 shifts, 55 hours; one adult is too few."""
    for name in YES:
        town.say_yes(name)
    assert presence(town)[0] == ("2026-08", "area-1", "1", "10", "0", "10", "55")
    # Nine that said whom they met are fewer than ten.
    assert b"1-10,0,\n" in files(town)["contact.csv"]


def test_who_has_not_said_yes_changes_no_byte_of_the_tables(town: Researched) -> None:
    """The fourth's six shifts, and one it shares with the first, are in no figure."""
    for name in YES:
        town.say_yes(name)
    before = files(town)
    for number in range(12):
        town.walk(YES[0], SILENT, day=FIRST + timedelta(days=number))
    assert files(town) == before


def test_no_name_and_nothing_to_come_is_in_the_bytes(town: Researched) -> None:
    """No organisation, place, title or local area stands there, of anybody; no day, no id and no later month."""
    for name in YES:
        town.say_yes(name)
    content = b"".join(files(town).values()).decode()
    for name in (*YES, SILENT, PLACE, AREA, TITLE, *town.orgs.values(), town.place, COMING.isoformat()):
        assert name.casefold() not in content.casefold()
    assert {row[0] for row in presence(town, "2026-05")} == {"2026-05", "2026-06", "2026-07", "2026-08"}


def test_the_yes_begins_on_a_day_and_can_be_taken_back(town: Researched) -> None:
    """From 20 August nothing is left to count; a no, and the undo of a yes, count nothing either."""
    for name in YES:
        town.say_yes(name)
    town.say_yes(YES[2], date(2026, 8, 20))
    assert presence(town)[0][2] == "0"
    history.undo(
        town.workspace, LOCAL, history.since(town.workspace, LOCAL, town.workspace.store.revision() - 1)[0]
    )
    assert presence(town)[0][2] == "1"
    town.say_yes(YES[2], None)
    assert presence(town)[0][2] == "0"
    with pytest.raises(ConflictError):
        research_yes.set_research(town.workspace, LOCAL, town.orgs[YES[0]], FIRST, version=1)


def test_the_package_describes_itself_and_is_the_same_twice(town: Researched) -> None:
    """Each column has its meaning, the version its form and months; the same data give the same bytes."""
    parts = files(town)
    described = {
        (row["table"], row["column"]) for row in csv.DictReader(io.StringIO(parts["dictionary.csv"].decode()))
    }
    for table in ("presence", "contact"):
        (header, *_) = csv.reader(io.StringIO(parts[f"{table}.csv"].decode()))
        assert {(table, column) for column in header} <= described
    about = json.loads(parts["version.json"])
    assert (about["format"], about["first_month"], about["last_month"]) == ("1.0", "2026-08", "2026-08")
    assert "TERMS OF USE" in parts["README.en.txt"].decode()
    assert "VILLKOR" in parts["README.sv.txt"].decode()
    assert "[research." not in b"".join(parts.values()).decode()
    assert research.package(town.workspace, LOCAL, "2026-08") == research.package(
        town.workspace, LOCAL, "2026-08"
    )


@pytest.mark.parametrize(
    ("first", "code"),
    [("2026-09", "research_nothing"), ("2020-01", "research_many"), ("x", "month_unreadable")],
)
def test_months_to_come_and_too_many_are_refused(town: Researched, first: str, code: str) -> None:
    """The month that is not over cannot be asked for; more than three years neither."""
    with pytest.raises(InputError) as error:
        research.package(town.workspace, LOCAL, first)
    assert error.value.code == code


def test_an_association_and_the_police_fetch_none(town: Researched) -> None:
    """The package is for the coordinator and the municipality to fetch; a yes is the organisation's alone."""
    own = frozenset(town.orgs.values())
    for role in ("org_admin", "police", "evaluator", "anonymous"):
        with pytest.raises(NotAllowedError):
            research.package(town.workspace, Viewer("någon", role, own), "2026-08")
    with pytest.raises(NotAllowedError):
        research_yes.set_research(
            town.workspace, Viewer("samordnare", "coordinator"), town.orgs[SILENT], FIRST, version=1
        )


def test_the_command_writes_the_same_package(
    town: Researched, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`karta research` writes the same files as the page gives, of the twelve months that are over today."""
    out = tmp_path / "paket.zip"
    arguments = ["--workspace", str(town.workspace.folder), "research", "--out", str(out)]
    assert cli.main(arguments) == 0
    assert "Paketet är skrivet: paket.zip" in capsys.readouterr().out
    with ZipFile(out) as archive:
        assert set(archive.namelist()) == set(files(town))
        months = {row["month"] for row in csv.DictReader(io.StringIO(archive.read("contact.csv").decode()))}
    assert len(months) == 12
