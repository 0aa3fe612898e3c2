"""The kit of a risk evening: its price by hand, one act and one undo, who is asked in turn and where that ends.

The town's Friday has four walkers at the square and three of the church at the harbour, both from 21 to 23.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from karta.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from karta.model.walltime import DAY
from karta.privacy import Viewer
from karta.services import history
from karta.services.child_view import ChildView
from karta.services.gaps import period
from karta.services.needs import deciding, evening_kits, requests, rule_rows
from karta.services.needs.evening_asks import Asked, Missing
from karta.services.needs.evening_kits import Price, Wishes
from karta.services.workspace import Workspace, create
from tests import viewers
from tests.services.follow_up import month_town
from tests.services.follow_up.month_town import COORDINATOR, FRIDAY, SATURDAY, TODAY, org_id, place_id

TABLES = ("calendar_row", "need_rule", "request", "expected_source", "shift", "schedule", "shift_party")
ANSWERED = ChildView(TODAY, TODAY, TODAY, TODAY)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the town."""
    folder = tmp_path_factory.mktemp("kits") / "own"
    month_town.make(folder)
    return folder


@pytest.fixture
def workspace(prepared: Path, tmp_path: Path) -> Workspace:
    """Give a copy of the town."""
    return month_town.copied(prepared, tmp_path)


def wishes(workspace: Workspace, *places: str, **more: Any) -> Wishes:
    """Return the wishes for a kit of Friday at some places."""
    ids = tuple(place_id(workspace, place) for place in places)
    return Wishes(FRIDAY, "Skolavslutning", ids, "Rådet", "Kommunen", **more)


def both(workspace: Workspace) -> tuple[str, str]:
    """Return the ids of the walkers and of the church."""
    return org_id(workspace), org_id(workspace, "Kyrkan")


def rows(workspace: Workspace) -> dict[str, str]:
    """Return all that a kit may write, as it is stored."""
    return {name: workspace.store.frame(name).sort_values("id").astype(str).to_csv() for name in TABLES}


def test_the_price_is_asked_for_before_anything_is_made(workspace: Workspace) -> None:
    """Two places x two adults x seven hours are 28; known are 4 x 2 and 3 x 2; one decided rule comes into force."""
    rule_rows.decide_need(
        workspace, COORDINATOR, place_id=place_id(workspace, "Parken"), adults=2, days="risk_evening", start="20:00",
        end="22:00", responsible="Kommunen",
    )  # fmt: skip
    before = rows(workspace)
    kit = evening_kits.draw_up(
        workspace, COORDINATOR, wishes(workspace, "Torget", "Hamnen", ask=both(workspace)[:1])
    )
    assert evening_kits.price(workspace, COORDINATOR, kit) == Price(28, 28, 14, 1)
    assert rows(workspace) == before


def test_one_act_makes_all_of_it_and_one_undo_takes_it_back(workspace: Workspace) -> None:
    """Calendar, two needs, a shift, two requests and one roster; then all tables are as they were."""
    walkers, church = both(workspace)
    square, harbour = place_id(workspace, "Torget"), place_id(workspace, "Hamnen")
    before, count = rows(workspace), len(history.acts(workspace, COORDINATOR))
    wanted = wishes(
        workspace, "Torget", "Hamnen", ask=(walkers, church), rosters_of=(walkers, church), shifts_of=church,
        answers=ANSWERED,
    )  # fmt: skip
    kit = evening_kits.make(workspace, COORDINATOR, evening_kits.draw_up(workspace, COORDINATOR, wanted))
    # The walkers are active at both; the church at the harbour, where it has a shift and the walkers had their turn.
    assert kit.requests == (Asked(square, walkers), Asked(harbour, church))
    assert kit.rosters == (Asked(harbour, church),)
    assert kit.shifts == (square,)
    assert kit.missing == (
        Missing("shift", "there", harbour, church),
        Missing("roster", "there", square, walkers),
        Missing("roster", "there", harbour, walkers),
    )
    assert (kit.is_new, kit.parts) == (True, 1 + 2 + 1 + 2 + 1)
    shown = period.between(workspace, COORDINATOR, FRIDAY, FRIDAY)
    need = dict(zip(shown.by_place["place_id"], shown.by_place["need_ah"], strict=True))
    assert (need[square], need[harbour]) == (14, 14)
    for when in (FRIDAY - DAY, SATURDAY):
        other = period.between(workspace, COORDINATOR, when, when).by_place
        assert other["need_ah"].fillna(0).sum() == 0
    sent = requests.visible(workspace, COORDINATOR)
    assert set(zip(sent["to_org_id"], sent["adults"], sent["start"], sent["end"], strict=True)) == {
        (walkers, 2, "18:00", "01:00"), (church, 2, "18:00", "01:00"),
    }  # fmt: skip
    acts = history.acts(workspace, COORDINATOR)
    assert (len(acts), acts["verb"].iloc[0], acts["note"].iloc[0]) == (
        count + 1,
        "make_evening_kit",
        "Skolavslutning",
    )
    history.undo(workspace, COORDINATOR, str(acts["id"].iloc[0]))
    assert rows(workspace) == before


