"""*Luckor* under load: two processes of the app on one PostgreSQL, sessions that think for five seconds between runs.

Signed-in members of four roles, each of another association, open *Luckor* of the demo municipality over a web
socket, half of them at each process, and choose another hour, or one time in six another week, on the average every
five seconds: a whole run of the page, though a browser moves the hour by itself. As an open page does, each session
also asks every two seconds whether anything has changed. A run is timed from its message to the message that it has
finished. `with_acts`: somebody stores something every twenty seconds meanwhile, and every open page runs anew. Then
two hundred sessions come and go, and the memory of each process is read. The client parses next to nothing; its own
processor time is told, for it takes that from the same cores. The files of the map are not fetched.

`python -m benchmarks.luckor_load --seconds 10 --sessions 6 --gone 10` tries it in short.
"""

import argparse
import asyncio
import json
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil
from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from karta.i18n import text
from karta.privacy import Viewer
from karta.services.demo.loading import load_demo
from karta.services.workspace import Workspace, create
from karta.store import members, sign_ins
from tests import postgresql
from tests.browser.conftest import Servers, app_command

PROCESSES, SESSIONS, SECONDS, GONE = 2, (30, 50), 100.0, 200
COME_S, THINK_S, ACT_EVERY_S = 60.0, (2.5, 7.5), 20.0
ROLES = ("coordinator", "municipality", "police", "org_admin")
# Larger messages are parts of the page: none of them says that the run has finished, or how often to ask.
MOST_BYTES = 400
SUCCESSFUL = ForwardMsg.FINISHED_SUCCESSFULLY
SURROUNDINGS = {
    "KARTA_OIDC_ISSUER": "http://127.0.0.1:9", "KARTA_OIDC_CLIENT": "karta", "KARTA_OIDC_SECRET": "secret",
}  # fmt: skip


@dataclass
class Page:
    """An open *Luckor*: its socket, its address now, and what the server wants to be asked every so often."""

    socket: ClientConnection
    chance: random.Random
    query: dict[str, str] = field(default_factory=dict)
    fragments: dict[str, float] = field(default_factory=dict)

    async def run(self, query: dict[str, str]) -> float:
        """Run the page with what its address asks for, and return the seconds that it took."""
        self.query, self.fragments = query, {}
        began = time.perf_counter()
        await self._send()
        while True:
            part = await self.socket.recv()
            if len(part) > MOST_BYTES or not isinstance(part, bytes):
                continue
            message = ForwardMsg()
            with suppress(DecodeError):
                message.ParseFromString(part)
            if message.HasField("auto_rerun"):
                self.fragments[message.auto_rerun.fragment_id] = message.auto_rerun.interval
            if message.WhichOneof("type") == "script_finished" and message.script_finished == SUCCESSFUL:
                return time.perf_counter() - began

    async def think(self) -> None:
        """Do nothing for some seconds but ask whether anything has changed, and take in what comes."""
        until = time.perf_counter() + self.chance.uniform(*THINK_S)
        every = min(self.fragments.values(), default=THINK_S[1])
        asks = time.perf_counter() + self.chance.uniform(0, every)
        while (left := until - time.perf_counter()) > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, min(left, asks - time.perf_counter()))):
                    while True:
                        await self.socket.recv()
            if time.perf_counter() >= asks:
                asks += every
                for fragment in self.fragments:
                    await self._send(fragment)

    def next_query(self, monday: datetime) -> dict[str, str]:
        """Return another hour, or one time in six another week."""
        week = self.query.get("vecka") or f"{monday:%Y-%m-%d}"
        if self.chance.random() < 1 / 6:
            week = f"{monday + timedelta(weeks=self.chance.randrange(-2, 3)):%Y-%m-%d}"
        return {"vecka": week, "timme": str(self.chance.randrange(24 * 7))}

    async def _send(self, fragment: str = "") -> None:
        wanted = BackMsg()
        wanted.rerun_script.query_string = urlencode(self.query)
        wanted.rerun_script.page_name = text("ui.path.gaps")
        if fragment:
            wanted.rerun_script.fragment_id = fragment
            wanted.rerun_script.is_auto_rerun = True
        await self.socket.send(wanted.SerializeToString())


