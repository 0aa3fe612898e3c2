"""Why a page of gaps does not say whose something is: the policy's answer, or that its owner has not shared it."""

import pandas as pd

from karta.privacy import WORKSPACE, Answer, Viewer, allowed, areas_of, belonging_to


def reasons(viewer: Viewer, present: pd.DataFrame, awaited: pd.DataFrame) -> dict[str, Answer]:
    """Return why lines of presence (columns org, adults) and awaited rosters do not say whose they are.

    Keys are `whose` and `awaited`; what holds nothing back is left out, and so is a line of which nobody has said whose
    it is.
    """
    answers = {}
    if not present.loc[present["org"] == "", "adults"].notna().all():
        answers["whose"] = Answer("not_shared")
    elif (present["org"] == "").any() and not allowed(viewer, "name_small_organisations", belonging_to()):
        answers["whose"] = Answer("too_few")
    if (awaited["org"] == "").any() and not (answer := allowed(viewer, "see_who_is_awaited", belonging_to())):
        answers["awaited"] = answer
    return answers


def elsewhere(viewer: Viewer) -> Answer:
    """Return why no gaps are shown outside the areas that a viewer is assigned to; a yes where all are."""
    answer = allowed(viewer, "see_gaps", WORKSPACE)
    is_bound = answer and areas_of(viewer, "see_gaps") is not None
    return Answer("not_own_area") if is_bound else answer