def test_an_answer_stands_in_the_way_of_the_undo(workspace: Workspace) -> None:
    """Once the walkers have said yes the kit stays as a whole, until that yes is taken back."""
    walkers = org_id(workspace)
    kit = evening_kits.draw_up(workspace, COORDINATOR, wishes(workspace, "Torget", ask=(walkers,)))
    evening_kits.make(workspace, COORDINATOR, kit)
    made = str(history.acts(workspace, COORDINATOR)["id"].iloc[0])
    (row,) = requests.visible(workspace, COORDINATOR).to_dict("records")
    requests.answer(workspace, COORDINATOR, row["id"], "yes", version=row["version"])
    answered = str(history.acts(workspace, COORDINATOR)["id"].iloc[0])
    before = rows(workspace)
    with pytest.raises(ConflictError):
        history.undo(workspace, COORDINATOR, made)
    assert rows(workspace) == before
    history.undo(workspace, COORDINATOR, answered)
    history.undo(workspace, COORDINATOR, made)
    assert workspace.store.frame("request").empty


def test_a_cap_that_is_reached_is_told_and_nothing_is_asked(workspace: Workspace) -> None:
    """Both take one: of three places two are asked about; a second kit asks nobody, and says who is full."""
    walkers, church = both(workspace)
    frame = workspace.store.frame("organisation").set_index("id")
    for org in (walkers, church):
        requests.cap_requests(workspace, COORDINATOR, org, 1, version=int(frame["version"][org]))
    wanted = wishes(workspace, "Torget", "Hamnen", "Parken", ask=(walkers, church))
    kit = evening_kits.make(workspace, COORDINATOR, evening_kits.draw_up(workspace, COORDINATOR, wanted))
    square, harbour, park = (place_id(workspace, name) for name in ("Torget", "Hamnen", "Parken"))
    assert kit.requests == (Asked(square, walkers), Asked(harbour, church))
    assert kit.missing == (
        Missing("request", "cap_reached", park),
        Missing("request", "cap_reached", "", walkers),
        Missing("request", "cap_reached", "", church),
    )
    again = evening_kits.draw_up(workspace, COORDINATOR, wanted)
    assert (again.requests, again.needs, again.is_new) == ((), (), False)
    assert Missing("need", "decided_before", square) in again.missing
    assert Missing("request", "asked_before", square, walkers) in again.missing
    with pytest.raises(InputError, match="kit_empty"):
        evening_kits.make(workspace, COORDINATOR, again)


def test_what_was_shown_is_what_is_made(workspace: Workspace) -> None:
    """Somebody chooses the evening after the kit was shown: it is refused, and nothing of it is stored."""
    kit = evening_kits.draw_up(workspace, COORDINATOR, wishes(workspace, "Torget"))
    deciding.add_risk_evening(workspace, COORDINATOR, FRIDAY, "Marknad")
    before = rows(workspace)
    with pytest.raises(ConflictError, match="kit_changed"):
        evening_kits.make(workspace, COORDINATOR, kit)
    assert rows(workspace) == before


def test_the_kinds_are_those_of_the_method(workspace: Workspace) -> None:
    """Squares have one more pair on risk evenings; a kind without is no choice and gives no place."""
    assert evening_kits.kinds(workspace, COORDINATOR) == ["square"]
    assert len(evening_kits.places_of_kinds(workspace, COORDINATOR, ["square", "library"])) == 3


def test_each_part_asks_the_policy(workspace: Workspace) -> None:
    """The municipality puts up no shifts of the church's; who does not decide need gets no kit at all."""
    church = org_id(workspace, "Kyrkan")
    town = viewers.of(workspace, "Kommunen", "municipality", "fritidschef")
    kit = evening_kits.draw_up(
        workspace, town, wishes(workspace, "Torget", shifts_of=church, rosters_of=(church,), ask=(church,))
    )
    assert Missing("shift", "not_allowed", "", church) in kit.missing
    assert Missing("roster", "not_active", "", church) in kit.missing
    assert len(kit.requests) == 1
    shown = evening_kits.draw_up(workspace, COORDINATOR, wishes(workspace, "Torget"))
    for viewer in (month_town.walkers(workspace), Viewer("besökare", "anonymous")):
        with pytest.raises(NotAllowedError):
            evening_kits.draw_up(workspace, viewer, wishes(workspace, "Torget"))
        with pytest.raises(NotAllowedError):
            evening_kits.make(workspace, viewer, shown)


def test_a_kit_says_what_it_lacks(workspace: Workspace) -> None:
    """No place, no function, nobody who answers for it, an open question, a foreign place: nothing is stored."""
    before = rows(workspace)
    usual = wishes(workspace, "Torget")
    for change, error in (
        ({"place_ids": ()}, "kit_without_places"),
        ({"decided_by": " "}, "decided_by_missing"),
        ({"responsible": ""}, "responsible_missing"),
        ({"name": ""}, "name_missing"),
        ({"shifts_of": org_id(workspace)}, "child_view_missing"),
        ({"day": date(2026, 9, 15)}, "shift_in_past"),
    ):
        lacking = replace(usual, **change)
        with pytest.raises(InputError, match=error):
            evening_kits.make(workspace, COORDINATOR, evening_kits.draw_up(workspace, COORDINATOR, lacking))
    with pytest.raises(NotFoundError, match="place_missing"):
        evening_kits.draw_up(workspace, COORDINATOR, replace(usual, place_ids=("nope",)))
    with pytest.raises(NotFoundError, match="no_such_organisation"):
        evening_kits.draw_up(workspace, COORDINATOR, replace(usual, ask=("nope",)))
    assert rows(workspace) == before


def test_an_evening_that_has_begun_gets_no_kit(prepared: Path, tmp_path: Path) -> None:
    """At 18.30 by the clock on Friday it is too late."""
    late = create(
        copytree(prepared, tmp_path / "late"), now=lambda: datetime(2026, 9, 18, 16, 30, tzinfo=UTC)
    )
    with pytest.raises(InputError, match="shift_in_past"):
        evening_kits.draw_up(late, COORDINATOR, wishes(late, "Torget"))
