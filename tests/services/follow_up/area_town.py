"""A town of four areas, to see what each has beside the young who live there; what is known of each, by hand.

North: 1,200 young, three places with need, three associations with three adults each on Mondays 18-22.
East: 800 young, three associations and three faith communities, each with two adults on Mondays 18-20.
South: 60 young. West: 500 young and one association alone.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from shapely import box

from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.importing.imports import import_file
from karta.services.needs import rule_rows
from karta.services.register import places
from karta.services.workspace import Workspace, create

NOW = datetime(2026, 9, 18, 10, 0, tzinfo=UTC)
LOCAL = Viewer("den som sitter här", "local")
# Name, northing of its box, latitude of its first place, young people, adults and end of each line.
AREAS = (
    ("Norr", 6_540_000, 59.00, 1200, 3, "22:00"), ("Söder", 6_490_000, 58.55, 60, 2, "20:00"),
    ("Väster", 6_590_000, 59.45, 500, 2, "20:00"), ("Öster", 6_640_000, 59.90, 800, 2, "20:00"),
)  # fmt: skip
SECULAR, FAITH = ("Alfa", "Beta", "Gamma"), ("Kyrkan", "Moskén", "Missionen")
HOLDERS = {"Norr": SECULAR, "Söder": SECULAR, "Väster": ("Alfa",), "Öster": (*SECULAR, *FAITH)}


@dataclass(frozen=True)
class Town:
    """The workspace, and the ids of its areas by name."""

    workspace: Workspace
    areas: dict[str, str]


def make(folder: Path) -> Town:
    """Return the town: every place a kilometre from the next, each needs two adults on Mondays 18-22."""
    made = create(folder, now=lambda: NOW)
    with made.store.act("test", "import") as act:
        ids = act.insert(
            "area",
            [
                {"name": name, "geometry": box(490_000, y - 9_000, 510_000, y + 15_000)}
                for name, y, *_ in AREAS
            ],
        )
        given = {"admitted_on": date(2026, 1, 1), "admitted_by": "rådet", "roster_sharing": "authorities"}
        act.insert("organisation", [{"name": name, "types": "sports_club", **given} for name in SECULAR])
        act.insert(
            "organisation", [{"name": name, "types": "scouts;faith_community", **given} for name in FAITH]
        )
        bands = {"year": 2025, "age_from": 10, "age_to": 19}
        act.insert(
            "area_population",
            [{"area_id": area, "count": row[3], **bands} for area, row in zip(ids, AREAS, strict=True)],
        )
    for name, _, lat, _, adults, end in AREAS:
        for number, org in enumerate(HOLDERS[name]):
            place = add_place(made, f"{name} {number}", "square", lat + number / 100)
            rule_rows.decide_need(
                made, LOCAL, place_id=place, days="MO", start="18:00", end="22:00", adults=2, responsible="Kommunen",
                valid_from=date(2026, 8, 1),
            )  # fmt: skip
            entries.add_shift(
                made, LOCAL, org=org, place_id=place, kind="night_walker", weekdays=["MO"], start="18:00", end=end,
                adults=adults, from_day=date(2026, 8, 1),
            )  # fmt: skip
    return Town(made, dict(zip([name for name, *_ in AREAS], ids, strict=True)))


def add_place(made: Workspace, name: str, kind: str, lat: float) -> str:
    """Store a place and return its id."""
    entries.add_place(made, LOCAL, name=name, kind=kind, lat=lat, lon=15.0)
    frame = places.places(made, LOCAL)
    return str(frame.loc[frame["name"] == name, "id"].iloc[0])


def add_activities(made: Workspace, folder: Path, rows: list[str]) -> None:
    """Store activities: place;weekday;start;end;association;what;leaders and what is stated of each."""
    head = (
        "plats;veckodag;start;slut;förening;verksamhet;ledare;"
        "gratis;drop-in;medlemskap;tjejer;anpassad;från ålder;till ålder"
    )
    file = folder / "activities.csv"
    file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    import_file(made, LOCAL, file, "sessions")
