"""How long before and after a training is a time of its own: set on the place, from a file and on its card."""

import pandas as pd
import pytest

from karta.errors import InputError
from karta.services import history
from karta.services.importing import entries
from karta.services.register import exports, places
from karta.services.workspace import Workspace
from tests.services.importing.partial import offered, taken
from tests.services.importing.rows import COORDINATOR, bring, square

HEAD = "id;namn;typ;lat;lon;före och efter träning\n"
ROW = "{id};{name};idrottsplats;59,3{n};18,05;{minutes}\n"


def lengths(workspace: Workspace) -> dict[str, float | None]:
    """Return the stored minutes of each place by its name; None for blank."""
    rows = places.places(workspace, COORDINATOR)
    return {
        name: None if pd.isna(minutes) else float(minutes)
        for name, minutes in zip(rows["name"], rows["around_min"], strict=True)
    }


def test_a_file_sets_it_and_a_blank_changes_nothing(workspace: Workspace) -> None:
    """45 and none are read, blank is blank; the file again, without the column, changes nothing; 20 is no choice."""
    cells = (("a", "Vallen", "45 min"), ("b", "Hallen", "0"), ("c", "Planen", ""))
    rows = [
        ROW.format(id=key, name=name, n=n, minutes=minutes) for n, (key, name, minutes) in enumerate(cells)
    ]
    taken(workspace, "places", HEAD + "".join(rows))
    assert lengths(workspace) == {"Vallen": 45, "Hallen": 0, "Planen": None}
    without = "".join(line.rpartition(";")[0] + "\n" for line in (HEAD + "".join(rows)).splitlines())
    assert taken(workspace, "places", without).act_id is None
    assert taken(workspace, "places", HEAD + rows[0].replace("45 min", "")).act_id is None
    refused = offered(workspace, "places", HEAD + rows[0].replace("45 min", "20"))
    assert refused.faults == [(2, "value_not_allowed")]
    changed = taken(workspace, "places", HEAD + rows[2].replace(";\n", ";60\n"))
    assert [(cell["row"], cell["field"]) for cell in changed.changed] == [(2, "around_min")]
    assert lengths(workspace) == {"Vallen": 45, "Hallen": 0, "Planen": 60}


def test_it_is_corrected_on_the_card_and_taken_back(workspace: Workspace) -> None:
    """From the method's half hour to 15 minutes, in the file of the register too; undone it is as before."""
    bring(workspace, "places", square())
    place_id, version = places.places(workspace, COORDINATOR)[["id", "version"]].iloc[0]
    with pytest.raises(InputError, match="around_min"):
        entries.edit_place(
            workspace, COORDINATOR, place_id, name="Torget", kind="square", around_min=20, version=version
        )
    entries.edit_place(
        workspace, COORDINATOR, place_id, name="Torget", kind="square", around_min=15, version=version
    )
    assert list(lengths(workspace).values()) == [15]
    assert ";15;" in exports.export(workspace, COORDINATOR, "csv").decode("utf-8-sig")
    history.undo(workspace, COORDINATOR, str(history.acts(workspace, COORDINATOR)["id"].iloc[0]))
    assert list(lengths(workspace).values()) == [None]
    assert ";30;" in exports.export(workspace, COORDINATOR, "csv").decode("utf-8-sig")
