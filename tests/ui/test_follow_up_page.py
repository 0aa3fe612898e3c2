"""Uppföljning: what stands on the page however little there is to follow up."""

from tests.ui.conftest import ShowPage, html


def test_the_page_says_what_may_not_be_claimed(show_page: ShowPage) -> None:
    """An empty workspace shows no figure, and says what figures of Karta can never tell."""
    shown = html(show_page("follow_up"))
    assert "Den säger inget om brott eller om de unga på platsen" in shown
    assert "Att en organisation eller en volontär har misslyckats" in shown
