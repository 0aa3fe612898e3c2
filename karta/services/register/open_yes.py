"""What an organisation says of its activities, and its yes to their being shown to everybody; the same of a place.

A yes is about what was shown when it was given: whom an activity is for (girls, adapted) is a yes of its own, so that
an activity marked later is hidden until its organisation has said yes to that, too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from karta.errors import InputError
from karta.model import typed_numbers
from karta.privacy import WORKSPACE, Resource, Viewer, allowed, belonging_to, require
from karta.services.free_text import about_places
from karta.services.register.open_tonight import LABELS
from karta.services.workspace import Workspace
from karta.store import open_activities

OLDEST = 99
# The languages that can be said to be spoken at an activity, as ISO 639 codes; `swl` is Swedish sign language.
SPEECHES = ("ar", "en", "fa", "ku", "so", "sv", "swl", "ti", "tr", "uk")
AGES = ("age_from", "age_to")
FLAGS = ("free", "drop_in", "membership", *LABELS)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said of an activity; None is unknown."""

    age_from: int | None = None
    age_to: int | None = None
    free: bool | None = None
    drop_in: bool | None = None
    membership: bool | None = None
    girls: bool | None = None
    adapted: bool | None = None
    languages: tuple[str, ...] = ()
    accessibility: str = ""


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity of an organisation, and what it says of it.

    `is_shared`: its organisation lets everybody see its sessions; `has_yes`: it has said yes to all that is marked;
    `may_show`: the viewer may say yes for it.
    """

    activity_id: str
    version: int
    kind: str
    title: str
    organisation: str
    facts: Facts
    is_shared: bool
    has_yes: bool
    may_show: bool


def activities(workspace: Workspace, viewer: Viewer, place_id: str) -> list[Activity]:
    """Return the activities at a place that are the viewer's to describe, by title."""
    require(viewer, "see_register", WORKSPACE)
    with workspace.store.reading() as reading:
        rows = reading.frame("activity").to_dict("records")
        orgs = reading.frame("organisation").set_index("id")
    own = []
    for row in rows:
        org = row["organisation_id"]
        if row["place_id"] != place_id or org not in orgs.index:
            continue
        if allowed(viewer, "cancel_sessions", belonging_to(org)):
            level = orgs["session_sharing"][org] or row["sharing"]
            own.append(Activity(
                row["id"], int(row["version"]), row["kind"], row["title"] or "", str(orgs["name"][org]), _facts(row),
                level == open_activities.PUBLIC, set(_yes(row).split(";")) <= set((row["public_yes"] or "").split(";")),
                bool(allowed(viewer, "publish_activities", belonging_to(org))),
            ))  # fmt: skip
    return sorted(own, key=lambda each: (each.title, each.activity_id))


def describe(workspace: Workspace, viewer: Viewer, activity_id: str, facts: Facts, *, version: int) -> None:
    """Store what is said of an activity.

    Raises
    ------
    ConflictError
        `row_changed` when somebody has changed it since `version` was read.
    InputError
        For ages out of bounds or order, for a language that there is not, and what the guard of free text holds back.
    """
    require(viewer, "cancel_sessions", WORKSPACE)
    values = _values(facts)
    with workspace.act(viewer, "describe_activity") as act:
        row = act.row("activity", activity_id)
        require(viewer, "cancel_sessions", belonging_to(row["organisation_id"]))
        act.update("activity", activity_id, version, values)


def answer(workspace: Workspace, viewer: Viewer, activity_id: str, *, yes: bool, version: int) -> None:
    """Say yes to an activity being shown to everybody as it is marked now, or take the yes back.

    Raises ConflictError `row_changed` when somebody has changed it since `version` was read.
    """
    require(viewer, "publish_activities", WORKSPACE)
    with workspace.act(viewer, "show_activity", note="yes" if yes else "no") as act:
        row = act.row("activity", activity_id)
        require(viewer, "publish_activities", belonging_to(row["organisation_id"]))
        act.update("activity", activity_id, version, {"public_yes": _yes(row) if yes else None})


def shows_place(workspace: Workspace, viewer: Viewer, place_id: str) -> bool | None:
    """Return whether a place is shown to everybody with its opening hours, None where that is not the viewer's word."""
    require(viewer, "see_register", WORKSPACE)
    frame = workspace.store.frame("place", [place_id])
    if frame.empty or not _may_show(viewer, frame.iloc[0]["owner_org_id"]):
        return None
    return bool(frame.iloc[0]["sharing"] == open_activities.PUBLIC)


def show_place(workspace: Workspace, viewer: Viewer, place_id: str, *, yes: bool, version: int) -> None:
    """Say yes to a place being shown to everybody with its opening hours, or take the yes back.

    What is an organisation's is its own word; of a place that is nobody's, the word of who opens the open side.
    Raises ConflictError `row_changed` when somebody has changed it since `version` was read.
    """
    require(viewer, "see_register", WORKSPACE)
    with workspace.act(viewer, "show_place", note="yes" if yes else "no") as act:
        owner = act.row("place", place_id)["owner_org_id"]
        if owner:
            require(viewer, "publish_activities", belonging_to(owner))
        else:
            require(viewer, "open_to_public", Resource())
        level = open_activities.PUBLIC if yes else "partners"
        act.update("place", place_id, version, {"sharing": level})


def _may_show(viewer: Viewer, owner: str | None) -> bool:
    if owner:
        return bool(allowed(viewer, "publish_activities", belonging_to(owner)))
    return bool(allowed(viewer, "open_to_public", WORKSPACE))


def _yes(row: Mapping[str, Any]) -> str:
    """Return what a yes to an activity as it is marked now says."""
    return ";".join(["shown", *(label for label in LABELS if row[label] is True)])


def _facts(row: Mapping[str, Any]) -> Facts:
    ages = [None if row[name] != row[name] or row[name] is None else int(row[name]) for name in AGES]
    flags = {name: row[name] if isinstance(row[name], bool) else None for name in FLAGS}
    languages = tuple(filter(None, (row["languages"] or "").split(";")))
    words = row["accessibility"] or ""
    return Facts(age_from=ages[0], age_to=ages[1], languages=languages, accessibility=words, **flags)


def _values(facts: Facts) -> dict[str, Any]:
    first, last = facts.age_from, facts.age_to
    ages = [None if age is None else typed_numbers.whole(age, 0, OLDEST) for age in (first, last)]
    if first is not None and last is not None and first > last:
        raise InputError("ages_reversed")
    for language in facts.languages:
        if language not in SPEECHES:
            raise InputError("value_not_allowed", value=language, allowed=", ".join(SPEECHES))
    languages = ";".join(sorted(set(facts.languages)))
    flags = {name: getattr(facts, name) for name in FLAGS}
    words = {"languages": languages or None, "accessibility": about_places(facts.accessibility) or None}
    return {**dict(zip(AGES, ages, strict=True)), **flags, **words}
