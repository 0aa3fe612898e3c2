"""Proposals: words to the owner of what one may see and not change, taken or not, by hand."""

from pathlib import Path

import pytest

from karta.errors import InputError, NotAllowedError, NotFoundError
from karta.privacy import Viewer
from karta.services import history
from karta.services.needs import proposals, requests
from karta.services.workspace import Workspace, create
from tests.privacy import probed_town
from tests.privacy.probed_town import LOCAL, NOW, Whose

Town = tuple[Workspace, dict[str, Whose]]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Give the town of Alfa and Beta, each with a place, a contact and a session."""
    folder: Path = tmp_path_factory.mktemp("proposals")
    whose = probed_town.make(folder)
    return create(folder, now=lambda: NOW), whose


def shown(workspace: Workspace, viewer: Viewer, request_id: str) -> dict[str, object] | None:
    """Return a request as a viewer sees it, None where it does not."""
    rows = requests.visible(workspace, viewer)
    found = rows[rows["id"] == request_id].to_dict("records")
    return None if not found else {str(key): value for key, value in found[0].items()}


def test_the_owner_takes_a_proposal_or_not_and_can_undo_that(town: Town) -> None:
    """Alfa's police propose that Beta's number is put right: Beta alone answers, with yes or no."""
    workspace, whose = town
    police, owner = (
        probed_town.viewer("police", whose["Alfa"]),
        probed_town.viewer("organiser", whose["Beta"]),
    )
    about = proposals.propose(workspace, police, "contact", whose["Beta"].contact, "Numret går till växeln")
    row = shown(workspace, owner, about)
    assert row is not None
    assert (row["why"], row["offered"], row["place"], row["to_org"]) == (
        "Numret går till växeln", "Jour", "", "Beta",
    )  # fmt: skip
    assert (row["from_org"], row["mine_to_answer"]) == ("Alfa", True)
    version = int(str(row["version"]))
    mine = shown(workspace, police, about)
    assert mine is not None
    assert mine["mine_to_answer"] is False
    with pytest.raises(NotAllowedError):
        requests.answer(workspace, police, about, "yes", version=version)
    with pytest.raises(InputError, match="value_not_allowed"):
        requests.answer(workspace, owner, about, "talk", version=version)
    before = workspace.store.revision()
    requests.answer(workspace, owner, about, "yes", version=version)
    answered = shown(workspace, police, about)
    assert answered is not None
    assert (answered["state"], answered["answer"]) == ("answered", "yes")
    history.undo(workspace, owner, history.since(workspace, owner, before)[0])
    again = shown(workspace, owner, about)
    assert again is not None
    assert (again["state"], again["mine_to_answer"]) == ("sent", True)


def test_what_nobody_owns_goes_to_those_who_answer_for_the_partnership(town: Town) -> None:
    """A contact without an organisation: the coordinator answers, Beta does not see it."""
    workspace, whose = town
    with workspace.store.act("test", "import") as act:
        contact = act.insert("contact_function", [{"function": "Socialjour", "channel": "08-1"}])[0]
    organiser = probed_town.viewer("organiser", whose["Alfa"])
    about = proposals.propose(workspace, organiser, "contact", contact, "Stänger klockan 22")
    assert shown(workspace, probed_town.viewer("organiser", whose["Beta"]), about) is None
    row = shown(workspace, Viewer("samordnare", "coordinator"), about)
    assert row is not None
    assert row["mine_to_answer"] is True


def test_who_may_change_it_proposes_nothing(town: Town) -> None:
    """One's own place, contact and session are changed; another's are proposed about; a volunteer does neither."""
    workspace, whose = town
    organiser = probed_town.viewer("organiser", whose["Alfa"])
    for name, expected in (("Alfa", False), ("Beta", True)):
        ids = {"place": whose[name].place, "contact": whose[name].contact, "session": whose[name].activity}
        for about, row_id in ids.items():
            assert proposals.may_propose(workspace, organiser, about, row_id) is expected  # type: ignore[arg-type]
            assert not proposals.may_propose(workspace, LOCAL, about, row_id)  # type: ignore[arg-type]
    volunteer = probed_town.viewer("volunteer", whose["Alfa"])
    assert not proposals.may_propose(workspace, volunteer, "place", whose["Beta"].place)


def test_words_are_needed_and_guarded(town: Town) -> None:
    """No words, words about people and a thing that is not there are refused, and nothing is stored."""
    workspace, whose = town
    organiser, place = probed_town.viewer("organiser", whose["Alfa"]), whose["Beta"].place
    before = workspace.store.revision()
    for words, code in ((" ", "proposal_empty"), ("ring 070-123 45 67", "words_about_people")):
        with pytest.raises(InputError, match=code):
            proposals.propose(workspace, organiser, "place", place, words)
    with pytest.raises(InputError, match="words_too_long"):
        proposals.propose(workspace, organiser, "place", place, "a" * 201)
    with pytest.raises(NotFoundError):
        proposals.propose(workspace, organiser, "place", "nowhere", "Grinden har flyttats")
    assert workspace.store.revision() == before
