"""What a role may not see changes no byte of what it gets; `make unseen` compares every page for every role."""

from pathlib import Path

import pytest

from tests.privacy.hidden import HIDDEN
from tests.privacy.unseen import Prepared, differing, prepare, rendered

COUNT = 6


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Give a town with members of three roles."""
    return prepare(tmp_path_factory.mktemp("unseen") / "prepared", ("organiser", "org_admin", "municipality"))


@pytest.mark.parametrize(
    ("role", "pages"),
    [("organiser", ("requests", "register", "follow_up")), ("org_admin", ("gaps", "rosters"))],
)
def test_no_byte_tells_of_what_is_hidden(
    prepared: Prepared, tmp_path: Path, role: str, pages: tuple[str, ...]
) -> None:
    """Pages, files, answers and light pages are the same with requests and kept sheets of others as without."""
    blind = [hidden for hidden in HIDDEN.values() if role in hidden.blind]
    without = rendered(prepared, tmp_path / "home", role, (), 0, pages)
    assert {f"{page}/" for page in pages} <= {name.partition("/")[0] + "/" for name in without}
    assert differing(without, rendered(prepared, tmp_path / "home", role, blind, COUNT, pages)) == []


def test_a_difference_would_be_seen(prepared: Prepared, tmp_path: Path) -> None:
    """Whoever answers what was raised gets other bytes where more of it is, on the page that lists it."""
    raised, pages = HIDDEN["raised places"], ("requests",)
    without, beside = (
        rendered(prepared, tmp_path / "home", "municipality", hidden, 1, pages) for hidden in ((), (raised,))
    )
    assert "requests/open" in differing(without, beside)
