"""The directory: what a card says to whom, which organisations answer to a search, and changes that are undone."""

from pathlib import Path

import pytest

from karta.errors import ConflictError, InputError, NotAllowedError
from karta.privacy import Viewer
from karta.services import history
from karta.services.access import viewers
from karta.services.register import cards, directory
from karta.services.register.directory import Card, Offer, Search
from tests import viewers as made_viewers
from tests.web import open_town
from tests.web.open_town import LOCAL, OpenTown

POLICE = Viewer("polis", "police")


@pytest.fixture
def town(tmp_path: Path) -> OpenTown:
    """Give the town, with a club that has two activities and a church that has one; nobody has set any sharing."""
    made = open_town.make(tmp_path / "own")
    made.activity("Klubben", "Gården", "Pingis", free=True, age_from=13, languages="so", girls=True)
    made.activity("Klubben", "Långt bort", "Schack", "20:00-21:00", free=False, age_from=7, age_to=9)
    made.activity("Kyrkan", "Skolan", "Kör", drop_in=True)
    return made


def card(town: OpenTown, name: str = "Klubben", viewer: Viewer = LOCAL) -> Card:
    """Return the card of an organisation as a viewer sees it."""
    return next(each for each in directory.cards(town.workspace, viewer) if each.name == name)


def answers(town: OpenTown, viewer: Viewer = LOCAL, **asked: object) -> tuple[list[str], list[str]]:
    """Return the names that answer to a search, and those of whom it is not known."""
    outcome = directory.matching(directory.cards(town.workspace, viewer), Search(**asked))  # type: ignore[arg-type]
    return [each.name for each in outcome.cards], list(outcome.unknown)


def offer(town: OpenTown, title: str = "Pingis") -> Offer:
    """Return an activity of the club by its title."""
    return next(each for each in card(town).offers if each.title == title)


def test_a_search_asks_one_activity_for_all_and_names_the_unknown(town: OpenTown) -> None:
    """Free and from 13 is one activity; free for a child of eight is none; the municipality has said nothing."""
    assert answers(town) == (["Klubben", "Kommunen", "Kyrkan"], [])
    assert answers(town, text="PINGIS gården") == (["Klubben"], [])
    assert answers(town, free=True, age=15) == (["Klubben"], ["Kommunen", "Kyrkan"])
    assert answers(town, free=True, age=8) == ([], ["Kommunen", "Kyrkan"])
    assert answers(town, area="Västra") == (["Klubben", "Kyrkan"], ["Kommunen"])
    assert answers(town, language="so") == (["Klubben"], ["Kommunen", "Kyrkan"])
    assert answers(town, language="ar") == ([], ["Klubben", "Kommunen", "Kyrkan"])
    assert answers(town, drop_in=True) == (["Kyrkan"], ["Klubben", "Kommunen"])
    assert answers(town, now=True) == (["Klubben", "Kyrkan"], ["Kommunen"])


def test_what_a_viewer_may_not_see_is_unknown_never_no(town: OpenTown) -> None:
    """The police sees an activity after its association has shared it; before that it is not known, nothing of it."""
    assert card(town, viewer=POLICE).offers == ()
    assert card(town, viewer=POLICE).has_more
    assert answers(town, POLICE, girls=True) == ([], ["Klubben", "Kommunen", "Kyrkan"])
    assert answers(town, POLICE, text="pingis") == ([], [])
    town.share("Klubben", "authorities")
    assert [each.girls for each in card(town, viewer=POLICE).offers] == [True, None]
    assert not card(town, viewer=POLICE).has_more
    assert answers(town, POLICE, girls=True) == (["Klubben"], ["Kommunen", "Kyrkan"])
    town.share("Klubben", "own")
    assert answers(town, POLICE, girls=True)[0] == []
    assert answers(town, made_viewers.of(town.workspace, "Klubben"), girls=True)[0] == ["Klubben"]
    with pytest.raises(NotAllowedError):
        directory.cards(town.workspace, viewers.visitor())


def test_a_card_is_changed_by_its_own_and_undone(town: OpenTown) -> None:
    """Its leader writes what it does; a stale version, another's hand and words about a person are refused."""
    workspace, leader = town.workspace, made_viewers.of(town.workspace, "Klubben")
    version, before = card(town).version, workspace.store.revision()
    org = town.orgs["Klubben"]
    assert card(town, viewer=leader).is_own
    assert not card(town, "Kyrkan", leader).is_own
    cards.describe(workspace, leader, org, " Pingis  för alla ", "Läxhjälp", version=version)
    assert (card(town).does, card(town).does_not) == ("Pingis för alla", "Läxhjälp")
    assert answers(town, text="läxhjälp")[0] == ["Klubben"]
    with pytest.raises(ConflictError):
        cards.describe(workspace, leader, org, "Annat", "", version=version)
    with pytest.raises(NotAllowedError):
        cards.describe(workspace, leader, town.orgs["Kyrkan"], "Annat", "", version=1)
    with pytest.raises(InputError):
        cards.describe(workspace, leader, org, "Ring 070-123 45 67", "", version=card(town).version)
    (act,) = history.since(workspace, leader, before)
    history.undo(workspace, leader, act)
    assert (card(town).does, card(town).does_not) == ("", "")


def test_hours_are_changed_and_undone_and_blank_changes_nothing(town: OpenTown) -> None:
    """From 17-20 to 18:30-24:00; blank fields leave the other; a weekday of a single date is refused."""
    workspace, leader, key = (
        town.workspace,
        made_viewers.of(town.workspace, "Klubben"),
        offer(town).activity_id,
    )
    before = workspace.store.revision()

    def change(**values: object) -> None:
        version = offer(town).schedule_version
        cards.change_hours(workspace, leader, key, version=version, **values)  # type: ignore[arg-type]

    change(start=" ", end="")
    assert (offer(town).start, offer(town).end, offer(town).is_now) == ("17:00", "20:00", True)
    change(start="18:30", end="24:00")
    assert (offer(town).start, offer(town).end, offer(town).is_now) == ("18:30", "00:00", False)
    for values in ({"days": ("MO",)}, {"end": "18:30"}, {"start": "25:00"}):
        with pytest.raises(InputError):
            change(**values)
    with pytest.raises(ConflictError):
        cards.change_hours(workspace, leader, key, end="21:00", version=offer(town).schedule_version - 1)
    stranger = made_viewers.of(workspace, "Kyrkan")
    with pytest.raises(NotAllowedError):
        cards.change_hours(workspace, stranger, key, end="21:00", version=offer(town).schedule_version)
    for act in history.since(workspace, leader, before):
        history.undo(workspace, leader, act)
    assert (offer(town).start, offer(town).end) == ("17:00", "20:00")


def test_weekdays_of_a_weekly_activity_are_changed(town: OpenTown) -> None:
    """Mondays become Wednesdays, the day of today: it is under way then."""
    with town.workspace.store.act("test", "import") as act:
        row = act.row("activity", offer(town).activity_id)
        act.update("schedule", row["schedule_id"], None, {"date": None, "byday": "MO"})
    assert (offer(town).days, offer(town).is_now) == (("MO",), False)
    version = offer(town).schedule_version
    cards.change_hours(town.workspace, LOCAL, offer(town).activity_id, days=("FR", "WE"), version=version)
    assert (offer(town).days, offer(town).start, offer(town).is_now) == (("WE", "FR"), "17:00", True)
    with pytest.raises(InputError):
        cards.change_hours(town.workspace, LOCAL, offer(town).activity_id, days=("XX",), version=version + 1)
