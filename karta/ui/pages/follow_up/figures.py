"""Figures over months: what they count, and what may not be claimed from them."""

from karta.ui import words
from karta.ui.context import Context


def show(context: Context) -> None:
    """Show the part."""
    say = context.say
    words.heading(say("follow_up.not_claimed_title"))
    words.bullets([say(f"follow_up.not_claimed_{number}") for number in range(1, 5)])
