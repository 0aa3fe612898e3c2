"""*Var med*: who stands there, by whose word, and the links that choose."""

from pathlib import Path

import pytest

from karta.errors import ConflictError, InputError, NotAllowedError
from karta.privacy import Viewer
from karta.services import history
from karta.services.rosters import looking_for_adults
from karta.services.rosters.looking_for_adults import Said
from karta.web import volunteer
from tests import viewers as made_viewers
from tests.web import open_town
from tests.web.client import ask
from tests.web.open_town import LOCAL, OpenTown

HOME = "/light/varmed"


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OpenTown:
    """Give the town, served, its open side open."""
    made = open_town.make(tmp_path / "own")
    monkeypatch.setenv("KARTA_WORKSPACE", str(made.workspace.folder))
    monkeypatch.setattr(volunteer, "_opened", lambda _: volunteer._Opened(made.workspace))
    made.open_up()
    return made


def test_an_organisation_stands_there_after_its_own_yes_with_its_way_in(town: OpenTown) -> None:
    """Nobody at first; the club after its yes; without a way in it does not stand there; the undo takes it back."""
    workspace = town.workspace
    assert "Ingen organisation står här än." in ask(HOME).html
    town.seek("Kyrkan", way="")
    assert "Kyrkan" not in ask(HOME).html
    before = workspace.store.revision()
    town.seek("Klubben")
    page = ask(HOME).html
    assert f'href="/light/med/{town.orgs["Klubben"]}"' in page
    assert all(words in page for words in ("Klubben", "Västra", "Kvällar i veckan", "Soomaali"))
    assert f'href="/light/med/{town.orgs["Klubben"]}?lang=en"' in ask(f"{HOME}?lang=en").html
    for act in history.since(workspace, LOCAL, before):
        history.undo(workspace, LOCAL, act)
    assert "Klubben" not in ask(HOME).html


def test_it_is_there_only_where_the_open_side_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closed: no page, and nothing of who would stand there."""
    made = open_town.make(tmp_path / "closed")
    monkeypatch.setenv("KARTA_WORKSPACE", str(made.workspace.folder))
    monkeypatch.setattr(volunteer, "_opened", lambda _: volunteer._Opened(made.workspace))
    made.seek("Klubben")
    assert ask(HOME).status == 404
    assert "Klubben" not in ask(HOME).html


def test_the_links_choose_by_area_language_and_part_of_the_week(town: OpenTown) -> None:
    """The church says anywhere and anytime, and no language; what nobody has named answers to nothing."""
    town.seek("Klubben")
    town.seek("Kyrkan")
    version = looking_for_adults.said(town.workspace, LOCAL, town.orgs["Kyrkan"])[1]
    looking_for_adults.say(town.workspace, LOCAL, town.orgs["Kyrkan"], Said(is_on=True), version=version)

    def there(query: str) -> tuple[bool, bool]:
        page = ask(f"{HOME}?{query}").html
        return "Klubben" in page, "Kyrkan" in page

    assert there("") == (True, True)
    assert there("omrade=V%C3%A4stra") == (True, True)
    assert there("omrade=Norra") == (False, True)
    assert there("sprak=so") == (True, False)
    assert there("tid=weekend_days") == (False, True)
    assert there("tid=weekday_evenings&sprak=so") == (True, False)
    assert "<script>" not in ask(f"{HOME}?omrade=<script>").html
    assert 'href="/light/varmed?omrade=V%C3%A4stra&amp;sprak=so"' in ask(f"{HOME}?sprak=so").html


def test_nobody_says_it_for_them(town: OpenTown) -> None:
    """Neither the coordinator that acts for it nor its leader; a stale version and unknown words are refused."""
    workspace, org = town.workspace, town.orgs["Klubben"]
    chair = made_viewers.of(workspace, "Klubben", "org_admin", "ordförande")
    strangers = (
        Viewer("samordnare", "coordinator", frozenset({org})), made_viewers.of(workspace, "Klubben"),
        made_viewers.of(workspace, "Kyrkan", "org_admin", "kassör"),
    )  # fmt: skip
    for viewer in strangers:
        with pytest.raises(NotAllowedError):
            looking_for_adults.say(workspace, viewer, org, Said(is_on=True), version=0)
    for said in (Said(True, ("x",)), Said(True, (), ("xx",)), Said(True, (), (), ("mondays",))):
        with pytest.raises(InputError):
            looking_for_adults.say(workspace, chair, org, said, version=0)
    looking_for_adults.say(workspace, chair, org, Said(is_on=True, languages=("so",)), version=0)
    with pytest.raises(ConflictError):
        looking_for_adults.say(workspace, chair, org, Said(), version=0)
    assert looking_for_adults.said(workspace, chair, org)[0] == Said(is_on=True, languages=("so",))