def main() -> None:
    """Measure and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--sessions", type=int, nargs="+", default=list(SESSIONS))
    parser.add_argument("--gone", type=int, default=GONE)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, postgresql.running() as database:
        url = database.empty()
        town = create(url)
        load_demo(town, Viewer(function="samordnare", role="local"))
        cookies = _members(town, max(*options.sessions, 2 * PROCESSES))
        servers = Servers(Path(folder))
        try:
            addresses = [
                servers.start(app_command(url), env=SURROUNDINGS)  # type: ignore[arg-type] - an address serves as well
                for _ in range(PROCESSES)
            ]
            pids = [process.pid for process in servers.running]
            print(json.dumps(asyncio.run(_figures(town, addresses, cookies, pids, options))))
        finally:
            servers.stop()
            town.store.close()


async def _figures(
    town: Workspace, addresses: Sequence[str], cookies: Sequence[str], pids: Sequence[int], options: Any
) -> dict[str, Any]:
    processes = [psutil.Process(pid) for pid in pids]
    figures: dict[str, Any] = {"memory_mb": {"started": _megabytes(processes)}}
    # What is computed once is computed: a server that has been up for a while.
    await loaded(addresses, cookies, 2 * PROCESSES, 0.0)
    for count in options.sessions:
        figures[f"sessions_{count}"] = await _measured(addresses, cookies, count, options.seconds, processes)
    writing = asyncio.create_task(_write(town))
    figures["with_acts"] = await _measured(
        addresses, cookies, options.sessions[0], options.seconds, processes
    )
    writing.cancel()
    figures["memory_mb"]["loaded"] = _megabytes(processes)
    for first in range(0, options.gone, 10):
        await loaded(addresses, cookies, min(10, options.gone - first), 0.0)
    # A session whose line is gone is kept for two minutes; the figure is that of before it goes.
    after = _megabytes(processes)
    figures["memory_mb"] |= {"gone": options.gone, "after": after, "most_after": max(after)}
    return figures


async def _measured(
    addresses: Sequence[str],
    cookies: Sequence[str],
    count: int,
    seconds: float,
    processes: Sequence[psutil.Process],
) -> dict[str, Any]:
    own, servers = time.process_time(), [_processor_s(process) for process in processes]
    began = time.perf_counter()
    runs = await loaded(addresses, cookies, count, seconds)
    took = time.perf_counter() - began
    spent = [_processor_s(process) - before for process, before in zip(processes, servers, strict=True)]
    ordered = sorted(runs)
    return {
        "sessions": count, "runs": len(runs),
        "rerun_ms": {
            "median": round(1000 * statistics.median(ordered)),
            "p95": round(1000 * ordered[max(0, -(-95 * len(ordered) // 100) - 1)]),
            "most": round(1000 * ordered[-1]),
        },
        "seconds": round(took), "client_processor_s": round(time.process_time() - own, 1),
        "server_processor_s": [round(each, 1) for each in spent],
    }  # fmt: skip


async def loaded(addresses: Sequence[str], cookies: Sequence[str], count: int, seconds: float) -> list[float]:
    """Return the seconds of every run of so many sessions from when all have come; without a time, of the only one."""
    each = [
        _session(addresses[number % len(addresses)], cookies[number % len(cookies)], number, seconds)
        for number in range(count)
    ]
    return [run for runs in await asyncio.gather(*each) for run in runs]


async def _session(address: str, cookie: str, seed: int, seconds: float) -> list[float]:
    now = datetime.now(UTC)
    monday, runs = now - timedelta(days=now.weekday()), []
    async with connect(
        f"{address.replace('http', 'ws', 1)}/_stcore/stream",
        origin=address,  # type: ignore[arg-type] - the library's name for a string
        subprotocols=["streamlit"],  # type: ignore[list-item] - the library's name for a string
        additional_headers={"Cookie": f"karta_session={cookie}"},
        compression=None, max_size=None, open_timeout=120, ping_interval=None,
    ) as socket:  # fmt: skip
        page = Page(socket, random.Random(seed))
        # They come over a minute, as they would: not all at the same moment. From when all have come, it counts.
        arrival = min(COME_S, seconds)
        counts = time.perf_counter() + arrival
        await asyncio.sleep(page.chance.uniform(0, arrival))
        opened = await page.run({})
        while seconds and time.perf_counter() < counts + seconds:
            await page.think()
            began, took = time.perf_counter(), await page.run(page.next_query(monday))
            runs += [took] if began >= counts else []
    return runs or [opened]


async def _write(town: Workspace) -> None:
    """Store something every so often: every page that is open then runs anew."""
    while True:
        await asyncio.sleep(ACT_EVERY_S)
        with town.store.act("test", "note") as act:
            act.insert(
                "calendar_row", [{"date": datetime.now(UTC).date(), "kind": "risk_evening", "name": "prov"}]
            )


def _members(town: Workspace, count: int) -> list[str]:
    """Return the cookies of so many sign-ins of members of four roles, each of another association."""
    organisations = list(town.store.frame("organisation")["id"])
    cookies = []
    for number in range(count):
        role = ROLES[number % len(ROLES)]
        with town.store.act("test", "invite_member") as act:
            org = None if role == "coordinator" else organisations[number % len(organisations)]
            member = members.add(act, {"role": role, "function": f"{role} {number}", "organisation_id": org})
        with town.store.writing() as connection:
            cookies.append(sign_ins.begin(connection, member, town.now()))
    return cookies


def _processor_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _megabytes(processes: Sequence[psutil.Process]) -> list[int]:
    return [round(process.memory_info().rss / 1e6) for process in processes]


if __name__ == "__main__":
    main()
