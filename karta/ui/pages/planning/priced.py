"""Rosters to ask for, those first whose single answer makes most known."""

from karta.i18n import number
from karta.privacy import WORKSPACE, allowed
from karta.services.planning.roster_price import Answer, Unknown
from karta.ui import words
from karta.ui.context import PART, Context, page_link

# More than these places are told by number alone.
MOST_PLACES = 4


def show(context: Context, unknown: Unknown) -> None:
    """Show whom to ask, what each answer settles, and the way to ask."""
    say, language = context.say, context.workspace.language
    words.paragraph(say("roster_price.lead"), "quiet")
    if not unknown.answers:
        words.paragraph(say("roster_price.none"))
    else:
        columns = [say(f"roster_price.column_{name}") for name in ("who", "places", "settles", "together")]
        rows = [
            (
                answer.organisation or say("double_work.somebody"), _places(context, answer),
                number(answer.settles, 1, language), number(answer.together, 1, language),
            )
            for answer in unknown.answers
        ]  # fmt: skip
        words.table(columns, rows, say("roster_price.title"))
    if unknown.unknown > 0:
        words.paragraph(say("roster_price.sum", unknown=number(unknown.unknown, 1, language)), "quiet")
    if unknown.nobody > 0:
        words.paragraph(say("roster_price.nobody", hours=number(unknown.nobody, 1, language)), "quiet")
    if unknown.answers and allowed(context.viewer, "confirm_sources", WORKSPACE):
        page_link("begin", say("roster_price.go"), **{PART: "ask"})


def _places(context: Context, answer: Answer) -> str:
    names = [place or context.say("ui.unnamed") for place in answer.places]
    more = ["..."] if len(names) > MOST_PLACES else []
    return ", ".join([*names[:MOST_PLACES], *more])
