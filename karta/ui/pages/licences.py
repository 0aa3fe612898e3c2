"""Sources and licences of what the workspace holds."""

from karta.i18n import share
from karta.services import town
from karta.services.residents import residents
from karta.ui import words
from karta.ui.app import Context


def show(context: Context) -> None:
    """Show where the data come from and under which licence."""
    words.heading(context.say("ui.credits_title"), 1)
    words.paragraph(context.say("ui.credits_what"))
    found = town.credits(context.workspace, context.viewer)
    if found.empty:
        words.paragraph(context.say("ui.credits_none"), "quiet")
        return
    words.table(
        [context.say(f"ui.credits_{name}") for name in found.columns],
        found.astype(object).where(found.notna(), "").itertuples(index=False, name=None),
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
