"""A small town that the services with typed arguments are tried on, put back after each act that went through."""

import shutil
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

from shapely import box

from karta.model.rows import ROWS
from karta.model.shift import ShiftPlan
from karta.privacy import Viewer
from karta.services.gaps import period
from karta.services.importing import acceptance, entries, unplaced_rows
from karta.services.needs import deciding, place_status, requests
from karta.services.register import contacts, organisations, places
from karta.services.rosters import roster_lines, shifts, sign_ups, volunteers
from karta.services.workspace import create
from karta.sources.intake import Intake, frame_of
from karta.store.engine import FILE
from tests import guests

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
THURSDAY, FRIDAY = date(2026, 9, 17), date(2026, 9, 18)
COORDINATOR = Viewer(function="samordnare", role="local")


class Town:
    """The workspace and the ids of one row of each kind that services act on."""

    def __init__(self, folder: Path) -> None:
        self.workspace = create(folder / "own", now=lambda: NOW)
        self._template = folder / "template.db"
        workspace, viewer = self.workspace, COORDINATOR
        entries.add_place(workspace, viewer, name="Torget", kind="square", lat=59.0, lon=15.0)
        entries.add_place(workspace, viewer, name="Parken", kind="park", lat=59.01, lon=15.0)
        self.place, self.other_place = places.places(workspace, viewer)["id"]
        self.org = organisations.add_organisation(workspace, viewer, "Vandrarna")
        self.other_org = organisations.add_organisation(workspace, viewer, "Scouterna")
        self.person, token = guests.invite(workspace, viewer, self.org, "Anna")
        self.volunteer = volunteers.by_link(workspace, token)
        plan = ShiftPlan(self.place, FRIDAY, "21:00", "22:00", (self.org,), weekly=True, roles=("first_aid",))
        self.shift = shifts.create_shift(workspace, viewer, plan)
        single = ShiftPlan(self.place, THURSDAY, "18:00", "19:00", (self.org,))
        self.single_shift = shifts.create_shift(workspace, viewer, single)
        past = ShiftPlan(self.place, date(2026, 9, 14), "21:00", "22:00", (self.org,))
        shifts.create_shift(workspace, viewer, past, afterwards=True)
        self.past = shifts.past(workspace, viewer)[0].occurrence_id
        ahead = shifts.ahead(workspace, viewer).understaffed
        self.occurrence = next(one.occurrence_id for one in ahead if one.shift_id == self.shift)
        sign_ups.sign_up(workspace, self.volunteer, self.occurrence, is_adult=True)
        self.request = requests.ask_presence(
            workspace, viewer, place_id=self.place, to_org=self.org, start="20:00", end="22:00", day=FRIDAY
        )
        self.rule = deciding.decide(
            workspace, viewer, shown=[], place_id=self.place, adults=2, days="FR", start="21:00", end="23:00",
            decided_by="Nämnden", responsible="Kommunen",
        )  # fmt: skip
        self.evening = deciding.add_risk_evening(workspace, viewer, FRIDAY, "Marknad")
        self.contact = contacts.add_contact(workspace, viewer, function="Jour", channel="010-000 00 00")
        weekly = {"byday": "FR", "start": "17:00", "end": "19:00", "valid_from": THURSDAY, "adults": 2.0}
        self._put("areas", {"name": "Norr", "geometry": box(490_000, 6_530_000, 510_000, 6_550_000)})
        self._put("sessions", {"place_key": self.place, "org": "Scouterna", "title": "Träff", **weekly})
        self._put("roster", {"place": "Okänd", "org": "Vandrarna", "kind": "night_walker", **weekly})
        self.activity = str(workspace.store.frame("activity")["id"].iloc[0])
        self._put(
            "roster",
            {"place_key": self.place, "org": "Scouterna", "kind": "night_walker", **weekly, "key": "line"},
        )
        read = roster_lines.ahead(workspace, viewer, self.other_org)[0]
        self.line, self.line_version = read.occurrence_id, read.version
        self.waiting = str(unplaced_rows.waiting(workspace, viewer)["id"].iloc[0])
        self.period = period.week(workspace, viewer, FRIDAY)
        ahead = shifts.ahead(workspace, viewer).understaffed
        self.version = next(one.version for one in ahead if one.shift_id == self.shift)
        self.single_version = next(one.version for one in ahead if one.shift_id == self.single_shift)
        workspace.store.close()
        shutil.copyfile(self._database, self._template)

    @property
    def _database(self) -> Path:
        return self.workspace.folder / FILE

    def row_version(self, table: str, row_id: str) -> int:
        """Return the version of a row as it is stored now."""
        return int(self.workspace.store.frame(table, [row_id])["version"].iloc[0])

    def put_back(self) -> None:
        """Bring the workspace back to what it was when it was made."""
        self.workspace.store.close()
        for suffix in ("-wal", "-shm"):
            self._database.with_name(FILE + suffix).unlink(missing_ok=True)
        shutil.copyfile(self._template, self._database)

    def texts(self) -> list[str]:
        """Return every text that the database holds, in whatever table."""
        with sqlite3.connect(self._database) as database:
            tables = [
                name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
            cells = [
                cell
                for table in tables
                for row in database.execute(f"SELECT * FROM {table}")
                for cell in row
                if isinstance(cell, str)
            ]
        database.close()
        return cells

    def compute(self, *, week: bool) -> None:
        """Read back what services show of the rows that were written; `week`: also the gaps of the week."""
        workspace, viewer = self.workspace, COORDINATOR
        shifts.ahead(workspace, viewer)
        volunteers.page(workspace, self.volunteer)
        requests.visible(workspace, viewer)
        contacts.contacts(workspace, viewer)
        place_status.sources(workspace, viewer)
        deciding.risk_evenings(workspace, viewer)
        if week:
            period.week(workspace, viewer, FRIDAY)

    def _put(self, kind: str, row: dict[str, object]) -> None:
        declared = {name: cell for name, cell in row.items() if name in ROWS[kind].names}
        rows = frame_of([{"row": 1, "key": kind, **declared}], ROWS[kind])
        intake = Intake(kind=kind, rows=rows, issues=[], rows_read=1, source="fil.csv")
        acceptance.apply(self.workspace, COORDINATOR, acceptance.preview(self.workspace, COORDINATOR, intake))
