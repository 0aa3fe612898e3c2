"""The places of the register as files and as a picture, for other maps and tables, with their sources and licences."""

from typing import Literal

import pandas as pd

from karta.i18n import text
from karta.model.place import AROUND_MIN
from karta.privacy import WORKSPACE, Viewer, require
from karta.reports.lists import About, as_csv, as_xlsx
from karta.reports.map_files import as_geojson, as_gpkg
from karta.reports.map_picture import Mark, Picture, png, svg
from karta.services.register import places, town
from karta.services.workspace import Workspace

Form = Literal["csv", "xlsx", "geojson", "gpkg", "svg", "png"]
# Up to so many places have their names on the picture.
MOST_NAMES = 100


def export(workspace: Workspace, viewer: Viewer, form: Form) -> bytes:
    """Return the places as a file."""
    require(viewer, "see_register", WORKSPACE)
    language, rows = workspace.language, places.places(workspace, viewer)
    rows = rows.sort_values("name", key=lambda names: names.str.casefold(), ignore_index=True)
    header = _about(workspace, viewer)
    if form in ("svg", "png"):
        return (svg if form == "svg" else png)(_picture(workspace, viewer, rows, header))
    frame = _frame(rows, language)
    name = text("sheets.export_register_name", language)
    if form == "csv":
        return as_csv(frame, header, language)
    if form == "xlsx":
        return as_xlsx(frame, header, name)
    points = list(zip(rows["lon"], rows["lat"], strict=True))
    return (as_geojson if form == "geojson" else as_gpkg)(frame, points, header, name)


def file_name(workspace: Workspace, form: Form) -> str:
    """Return a file's name: what it is, and the day."""
    return f"karta-{text('sheets.export_register_name', workspace.language)}-{workspace.today}.{form}"


def _frame(rows: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return the register's columns as the file has them; what is not known is blank."""
    known = [
        text(f"register.access_{'known' if has else 'unknown'}", language) for has in rows["access_known"]
    ]
    columns = {
        "place": rows["name"],
        "kind": [text(f"kinds.{kind}", language) for kind in rows["kind"]],
        "area": rows["area"].astype(object).where(rows["area"].notna(), None),
        "address": rows["address"],
        "lat": rows["lat"].round(6),
        "lon": rows["lon"].round(6),
        "opening": known,
        "around": [AROUND_MIN if pd.isna(minutes) else int(minutes) for minutes in rows["around_min"]],
        "place_id": rows["id"],
    }
    return pd.DataFrame({text(f"sheets.column_{name}", language): values for name, values in columns.items()})


def _about(workspace: Workspace, viewer: Viewer) -> About:
    language = workspace.language
    told = "; ".join(
        f"{name} ({licence})" if licence else name for name, licence in town.sources(workspace, viewer)
    )
    return [
        (text("sheets.made_at", language), f"{workspace.now().astimezone(workspace.zone):%Y-%m-%d %H:%M}"),
        (text("sheets.sources", language), told),
    ]


def _picture(workspace: Workspace, viewer: Viewer, rows: pd.DataFrame, header: About) -> Picture:
    named = len(rows) <= MOST_NAMES
    drawn = rows[rows["lon"].notna()]
    return Picture(
        title=text("sheets.picture_register", workspace.language, count=len(rows)),
        bounds=town.bounds(workspace, viewer),
        ground=town.ground(workspace, viewer),
        marks=[
            Mark(lon, lat, "no_need", name=str(name) if named else "")
            for lon, lat, name in drawn[["lon", "lat", "name"]].itertuples(index=False)
        ],
        lines=[f"{name}: {value}"[:160] for name, value in header if value],
    )
