"""Eight writers at the same shifts, held against a model: `python -m tests.journeys.races --count 20000 --seed 1`.

Half of them work through one opened workspace and half through another, as two processes of the app do. They sign
people up and off, wait in line, edit notes that they have read, and undo their edits. Every act names itself; in the
order of the books a model in plain Python must then give what each writer was answered, and end as the database does.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

from sqlalchemy import select

from karta.errors import KartaError
from karta.model.shift import ShiftPlan
from karta.privacy import Viewer
from karta.services import history
from karta.services.homes import Home
from karta.services.importing import entries
from karta.services.register import organisations, places
from karta.services.rosters import changes, invitations, shifts, sign_ups, volunteers
from karta.services.workspace import Workspace, create
from karta.store.schema import journal
from tests.postgresql import running

WRITERS, PEOPLE, MOST = 8, 7, 2
NOW = datetime(2026, 9, 16, 10, tzinfo=UTC)
DAYS = (date(2026, 9, 23), date(2026, 9, 30))
KINDS = ("sign_up", "sign_up", "wait", "sign_off", "sign_off", "edit", "edit", "undo")
# Who has not come to her turn within the 30 s of a wait is told so; SQLite's line is not a fair one.
BUSY = "store_busy"
# Why a writer may be refused: the shift is full, or somebody else was first with the same row.
REFUSALS = {
    "sign_up": {"shift_full"},
    "wait": set(),
    "sign_off": set(),
    "edit": {"row_changed"},
    "undo": {"undo_touched"},
}


@dataclass(frozen=True)
class Try:
    """What a writer did under a name of its own, what it had read before, and the answer: a code where refused."""

    name: str
    kind: str
    occurrence: int
    person: int = 0
    read: int = 0
    answer: str = ""


@dataclass
class Model:
    """A shift as it should be after each act: who is on it, who waits in what order, and the number in its notes."""

    signed: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    notes: int = 0
    edit: str = ""

    def do(self, tried: Try, undone: dict[str, "tuple[int, str]"]) -> str:
        """Do an act that the books have, and return what its writer should have been answered."""
        return {
            "sign_up": self._sign_up, "wait": self._sign_up, "sign_off": self._sign_off,
        }.get(tried.kind, partial(self._write, undone=undone))(tried)  # fmt: skip

    def _sign_up(self, tried: Try) -> str:
        assert tried.person not in self.signed
        if len(self.signed) < MOST:
            self.waiting = [person for person in self.waiting if person != tried.person]
            self.signed.append(tried.person)
            return "signed"
        assert tried.kind == "wait"
        assert tried.person not in self.waiting
        self.waiting.append(tried.person)
        return "waiting"

    def _sign_off(self, tried: Try) -> str:
        if tried.person in self.waiting:
            self.waiting.remove(tried.person)
            return ""
        self.signed.remove(tried.person)
        if self.waiting:
            self.signed.append(self.waiting.pop(0))
        return ""

    def _write(self, tried: Try, undone: dict[str, "tuple[int, str]"]) -> str:
        if tried.kind == "edit":
            # An edit that was stored has read what stood there: none is lost.
            assert tried.read == self.notes, f"{tried.name} wrote over {self.notes}, had read {tried.read}"
            undone[tried.name] = self.notes, self.edit
            self.notes, self.edit = tried.read + 1, tried.name
        else:
            assert self.edit == tried.answer
            self.notes, self.edit = undone[tried.answer]
        return tried.answer


@dataclass(frozen=True)
class Stage:
    """A workspace opened twice, its shifts (occurrence and shift ids) and its people."""

    workspaces: tuple[Workspace, Workspace]
    shifts: tuple[tuple[str, str], ...]
    people: tuple[volunteers.Volunteer, ...]

    def try_one(self, writer: int, name: str, chance: random.Random, own: list[tuple[int, str]]) -> Try:
        """Do one thing as a writer and return it with its answer."""
        workspace = self.workspaces[writer % 2]
        kind, at, person = chance.choice(KINDS), chance.randrange(len(self.shifts)), chance.randrange(PEOPLE)
        tried = Try(name, kind, at, person)
        if kind == "undo":
            if not own:
                return replace(tried, kind="nothing")
            at, edit = own.pop()
            tried = replace(tried, occurrence=at, answer=edit)
        elif kind == "edit":
            return self._edit(workspace, tried, own)
        try:
            return replace(tried, answer=self._do(workspace, tried))
        except KartaError as error:
            return replace(tried, answer=error.code)

    def _edit(self, workspace: Workspace, tried: Try, own: list[tuple[int, str]]) -> Try:
        occurrence_id, shift_id = self.shifts[tried.occurrence]
        viewer = Viewer(tried.name, "local")
        seen = shifts.occurrence(workspace, viewer, occurrence_id)
        tried = replace(tried, read=int(seen.notes or 0))
        try:
            changes.edit_all(workspace, viewer, shift_id, version=seen.version, notes=str(tried.read + 1))
        except KartaError as error:
            return replace(tried, answer=error.code)
        own.append((tried.occurrence, tried.name))
        return tried

    def _do(self, workspace: Workspace, tried: Try) -> str:
        who = replace(self.people[tried.person], function=tried.name)
        occurrence_id = self.shifts[tried.occurrence][0]
        if tried.kind == "undo":
            viewer = Viewer(tried.name, "local")
            with workspace.store.reading() as reading:
                query = select(journal.act.c.id).where(journal.act.c.function == tried.answer)
                act_id = reading.connection.execute(query).scalar()
            assert act_id is not None, f"{tried.answer} was answered as stored and is not in the books"
            history.undo(workspace, viewer, act_id)
            return tried.answer
        if tried.kind == "sign_off":
            sign_ups.sign_off(workspace, who, occurrence_id)
            return ""
        return sign_ups.sign_up(workspace, who, occurrence_id, is_adult=True, wait=tried.kind == "wait")


def staged(home: Home) -> Stage:
    """Make two shifts for at most two, and seven people of one association, in an empty workspace."""
    ticks = count()
    clock = lambda: NOW + timedelta(milliseconds=next(ticks))  # noqa: E731 - one clock for both
    workspaces = create(home, now=clock), create(home, now=clock)
    viewer = Viewer("samordnare", "local")
    entries.add_place(workspaces[0], viewer, name="Torget", kind="square", lat=59.0, lon=15.0)
    place = str(places.places(workspaces[0], viewer)["id"].iloc[0])
    org = organisations.add_organisation(workspaces[0], viewer, "Nattvandrarna")
    plan = ShiftPlan(place, DAYS[0], "21:00", "22:00", (org,), min_team=1, max_team=MOST, notes="0")
    made = [shifts.create_shift(workspaces[0], viewer, replace(plan, day=day)) for day in DAYS]
    ahead = shifts.ahead(workspaces[0], viewer, 60)
    ids = {o.shift_id: o.occurrence_id for o in (*ahead.understaffed, *ahead.staffed)}
    invited = invitations.invite_all(workspaces[0], viewer, org, [(f"Person {n}", "") for n in range(PEOPLE)])
    people = tuple(volunteers.by_link(workspaces[0], one.token) for one in invited)
    return Stage(workspaces, tuple((ids[shift], shift) for shift in made), people)


def race(home: Home, tries: int, seed: int) -> Counter[str]:
    """Let eight writers try things, check them, and return how often each came to what."""
    stage = staged(home)
    barrier = threading.Barrier(WRITERS)

    def write(writer: int) -> list[Try]:
        chance, own = random.Random(f"{seed}-{writer}"), list[tuple[int, str]]()
        barrier.wait(60)
        return [
            stage.try_one(writer, f"w{writer}-{number}", chance, own)
            for number in range(writer, tries, WRITERS)
        ]

    with ThreadPoolExecutor(WRITERS) as writers:
        done = [tried for part in writers.map(write, range(WRITERS)) for tried in part]
    models = checked(stage, done)
    _compare(stage, models)
    for workspace in stage.workspaces:
        workspace.store.close()
    return Counter(f"{tried.kind} {tried.answer if tried.kind != 'undo' else ''}".strip() for tried in done)


def checked(stage: Stage, done: list[Try]) -> list[Model]:
    """Return the shifts by the model, after every act in the order of the books; each answer must be the model's."""
    acts = stage.workspaces[0].store.acts(1_000_000)
    order = dict(zip(acts["function"], acts["revision"], strict=True))
    stored = [tried for tried in done if tried.name in order]
    for tried in done:
        # What left no act was refused for a reason that it may have, or had nothing to do.
        if tried.name not in order and tried.kind not in {"nothing", "sign_off"}:
            assert tried.answer in REFUSALS[tried.kind] | {"signed", "waiting", BUSY}, tried
    models, undone = [Model() for _ in stage.shifts], dict[str, tuple[int, str]]()
    for tried in sorted(stored, key=lambda tried: order[tried.name]):
        assert models[tried.occurrence].do(tried, undone) == tried.answer, tried
        assert len(models[tried.occurrence].signed) <= MOST
    return models


def _compare(stage: Stage, models: list[Model]) -> None:
    numbers = {who.person_id: number for number, who in enumerate(stage.people)}
    for (occurrence_id, _), model in zip(stage.shifts, models, strict=True):
        seen = shifts.occurrence(stage.workspaces[1], Viewer("samordnare", "local"), occurrence_id)
        assert int(seen.notes or 0) == model.notes
        found = {numbers[who.person_id]: who.state for who in seen.sign_ups}
        expected = {**dict.fromkeys(model.signed, "signed"), **dict.fromkeys(model.waiting, "waiting")}
        assert found == expected


def main() -> None:
    """Race on both databases and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=("SQLite", "PostgreSQL"), help="race on one of the two alone")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, running() as server, server.database() as url:
        homes: dict[str, Home] = {"SQLite": Path(folder) / "own", "PostgreSQL": url}
        for name, home in homes.items():
            if options.only not in {None, name}:
                continue
            began = time.monotonic()
            tally = race(home, options.count, options.seed)
            lines = [
                f"{name}: {options.count} tries, {time.monotonic() - began:.0f} s, 0 lost, 0 over capacity"
            ]
            lines += [f"  {what}: {times}" for what, times in sorted(tally.items())]
            sys.stdout.write("\n".join(lines) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
