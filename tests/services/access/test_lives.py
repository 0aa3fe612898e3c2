"""What becomes of rights as time goes on: a sheet that is kept, a place that is typed in, a feed, a restored backup."""

from pathlib import Path
from shutil import copytree

import pytest

from karta.errors import NotAllowedError
from karta.privacy import Viewer
from karta.services import backups, history
from karta.services.access import sign_in, viewers
from karta.services.follow_up import month_links
from karta.services.gaps import period
from karta.services.importing import entries, feed_reading, feeds
from karta.services.needs import place_status
from karta.services.register import places
from karta.services.rosters import invitations
from karta.services.sheets import meeting_sheet
from karta.services.workspace import Workspace, create
from tests.privacy import probed_town
from tests.privacy.probed_town import FRIDAY, LOCAL, NOW, Whose
from tests.services.access.conftest import signed_in


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Whose]]:
    """Give the folder of the town of two associations and what is whose in it."""
    folder = tmp_path_factory.mktemp("probed")
    return folder, probed_town.make(folder)


@pytest.fixture
def town(prepared: tuple[Path, dict[str, Whose]], tmp_path: Path) -> Workspace:
    """Give a copy of the town."""
    return create(copytree(prepared[0], tmp_path / "town"), now=lambda: NOW)


@pytest.fixture
def alfa(prepared: tuple[Path, dict[str, Whose]]) -> Whose:
    """Give what is Alfa's."""
    return prepared[1]["Alfa"]


def test_a_kept_sheet_outlives_a_new_agreement(town: Workspace, alfa: Whose) -> None:
    """A coordinator who is asked to act for one more organisation still compares with the sheets kept before."""
    before = Viewer("samordnare", "coordinator")
    after = Viewer("samordnare", "coordinator", frozenset({alfa.org}))
    meeting_sheet.keep(town, before, period.week(town, before, FRIDAY), "September")
    assert list(meeting_sheet.kept_sheets(town, after)["name"]) == ["September"]
    assert meeting_sheet.kept_sheets(town, probed_town.viewer("organiser", alfa)).empty


def test_who_types_a_place_in_may_correct_it(town: Workspace, alfa: Whose) -> None:
    """An organiser's new place is its own: it is renamed by the organiser, and refused to another's."""
    own = probed_town.viewer("organiser", alfa)
    entries.add_place(town, own, name="Klubbstugan", kind="association_venue", lat=59.01, lon=15.01)
    frame = places.places(town, LOCAL).set_index("name").loc["Klubbstugan"]
    place, version = str(frame["id"]), int(frame["version"])
    foreign = Viewer("ledare", "organiser", frozenset({"another"}), home_id="another")
    with pytest.raises(NotAllowedError):
        entries.edit_place(
            town, foreign, place, name="Vår", kind="association_venue", around_min=None, version=version
        )
    entries.edit_place(
        town, own, place, name="Stugan", kind="association_venue", around_min=None, version=version
    )
    assert "Stugan" in set(places.places(town, LOCAL)["name"])


def test_a_feed_reads_what_is_of_any_organisation(town: Workspace, tmp_path: Path) -> None:
    """A list of expected rosters comes by itself, whosever they are, and waits for a person as a decision does."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "scheman.csv").write_text(
        "plats;organisation;status\nTorget Alfa;Beta;okänt\n", encoding="utf-8"
    )
    feeds.add(town, LOCAL, str(inbox), kind="sources", name="inkorg")
    feed_reading.read(town, LOCAL)
    (feed,) = feeds.feeds(town, LOCAL)
    assert [(file.state, file.counts["decisions"]) for file in feed.files] == [("waits", 1)]


def test_nobody_confirms_the_half_that_is_its_own(town: Workspace, alfa: Whose) -> None:
    """Where two rosters are awaited one's organiser confirms neither, and is not told whom else one may ask."""
    entries.expect_source(town, LOCAL, org="Beta", place_id=alfa.place)
    own, revision = probed_town.viewer("organiser", alfa), town.store.revision()
    with pytest.raises(NotAllowedError):
        place_status.confirm_all(town, own, alfa.place, FRIDAY)
    assert town.store.revision() == revision
    with pytest.raises(NotAllowedError):
        place_status.whom_to_ask(town, own, alfa.place)


def test_a_month_link_is_held_to_the_areas_of_its_organisation(town: Workspace, alfa: Whose) -> None:
    """Who holds Alfa's link sees nothing of the places of the other area, whichever service is asked."""
    holder = month_links.holder(town, month_links.make_link(town, LOCAL, alfa.org, "2026-09"))
    shown = period.between(town, holder.viewer, FRIDAY, FRIDAY)
    assert set(shown.places["place_id"]) == {alfa.place}


def test_who_erases_somebody_finds_it_among_their_acts(town: Workspace, alfa: Whose) -> None:
    """The log of an organiser says that somebody was erased, and offers no way back."""
    own = probed_town.viewer("organiser", alfa)
    invitations.erase(town, own, alfa.person)
    (act,) = history.acts(town, own).query("verb == 'erase_person'").to_dict("records")
    assert (act["function"], act["can_undo"]) == ("Alfa", False)


def test_a_restored_backup_signs_nobody_in(workspace: Workspace, tmp_path: Path) -> None:
    """Who was signed in when the backup was made is not in the workspace that is restored from it."""
    token = signed_in(workspace, "anna")
    assert sign_in.who(workspace, token) is not None
    file = backups.make(workspace, viewers.local()).file
    backups.restore(tmp_path / "other", viewers.local(), file, workspace.now())
    other = create(tmp_path / "other", now=workspace.now)
    assert sign_in.who(other, token) is None
    other.store.close()


def test_the_log_of_one_s_own_is_not_pushed_out_by_others(town: Workspace, alfa: Whose) -> None:
    """After sixty acts of somebody else an organiser still finds their association's acts, and can undo theirs."""
    own = probed_town.viewer("organiser", alfa)
    entries.edit_place(
        town,
        own,
        alfa.place,
        name="Nya torget",
        kind="square",
        around_min=None,
        version=_version(town, alfa.place),
    )
    before = history.acts(town, own)
    for number in range(60):
        with town.store.act("någon annan", "note") as act:
            act.insert("organisation", [{"name": f"Förening {number}"}])
    after = history.acts(town, own)
    assert list(after["id"]) == list(before["id"])
    assert alfa.act in set(after["id"])
    assert after["can_undo"].iloc[0]
    assert history.since(town, own, alfa.revision) == [after["id"].iloc[0]]


def _version(town: Workspace, place_id: str) -> int:
    return int(town.store.frame("place", [place_id])["version"].iloc[0])
