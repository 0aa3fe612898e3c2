"""Cancelling one date of a training: the pitch of the story, by hand, in the workspace and on its card."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from karta.errors import NotAllowedError, NotFoundError
from karta.model.rows import ROWS
from karta.privacy import Viewer
from karta.services import history
from karta.services.gaps import period
from karta.services.importing import acceptance, entries
from karta.services.needs import rule_rows
from karta.services.register import organisations, places, sessions
from karta.services.workspace import Workspace, create
from karta.sources.intake import Intake, frame_of
from tests import viewers

NOW = datetime(2026, 9, 14, 6, 0, tzinfo=UTC)
MONDAY, WEDNESDAY, SUNDAY = date(2026, 9, 14), date(2026, 9, 16), date(2026, 9, 20)
COORDINATOR = Viewer("samordnare", "local")


def club(workspace: Workspace) -> Viewer:
    """Return the viewer of an organisation of the register: IF Klubben."""
    return viewers.of(workspace, "IF Klubben")


def others(workspace: Workspace) -> Viewer:
    """Return the viewer of an organisation of the register: Grannarna."""
    return viewers.of(workspace, "Grannarna")


def bring(workspace: Workspace, kind: str, *rows: dict[str, Any]) -> None:
    """Accept rows as a reader would hand them in."""
    full = [{"row": n, "key": f"{kind}{n}", "place": "Planen", **row} for n, row in enumerate(rows, start=2)]
    intake = Intake(kind, frame_of(full, ROWS[kind]), [], len(full), f"{kind}.csv")
    acceptance.apply(workspace, COORDINATOR, acceptance.preview(workspace, COORDINATOR, intake))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the pitch: open 08-22, trainings Mon-Thu 17-20 with two leaders and Sat 10-14 with one, need 15-22."""
    folder = tmp_path_factory.mktemp("prepared")
    made = create(folder, now=lambda: NOW)
    entries.add_place(made, COORDINATOR, name="Planen", kind="outdoor_pitch", lat=59.0, lon=15.0)
    bring(made, "access", {"days": "all", "start": "08:00", "end": "22:00"})
    club = {"org": "IF Klubben", "activity": "training", "valid_from": MONDAY}
    bring(
        made, "sessions",
        club | {"byday": "MO;TU;WE;TH", "start": "17:00", "end": "20:00", "leaders": 2.0},
        club | {"byday": "SA", "start": "10:00", "end": "14:00", "leaders": 1.0},
    )  # fmt: skip
    place = str(places.places(made, COORDINATOR)["id"].iloc[0])
    rule_rows.decide_need(
        made, COORDINATOR, place_id=place, adults=2, days="all", start="15:00", end="22:00",
        outside_sessions=True, within_access=True, responsible="Kommunen", valid_to=date(2026, 12, 31),
    )  # fmt: skip
    organisations.confirm_source(made, COORDINATOR, "IF Klubben", place, date(2026, 12, 31))
    made.store.close()
    return folder


@pytest.fixture
def pitch(workspace: Workspace) -> str:
    """Give the id of the pitch."""
    return str(places.places(workspace, COORDINATOR)["id"].iloc[0])


def gap_hours(workspace: Workspace, monday: date = MONDAY) -> dict[str, float]:
    """Return the hours of gap of each day of a week."""
    found = period.week(workspace, COORDINATOR, monday).gaps
    return (found["adult_hours"] / 2).groupby(found["start"].dt.strftime("%a")).sum().to_dict()


def of(workspace: Workspace, pitch: str, viewer: Viewer, day: date) -> sessions.Session:
    """Return the one session of a day."""
    (found,) = sessions.sessions(workspace, viewer, pitch, day, day)
    return found


