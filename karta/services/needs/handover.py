"""The handover sheet of a function: what whoever takes it over must know - open, promised, waiting, and by when."""

from dataclasses import dataclass

import pandas as pd

from karta.i18n import day as day_text
from karta.i18n import text
from karta.privacy import WORKSPACE, Viewer, require
from karta.reports import sections
from karta.reports.sections import Section
from karta.services.needs import measures, meetings
from karta.services.workspace import Workspace


@dataclass(frozen=True)
class Handover:
    """What a function has in hand.

    `to_do`: its own tasks that are not done; `promised`: measures it answers for that have not ended; `waiting`: tasks
    of others, not done, within those measures. Columns as the services' lists have them.
    """

    function: str
    to_do: pd.DataFrame
    promised: pd.DataFrame
    waiting: pd.DataFrame


def functions(workspace: Workspace, viewer: Viewer) -> list[str]:
    """Return the functions that have something in hand, in alphabetical order."""
    require(viewer, "see_follow_up", WORKSPACE)
    rows = measures.listed(workspace, viewer)
    busy = [
        *meetings.undone(workspace, viewer)["responsible"],
        *rows.loc[rows["state"] != "ended", "responsible"],
    ]
    return sorted(dict.fromkeys(map(str, busy)), key=str.casefold)


def handover(workspace: Workspace, viewer: Viewer, function: str) -> Handover:
    """Return what a function has in hand; the same letters in large and small are the same function."""
    require(viewer, "see_follow_up", WORKSPACE)
    name = function.strip().casefold()
    tasks, rows = meetings.undone(workspace, viewer), measures.listed(workspace, viewer)
    promised = rows[rows["responsible"].str.casefold().eq(name) & rows["state"].ne("ended")]
    own = tasks["responsible"].str.casefold().eq(name)
    waiting = tasks[~own & tasks["measure_id"].isin(promised["id"])]
    return Handover(
        function.strip(), *(frame.reset_index(drop=True) for frame in (tasks[own], promised, waiting))
    )


def parts(given: Handover, language: str) -> list[Section]:
    """Return a handover in words: a section each for what is open, promised and waited for, with its day."""
    return [
        _section("to_do", given.to_do, ("words", "place", "due"), language),
        _section("promised", given.promised, ("what", "places", "look_again"), language),
        _section("waiting", given.waiting, ("words", "responsible", "due"), language),
    ]


def pdf(workspace: Workspace, viewer: Viewer, function: str) -> bytes:
    """Return the handover sheet of a function as a PDF."""
    require(viewer, "see_follow_up", WORKSPACE)
    language = workspace.language
    return sections.pdf(
        text("measures.handover_of", language, function=function.strip()), text("measures.handover_note", language),
        parts(handover(workspace, viewer, function), language), workspace.now().astimezone(workspace.zone), language,
        invented=workspace.origin == "demo",
    )  # fmt: skip


def _section(name: str, frame: pd.DataFrame, columns: tuple[str, ...], language: str) -> Section:
    return Section(
        title=text(f"measures.handover_{name}", language),
        columns=tuple(text(f"measures.column_{column}", language) for column in columns),
        rows=tuple(
            tuple(_shown(row[column], language) for column in columns) for row in frame.to_dict("records")
        ),
        empty=text(f"measures.handover_{name}_none", language),
    )


def _shown(value: object, language: str) -> str:
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return "–"
    return (value or "–") if isinstance(value, str) else day_text(pd.Timestamp(str(value)).date(), language)
