"""Many who are signed in at once, each with words that nobody else may see, and where these words turn up.

A member of an association of its own each, with a canary in whatever is its own: a volunteer, a request, a kept sheet,
a key's name, the text of a form, a file that is handed in. Each opens its pages over a web socket, fetches the files
that they name, presses a download, asks with its key and opens its volunteer's page, all at once, again and again.
`make torture` does it with 30 members and 10,000 runs of pages.
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier
from urllib.parse import urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from karta.i18n import text
from karta.privacy import Viewer
from karta.services.access import api_keys
from karta.services.gaps import period
from karta.services.importing import entries
from karta.services.needs import requests, rule_rows
from karta.services.register import organisations, places
from karta.services.rosters import invitations
from karta.services.sheets import meeting_sheet
from karta.services.workspace import Workspace, create
from karta.store import members, sign_ins
from karta.store.engine import FILE
from tests.browser.conftest import Servers, app_command
from tests.security.attacker import PATIENCE, Session, Target, ask, session, upload

LOCAL = Viewer("samordnare", "local")
# A canary is whose it is, in three digits, and where it was put.
CANARY = re.compile(rb"(?i)KANARIE([0-9]{3})(namn|fraga|blad|nyckel|fil|ord|sok)")
# Page, part of it, and what more the address asks for. A form is shown before it is filled in, and read after that.
VISITS = (
    ("gaps", "", {}), ("rosters", "people", {}), ("requests", "open", {}), ("sheets", "meeting", {}),
    ("members", "", {}), *[("register", "load", {})] * 2, *[("requests", "new", {})] * 2, ("register", "places", {}),
    ("gaps", "", {"timme": "100"}), ("sheets", "exports", {}), ("register", "history", {}), ("rosters", "ahead", {}),
)  # fmt: skip
HEAD = "plats;datum;start;slut;vuxna;förening\n"
# What each member must have seen of its own: else the run proves nothing.
STORED = {b"namn", b"fraga", b"blad", b"nyckel"}
SHOWN = frozenset({"namn", "fraga", "blad", "nyckel", "fil", "sok"})


@dataclass(frozen=True)
class User:
    """Who is signed in: the number, the cookie of the sign-in, the key of a program, and its volunteer's link."""

    number: int
    cookie: str
    key: str
    link: str

    def canary(self, where: str) -> str:
        """Return the words that only this user may see."""
        return canary(self.number, where)


@dataclass
class Outcome:
    """What was done and found: runs of pages, bytes received, own canaries by where, and those of others."""

    runs: int = 0
    received: int = 0
    own: Counter[str] = field(default_factory=Counter)
    foreign: list[str] = field(default_factory=list)

    def look(self, number: int, content: bytes, where: str) -> None:
        """Note the canaries in what a user received; `number` 0 is nobody."""
        self.received += len(content)
        for whose, what in CANARY.findall(content):
            if int(whose) == number:
                self.own[what.decode().lower()] += 1
            else:
                self.foreign.append(f"{where}: {whose.decode()} {what.decode()} seen by {number}")


def canary(number: int, where: str) -> str:
    """Return a word that belongs to one user, and says where it was put."""
    return f"Kanarie{number:03d}{where}"


def make(folder: Path, count: int) -> list[User]:
    """Make a town with so many associations, each with a member that is signed in; return them."""
    # Sign-ins are as old as the server's own clock says.
    now = datetime.now(UTC)
    town = create(folder, now=lambda: now)
    users = [_user(town, number) for number in range(1, count + 1)]
    town.store.close()
    return users


def _user(town: Workspace, number: int) -> User:
    org = organisations.add_organisation(town, LOCAL, f"Förening {number}")
    entries.add_place(town, LOCAL, name=f"Torg {number}", kind="square", lat=59 + number / 1000, lon=15.0)
    frame = places.places(town, LOCAL).set_index("name")
    place = str(frame["id"][f"Torg {number}"])
    rule_rows.decide_need(
        town, LOCAL, place_id=place, adults=2, days="FR", start="21:00", end="23:00", responsible="Kommunen"
    )  # fmt: skip
    requests.ask_presence(
        town, LOCAL, place_id=place, to_org=org, start="20:00", end="22:00", days="FR", until=town.today,
        why=canary(number, "fraga"),
    )  # fmt: skip
    person = invitations.invite_all(town, LOCAL, org, [(canary(number, "namn"), "")])[0]
    with town.store.act("test", "invite_member") as act:
        values = {"role": "org_admin", "function": f"ledare {number}", "organisation_id": org}
        member = members.add(act, values)
    with town.store.writing() as connection:
        cookie = sign_ins.begin(connection, member, town.now())
    own = Viewer(f"ledare {number}", "org_admin", frozenset({org}), None, org, f"Förening {number}", member)
    key = api_keys.make(town, own, name=canary(number, "nyckel"), scopes=api_keys.SCOPES, days=30)
    meeting_sheet.keep(town, own, period.week(town, own, town.service_day), canary(number, "blad"))
    return User(number, cookie, key, f"/p/{person.token}")


