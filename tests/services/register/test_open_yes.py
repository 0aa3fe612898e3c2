"""The yes to being shown to everybody: whose word it is, what it covers, and that it can be taken back and undone."""

from pathlib import Path

import pytest

from karta.errors import ConflictError, InputError, NotAllowedError
from karta.i18n import catalogue
from karta.privacy import Viewer
from karta.services import history
from karta.services.access import viewers
from karta.services.importing import imports
from karta.services.register import open_tonight, open_yes
from karta.services.register.open_yes import Facts
from karta.sources.profiles import words
from tests import viewers as made_viewers
from tests.web import open_town
from tests.web.open_town import LOCAL, OpenTown


@pytest.fixture
def town(tmp_path: Path) -> OpenTown:
    """Give the town, open, with a club that shares its sessions with everybody and has one activity."""
    made = open_town.make(tmp_path / "own")
    made.open_up()
    made.share("Klubben")
    made.activity("Klubben", "Gården", "Pingis")
    return made


def only(town: OpenTown, viewer: Viewer = LOCAL) -> open_yes.Activity:
    """Return the one activity at the youth centre."""
    (activity,) = open_yes.activities(town.workspace, viewer, town.places["Gården"])
    return activity


def listed(town: OpenTown) -> list[str]:
    """Return the titles of what everybody sees."""
    return [
        each.title or each.spot.name for each in open_tonight.tonight(town.workspace, viewers.visitor()).open
    ]


def chair(town: OpenTown, org: str = "Klubben") -> Viewer:
    """Return the administrator of an association."""
    return made_viewers.of(town.workspace, org, "org_admin", "ordförande")


def test_the_association_says_yes_and_takes_it_back(town: OpenTown) -> None:
    """Shown after the yes of its administrator, hidden after the no, shown again when that is undone."""
    workspace, own = town.workspace, chair(town)
    assert listed(town) == []
    open_yes.answer(workspace, own, only(town).activity_id, yes=True, version=only(town).version)
    assert listed(town) == ["Pingis"]
    assert only(town, own).has_yes
    before = workspace.store.revision()
    open_yes.answer(workspace, LOCAL, only(town).activity_id, yes=False, version=only(town).version)
    assert listed(town) == []
    (act,) = history.since(workspace, LOCAL, before)
    history.undo(workspace, LOCAL, act)
    assert listed(town) == ["Pingis"]


def test_nobody_says_it_for_them(town: OpenTown) -> None:
    """Neither the coordinator, another association, the club's own leader nor everybody; a stale version is refused."""
    activity = only(town)
    strangers = (
        Viewer("samordnare", "coordinator", frozenset({town.orgs["Klubben"]})), chair(town, "Kyrkan"),
        made_viewers.of(town.workspace, "Klubben"), viewers.visitor(), Viewer("fritidschef", "municipality"),
    )  # fmt: skip
    for viewer in strangers:
        with pytest.raises(NotAllowedError):
            open_yes.answer(town.workspace, viewer, activity.activity_id, yes=True, version=activity.version)
    with pytest.raises(ConflictError):
        open_yes.answer(
            town.workspace, chair(town), activity.activity_id, yes=True, version=activity.version - 1
        )
    assert listed(town) == []


def test_a_yes_is_about_what_was_marked_then(town: OpenTown) -> None:
    """Marked as for girls after the yes, it is hidden until there is a yes to that."""
    workspace, leader = town.workspace, made_viewers.of(town.workspace, "Klubben")
    open_yes.answer(workspace, chair(town), only(town).activity_id, yes=True, version=only(town).version)
    facts = Facts(age_from=13, girls=True, languages=("so", "ar"))
    open_yes.describe(workspace, leader, only(town).activity_id, facts, version=only(town).version)
    assert listed(town) == []
    assert only(town).facts == Facts(age_from=13, girls=True, languages=("ar", "so"))
    assert not only(town).has_yes
    open_yes.answer(workspace, chair(town), only(town).activity_id, yes=True, version=only(town).version)
    assert listed(town) == ["Pingis"]


