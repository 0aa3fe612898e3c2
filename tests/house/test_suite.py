"""What stands around the suite: a browser is found or asked for, and a skipped test is no passed one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import browser_ready, run_tests

INSTALLS = '#!/bin/sh\n[ "$1" = install ] && printf "#!/bin/sh\\n" > {folder}/chromium && chmod +x {folder}/chromium\n'


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty folder that is the whole search path, beside the shell's own."""
    (tmp_path / "sh").symlink_to("/bin/sh")
    (tmp_path / "chmod").symlink_to("/bin/chmod")
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def program(folder: Path, name: str, text: str = "#!/bin/sh\n") -> None:
    """Put a program into a folder."""
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)


def test_a_browser_that_is_there_is_enough(path: Path) -> None:
    """Nothing is installed where Chromium is on the path."""
    program(path, "chromium")
    assert browser_ready.main() == 0


def test_root_gets_the_package_of_the_distribution(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As root, the package is installed and then found."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    program(path, "apt-get", INSTALLS.format(folder=path))
    assert browser_ready.main() == 0


def test_elsewhere_one_sentence_says_what_is_missing(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without root and without passwordless sudo nothing is tried, and the run fails with one sentence."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    program(path, "apt-get", INSTALLS.format(folder=path))
    program(path, "sudo", "#!/bin/sh\nexit 1\n")
    assert browser_ready.main() == 1
    assert capsys.readouterr().out.splitlines() == [browser_ready.MISSING]
    assert not (path / "chromium").exists()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("def test_one():\n    assert True\n", None),
        ("x = 1\n", "no test ran"),
        (
            "import pytest\ndef test_one():\n    pytest.ski" + "p('no')\n",
            "1 skipped test(s); a skip counts as a failure here",
        ),
    ],
)
def test_a_run_with_skipped_or_no_tests_falls_short(tmp_path: Path, body: str, expected: str | None) -> None:
    """The report of a run tells a skipped test and an empty run from a passed one."""
    (tmp_path / "test_invented.py").write_text(body)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull]
    subprocess.run(
        [*command, "--junitxml", "report.xml", "test_invented.py"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
    )
    assert run_tests.shortfall(tmp_path / "report.xml") == expected


@pytest.mark.parametrize(
    ("suite", "browser", "expected"),
    [("passed", "passed", 0), ("passed", "failed", 1), ("failed", "passed", 1)],
)
def test_both_runs_are_made_and_none_is_tried_twice(
    monkeypatch: pytest.MonkeyPatch, suite: str, browser: str, expected: int
) -> None:
    """The browser's tests run whatever the first run says; a failure of either fails the whole, at once."""
    outcomes = [suite, browser]

    def tested(report: Path, arguments: list[str]) -> int:
        bad = "<failure/>" if outcomes.pop(0) == "failed" else ""
        case = f'<testcase name="x">{bad}</testcase>'
        report.write_text(f'<testsuites><testsuite tests="9" skipped="0">{case}</testsuite></testsuites>')
        return 1 if bad else 0

    monkeypatch.setattr(run_tests, "tested", tested)
    assert run_tests.main() == expected
    assert outcomes == []