def test_one_wednesday_cancelled_changes_that_date_alone_and_comes_back(
    workspace: Workspace, pitch: str
) -> None:
    """37 h of gap; without one Wednesday's training 40, three more that day alone; undone, and held anyway, 37."""
    before = gap_hours(workspace)
    assert before == {"Mon": 4, "Tue": 4, "Wed": 4, "Thu": 4, "Fri": 7, "Sat": 7, "Sun": 7}
    training = of(workspace, pitch, COORDINATOR, WEDNESDAY)
    assert (f"{training.start:%H:%M}-{training.end:%H:%M}", training.leaders) == ("17:00-20:00", 2)
    sessions.cancel_session(workspace, club(workspace), training.activity_id, WEDNESDAY)
    assert gap_hours(workspace) == before | {"Wed": 7}
    assert gap_hours(workspace, date(2026, 9, 21)) == before
    listed = sessions.sessions(workspace, COORDINATOR, pitch, MONDAY, SUNDAY)
    assert [(one.day.day, one.cancelled) for one in listed] == [
        (14, False), (15, False), (16, True), (17, False), (19, False),
    ]  # fmt: skip
    history.undo(workspace, COORDINATOR, str(workspace.store.acts(1)["id"].iloc[0]))
    assert gap_hours(workspace) == before
    sessions.cancel_session(workspace, COORDINATOR, training.activity_id, WEDNESDAY)
    sessions.hold_session(workspace, COORDINATOR, training.activity_id, WEDNESDAY)
    assert gap_hours(workspace) == before


def test_a_session_is_cancelled_by_its_own_organisation_on_a_day_that_it_has(
    workspace: Workspace, pitch: str
) -> None:
    """Another club may not, the public may not, and a Friday without training is no date of it."""
    training = of(workspace, pitch, others(workspace), WEDNESDAY)
    assert not training.can_change
    assert of(workspace, pitch, club(workspace), WEDNESDAY).can_change
    for viewer in (others(workspace), Viewer("alla", "anonymous")):
        with pytest.raises(NotAllowedError):
            sessions.cancel_session(workspace, viewer, training.activity_id, WEDNESDAY)
    with pytest.raises(NotFoundError):
        sessions.cancel_session(workspace, COORDINATOR, training.activity_id, date(2026, 9, 18))
    with pytest.raises(NotFoundError):
        sessions.hold_session(workspace, COORDINATOR, training.activity_id, WEDNESDAY)
    assert of(workspace, pitch, Viewer("alla", "anonymous"), WEDNESDAY).organisation == ""


def card(folder: str, place_id: str) -> None:
    """The sessions of a place's card alone: AppTest reads this function's source and runs it."""
    from datetime import UTC, datetime
    from pathlib import Path

    from karta.privacy import Viewer
    from karta.services.workspace import create
    from karta.ui import feedback
    from karta.ui.context import Context
    from karta.ui.pages.register import sessions as register_sessions

    workspace = create(Path(folder), now=lambda: datetime(2026, 9, 14, 6, 0, tzinfo=UTC))
    context = Context(workspace, Viewer("samordnare", "local"))
    feedback.show(context)
    register_sessions.show(context, place_id)


def test_the_card_cancels_one_date_and_undoes_it(workspace: Workspace, pitch: str) -> None:
    """The first date offered is cancelled with one press, told with its day and hours, and one press undoes it."""
    page = AppTest.from_function(card, args=(str(workspace.folder), pitch), default_timeout=60).run()

    def press(label: str) -> str:
        next(one for one in page.button if one.label == label).click().run()
        assert not page.exception, page.exception[0].value
        return "\n".join(element.proto.body for element in page.get("html"))

    said = press("Ställ in tillfället")
    assert "Inställt: mån 14 sep 17:00–20:00. Övriga datum är som förut." in said
    assert "<li>mån 14 sep 17:00–20:00, träning, IF Klubben, 2 ledare, inställd</li>" in said
    assert gap_hours(workspace)["Mon"] == 7
    assert "inställd" not in press("Ångra")
    press("Ställ in tillfället")
    press("Håll ändå: mån 14 sep 17:00–20:00")
    assert gap_hours(workspace)["Mon"] == 4
