"""Searches for plans that run beside the page: seconds spent, the best so far, a button that stops, and the answer.

A session has one search running at a time; what it came to stays with the session, and is shown to no other viewer in
it. Nobody else's session sees it. The thread touches nothing of the page. It ends by the solver's own limit of time at
the latest: HiGHS cannot be interrupted, so what it still comes to after a stop is thrown away.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

from karta.services import background
from karta.services.background import Progress, Work
from karta.services.search import Search
from karta.ui import words
from karta.ui.context import Context

# What takes no longer is shown at once, without a word of progress.
AT_ONCE_SECONDS = 0.5
POLL_SECONDS = 0.5
_RUNS = "karta_searches"

T = TypeVar("T")


@dataclass(frozen=True)
class Task(Generic[T]):
    """What a page wants searched: its name there, what is asked (equal: the answer that is there stands), and how.

    `seconds`: about how long it may take. `tell`: the sentence of the best so far; `shows_best`: the page shows that
    itself while the search goes on. Who has begun to work with it keeps it until they ask for the finished answer:
    no press falls on something else than was seen, and no message goes as the page is drawn anew.
    """

    name: str
    asked: object
    seconds: float
    do: Callable[[Search[T]], T]
    tell: Callable[[T], str]
    shows_best: bool = False


@dataclass
class _Run(Generic[T]):
    """A search of this session: what was asked and by whom, and after how many seconds it was stopped.

    `shown`: the best so far that the page has shown, and how many times it was drawn with it; `is_revealed`: what the
    search came to has taken its place.
    """

    asked: object
    audience: str
    search: Search[T]
    work: Work[T]
    stopped_after: float = 0.0
    shown: T | None = None
    draws: int = 0
    is_revealed: bool = False

    @property
    def is_over(self) -> bool:
        """Whether there is an answer that stays: the search's own, or the best when it was stopped."""
        return self.work.wait(0) or self.is_cut

    @property
    def is_cut(self) -> bool:
        """Whether the best so far is the answer."""
        return self.search.is_stopped and self.search.best is not None

    @property
    def is_held_back(self) -> bool:
        """Whether the page goes on showing the best that it has shown, although there is the answer."""
        return (
            self.shown is not None and not self.is_revealed and not self.is_cut and not self.work.has_failed
        )

    def reveal(self) -> None:
        """Let the answer take the place of what is shown."""
        self.is_revealed = True

    def stop(self) -> None:
        """End with the best so far; what is over stays as it is."""
        if not self.is_over:
            self.search.stop()
            self.stopped_after = self.work.seconds


def solved(context: Context, task: Task[T]) -> T | None:
    """Return what a task came to; while it is searched for, show how far it is, and return None or the best so far.

    Raises what the search raises; the next time the page is drawn it is tried anew.
    """
    run = _run(context, task)
    if not run.is_over:
        with st.spinner(context.say("solving.begins")):
            run.work.wait(max(0.0, AT_ONCE_SECONDS - run.work.seconds))
    if not run.is_over or run.is_held_back:
        if task.shows_best and not run.is_over:
            run.shown = run.search.best
        run.draws += run.shown is not None
        _show_progress(context, task, run)
        return run.shown
    if run.is_cut:
        seconds = max(1, round(run.stopped_after))
        words.paragraph(context.say("solving.stopped", seconds=seconds), "note")
        return run.search.best
    if run.work.has_failed:
        del _runs()[task.name]
    return run.work.result()


def forget(*names: str) -> None:
    """Stop searches and let go of what they came to: asked for again, they begin anew."""
    for run in [_runs().pop(name, None) for name in names]:
        if run is not None:
            run.search.stop()
            run.work.drop()


def is_searching(name: str) -> bool:
    """Tell whether a search of this name runs: what a second one that would stop it waits for."""
    return name in _runs() and not _runs()[name].is_over


def _run(context: Context, task: Task[T]) -> _Run[T]:
    """Return the search for a task, begun where there is none; what else this session searches is stopped then."""
    run = _runs().get(task.name)
    if run is not None and (run.asked, run.audience) == (task.asked, context.viewer.scope):
        return run
    forget(task.name)
    for name, other in list(_runs().items()):
        other.stop()
        if not other.is_over:
            forget(name)
    search = Search[T]()

    def do(progress: Progress) -> T:
        progress.enter("searching")
        return task.do(search)

    run = _Run(task.asked, context.viewer.scope, search, background.begin(do, "searches"))
    _runs()[task.name] = run
    return run


def _show_progress(context: Context, task: Task[T], run: _Run[T]) -> None:
    """Show how far a search is, looked at again each half second; draw the page anew when there is more to show."""
    say = context.say

    @st.fragment(run_every=POLL_SECONDS)
    def poll() -> None:
        if run.is_over:
            if run.is_held_back and run.draws > 1:
                words.paragraph(say("solving.done"), "note")
                st.button(say("solving.reveal"), key=f"solving_reveal_{task.name}", on_click=run.reveal)
                return
            run.reveal()
            st.rerun()
        if task.shows_best and run.search.best is not run.shown:
            st.rerun()
        spent = run.work.seconds
        st.progress(min(0.95, spent / task.seconds))
        if run.search.is_stopped:
            words.paragraph(say("solving.stopping"), "note")
            return
        phase = run.work.progress.phase
        if phase == "searching" and spent > task.seconds:
            phase = "longer"
        words.paragraph(say(f"solving.{phase}", spent=int(spent), seconds=round(task.seconds)), "note")
        best = run.search.best
        if best is not None:
            words.paragraph(task.tell(best), "quiet")
        st.button(say("solving.stop"), key=f"solving_stop_{task.name}", on_click=run.stop)

    poll()


def _runs() -> dict[str, _Run[Any]]:
    runs: dict[str, _Run[Any]] = st.session_state.setdefault(_RUNS, {})
    return runs
