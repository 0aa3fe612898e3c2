"""Files that come by themselves: where from, when they were last read, what they brought, and what waits."""

from functools import partial

import streamlit as st

from karta.errors import KartaError
from karta.i18n import error_text
from karta.privacy import WORKSPACE, allowed
from karta.services import background
from karta.services.background import Work
from karta.services.importing import feed_reading, feeds
from karta.services.importing.feed_words import file_sentence
from karta.services.importing.feeds import Feed, FeedFile
from karta.services.rosters import notices
from karta.ui import feedback, parts, uploads, words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.pages.register import draft as register_draft
from karta.ui.pages.register.draft import POLL_SECONDS, Draft

# How many files of a feed stand on the page, of those that want something and of the others each.
MOST_FILES = 20
_READING = "feeds_reading"


def may(context: Context) -> bool:
    """Tell whether the viewer sees the feeds at all."""
    return bool(allowed(context.viewer, "keep_feeds", WORKSPACE))


def waiting(context: Context) -> int:
    """Return how many files wait for an answer."""
    if not may(context):
        return 0
    every = feeds.feeds(context.workspace, context.viewer)
    return sum(file.state == "waits" for feed in every for file in feed.files)


def show(context: Context) -> None:
    """Show every feed, or how the reading of one goes on."""
    words.paragraph(context.say("feeds.what"))
    work: Work[list[str]] | None = st.session_state.get(_READING)
    if work is not None:
        _show_reading(context, work)
        return
    every = feeds.feeds(context.workspace, context.viewer)
    if not every:
        words.paragraph(context.say("feeds.none"), "quiet")
    for feed in every:
        _show_feed(context, feed)


def _show_feed(context: Context, feed: Feed) -> None:
    words.heading(feed.name, 3)
    words.paragraph(f"{context.say(f'register.kind_of.{feed.kind}')} · {feed.where}", "quiet")
    if feed.read_at is None:
        words.paragraph(context.say("feeds.never"))
    else:
        when = f"{on(context, feed.read_at)} {feed.read_at:%H:%M}"
        words.paragraph(context.say("feeds.read_at", at=when))
    if feed.fault is not None and feed.tried_at is not None:
        when = f"{on(context, feed.tried_at)} {feed.tried_at:%H:%M}"
        why = error_text(feed.fault, context.workspace.language)
        words.paragraph(context.say("feeds.failed", at=when, why=why), "fault")
    wanting = [file for file in feed.files if file.state in ("waits", "gone")]
    for file in wanting[:MOST_FILES]:
        _show_file(context, feed, file)
    quiet = [file for file in feed.files if file not in wanting]
    words.bullets([file_sentence(file, context.workspace.language) for file in quiet[:MOST_FILES]])
    rest = len(feed.files) - min(len(wanting), MOST_FILES) - min(len(quiet), MOST_FILES)
    if rest:
        words.paragraph(context.say("register.and_more", count=rest), "quiet")
    if st.button(context.say("feeds.read_now"), icon=":material/sync:", key=f"feed_read_{feed.name}"):
        st.session_state[_READING] = _begin(context, feed.name)
        st.rerun()


def _show_file(context: Context, feed: Feed, file: FeedFile) -> None:
    """Show a file that waits or is gone, with what can be done about it."""
    with st.container(border=True):
        words.paragraph(file_sentence(file, context.workspace.language))
        key = f"feed_file_{feed.name}_{file.name}"
        if file.state == "gone":
            if st.button(context.say("feeds.forget"), key=key):
                act = partial(feeds.forget, context.workspace, context.viewer, feed.name, file.name)
                feedback.perform(context, act, "feeds.forgotten", name=file.name)
        elif st.button(context.say("feeds.open"), type="primary", key=key):
            _open(context, feed.name, file.name)


def _open(context: Context, feed: str, name: str) -> None:
    """Take a file into the preview, where its questions are answered as those of an uploaded one."""
    try:
        with st.spinner(context.say("register.load_reading")):
            file = feeds.opened(context.workspace, context.viewer, feed, name)
        draft: Draft | None = st.session_state.pop("load_draft", None)
        if draft is not None:
            draft.put_away()
        upload = uploads.place(file.name, file.content)
    except KartaError as error:
        feedback.fault(context, error)
        return
    st.session_state["load_draft"] = Draft(upload, file.kind, answers=dict(file.answers), feed_file=file)
    parts.go("load")
    st.rerun()


def _begin(context: Context, feed: str) -> Work[list[str]]:
    notifier = partial(notices.following_import, workspace=context.workspace)
    return background.begin(
        lambda _: feed_reading.read(context.workspace, context.viewer, [feed], notifier=notifier)
    )


def _show_reading(context: Context, work: Work[list[str]]) -> None:
    """Show that a feed is being read; when it is done tell it, with the way to undo what was stored."""
    if not register_draft.done(work):

        @st.fragment(run_every=POLL_SECONDS)
        def poll() -> None:
            if work.wait(0):
                st.rerun()
            words.paragraph(context.say("feeds.reading", seconds=int(work.seconds)), "note")

        poll()
        words.paragraph(context.say("register.meanwhile_stored"), "quiet")
        return
    st.session_state.pop(_READING)
    try:
        act_ids = work.result()
    except KartaError as error:
        feedback.fault(context, error)
        return
    feedback.did(act_ids, context.say("feeds.done", count=len(act_ids)))
