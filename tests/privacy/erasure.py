"""Erases many people of a workspace of their own and looks for what is left of them: `make erasure COUNT=1000`.

Each person has a name, a phone and an address that occur nowhere else (canaries). They come by a file that is called
after one of them, are invited, edited, signed up to past and coming shifts, and told of a move. Then each is erased as
the personal link does it, every act is undone that lets itself be undone, and every byte is read that is on the disk or
leaves the program.
"""

import argparse
import json
import sqlite3
import sys
import tempfile
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter

from karta.coverage.gaps import View, cover
from karta.errors import KartaError
from karta.model.shift import ShiftPlan
from karta.privacy import Viewer
from karta.services import history
from karta.services.access import viewers
from karta.services.gaps import exports, period
from karta.services.importing import entries, imports
from karta.services.needs import rule_rows
from karta.services.register import organisations
from karta.services.register import places as register_places
from karta.services.rosters import invitations, own_data, shifts
from karta.services.workspace import Workspace, create
from karta.store import notices, people, sign_ups
from karta.store.engine import FILE
from karta.store.records import load_tables

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
PAST, COMING = date(2026, 8, 28), date(2026, 9, 18)
COORDINATOR = Viewer("samordnare", "local")
VIEWS: tuple[View, ...] = ("planned", "confirmed")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was looked at and what was left.

    `canaries` were in the database before, `hits` are those that were left, by where they lie; hours by day and view.
    """

    people: int
    canaries: int
    files: int
    megabytes: float
    undone: int
    hits: dict[str, int]
    hours_before: dict[str, float]
    hours_after: dict[str, float]
    seconds_each: float


@dataclass(frozen=True, slots=True)
class Canary:
    """Somebody invented, whose every mark is found again wherever it was copied."""

    number: int

    @property
    def name(self) -> str:
        """The name."""
        return f"Zebulon{self.number:05d}q Testperson"

    @property
    def phone(self) -> str:
        """A number that nobody has."""
        return f"070-17406{self.number:05d}"

    @property
    def email(self) -> str:
        """An address at a domain that cannot exist."""
        return f"z{self.number:05d}q@example.invalid"

    @property
    def marks(self) -> tuple[bytes, ...]:
        """What is searched for."""
        return tuple(mark.encode() for mark in (self.name.split()[0], self.phone, self.email))


def run(folder: Path, count: int) -> Outcome:
    """Return what is left in a folder after so many people were put in and erased."""
    workspace = create(folder / "own", now=lambda: NOW)
    org, square = _town(workspace)
    canaries = [Canary(number) for number in range(count)]
    _import(workspace, folder, org, canaries[: count // 2])
    _invite(workspace, org, canaries[count // 2 :])
    _sign_up(workspace, square, org)
    before = _hours(workspace)
    ids = list(workspace.store.frame("person")["id"])
    assert len(ids) == count
    planted = _hits(workspace, folder, canaries)[0]["backup"]
    began = perf_counter()
    for person_id in ids:
        own_data.stored(workspace, person_id)
        assert own_data.erase(workspace, person_id, viewers.local()).is_off_the_disk
    seconds = (perf_counter() - began) / count
    after = _hours(workspace)
    hits, files, size = _hits(workspace, folder, canaries)
    undone = _undo_all(workspace)
    for place, found in _hits(workspace, folder, canaries)[0].items():
        hits[f"undone: {place}"] = found
    workspace.store.close()
    return Outcome(
        count, planted, files, round(size / 1e6, 1), undone, {k: n for k, n in hits.items() if n}, before,
        after, round(seconds, 4),
    )  # fmt: skip


def _town(workspace: Workspace) -> tuple[str, str]:
    entries.add_place(workspace, COORDINATOR, name="Torget", kind="square", lat=59.0, lon=15.0)
    org = organisations.add_organisation(workspace, COORDINATOR, "Nattvandrarna")
    square = str(register_places.places(workspace, COORDINATOR)["id"].iloc[0])
    rule_rows.decide_need(
        workspace, COORDINATOR, place_id=square, adults=2, days="FR", start="20:00", end="23:00", responsible="Kommunen"
    )  # fmt: skip
    organisations.confirm_source(workspace, COORDINATOR, "Nattvandrarna", square, date(2026, 12, 31))
    organisations.admit(workspace, COORDINATOR, ["Nattvandrarna"], date(2026, 1, 1), None)
    return org, square


def _import(workspace: Workspace, folder: Path, org: str, canaries: list[Canary]) -> None:
    """Read in rosters that name people, from files that are called after one of them."""
    lines = ["pass id;plats;förening;datum;start;slut;antal;namn;telefon"]
    for number, canary in enumerate(canaries):
        lines.append(f"{number};Torget;Nattvandrarna;{PAST};20:00;21:00;1;{canary.name};{canary.phone}")
    name = f"{Canary(99_999).name} schema.csv"
    with tempfile.TemporaryDirectory() as uploads:
        path = Path(uploads) / name
        path.write_text("\n".join(lines), encoding="utf-8")
        report = imports.import_file(
            workspace, COORDINATOR, path, "roster", answers={"accept": ["row_doubled"]}
        )
        assert report.counts["rows_stored"] == len(canaries), report


def _invite(workspace: Workspace, org: str, canaries: list[Canary]) -> None:
    guests = [(canary.name, canary.phone) for canary in canaries]
    made = invitations.invite_all(workspace, COORDINATOR, org, guests)
    first, other = made[0], Canary(99_998)
    invitations.edit(
        workspace,
        COORDINATOR,
        first.person_id,
        other.name,
        other.phone,
        shown=(first.name, canaries[0].phone),
    )


def _sign_up(workspace: Workspace, square: str, org: str) -> None:
    """Put everybody on two past Fridays and a coming one, and tell them of a change; each has an address."""
    plan = ShiftPlan(square, PAST, "21:00", "23:00", (org,))
    series = {}
    for day in (PAST, PAST + timedelta(days=7), COMING):
        shift_id = shifts.create_shift(
            workspace, COORDINATOR, ShiftPlan(square, day, plan.start, plan.end, (org,)), afterwards=True
        )
        series[day] = str(workspace.store.frame("shift", [shift_id])["schedule_id"].iloc[0])
    ids = list(workspace.store.frame("person")["id"])
    with workspace.store.act("samordnare", "sign_up") as act:
        for person_id in ids:
            for day, schedule in series.items():
                at = datetime.combine(day, datetime.strptime("21:00", "%H:%M").replace(tzinfo=UTC).timetz())
                sign_ups.put(act, person_id, schedule, at)
            name = people.by_id(act.connection, person_id)
            assert name is not None
            number = int("".join(filter(str.isdigit, name["name"])))
            people.set_email(act, person_id, Canary(number).email, None)
        notices.put(act, "changed", series[COMING], COMING, ids)


def _hours(workspace: Workspace) -> dict[str, float]:
    """Return the adult-hours covered and missing on each past Friday, in each view."""
    hours = {}
    for day in (PAST, PAST + timedelta(days=7)):
        for view in VIEWS:
            each = cover(load_tables(workspace.store, day, day, NOW.date()), view)
            for name in ("covered", "gap", "unknown"):
                hours[f"{day} {view} {name}"] = float(getattr(each, name).sum()) * each.grid.hours
            hours[f"{day} {view} adults"] = float(each.tables.presences["adults"].sum())
    return hours


def _undo_all(workspace: Workspace) -> int:
    """Undo every act that lets itself be undone, the latest first."""
    undone = 0
    for act_id in workspace.store.acts(100_000)["id"]:
        with suppress(KartaError):
            history.undo(workspace, COORDINATOR, str(act_id))
            undone += 1
    return undone


def _hits(workspace: Workspace, folder: Path, canaries: list[Canary]) -> tuple[dict[str, int], int, int]:
    """Return how many canaries lie where, how many files were read, and how many bytes."""
    marks = [mark for canary in [*canaries, Canary(99_999), Canary(99_998)] for mark in canary.marks]
    contents = {
        str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    contents |= _left_the_program(workspace)
    copy = folder / "backup.sqlite"
    with (
        closing(sqlite3.connect(workspace.folder / FILE)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
    contents["backup"] = copy.read_bytes()
    copy.unlink()
    found = {name: sum(mark in content for mark in marks) for name, content in contents.items()}
    return found, len(contents), sum(map(len, contents.values()))


def _left_the_program(workspace: Workspace) -> dict[str, bytes]:
    """Return what pages and files say: the log of acts, the people, the week as files."""
    told = history.acts(workspace, COORDINATOR, 100_000).to_csv()
    week = period.week(workspace, COORDINATOR, PAST)
    return {
        "history": told.encode(),
        "gap list": exports.gap_list(week, "sv").to_csv().encode(),
        "hours": exports.grid(week, "sv").to_csv().encode(),
        "counts": invitations.month_counts(workspace, COORDINATOR, _org(workspace)).to_csv().encode(),
    }


def _org(workspace: Workspace) -> str:
    return str(workspace.store.frame("organisation")["id"].iloc[0])


def main() -> int:
    """Run with as many people as are asked for, and print the outcome; status 1 where anything was left."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1000)
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(Path(folder), parser.parse_args().count)
    sys.stdout.write(json.dumps(asdict(outcome), ensure_ascii=False, indent=1) + "\n")
    return 1 if outcome.hits or outcome.hours_before != outcome.hours_after else 0


if __name__ == "__main__":
    sys.exit(main())
