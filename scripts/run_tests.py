"""Run the whole suite: everything but the browser side by side, then the browser tests; a skip is a failure."""

import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

RUNS = {
    "suite": ["-m", "not browser", "-n", "2"],
    "browser": ["-m", "browser"],
}


def main() -> int:
    """Return 0 only when every test of both runs ran and passed."""
    with tempfile.TemporaryDirectory() as folder:
        for name, arguments in RUNS.items():
            report = Path(folder) / f"{name}.xml"
            command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *arguments]
            if subprocess.run(command, check=False).returncode:
                return 1
            suite = ET.parse(report).getroot().find("testsuite")
            if suite is None or int(suite.get("tests", "0")) == 0:
                print(f"{name}: no test ran")
                return 1
            if int(suite.get("skipped", "0")):
                print(f"{name}: {suite.get('skipped')} skipped test(s); a skip counts as a failure here")
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
