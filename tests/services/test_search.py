"""A search between its page and its service: the best so far, and what a stop lets through."""

from karta.services.search import Search


def test_what_is_better_replaces_the_best_until_the_stop() -> None:
    """Answers follow each other; after a stop the best so far stays."""
    search = Search[str]()
    assert (search.best, search.stopped()) == (None, False)
    search.better("first")
    search.better("second")
    search.stop()
    search.better("third")
    assert (search.best, search.stopped()) == ("second", True)


def test_stopped_before_there_is_any_the_first_answer_is_taken() -> None:
    """Who stops too early gets the first answer, which comes in a moment, and no other."""
    search = Search[str]()
    search.stop()
    search.better("first")
    search.better("second")
    assert search.best == "first"
