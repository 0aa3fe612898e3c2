"""Each example of the page on what Karta reads is read in, and Karta answers and counts what the page says."""

import json
import re
from pathlib import Path
from shutil import copytree

import pytest

from karta import cli
from karta.services.workspace import open_workspace
from tests.journeys.reading_page import Step, counted, examples, joined, write

PAGE = Path(__file__).resolve().parents[2] / "docs" / "vad-karta-laser.md"
EXAMPLES = examples(PAGE.read_text(encoding="utf-8"))
TOWN, *OTHERS = EXAMPLES


def run_step(step: Step, folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Read in the file of a step, and return the lines of the command's answer."""
    path = write(step, folder)
    words = ["--workspace", str(folder / "ort"), "import", str(path), "--kind", step.kind, *step.options]
    if step.answers:
        answers = folder / "svar.json"
        answers.write_text(step.answers, encoding="utf-8")
        assert isinstance(json.loads(step.answers), dict)
        words += ["--answers", str(answers)]
    capsys.readouterr()
    cli.main(words)
    printed = capsys.readouterr()
    return joined((printed.out + printed.err).splitlines())


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the workspace with the town of the examples, to be copied."""
    folder = tmp_path_factory.mktemp("town")
    for step in EXAMPLES[TOWN]:
        path = write(step, folder)
        assert cli.main(["--workspace", str(folder / "ort"), "import", str(path), "--kind", step.kind]) == 0
    open_workspace(folder / "ort").store.close()
    return folder / "ort"


def without_day(lines: list[str]) -> list[str]:
    """Return what is said, without the day on which a file was read: it is another one with each run."""
    return [re.sub(r"(?<=fil från )\d{4}-\d\d-\d\d", "DAGEN", line) for line in lines]


def check(steps: list[Step], folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Take the steps of an example, and compare each with what the page says."""
    for step in steps:
        assert without_day(run_step(step, folder, capsys)) == without_day(step.answer)
        if step.heads:
            workspace = open_workspace(folder / "ort")
            assert counted(workspace, step.heads) == step.rows
            workspace.store.close()


def test_the_town_of_the_examples(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first example makes the town that the others begin in."""
    check(EXAMPLES[TOWN], tmp_path, capsys)


@pytest.mark.parametrize("heading", OTHERS)
def test_an_example_is_read_as_the_page_says(
    heading: str, town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command answers with the words of the page, and what counts after it is in the page's table."""
    copytree(town, tmp_path / "ort")
    check(EXAMPLES[heading], tmp_path, capsys)


def test_there_are_examples_of_every_form() -> None:
    """Tables, a workbook, calendars and maps."""
    suffixes = {Path(step.file).suffix for steps in EXAMPLES.values() for step in steps}
    assert suffixes >= {".csv", ".xlsx", ".ics", ".geojson", ".kml", ".gpx", ".osm", ".umap"}
    assert len(EXAMPLES) >= 25


@pytest.mark.parametrize(
    "part",
    [
        "### A\n**a.csv**, slag `roster`:\n",
        "### A\n**a.csv** slag roster:\n",
        "### A\n**a.csv**, slag `roster`, med tur:\n",
        "### A\n```csv\na;b\n```\n",
        "### A\n**a.csv**, slag `roster`:\n```yaml\na: b\n```\n",
        "### A\n**a.csv**, slag `roster`:\n```csv\na\n```\n```csv\nb\n```\n",
        "### A\n**a.csv**, slag `roster`:\n```text\na\n```\n| något | annat |\n|---|---|\n",
        "**a.csv**, slag `roster`:\n```text\na\n```\n",
    ],
)
def test_what_is_not_understood_of_the_page_is_a_fault(part: str) -> None:
    """A step without an answer, a fence that no step has, a table of another kind, a line in other words."""
    with pytest.raises(ValueError, match=r".+"):
        examples(part)