def visit(target: Target, user: User, runs: int, barrier: Barrier) -> Outcome:
    """Let a user run pages so many times, once all are ready, and return what was seen."""
    outcome = Outcome()
    lines = [("Host", target.authority), ("Cookie", f"karta_session={user.cookie}")]
    with session(target, "", cookie=f"karta_session={user.cookie}") as opened:
        barrier.wait()
        for _, (page, part, more) in zip(range(runs), cycle(VISITS), strict=False):
            query = {**({"del": part} if part else {}), **more, "sok": user.canary("sok")}
            widgets = _widgets(opened, target, user, page, part)
            outcome.runs += _run(opened, page, query, widgets)
            if part == "load" and widgets:
                # A file is read beside the page, which tells meanwhile that it is.
                deadline = time.monotonic() + PATIENCE
                while user.canary("fil").encode() not in opened.received and time.monotonic() < deadline:
                    time.sleep(0.2)
                    outcome.runs += _run(opened, page, query, widgets)
            outcome.look(user.number, opened.received, f"{page}/{part}")
            for address in opened.files:
                outcome.look(user.number, ask(target, address, lines)[1], f"{page}/{part} {address}")
            if part == "exports":
                made = opened.press_download("export_list_csv")
                outcome.look(user.number, ask(target, made, lines)[1], made)
                _outside(target, user, outcome)
            opened.received = b""
    return outcome


def _run(opened: Session, page: str, query: dict[str, str], widgets: list[WidgetState]) -> int:
    """Run a page with what was typed on it, and return how many runs that was."""
    wanted = BackMsg()
    wanted.rerun_script.query_string = urlencode(query)
    wanted.rerun_script.page_name = text(f"ui.path.{page}")
    wanted.rerun_script.widget_states.widgets.extend(widgets)
    opened.socket.send(wanted.SerializeToString())
    opened.receive("script_finished")
    return 1


def _widgets(opened: Session, target: Target, user: User, page: str, part: str) -> list[WidgetState]:
    """Return what a user has typed or handed in on a page that was shown before."""
    states = []
    for key, widget_id in opened.widgets.items():
        if (page, part) == ("requests", "new") and key.startswith("why_"):
            states.append(WidgetState(id=widget_id, string_value=user.canary("ord")))
        elif (page, part) == ("register", "load") and key.startswith("load_file_"):
            content = (
                HEAD + f"{user.canary('fil')};2026-12-04;20:00;22:00;2;Förening {user.number}\n"
            ).encode()
            cookie = f"karta_session={user.cookie}"
            assert upload(target, opened.id, "pass.csv", content, cookie)[0] == 204
            state = WidgetState(id=widget_id)
            file = state.file_uploader_state_value.uploaded_file_info.add()
            file.name = file.file_id = file.file_urls.file_id = "pass.csv"
            file.size = len(content)
            states.append(state)
    return states


def _outside(target: Target, user: User, outcome: Outcome) -> None:
    """Ask with the user's key, and open the page of its volunteer."""
    host = ("Host", target.authority)
    for scope in api_keys.SCOPES:
        path = f"/api/v1/{scope}"
        outcome.look(user.number, ask(target, path, [host, ("Authorization", f"Bearer {user.key}")])[1], path)
    outcome.look(user.number, ask(target, user.link, [host])[1], user.link)


def left_behind(folder: Path) -> list[str]:
    """Return the files of a folder that hold what they must not: any canary, the database those that nobody stored."""
    left = []
    for path in folder.rglob("*"):
        kinds = {what.lower() for _, what in CANARY.findall(path.read_bytes())} if path.is_file() else set()
        if kinds - (STORED if path.name.startswith(FILE) else set()):
            left.append(str(path.relative_to(folder)))
    return sorted(left)


def torture(folder: Path, count: int, runs: int) -> tuple[Outcome, list[str]]:
    """Let so many users make so many runs together; return what they saw, and which files hold a canary after it."""
    (folder / "tmp").mkdir(parents=True)
    users, servers = make(folder / "town", count), Servers(folder)
    surroundings = {
        "KARTA_OIDC_ISSUER": "http://127.0.0.1:9", "KARTA_OIDC_CLIENT": "karta", "KARTA_OIDC_SECRET": "secret",
        "TMPDIR": str(folder / "tmp"),
    }  # fmt: skip
    try:
        address = servers.start(app_command(folder / "town"), env=surroundings)
        target = Target(address, folder / f"server-{urlsplit(address).port}.log", "")
        barrier = Barrier(count, timeout=300)
        whole = Outcome()
        with ThreadPoolExecutor(count) as at_once:
            each = -(-runs // count)
            for outcome in at_once.map(lambda user: visit(target, user, each, barrier), users):
                whole.runs += outcome.runs
                whole.received += outcome.received
                whole.own += outcome.own
                whole.foreign += outcome.foreign
        return whole, left_behind(folder)
    finally:
        servers.stop()


def main() -> int:
    """Run, and print the outcome; status 1 where anything was seen by somebody else or left behind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=30)
    parser.add_argument("--count", type=int, default=10_000)
    options = parser.parse_args()
    began = time.monotonic()
    with TemporaryDirectory() as folder:
        outcome, left = torture(Path(folder) / "torture", options.sessions, options.count)
    told = {
        "sessions": options.sessions, "runs": outcome.runs, "megabytes": outcome.received // 1_000_000,
        "own": dict(outcome.own), "foreign": outcome.foreign[:50], "left_behind": left,
        "seconds": round(time.monotonic() - began),
    }  # fmt: skip
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    return int(bool(outcome.foreign or left or not set(outcome.own) >= SHOWN))


if __name__ == "__main__":
    sys.exit(main())
