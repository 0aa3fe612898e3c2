"""Choosing the reader of a file, by its content and by the kind of rows wanted."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from karta.errors import InputError
from karta.sources import guard

if TYPE_CHECKING:
    from karta.sources.intake import Intake

_MAPS = frozenset({"geojson", "gpkg", "fgb", "shp", "kml", "kmz", "gpx"})


def read_here(path: Path, kind: str, answers: dict[str, Any]) -> "Intake":
    """Return the intake of a file, read in this process. Readers are imported by need: each costs a start-up."""
    form = guard.sniff(path, clipped="within" in answers)
    if form in {"osm", "osm.bz2", "osm.pbf"}:
        if kind not in {"osm", "places"}:
            raise InputError("kind_not_in_format", kind=kind, format=form)
        from karta.sources.osm import read_osm

        return read_osm(path, kind, answers.get("within"))
    if answers.get("within"):
        raise InputError("within_form", file=path.name)
    if kind == "osm":
        raise InputError("kind_not_in_format", kind=kind, format=form)
    if form in {"csv", "xlsx"} and kind in {"population", "areas"}:
        from karta.sources.residents import looks_like_residents, read_residents

        # Figures of areas are often called areas: they are read as what they are.
        if kind == "population" or looks_like_residents(path, form, answers):
            return read_residents(path, form, answers)
    if kind == "population":
        raise InputError("kind_not_in_format", kind=kind, format=form)
    if form in {"csv", "xlsx"}:
        from karta.sources.spreadsheet import read_spreadsheet

        return read_spreadsheet(path, kind, form, answers)
    if form == "ics":
        from karta.sources.ics import read_ics

        return read_ics(path, kind, answers)
    if form in _MAPS:
        from karta.sources.vector import read_vector

        return read_vector(path, kind, form, answers)
    from karta.sources.school_register import read_register

    return read_register(path, kind)
