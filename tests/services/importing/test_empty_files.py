"""The files to fill in: as those of docs/templates, and each is read with nothing to ask."""

from pathlib import Path

import pytest

from karta.services.importing import empty_files
from karta.sources.readers import read_here


@pytest.mark.parametrize("kind", empty_files.KINDS)
def test_an_empty_file_is_read_as_its_kind(kind: str, root: Path, tmp_path: Path) -> None:
    """Heading and example are the first two lines of the template; one row comes out of it, without an error."""
    content = empty_files.empty_file(kind).decode("utf-8-sig")
    template = (root / "docs" / "templates" / f"{kind}.csv").read_text(encoding="utf-8")
    assert content.splitlines() == template.splitlines()[:2]
    file = tmp_path / f"{kind}.csv"
    file.write_bytes(empty_files.empty_file(kind))
    intake = read_here(file, kind, {})
    assert len(intake.rows) == 1
    assert not [issue for issue in intake.issues if issue.severity == "error"]
