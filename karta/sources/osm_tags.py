"""Meanings of OpenStreetMap's tags: layers of the base map, and kinds of places.

Source: how places are tagged in Swedish extracts of OpenStreetMap, as seen in a survey of them. Names are kept as
typed; religion and the like are not read.
"""

import geopandas as gpd
import pandas as pd
import shapely

MAJOR = ("motorway", "trunk", "primary", "secondary", "tertiary")
PATHS = frozenset(
    {"footway", "path", "cycleway", "steps", "track", "bridleway", "corridor", "elevator", "platform"}
)
NOT_BUILT = frozenset({"proposed", "construction", "razed", "abandoned", "disused"})
RAILS = frozenset({"rail", "light_rail", "tram", "subway", "narrow_gauge"})
WATER = frozenset({"water", "bay", "strait"})
GREEN_LEISURE = frozenset({"park", "garden", "golf_course", "nature_reserve", "common", "recreation_ground"})
GREEN_LAND = frozenset(
    {"forest", "grass", "meadow", "recreation_ground", "village_green", "cemetery", "allotments", "orchard"}
)
GREEN_NATURE = frozenset({"wood", "scrub", "grassland", "heath", "wetland"})
YOUTH_NAMES = r"fritidsgård|ungdomsgård|ungdomens hus|ungdomshus"

# Column, values, kind: the first line that fits decides.
PLACE_KINDS: tuple[tuple[str, frozenset[str] | None, str], ...] = (
    ("amenity", frozenset({"kindergarten", "childcare"}), "preschool"),
    ("amenity", frozenset({"school"}), "school"),
    ("amenity", frozenset({"youth_centre"}), "youth_centre"),
    ("community_centre", frozenset({"youth_centre"}), "youth_centre"),
    ("amenity", frozenset({"library"}), "library"),
    ("amenity", frozenset({"place_of_worship"}), "faith_venue"),
    ("amenity", frozenset({"community_centre", "social_centre", "events_venue"}), "association_venue"),
    (
        "leisure",
        frozenset({"sports_centre", "sports_hall", "stadium", "ice_rink", "track"}),
        "sports_facility",
    ),
    ("leisure", frozenset({"pitch", "fitness_station"}), "outdoor_pitch"),
    ("leisure", frozenset({"playground"}), "playground"),
    ("leisure", frozenset({"park"}), "park"),
    ("railway", frozenset({"station", "halt", "tram_stop"}), "station"),
    ("amenity", frozenset({"bus_station"}), "station"),
    ("station", frozenset({"subway", "light_rail"}), "station"),
    ("place", frozenset({"square"}), "square"),
    ("shop", frozenset({"mall", "department_store"}), "mall"),
    ("amenity", frozenset({"fast_food"}), "eatery"),
    ("shop", frozenset({"convenience", "kiosk"}), "eatery"),
    ("club", None, "association_venue"),
    ("office", frozenset({"association", "ngo"}), "association_venue"),
)


def street_class(features: gpd.GeoDataFrame) -> pd.Series:
    """Return major, minor, path or rail for lines of streets and rails, None for all else."""
    road = features["highway"].where(~features["highway"].isin(NOT_BUILT))
    classes = pd.Series(None, index=features.index, dtype="object")
    rail = features["railway"].isin(RAILS) & (features["tunnel"].isna() | (features["tunnel"] == "no"))
    classes[rail] = "rail"
    classes[road.notna()] = "minor"
    classes[road.isin(PATHS)] = "path"
    classes[road.str.removesuffix("_link").isin(MAJOR)] = "major"
    lines = shapely.get_type_id(features.geometry.array) == shapely.GeometryType.LINESTRING
    return classes.where(lines, None)


def layer_of(features: gpd.GeoDataFrame) -> pd.Series:
    """Return water, green or buildings for areas of the base map, None for all else."""
    areas = shapely.get_dimensions(features.geometry.array) == 2
    layers = pd.Series(None, index=features.index, dtype="object")
    green = (
        features["leisure"].isin(GREEN_LEISURE)
        | features["landuse"].isin(GREEN_LAND)
        | features["natural"].isin(GREEN_NATURE)
    )
    water = (
        features["natural"].isin(WATER)
        | features["waterway"].isin({"riverbank", "dock"})
        | features["landuse"].isin({"reservoir", "basin"})
    )
    layers[green] = "green"
    layers[water] = "water"
    layers[features["building"].notna() & (features["building"] != "no")] = "buildings"
    return layers.where(areas, None)


def place_kind(features: gpd.GeoDataFrame) -> pd.Series:
    """Return METHOD's kind of place by the tags, None for what is no place."""
    kinds = pd.Series(None, index=features.index, dtype="object")
    for column, values, kind in PLACE_KINDS:
        fits = features[column].notna() if values is None else features[column].isin(values)
        kinds[fits & kinds.isna()] = kind
    name = features["name"].fillna("").str.lower()
    pedestrian = (features["highway"] == "pedestrian") & (features["area"] == "yes") & (name != "")
    kinds[pedestrian & kinds.isna()] = "square"
    levels = features["isced:level"].fillna("").str.split(r"[;,\s]+", regex=True)
    upper = levels.map(lambda parts: "3" in parts) | name.str.contains("gymnasi")
    kinds[(kinds == "school") & upper] = "upper_secondary"
    youth = name.str.contains(YOUTH_NAMES) & (
        kinds.isin({"association_venue"}) | features["building"].notna()
    )
    kinds[youth] = "youth_centre"
    return kinds
