"""Sources and licences of what the workspace holds."""

from karta.i18n import catalogue, number, share
from karta.services.register import town
from karta.services.register.residents import residents
from karta.ui import words
from karta.ui.context import Context
from karta.ui.pages import about


def show(context: Context) -> None:
    """Show where the data come from and under which licence."""
    words.title(context.say("ui.credits_title"))
    about.show(context)
    words.heading(context.say("ui.credits_sources"))
    words.paragraph(context.say("ui.credits_what"))
    origins = town.credits(context.workspace, context.viewer)
    if origins.empty:
        words.paragraph(context.say("ui.credits_none"), "quiet")
        return
    sentences = catalogue(context.workspace.language)
    what = [sentences.get(f"ui.credits_kind.{name}", name) for name in origins["what_for"]]
    sources = [source or context.say("ui.credits_by_hand") for source in origins["source"]]
    rows = [number(float(count), 0, context.workspace.language) for count in origins["rows"]]
    words.table(
        [context.say(f"ui.credits_{name}") for name in origins.columns],
        zip(what, sources, origins["licence"], rows, strict=True),
        context.say("ui.credits_title"),
    )
    fits = residents(context.workspace, context.viewer)
    for source, areas, matched, of in zip(
        fits["source"], fits["areas"], fits["matched"], fits["share"], strict=True
    ):
        shown = share(of, context.workspace.language)
        words.paragraph(
            context.say("register.residents_fit", source=source, matched=matched, count=areas, share=shown)
        )
