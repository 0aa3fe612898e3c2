"""Maps that a service stopped writing before their end: it is told, and nothing that they lack is taken for gone."""

import json
from pathlib import Path

import pytest

from karta.errors import InputError
from karta.services.importing.imports import import_file
from karta.services.workspace import Workspace
from karta.sources.reading import read
from tests.services.importing.rows import COORDINATOR

REMARK = 'runtime error: Query timed out in "query" at line 3 after 26 seconds.'
PLAYGROUND = "<node id='{0}' lat='59.33' lon='18.0{0}'><tag k='leisure' v='playground'/><tag k='name' v='P{0}'/></node>"


def town(tmp_path: Path, *numbers: int, remark: str = "") -> Path:
    """Write a map with some playgrounds, and what the service that made it says of it."""
    nodes = "".join(PLAYGROUND.format(number) for number in numbers)
    ending = f"<remark> {remark} </remark>" if remark else ""
    path = tmp_path / "orten.osm"
    path.write_text(f"<osm version='0.6'><note>Data är öppna.</note>{nodes}{ending}</osm>", encoding="utf-8")
    return path


@pytest.mark.parametrize(("remark", "codes", "gone"), [(REMARK, ["osm_incomplete"], 0), ("", [], 1)])
def test_what_an_unfinished_map_lacks_is_not_gone(
    workspace: Workspace, tmp_path: Path, remark: str, codes: list[str], gone: int
) -> None:
    """Of two playgrounds one comes again: with the service's remark that is told and no row gone, without it one is."""
    import_file(workspace, COORDINATOR, town(tmp_path, 1, 2), "places")
    again = import_file(workspace, COORDINATOR, town(tmp_path, 1, remark=remark), "places", drop_gone=True)
    assert ([issue.code for issue in again.issues], len(again.dropped)) == (codes, gone)
    assert len(workspace.store.frame("place")) == 2 - gone
    assert all(dict(issue.facts) == {"remark": REMARK} for issue in again.issues)


@pytest.mark.parametrize("form", ["xml", "json"])
def test_an_unfinished_map_without_anything_is_refused_as_that(tmp_path: Path, form: str) -> None:
    """A service that gave up before its first element says so in its answer, and so does the refusal."""
    path = town(tmp_path, remark=REMARK)
    if form == "json":
        path.write_text(json.dumps({"version": 0.6, "elements": [], "remark": REMARK}), encoding="utf-8")
    with pytest.raises(InputError, match="osm_stopped") as caught:
        read(path, "osm", isolate=False)
    assert "timed out" in str(caught.value.facts["remark"])
