"""Organisations that look for adults, as everybody may know it after their yes: where, in which languages, and when.

An organisation says it itself; nothing is worked out from needs, shifts or gaps, and none of these enters here.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from karta.errors import InputError, NotFoundError
from karta.model.place import name_key
from karta.privacy import WORKSPACE, Viewer, belonging_to, require
from karta.services.register import open_side
from karta.services.register.open_yes import SPEECHES
from karta.services.rosters import poster_contact
from karta.services.workspace import Workspace, put_settings

# Parts of the week, coarse: no day and no hour.
PARTS = ("weekdays", "weekday_evenings", "weekend_days", "weekend_nights")
NOTE = "looks_for_adults"


@dataclass(frozen=True, slots=True)
class Said:
    """What an organisation says: areas by id, languages as codes, parts of the week; blank is anywhere or anytime."""

    is_on: bool = False
    areas: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seeker:
    """An organisation that looks for adults, with the address of its own page; `areas` are names."""

    name: str
    path: str
    areas: tuple[str, ...]
    languages: tuple[str, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody chooses by; blank is all."""

    area: str = ""
    language: str = ""
    part: str = ""


def listed(workspace: Workspace, viewer: Viewer) -> list[Seeker]:
    """Return the organisations that have said yes and how one comes along, by name.

    Raises NotFoundError `open_side_off` where the workspace has no open side.
    """
    require(viewer, "see_register", WORKSPACE)
    open_side.require_open(workspace)
    with workspace.store.reading() as reading:
        orgs = reading.frame("organisation")
        names = reading.frame("area", columns=("id", "name")).set_index("id")["name"].to_dict()
    orgs = orgs[orgs["admitted_on"].notna() & orgs["left_on"].isna()]
    ids = list(orgs["id"])
    stored = workspace.settings([key(org) for org in ids] + [poster_contact.setting_key(org) for org in ids])
    seekers = []
    for org, name in zip(ids, orgs["name"], strict=True):
        said = _read(stored[key(org)].value)
        if said.is_on and stored[poster_contact.setting_key(org)].value:
            areas = tuple(sorted(names[area] for area in said.areas if area in names))
            seekers.append(Seeker(name, poster_contact.path(org), areas, said.languages, said.parts))
    return sorted(seekers, key=lambda seeker: (name_key(seeker.name), seeker.path))


def matching(seekers: Iterable[Seeker], wish: Wish) -> list[Seeker]:
    """Return those that answer to a wish; who has named no area, or no part of the week, looks everywhere, always."""
    return [
        seeker
        for seeker in seekers
        if (not wish.area or not seeker.areas or wish.area in seeker.areas)
        and (not wish.language or wish.language in seeker.languages)
        and (not wish.part or not seeker.parts or wish.part in seeker.parts)
    ]


def said(workspace: Workspace, viewer: Viewer, org_id: str) -> tuple[Said, int]:
    """Return what an organisation says, and the version in which it was read."""
    require(viewer, "publish_activities", belonging_to(org_id))
    setting = workspace.settings([key(org_id)])[key(org_id)]
    return _read(setting.value), setting.version


def say(workspace: Workspace, viewer: Viewer, org_id: str, new: Said, *, version: int) -> None:
    """Say that an organisation looks for adults, or take it back: its own word alone.

    Raises
    ------
    ConflictError
        `row_changed` when somebody has said otherwise since `version` was read.
    InputError
        For an area, a language or a part of the week that there is not.
    """
    require(viewer, "publish_activities", belonging_to(org_id))
    with workspace.store.reading() as reading:
        if reading.frame("organisation", [org_id]).empty:
            raise NotFoundError("no_such_organisation", name=org_id)
        areas = tuple(reading.frame("area", columns=("id",))["id"])
    for values, known in ((new.areas, areas), (new.languages, SPEECHES), (new.parts, PARTS)):
        for unknown in (each for each in values if each not in known):
            raise InputError("value_not_allowed", value=unknown, allowed=", ".join(known))
    content = {"areas": sorted(new.areas), "languages": sorted(new.languages), "parts": sorted(new.parts)}
    value = json.dumps(content, sort_keys=True) if new.is_on else None
    put_settings(workspace, viewer, NOTE, {key(org_id): value}, {key(org_id): version})


def key(org_id: str) -> str:
    """Return the setting that keeps what an organisation says."""
    return f"{NOTE}_{org_id}"


def _read(value: str | None) -> Said:
    if not value:
        return Said()
    content = json.loads(value)
    parts = tuple(part for part in PARTS if part in content["parts"])
    return Said(is_on=True, areas=tuple(content["areas"]), languages=tuple(content["languages"]), parts=parts)
