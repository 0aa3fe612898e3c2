"""Files that come from an address: only where the setting allows it, in no log, and a fault keeps nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from karta.errors import ConflictError, InputError, NotFoundError
from karta.services import history
from karta.services.importing import feed_reading, feeds
from karta.services.workspace import Workspace
from tests.services.importing.fed import CLEAR, dates, read
from tests.services.importing.rows import COORDINATOR, bring, square
from tests.sources import web_site
from tests.sources.web_site import Site


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Give a site that the setting names and that may be asked."""
    with web_site.running() as site:
        site.admit(monkeypatch)
        monkeypatch.setenv(feeds.SETTING, f"other.test, {site.server}")
        yield site


def test_an_address_is_read_and_its_changes_with_it(workspace: Workspace, site: Site) -> None:
    """A club's calendar is stored under the feed's name, asked again the next time, and read only if it has changed."""
    bring(workspace, "places", square())
    event = (
        "BEGIN:VEVENT\r\nUID:{0}@x\r\nSUMMARY:Walk\r\nLOCATION:Square\r\nDTSTART:202609{0}T180000Z\r\n"
        "DTEND:202609{0}T200000Z\r\nEND:VEVENT\r\n"
    )
    calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n"
    site.serve("/secret-5/basic.ics", calendar.format(event.format(25)))
    address = site.address("/secret-5/basic.ics")
    feeds.add(workspace, COORDINATOR, address, kind="sessions", name="Klubben")
    feed = read(workspace)
    assert (feed.fault, feed.where) == (None, f"https://{site.server}")
    assert [(file.name, file.state, file.counts["stored"]) for file in feed.files] == [
        ("Klubben", "stored", 1)
    ]
    site.serve("/secret-5/basic.ics", calendar.format(event.format(25) + event.format(26)))
    assert read(workspace).files[0].counts["stored"] == 1
    assert dates(workspace) == ["2026-09-25", "2026-09-26"]
    assert site.requests == ["/secret-5/basic.ics"] * 2


def test_an_address_stands_in_no_log(workspace: Workspace, site: Site) -> None:
    """What may be a secret is neither in the acts nor in what they changed, nor in the file once it is removed."""
    feeds.add(workspace, COORDINATOR, site.address("/secret-5"), kind="roster", name="Klubben")
    read(workspace)
    feeds.remove(workspace, COORDINATOR, "Klubben")
    assert "secret-5" not in history.acts(workspace, COORDINATOR).to_string()
    assert not history.acts(workspace, COORDINATOR)["can_undo"].any()
    workspace.store.close()
    assert all(b"secret-5" not in path.read_bytes() for path in workspace.folder.glob("karta.sqlite*"))


def test_an_address_that_fails_keeps_no_other_feed_and_what_it_brought(
    workspace: Workspace, inbox: Path, site: Site
) -> None:
    """The fault is told with its feed; the folder beside it is read."""
    feeds.add(workspace, COORDINATOR, site.address("/x"), kind="roster", name="Adressen")
    (inbox / "klar.csv").write_text(CLEAR)
    feed_reading.read(workspace, COORDINATOR)
    address, folder = feeds.feeds(workspace, COORDINATOR)
    assert (address.read_at, folder.fault) == (None, None)
    assert address.fault is not None
    assert (address.fault.code, address.fault.facts) == ("fetch_missing", {"where": site.server})
    assert len(dates(workspace)) == 2


def test_nothing_is_asked_once_the_setting_is_withdrawn(
    workspace: Workspace, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Off by default, also for feeds that were added before: adding and reading are refused, and nobody is asked."""
    feeds.add(workspace, COORDINATOR, site.address("/x"), kind="roster", name="Klubben")
    monkeypatch.delenv(feeds.SETTING)
    fault = read(workspace).fault
    assert fault is not None
    assert fault.code == "fetch_off"
    with pytest.raises(InputError, match="fetch_off"):
        feeds.add(workspace, COORDINATOR, site.address("/x"), kind="roster", name="Klubben 2")
    assert site.requests == []


def test_what_is_no_feed_is_refused(workspace: Workspace, inbox: Path, site: Site) -> None:
    """No folder, no name, a name twice, a kind that is none; and what is not there is neither read nor removed."""
    for address, kind, name, code in (
        (str(inbox / "nowhere"), "roster", "", "feed_folder"),
        (site.address("/x"), "roster", "", "feed_nameless"),
        (site.address("/x"), "magic", "Klubben", "kind_unknown"),
        ("http://calendar.test/x", "roster", "Klubben", "fetch_address"),
    ):
        with pytest.raises(InputError, match=code):
            feeds.add(workspace, COORDINATOR, address, kind=kind, name=name)
    with pytest.raises(ConflictError, match="feed_there"):
        feeds.add(workspace, COORDINATOR, str(inbox), kind="roster")
    with pytest.raises(NotFoundError, match="feed_missing"):
        feed_reading.read(workspace, COORDINATOR, ["nowhere"])
    with pytest.raises(NotFoundError, match="feed_missing"):
        feeds.remove(workspace, COORDINATOR, "nowhere")
