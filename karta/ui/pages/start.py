"""The start page: what one sees here, what it is not, and the way on."""

from karta.services.workspace import is_empty
from karta.ui import words
from karta.ui.app import Context, page_link


def show(context: Context) -> None:
    """Show the start page."""
    words.heading(context.say("ui.start_title"), 1)
    words.paragraph(context.say("ui.start_what"), "lead")
    words.paragraph(context.say("ui.start_not"), "caption")
    if is_empty(context.workspace):
        words.heading(context.say("ui.start_empty_title"))
        words.paragraph(context.say("ui.start_empty"))
        page_link("begin", context.say("ui.go_begin"))
        return
    page_link("gaps", context.say("ui.go_gaps"))
    page_link("register", context.say("ui.go_register"))
    page_link("begin", context.say("ui.go_begin"))
    words.heading(context.say("ui.start_read_title"), 3)
    words.bullets([context.say(f"ui.start_read_{n}") for n in range(1, 5)])
