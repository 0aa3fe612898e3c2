"""Searches beside the page: what is shown meanwhile, a stop, a fault, another viewer, and that no thread stays."""

from collections.abc import Iterator
from threading import Event
from threading import enumerate as every_thread

import pytest
from streamlit.testing.v1 import AppTest

from karta.errors import InputError
from karta.i18n import error_text
from karta.privacy import Viewer
from karta.services.background import AT_A_TIME
from karta.services.search import Search
from karta.services.workspace import Workspace
from karta.ui import solving
from tests.ui.conftest import button, html

PATIENCE = 30


class Slow:
    """A search that publishes 3, goes on when it is let, and comes to 5 unless it has been stopped."""

    def __init__(self) -> None:
        self.asked: object = "a"
        self.seconds = 500.0
        self.shows_best = True
        self.name, self.viewer = "test", Viewer("samordnare", "local")
        self.searches: list[Search[int]] = []
        self.published, self.go, self.ended = Event(), Event(), Event()
        self.fault: Exception | None = None

    @property
    def began(self) -> int:
        """How many times it has been begun."""
        return len(self.searches)

    def do(self, search: Search[int]) -> int:
        """Search."""
        self.searches.append(search)
        try:
            search.better(3)
            self.published.set()
            assert self.go.wait(PATIENCE)
            if self.fault:
                raise self.fault
            search.better(4)
            return 3 if search.stopped() else 5
        finally:
            self.ended.set()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    """Give a slow search of pages that wait for nothing, and let it end."""
    monkeypatch.setattr(solving, "AT_ONCE_SECONDS", 0.0)
    search = Slow()
    yield search
    search.go.set()


@pytest.fixture
def page(workspace: Workspace, slow: Slow) -> AppTest:
    """Give a page that shows what the slow search comes to."""
    return AppTest.from_function(_page, args=(str(workspace.folder), slow), default_timeout=60)


def _page(home: str, slow: "Slow") -> None:
    """Show what a search comes to: AppTest reads this function's source and runs it alone."""
    from karta.services import homes
    from karta.services.workspace import open_workspace
    from karta.ui import solving, words
    from karta.ui.context import Context, show_faults

    context = Context(open_workspace(homes.home(home)), slow.viewer)
    with show_faults(context, "test"):
        task = solving.Task(slow.name, slow.asked, slow.seconds, slow.do, "Bäst {}".format, slow.shows_best)
        words.paragraph(f"Svar {solving.solved(context, task)}")


def patient(page: AppTest) -> None:
    """Draw the page anew, and wait for what it searches."""
    solving.AT_ONCE_SECONDS = 60.0
    page.run()
    assert not page.exception


def begun(page: AppTest, slow: Slow) -> AppTest:
    """Return the page while it searches, with the first answer published."""
    page.run()
    assert slow.published.wait(PATIENCE)
    page.run()
    assert not page.exception
    return page


def test_the_answer_is_shown_when_it_is_asked_for(page: AppTest, slow: Slow) -> None:
    """While it searches the best so far stands there with the seconds; who has begun to work with that keeps it."""
    shown = html(begun(page, slow))
    assert " av ungefär 500 sekunder." in shown
    assert "Bäst 3" in shown
    assert "Svar 3" in shown
    slow.go.set()
    assert slow.ended.wait(PATIENCE)
    patient(page)
    assert "Klart." in html(page)
    assert "Svar 3" in html(page)
    button(page, "Visa det färdiga förslaget")
    assert "Svar 5" in html(page)
    assert "Söker" not in html(page)
    assert not page.button
    assert slow.began == 1


def test_what_is_not_shown_before_is_shown_once_it_is_done(page: AppTest, slow: Slow) -> None:
    """A page that tells only how good the best so far is shows the answer as soon as it is drawn anew."""
    slow.shows_best = False
    shown = html(begun(page, slow))
    assert "Bäst 3" in shown
    assert "Svar None" in shown
    slow.go.set()
    patient(page)
    assert html(page) == "<p class='karta-p '>Svar 5</p>"


