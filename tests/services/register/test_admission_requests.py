"""Admission in the open: the written criteria, a no with whose it was, and a new decision that is asked for."""

from pathlib import Path

import pytest

from karta.errors import ConflictError, InputError, NotAllowedError
from karta.privacy import Viewer
from karta.services import history
from karta.services.access import viewers
from karta.services.needs import requests
from karta.services.register import admission_requests, organisations
from karta.services.register.admission_requests import Standing
from tests import viewers as made_viewers
from tests.web import open_town
from tests.web.open_town import LOCAL, TODAY, OpenTown

COORDINATOR = Viewer("samordnare", "coordinator")


@pytest.fixture
def town(tmp_path: Path) -> OpenTown:
    """Give the town with one organisation more that nobody has admitted."""
    made = open_town.make(tmp_path / "own")
    with made.workspace.store.act("test", "import") as act:
        made.orgs["Nya"] = act.insert("organisation", [{"name": "Nya"}])[0]
    return made


def only(town: OpenTown, viewer: Viewer) -> Standing:
    """Return the standing of the one that is not admitted."""
    (standing,) = admission_requests.standings(town.workspace, viewer)
    return standing


def test_the_criteria_are_written_by_who_admits_and_read_by_all_signed_in(town: OpenTown) -> None:
    """The police reads them; an association does not write them, nor does anybody about a person."""
    workspace, police = town.workspace, Viewer("polis", "police")
    admission_requests.set_criteria(workspace, COORDINATOR, "Stadgar och  barnskydd", version=0)
    assert admission_requests.criteria(workspace, police).value == "Stadgar och barnskydd"
    version = admission_requests.criteria(workspace, police).version
    with pytest.raises(NotAllowedError):
        admission_requests.set_criteria(workspace, made_viewers.of(workspace, "Nya"), "x", version=version)
    with pytest.raises(ConflictError):
        admission_requests.set_criteria(workspace, COORDINATOR, "Annat", version=0)
    with pytest.raises(InputError):
        admission_requests.set_criteria(workspace, COORDINATOR, "Ring 070-123 45 67", version=version)
    with pytest.raises(NotAllowedError):
        admission_requests.criteria(workspace, viewers.visitor())


def test_a_no_says_whose_it_was_and_a_new_decision_is_asked_for(town: OpenTown) -> None:
    """No by the coordinator; its own sees that and asks; the day is kept; admitted, it waits no more."""
    workspace, own, org = town.workspace, made_viewers.of(town.workspace, "Nya"), town.orgs["Nya"]
    assert only(town, own).declined_on is None
    admission_requests.decline(workspace, COORDINATOR, org, version=None)
    assert (only(town, own).declined_by, only(town, own).declined_on) == ("samordnare", TODAY)
    assert (only(town, own).asked_on, only(town, own).may_ask) == (None, True)
    admission_requests.ask(workspace, own, org)
    admission_requests.ask(workspace, own, org)
    waiting = only(town, COORDINATOR)
    assert (waiting.name, waiting.asked_on, waiting.asked_by, waiting.may_ask) == (
        "Nya",
        TODAY,
        "ledare",
        False,
    )
    assert len(workspace.store.frame("request")) == 2
    with pytest.raises(ConflictError):
        admission_requests.decline(workspace, COORDINATOR, org, version=None)
    admission_requests.decline(workspace, COORDINATOR, org, version=waiting.version)
    assert only(town, own).asked_on is None
    admission_requests.ask(workspace, own, org)
    organisations.admit(workspace, COORDINATOR, org)
    assert admission_requests.standings(workspace, COORDINATOR) == []
    with pytest.raises(ConflictError):
        admission_requests.ask(workspace, own, org)
    kept = workspace.store.frame("request")
    assert [kept["asked_on"].notna().sum(), kept["answer"].eq("no").sum()] == [2, 2]


def test_nobody_else_is_told(town: OpenTown) -> None:
    """Neither another association nor the police; nor does it stand among the requests for presence."""
    workspace, org = town.workspace, town.orgs["Nya"]
    admission_requests.decline(workspace, COORDINATOR, org, version=None)
    for viewer in (made_viewers.of(workspace, "Kyrkan"), Viewer("polis", "police")):
        assert admission_requests.standings(workspace, viewer) == []
    with pytest.raises(NotAllowedError):
        admission_requests.ask(workspace, made_viewers.of(workspace, "Kyrkan"), org)
    with pytest.raises(NotAllowedError):
        admission_requests.decline(workspace, made_viewers.of(workspace, "Nya"), org, version=None)
    assert requests.visible(workspace, LOCAL).empty


def test_a_no_and_a_request_are_undone(town: OpenTown) -> None:
    """Each by its own undo."""
    workspace, own, org = town.workspace, made_viewers.of(town.workspace, "Nya"), town.orgs["Nya"]
    for act, viewer in (
        (lambda: admission_requests.ask(workspace, own, org), own),
        (lambda: admission_requests.decline(workspace, LOCAL, org, version=None), LOCAL),
    ):
        before, standing = workspace.store.revision(), only(town, own)
        act()
        assert only(town, own) != standing
        (done,) = history.since(workspace, viewer, before)
        history.undo(workspace, viewer, done)
        assert only(town, own) == standing