def test_what_cannot_be_is_refused(town: OpenTown) -> None:
    """Ages in the wrong order or out of bounds, a language that there is not, and another's activity."""
    activity = only(town)
    for facts in (
        Facts(age_from=16, age_to=13),
        Facts(age_to=100),
        Facts(age_from=-1),
        Facts(languages=("xx",)),
    ):
        with pytest.raises(InputError):
            open_yes.describe(town.workspace, LOCAL, activity.activity_id, facts, version=activity.version)
    with pytest.raises(NotAllowedError):
        open_yes.describe(
            town.workspace, made_viewers.of(town.workspace, "Kyrkan"), activity.activity_id, Facts(),
            version=activity.version,
        )  # fmt: skip
    assert (
        open_yes.activities(town.workspace, made_viewers.of(town.workspace, "Kyrkan"), town.places["Gården"])
        == []
    )


def test_a_place_is_its_owners_word_and_nobodys_the_municipalitys(town: OpenTown) -> None:
    """The church shows its own venue; the municipality one that is nobody's, and not the church's."""
    workspace = town.workspace
    town.opens("Hallen", shown=False)
    with workspace.store.act("test", "set") as act:
        act.update("place", town.places["Hallen"], None, {"owner_org_id": town.orgs["Kyrkan"]})
    municipality, sexton = Viewer("fritidschef", "municipality"), chair(town, "Kyrkan")

    def show(viewer: Viewer, name: str, *, yes: bool = True) -> None:
        version = int(workspace.store.frame("place", [town.places[name]])["version"].iloc[0])
        open_yes.show_place(workspace, viewer, town.places[name], yes=yes, version=version)

    for viewer, name in ((municipality, "Hallen"), (sexton, "Gården"), (chair(town), "Hallen")):
        assert open_yes.shows_place(workspace, viewer, town.places[name]) is None
        with pytest.raises(NotAllowedError):
            show(viewer, name)
    show(sexton, "Hallen")
    assert open_yes.shows_place(workspace, sexton, town.places["Hallen"]) is True
    assert listed(town) == ["Hallen"]
    town.opens("Gården", shown=False)
    show(municipality, "Gården")
    assert listed(town) == ["Gården", "Hallen"]
    show(sexton, "Hallen", yes=False)
    assert listed(town) == ["Gården"]


def test_what_a_file_says_of_an_activity_is_kept_and_a_blank_changes_nothing(
    town: OpenTown, tmp_path: Path
) -> None:
    """Ages, price, membership and languages come with the file; a second one with blanks leaves them as they are."""
    head = "plats;datum;från;till;förening;benämning;ålder från;gratis;kräver medlemskap;språk\n"
    line = "Hallen;2026-09-16;19:00;21:00;Klubben;Schack;"
    for number, cells in enumerate(("10;ja;nej;arabiska och svenska", ";;;", ";;;so")):
        file = tmp_path / f"traffar{number}.csv"
        file.write_text(f"{head}{line}{cells}\n", encoding="utf-8")
        imports.import_file(town.workspace, LOCAL, file, "sessions")
        (activity,) = open_yes.activities(town.workspace, LOCAL, town.places["Hallen"])
        facts = activity.facts
        assert (facts.age_from, facts.free, facts.membership) == (10, True, False)
        assert facts.languages == (("so",) if number == 2 else ("ar", "sv"))
        assert not activity.has_yes


def test_every_language_of_a_file_can_be_chosen_on_the_card() -> None:
    """The words of files, the form's list and the names on the page are of the same languages."""
    assert set(words("speech").values()) == set(open_yes.SPEECHES)
    assert {f"open.speech_{code}" for code in open_yes.SPEECHES} <= set(catalogue("sv"))
