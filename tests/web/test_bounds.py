"""What a personal link does not answer: odd forms, addresses that are none, and shifts of other organisations."""

from collections.abc import Callable

import pytest

from karta.services.register import organisations
from karta.services.workspace import Workspace
from karta.web import posts, volunteer
from tests import guests
from tests.services.rosters.conftest import COORDINATOR, Plan, occurrences
from tests.web.client import HOST, ask


@pytest.fixture
def link_of(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Give `link_of(organisation)`: the link of somebody of it, with the workspace served at its own moment."""
    monkeypatch.setenv("KARTA_WORKSPACE", str(workspace.folder))
    monkeypatch.setattr(volunteer, "_opened", lambda _: volunteer._Opened(workspace))
    return lambda org: f"/p/{guests.invite(workspace, COORDINATOR, org, 'Anna')[1]}"


@pytest.mark.parametrize("fields", [{f"a{n}": "1" for n in range(21)}, {"occurrence": "x" * 10_001}])
def test_a_form_that_is_none_of_ours_is_refused(
    link_of: Callable[[str], str], org: str, fields: dict[str, str]
) -> None:
    """More fields or more text than any form has: a page with a sentence, to a stranger that the link is none."""
    link = link_of(org)
    for path in ("anmal", "avanmal", "ersattare", "last", "mejl", "rapport/x"):
        answer = ask(f"{link}/{path}", fields)
        assert answer.status == 400
        assert "Det var mer än sidan frågar efter." in answer.html
        assert ask(f"/p/x/{path}", fields).status == 404


def test_reloading_after_a_refusal_leads_back(link_of: Callable[[str], str], org: str) -> None:
    """An address that is only sent to leads who asks for it to their page, in the language they had."""
    link = link_of(org)
    for path in ("anmal", "avanmal", "ersattare", "last", "mejl"):
        answer = ask(f"{link}/{path}?lang=en")
        assert (answer.status, answer.headers["location"]) == (303, f"{link}?lang=en")
    assert ask("/p/%22%3E/anmal").headers["location"].startswith("/p/%2522")
    assert ask(f"{link}/").headers["location"] == link


@pytest.mark.parametrize(
    "path", ["/p/", "/p/a/b/c", "/p//a", "/light/", "/light/x", "/light/type/400.ttf", "/fil/"]
)
def test_an_address_that_is_none_says_so(link_of: Callable[[str], str], org: str, path: str) -> None:
    """Asked for or sent to, it is a page of our own, not the app."""
    for answer in (ask(path), ask(path, {}, {"origin": f"http://{HOST}"})):
        assert answer.status == 404
        assert "Här finns ingen sida." in answer.html


def test_a_foreign_shift_is_as_good_as_none(
    workspace: Workspace, link_of: Callable[[str], str], plan: Plan, org: str
) -> None:
    """Signing up, off, a stand-in, a report or a sheet of another organisation's shift: as for a shift there is not."""
    plan(roles=("walk_leader",))
    shift = occurrences(workspace)[0].occurrence_id
    other = organisations.add_organisation(workspace, COORDINATOR, "Idrottsklubben")
    link = link_of(other)
    seal = posts.guard_of(link.removeprefix("/p/"))
    missing = f"{'0' * 26}{shift[26:]}" if len(shift) > 26 else f"x{shift[1:]}"
    for path in ("anmal", "avanmal", "ersattare"):
        answers = [
            ask(f"{link}/{path}", {"guard": seal, "adult": "yes", "occurrence": occurrence})
            for occurrence in (shift, missing)
        ]
        assert [answer.status for answer in answers] == [404, 404], path
        assert answers[0].html.replace(shift, missing) == answers[1].html
    for path in ("rapport", "blad"):
        assert ask(f"{link}/{path}/{shift}").html == ask(f"{link}/{path}/{missing}").html
    sent = {"guard": seal, "outcome": "no_show"}
    assert ask(f"{link}/rapport/{shift}", sent).html == ask(f"{link}/rapport/{missing}", sent).html
