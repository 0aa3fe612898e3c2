"""Run the whole suite on two cores: browser tests, and beside them everything else; a skip is a failure.

A browser waits a quarter of its time. What else there is fills that time and steps back for it (`nice`); it is printed
once the browser's tests are over. One after another the two take a quarter longer.
"""

import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

RUNS = {
    "browser": ["-m", "browser", "-n", "2", "--dist", "loadfile"],
    "suite": ["-m", "not browser", "-n", "2"],
}
# Runs that step back for the other, and print when they are over.
BESIDE = {"suite"}


def main() -> int:
    """Return 0 only when every test of both runs ran and passed; both are run, whatever the other says."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(len(RUNS)) as at_once:
        faults = [fault for fault in at_once.map(lambda name: _fault(Path(folder), name), RUNS) if fault]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def _fault(folder: Path, name: str) -> str | None:
    """Make a run, and return what was wrong with it."""
    report = folder / f"{name}.xml"
    status = tested(report, RUNS[name], beside=name in BESIDE)
    fault = f"status {status}" if status else shortfall(report)
    return f"{name}: {fault}" if fault else None


def tested(report: Path, arguments: list[str], *, beside: bool) -> int:
    """Run pytest with a report and return its status; what runs beside another steps back and prints at its end."""
    command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *arguments]
    if not beside:
        return subprocess.run(command, check=False).returncode
    done = subprocess.run(
        ["nice", "-n", "10", *command],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    print(done.stdout, flush=True)
    return done.returncode


def shortfall(report: Path) -> str | None:
    """Return what a run that passed still lacks by its JUnit report: no test at all, or skipped ones."""
    suite = ET.parse(report).getroot().find("testsuite")
    if suite is None or int(suite.get("tests", "0")) == 0:
        return "no test ran"
    skipped = int(suite.get("skipped", "0"))
    return f"{skipped} skipped test(s); a skip counts as a failure here" if skipped else None


if __name__ == "__main__":
    sys.exit(main())