def test_a_search_beyond_its_time_says_so(page: AppTest, slow: Slow) -> None:
    """Where a solver takes longer than it was given, that stands there instead of more seconds than there are."""
    slow.seconds = 1e-6
    assert "sekunder, längre än vanligt." in html(begun(page, slow))


def test_what_is_quick_is_shown_at_once(page: AppTest, slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that ends while the page waits shows its answer, and no progress."""
    monkeypatch.setattr(solving, "AT_ONCE_SECONDS", 60.0)
    slow.go.set()
    page.run()
    assert html(page) == "<p class='karta-p '>Svar 5</p>"


def test_a_stop_gives_the_best_so_far(page: AppTest, slow: Slow) -> None:
    """Stopped, the first answer stays and it says so; what the search still comes to, or breaks on, changes nothing."""
    button(begun(page, slow), "Stoppa")
    assert "Svar 3" in html(page)
    assert "Stoppat efter " in html(page)
    assert not page.button
    slow.fault = InputError("table_empty")
    slow.go.set()
    assert slow.ended.wait(PATIENCE)
    page.run()
    assert "Svar 3" in html(page)
    assert "fault" not in html(page)


def test_a_fault_is_told_as_a_sentence_and_tried_anew(page: AppTest, slow: Slow) -> None:
    """What a service refuses is told in its own words; drawn again, the page asks again."""
    begun(page, slow)
    slow.fault = InputError("walk_locked_over", count=2)
    slow.go.set()
    assert slow.ended.wait(PATIENCE)
    patient(page)
    assert f"<p class='karta-p fault'>{error_text(slow.fault, 'sv')}</p>" in html(page)
    slow.fault = None
    patient(page)
    assert (slow.began, "Svar 5" in html(page)) == (2, True)


def test_another_viewer_sees_nothing_of_it(page: AppTest, slow: Slow) -> None:
    """What a session came to for one viewer is not shown to the next one in it: the search begins anew, for them."""
    button(begun(page, slow), "Stoppa")
    assert "Svar 3" in html(page)
    slow.viewer = Viewer("volontär", "volunteer")
    slow.published.clear()
    slow.go.set()
    patient(page)
    assert (slow.began, "Svar 5" in html(page)) == (2, True)
    assert "Stoppat" not in html(page)


def test_a_new_search_stops_the_one_before(page: AppTest, slow: Slow) -> None:
    """Asked for something else under the same name, the first search is told to stop, and its answer is not shown."""
    begun(page, slow)
    first = slow.searches[0]
    assert not first.stopped()
    slow.asked = "b"
    slow.go.set()
    patient(page)
    assert first.stopped()
    assert (slow.began, "Svar 5" in html(page)) == (2, True)


def test_a_search_of_another_part_is_stopped_and_keeps_its_best(page: AppTest, slow: Slow) -> None:
    """One search runs at a time: one of another name stops it, and back at the first its best so far stands."""
    begun(page, slow)
    slow.name = "other"
    page.run()
    assert [search.stopped() for search in slow.searches] == [True, False]
    slow.name = "test"
    page.run()
    assert "Svar 3" in html(page)
    assert slow.began == 2


def test_no_thread_is_left_searching_after_a_stop(page: AppTest, slow: Slow) -> None:
    """After a stop the thread is free for the next search as soon as the solver asks whether to stop."""
    button(begun(page, slow), "Stoppa")
    slow.go.set()
    assert slow.ended.wait(PATIENCE)
    for each in range(3 * AT_A_TIME["searches"]):
        slow.asked = each
        patient(page)
        assert "Svar 5" in html(page)
    working = [thread for thread in every_thread() if thread.name.startswith("karta-searches")]
    assert len(working) <= AT_A_TIME["searches"]
