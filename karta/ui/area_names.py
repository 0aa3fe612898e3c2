"""The areas that somebody may choose among, and what they are called together: not everybody sees the whole town."""

from karta.privacy import areas_of
from karta.services.register import town
from karta.ui.context import Context


def everywhere(context: Context) -> str:
    """Return what all that the viewer may see gaps of is called."""
    bound = areas_of(context.viewer, "see_gaps") is not None
    return context.say("ui.start_own_areas" if bound else "ui.whole_municipality")


def of_gaps(context: Context) -> dict[str, str]:
    """Return the name of each area of which the viewer may see gaps, by its id, in alphabetical order."""
    areas, own = town.areas(context.workspace, context.viewer), areas_of(context.viewer, "see_gaps")
    names = dict(zip(areas["area_id"], areas["name"], strict=True))
    return {area: name for area, name in names.items() if own is None or area in own}
