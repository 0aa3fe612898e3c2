"""Maps in JSON that are no GeoJSON as it stands: one object a line, and the backups of uMap; and values in values."""

import json
import re
from pathlib import Path
from typing import Any

from karta.errors import InputError

# Most bytes that are looked through for what they are; a larger file that begins as GeoJSON is taken for it.
MOST_BYTES = 10_000_000
_PLAIN_START = re.compile(rb'\s*\{\s*"type"\s*:\s*"FeatureCollection"')
_BETWEEN = " \t\r\n,\x1e\ufeff"
_LANGUAGES = ("sv", "fi", "en")


def as_geojson(path: Path, folder: Path) -> tuple[Path, int]:
    """Return a map in JSON as GeoJSON, and how many of its layers are elsewhere: the file itself, else a copy.

    Raises
    ------
    InputError
        When it is no JSON, or a form of it that is not read.
    """
    with path.open("rb") as handle:
        plain = _PLAIN_START.match(handle.read(200)) is not None
    if plain and path.stat().st_size > MOST_BYTES:
        return path, 0
    content = path.read_bytes()
    try:
        text, is_utf8 = _decoded(content)
        objects = _objects(text)
    except (ValueError, RecursionError) as error:
        raise InputError("file_unreadable") from error
    features = _gathered(objects)
    copy = folder / "gathered.geojson"
    if features is not None:
        text = json.dumps({"type": "FeatureCollection", **_system(objects), "features": features})
    elif is_utf8:
        return path, 0
    copy.write_text(text, encoding="utf-8")
    return copy, sum(map(_is_remote, _layers(objects)))


def _decoded(content: bytes) -> tuple[str, bool]:
    """Return a text, and whether it is written as JSON is to be written; old programs write it as they like."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16"), False
    try:
        return content.decode("utf-8-sig"), True
    except UnicodeDecodeError:
        return content.decode("cp1252"), False


def bare(value: Any) -> Any:
    """Return the one plain value in a value of several parts, None where it is not clear which; others as they are.

    A list of one is that one, and of a text in several languages the Swedish counts; an empty one is blank.
    """
    inner = _parsed(value)
    if inner in ({}, []):
        return ""
    if isinstance(inner, dict):
        inner = next((inner[name] for name in _LANGUAGES if name in inner), None)
    elif isinstance(inner, list):
        inner = inner[0] if len(inner) == 1 else None
    else:
        return value
    return None if isinstance(_parsed(inner), dict | list) else inner


def _parsed(value: Any) -> Any:
    """Return a value, one that is written as JSON as what it means."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if not (isinstance(value, str) and (value[:1], value[-1:]) in {("{", "}"), ("[", "]")}):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def _objects(text: str) -> list[Any]:
    """Return the objects of a text: one, or several one after the other."""
    decoder, at, objects = json.JSONDecoder(), 0, []
    while (at := _next(text, at)) < len(text):
        value, at = decoder.raw_decode(text, at)
        objects.append(value)
    return objects


def _next(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BETWEEN:
        at += 1
    return at


def _gathered(objects: list[Any]) -> list[Any] | None:
    """Return the features of several objects, or of the layers of one; None where one object is GeoJSON itself."""
    if len(objects) == 1 and isinstance(objects[0], dict):
        layers = _layers(objects)
        if not isinstance(objects[0].get("layers"), list) or "features" in objects[0]:
            return None
        features = [feature for layer in layers for feature in _features(layer)]
        if not features and any(map(_is_remote, layers)):
            raise InputError("map_linked")
        return features
    if len(objects) == 1 and isinstance(objects[0], list):
        objects = objects[0]
    return [feature for value in objects for feature in _features(value)]


def _layers(objects: list[Any]) -> list[Any]:
    """Return the layers of a map that says which it has, none of others."""
    layers = objects[0].get("layers") if len(objects) == 1 and isinstance(objects[0], dict) else None
    return layers if isinstance(layers, list) else []


def _is_remote(layer: Any) -> bool:
    """Tell whether a layer of uMap only says where its features are fetched from."""
    options = layer.get("_umap_options") if isinstance(layer, dict) else None
    remote = options.get("remoteData") if isinstance(options, dict) else None
    return isinstance(remote, dict) and bool(remote.get("url"))


def _system(objects: list[Any]) -> dict[str, Any]:
    """Return the coordinate system that objects name, where they all name one and the same."""
    systems = [value.get("crs") if isinstance(value, dict) else None for value in objects]
    return {"crs": systems[0]} if systems and systems[0] and systems.count(systems[0]) == len(systems) else {}


def _features(value: Any) -> list[Any]:
    """Return the features of a collection, of a feature, or of a shape that stands alone."""
    if not isinstance(value, dict):
        raise InputError("file_unreadable")
    if value.get("type") == "FeatureCollection" or "features" in value:
        return list(value.get("features") or ())
    if value.get("type") == "Feature":
        return [value]
    return [{"type": "Feature", "properties": {}, "geometry": value}]
