"""Platser: the register and how complete it is, what is read in, what needs a place, what may be duplicates."""

from collections.abc import Callable

from karta.privacy import WORKSPACE, allowed
from karta.services.importing import unplaced_rows
from karta.ui import feedback, parts, words
from karta.ui.context import Context
from karta.ui.pages.register import (
    admission,
    directory,
    duplicates,
    feeds,
    history,
    load,
    places,
    sharing,
)
from karta.ui.pages.register import (
    unplaced_rows as register_unplaced_rows,
)


def _organisations(context: Context) -> None:
    directory.show(context)
    admission.show(context)
    sharing.show(context)
    sharing.agreed(context)


PARTS: dict[str, Callable[[Context], None]] = {
    "places": places.show,
    "organisations": _organisations,
    "load": load.show,
    "feeds": feeds.show,
    "waiting": register_unplaced_rows.show,
    "twice": duplicates.show,
    "history": history.show,
}
# What one must be allowed for a part to hold anything.
_RIGHTS = {"load": "import_files", "waiting": "import_files", "twice": "merge_rows", "history": "see_log"}


def _may(context: Context, name: str) -> bool:
    """Tell whether a part holds anything for whoever is looking: nothing is shown that leads to a refusal."""
    if name == "feeds":
        return feeds.may(context)
    return name not in _RIGHTS or bool(allowed(context.viewer, _RIGHTS[name], WORKSPACE))


def show(context: Context) -> None:
    """Show the page."""
    words.title(context.say("ui.page.register"))
    counts = {
        "waiting": len(unplaced_rows.waiting(context.workspace, context.viewer)),
        "organisations": len(admission.waiting(context)),
        "feeds": feeds.waiting(context),
    }

    def label(name: str) -> str:
        count = counts.get(name, 0)
        return context.say(f"register.part_{name}_count" if count else f"register.part_{name}", count=count)

    seen = [name for name in PARTS if _may(context, name)]
    part = parts.chosen(context, "register", seen, "places", label=label)
    feedback.show(context, part)
    PARTS[part](context)
