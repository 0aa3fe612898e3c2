"""Run the whole suite on two cores: everything but the browser, then the browser tests; a skip is a failure."""

import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

RUNS = {
    "suite": ["-m", "not browser", "-n", "2"],
    "browser": ["-m", "browser", "-n", "2", "--dist", "loadfile"],
}


def main() -> int:
    """Return 0 only when every test of both runs ran and passed; both are run, whatever the first says."""
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        for name, arguments in RUNS.items():
            report = Path(folder) / f"{name}.xml"
            status = tested(report, arguments)
            fault = f"status {status}" if status else shortfall(report)
            if fault:
                faults.append(f"{name}: {fault}")
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def tested(report: Path, arguments: list[str]) -> int:
    """Run pytest with a report and return its status."""
    command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *arguments]
    return subprocess.run(command, check=False).returncode


def shortfall(report: Path) -> str | None:
    """Return what a run that passed still lacks by its JUnit report: no test at all, or skipped ones."""
    suite = ET.parse(report).getroot().find("testsuite")
    if suite is None or int(suite.get("tests", "0")) == 0:
        return "no test ran"
    skipped = int(suite.get("skipped", "0"))
    return f"{skipped} skipped test(s); a skip counts as a failure here" if skipped else None


if __name__ == "__main__":
    sys.exit(main())
