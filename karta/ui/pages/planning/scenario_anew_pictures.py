"""The map and the week of a kept scenario, computed anew when somebody asks for them, and told to be."""

import streamlit as st

from karta.errors import KartaError
from karta.i18n import number
from karta.services.planning import scenario_anew
from karta.services.planning.scenario_anew import Anew
from karta.services.planning.scenarios import Kept
from karta.ui import feedback, words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.pages.planning import scenario_picture

_COMPUTED = "whatif_anew"


def show(context: Context, kept: Kept) -> None:
    """Show a switch, and with it the pictures as they are today and whether they are those of the day it was kept."""
    say, language = context.say, context.workspace.language
    if not kept.changes:
        words.paragraph(say("errors.scenario_unasked"), "quiet")
        return
    if not st.toggle(say("whatif.kept_pictures"), key=f"whatif_pictures_{kept.scenario_id}"):
        return
    try:
        with st.spinner(say("ui.computing")):
            anew = _computed(context, kept)
    except KartaError as error:
        feedback.fault(context, error)
        return
    if anew.is_as_kept:
        words.paragraph(say("whatif.kept_same"), "quiet")
    else:
        then, now = number(kept.gap, 1, language), number(anew.comparison.gap, 1, language)
        words.paragraph(say("whatif.kept_changed", day=on(context, kept.day), then=then, now=now), "note")
    scenario_picture.show(context, anew.comparison, kept.scenario_id)


def _computed(context: Context, kept: Kept) -> Anew:
    """Return the scenario computed anew, once for a revision and for whom it is shown to."""
    version = (context.workspace.store.revision(), context.viewer.scope)
    computed: dict[str, tuple[object, Anew]] = st.session_state.setdefault(_COMPUTED, {})
    if kept.scenario_id not in computed or computed[kept.scenario_id][0] != version:
        anew = scenario_anew.computed(context.workspace, context.viewer, kept)
        computed[kept.scenario_id] = (version, anew)
    return computed[kept.scenario_id][1]
