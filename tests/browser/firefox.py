"""The machine's own Firefox, headless, spoken to by WebDriver BiDi: pages, presses of a real pointer, what is shown.

Playwright drives a Firefox of its own build alone; Debian's package answers this protocol by itself, over a web socket
of this machine.
"""

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

MISSING = "Firefox saknas. Installera Debians paket firefox-esr och kör igen: apt-get install firefox-esr"
PATIENCE = 60.0
# Nothing but this machine is asked for: other names lead to a proxy that is not there.
PREFERENCES = {
    "network.proxy.type": 1, "network.proxy.http": "127.0.0.1", "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": 9, "network.proxy.no_proxies_on": "127.0.0.1",
    "network.proxy.allow_hijacking_localhost": False, "intl.accept_languages": "sv-SE, sv",
    "app.update.auto": False, "browser.shell.checkDefaultBrowser": False, "datareporting.policy.dataSubmissionEnabled":
    False, "toolkit.telemetry.enabled": False, "browser.safebrowsing.downloads.remote.enabled": False,
}  # fmt: skip
# A button or link in sight of which a line begins with some words (an icon is a line of its own), once the app is idle.
PRESSED = """(words) => {
  const app = document.querySelector("[data-testid=stApp]");
  if (app && app.dataset.testScriptState !== "notRunning") return null;
  const lines = (one) => [...one.innerText.split("\\n"), one.ariaLabel || ""];
  const begins = (one) => lines(one).some((line) => line.trim().startsWith(words));
  const all = [...document.querySelectorAll("button, a, [role=button]")];
  return all.find((one) => one.offsetParent && !one.disabled && begins(one)) || null;
}"""
SHOWN = "(words) => document.body.innerText.includes(words)"


class Tab:
    """A page in Firefox."""

    def __init__(self, ask: "Firefox", context: str) -> None:
        self._ask, self._context = ask, context

    def goto(self, address: str) -> None:
        """Open an address."""
        self._ask("browsingContext.navigate", context=self._context, url=address, wait="complete")

    def evaluate(self, function: str, *words: str, context: str | None = None) -> Any:
        """Return what a function of the page returns for some words; a node as what tells it from others."""
        answer = self._ask(
            "script.callFunction", functionDeclaration=function, awaitPromise=True,
            arguments=[{"type": "string", "value": word} for word in words],
            target={"context": context or self._context},
        )  # fmt: skip
        assert answer["type"] == "success", answer
        result = answer["result"]
        return result if result["type"] == "node" else result.get("value")

    def sees(self, words: str) -> None:
        """Wait until the page shows some words."""
        self._until(lambda: bool(self.evaluate(SHOWN, words)), words)

    def press(self, words: str) -> None:
        """Press the button or link that begins with some words, where the pointer finds it."""
        self._until(lambda: self.evaluate(PRESSED, words) is not None, words)
        # What has just been drawn may be drawn once more.
        time.sleep(0.5)
        self._until(lambda: self.evaluate(PRESSED, words) is not None, words)
        node = self.evaluate(PRESSED, words)
        self.evaluate(f"(words) => ({PRESSED})(words).scrollIntoView({{block: 'center'}})", words)
        pointer = {"type": "element", "element": {"sharedId": node["sharedId"]}}
        moves = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": pointer},
            {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0},
        ]  # fmt: skip
        self._ask(
            "input.performActions", context=self._context,
            actions=[{"type": "pointer", "id": "mouse", "actions": moves}],
        )  # fmt: skip

    def map_counts(self) -> dict[str, int] | None:
        """Return how many places the map shows in each state, None until it has drawn."""
        (tree,) = self._ask("browsingContext.getTree", root=self._context)["contexts"]
        for frame in tree["children"]:
            if "st_folium" in frame["url"]:
                asked = "() => JSON.stringify(window.kartaMap && window.kartaMap.ready ? window.kartaMap.counts : null)"
                counts: dict[str, int] | None = json.loads(self.evaluate(asked, context=frame["context"]))
                return counts and {state: count for state, count in counts.items() if count}
        return None

    def map_shows(self, expected: dict[str, int]) -> None:
        """Wait until the map shows as many places in each state."""
        self._until(lambda: self.map_counts() == expected, f"{expected} on the map")

    def _until(self, holds: Any, what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > end:
                shown = self.evaluate("() => document.body.innerText.slice(-1500)")
                raise AssertionError(f"Firefox never shows {what!r}, but:\n{shown}")
            time.sleep(0.1)


class Firefox:
    """The connection to a running Firefox: a command in, its result out."""

    def __init__(self, line: ClientConnection) -> None:
        self._line, self._number = line, 0
        self("session.new", capabilities={})

    def __call__(self, method: str, **parameters: Any) -> Any:
        """Return the result of a command. What it could not do fails the test."""
        self._number += 1
        self._line.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while (answer := json.loads(self._line.recv(timeout=PATIENCE))).get("id") != self._number:
            pass
        assert answer["type"] == "success", answer
        return answer["result"]

    def tab(self) -> Tab:
        """Return a new page in a window of its own: one behind another draws nothing."""
        return Tab(self, self("browsingContext.create", type="window")["context"])


@contextmanager
def running(folder: Path) -> Iterator[Firefox]:
    """Start Firefox with a profile of its own in a folder, and end it by its own process id."""
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if program is None:
        pytest.fail(MISSING)
    lines = [f'user_pref("{name}", {json.dumps(value)});' for name, value in PREFERENCES.items()]
    (folder / "user.js").write_text("\n".join(lines), encoding="utf-8")
    log = folder / "firefox.log"
    command = [program, "--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port", "0"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=out, env={**os.environ, "HOME": str(folder), "MOZ_HEADLESS": "1"}
        )
    try:
        with connect(f"{_listens(process, log)}/session", max_size=None, proxy=None) as line:
            yield Firefox(line)
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()


def _listens(process: "subprocess.Popen[bytes]", log: Path) -> str:
    """Return the address at which a starting Firefox says that it listens."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        said = re.search(r"WebDriver BiDi listening on (ws://\S+)", log.read_text(errors="replace"))
        if said:
            return said[1]
        time.sleep(0.1)
    raise AssertionError(log.read_text(errors="replace")[-2000:])
