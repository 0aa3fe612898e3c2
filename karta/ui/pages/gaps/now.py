"""Nu: which adults are out and what is open at this moment, for those who are out themselves."""

from karta.i18n import number
from karta.privacy import Answer
from karta.services.gaps import now
from karta.ui import crisis, feedback, why_hidden, words
from karta.ui.context import Context
from karta.ui.dates import on


def show(context: Context) -> None:
    """Show the page."""
    say = context.say
    shown = now.now(context.workspace, context.viewer)
    words.title(say("ui.page.now"), f"{on(context, shown.at)} {shown.at:%H:%M}")
    words.paragraph(say("now.what"), "caption")
    feedback.show(context)
    crisis.show_open(context)
    words.heading(say("now.out"))
    lines = [
        say(
            "now.out_line", place=out.place, org=out.organisation or say("ui.someone"), role=say(f"roles.{out.kind}"),
            adults=number(out.adults, 1, context.workspace.language), until=f"{out.until:%H:%M}",
        )
        for out in shown.out
    ]  # fmt: skip
    if lines:
        words.bullets(lines)
    else:
        words.paragraph(say("now.nobody"), "quiet")
    if shown.withheld:
        why_hidden.show(context, "whose", Answer("not_shared"))
    words.heading(say("now.open"))
    if shown.opened:
        words.bullets([f"{row.place} · {say(f'kinds.{row.kind}')}" for row in shown.opened])
    else:
        words.paragraph(say("now.nothing_open"), "quiet")
    words.heading(say("crisis.title_venues"))
    crisis.show_venues(context)
