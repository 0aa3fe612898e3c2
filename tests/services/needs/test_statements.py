"""What an organisation says of its own presence: made and taken back by it alone, no words about people."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from karta.errors import ConflictError, InputError, NotAllowedError
from karta.privacy import Viewer
from karta.services.needs import statements
from karta.services.workspace import Workspace, create

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[tuple[Workspace, str, str]]:
    """Give a town of two organisations, with their ids."""
    workspace = create(tmp_path / "town", now=lambda: NOW)
    with workspace.store.act("test", "import") as act:
        alfa, beta = act.insert("organisation", [{"name": "Alfa"}, {"name": "Beta"}])
    yield workspace, alfa, beta
    workspace.store.close()


def test_it_alone_makes_changes_and_takes_back(town: tuple[Workspace, str, str]) -> None:
    """Alfa's own text is replaced by its next one; Beta and the coordinator can do nothing with it."""
    workspace, alfa, beta = town
    own, other = (
        Viewer("ledare", "organiser", frozenset({alfa})),
        Viewer("ledare", "organiser", frozenset({beta})),
    )
    coordinator = Viewer("samordnare", "coordinator")
    statements.state(workspace, own, alfa, "Vi är fler än vad schemat visar.", version=0)
    (first,) = statements.statements(workspace, own)
    with pytest.raises(ConflictError):
        statements.state(workspace, own, alfa, "Vi går varannan fredag.", version=0)
    statements.state(workspace, own, alfa, "Vi går varannan fredag.", version=first.version)
    for viewer in (other, coordinator):
        with pytest.raises(NotAllowedError):
            statements.take_back(workspace, viewer, alfa, version=first.version)
        with pytest.raises(NotAllowedError):
            statements.state(workspace, viewer, alfa, "Något annat", version=first.version)
    (seen,) = statements.statements(workspace, other)
    assert (seen.organisation, seen.words, seen.may_edit) == ("Alfa", "Vi går varannan fredag.", False)
    statements.take_back(workspace, own, alfa, version=seen.version)
    assert statements.statements(workspace, own) == []


@pytest.mark.parametrize(
    ("words", "code"), [("", "statement_missing"), ("Ring Kim 070-123 45 67", "words_about_people")]
)
def test_no_words_about_people(town: tuple[Workspace, str, str], words: str, code: str) -> None:
    """A blank text and a telephone number are refused."""
    workspace, alfa, _ = town
    with pytest.raises(InputError) as error:
        statements.state(workspace, Viewer("ledare", "organiser", frozenset({alfa})), alfa, words, version=0)
    assert error.value.code == code
