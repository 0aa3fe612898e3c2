"""What an organisation is asked for: adults at a place, information, a meeting, premises, training; all fill a cap."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from karta.errors import ConflictError, InputError
from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.needs import request_shifts, requests
from karta.services.register import places
from karta.services.workspace import Workspace, create
from tests.services.needs.askers import police, walkers

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
COORDINATOR = Viewer("samordnare", "local")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace with one square, and an organisation that takes four requests at a time."""
    folder = tmp_path_factory.mktemp("prepared")
    made = create(folder, now=lambda: NOW)
    entries.add_place(made, COORDINATOR, name="Torget", kind="square", lat=59.0, lon=15.0)
    for org in ("Vandrarna", "Polisen"):
        entries.expect_source(made, COORDINATOR, org=org, place_id=square(made))
    version = int(requests.caps(made, COORDINATOR).set_index("org")["version"]["Vandrarna"])
    requests.cap_requests(made, walkers(made), "Vandrarna", 4, version=version)
    made.store.close()
    return folder


def square(workspace: Workspace) -> str:
    """Return the id of the square."""
    return str(places.places(workspace, COORDINATOR)["id"].iloc[0])


def ask(workspace: Workspace, kind: str) -> str:
    """Ask the walkers for something on Friday evening."""
    return requests.ask_presence(
        workspace, police(workspace), place_id=square(workspace), to_org="Vandrarna", start="20:00", end="23:00",
        day=date(2026, 9, 18), kind=kind,
    )  # fmt: skip


def test_every_kind_that_is_asked_for_counts_towards_the_cap(workspace: Workspace) -> None:
    """With a cap of four, adults, information, a meeting and premises fill it; training is one too many."""
    asked = [ask(workspace, kind) for kind in ("presence", "information", "meeting", "premises")]
    with pytest.raises(ConflictError, match="cap_reached"):
        ask(workspace, "training")
    assert requests.caps(workspace, police(workspace)).set_index("org")["open"]["Vandrarna"] == 4
    meeting = requests.visible(workspace, walkers(workspace)).set_index("id").loc[asked[2]]
    requests.answer(workspace, walkers(workspace), asked[2], "no", version=int(meeting["version"]))
    assert ask(workspace, "training")


def test_nobody_is_asked_to_be_at_a_meeting_place(workspace: Workspace) -> None:
    """A meeting has its hours, but no number and no role, and no shift comes of a yes."""
    asked = ask(workspace, "meeting")
    row = requests.visible(workspace, walkers(workspace)).set_index("id").loc[asked]
    assert (row["kind"], row["start"], row["end"]) == ("meeting", "20:00", "23:00")
    assert (row["adults"], row["role"]) == (None, None)
    requests.answer(workspace, walkers(workspace), asked, "yes", version=int(row["version"]))
    with pytest.raises(InputError, match="request_makes_no_shift"):
        request_shifts.shift_from(workspace, COORDINATOR, asked)


def test_raising_a_place_is_no_question_to_an_organisation(workspace: Workspace) -> None:
    """What is raised with the partnership is not asked of one."""
    with pytest.raises(InputError, match="value_not_allowed"):
        ask(workspace, "missed")


def test_no_shift_is_made_of_hours_that_have_begun(workspace: Workspace) -> None:
    """A yes to Friday 20-23 is a shift at 19:59; at 20 it is none, and that is said."""
    asked = ask(workspace, "presence")
    version = int(requests.visible(workspace, walkers(workspace))["version"].iloc[0])
    requests.answer(workspace, walkers(workspace), asked, "yes", version=version)
    at_eight = replace(workspace, now=lambda: datetime(2026, 9, 18, 18, 0, tzinfo=UTC))
    with pytest.raises(InputError, match="shift_in_past"):
        request_shifts.shift_from(at_eight, COORDINATOR, asked)
    before = replace(workspace, now=lambda: datetime(2026, 9, 18, 17, 59, tzinfo=UTC))
    assert len(request_shifts.shift_from(before, COORDINATOR, asked)) == 1
