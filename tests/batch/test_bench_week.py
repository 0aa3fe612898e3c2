"""`karta bench week`: its numbers are those of a walk over minutes in plain Python, its refusals are sentences."""

import json
import math
import random
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from karta.cli import main

pytestmark = pytest.mark.slow

KEYS = ["read_s", "prepare_s", "join_s", "kernel_s", "end_to_end_s", "peak_mb", "top"]
Point = tuple[float, float]
Shape = tuple[str, list[list[Point]]]


def segment_m(at: Point, a: Point, b: Point) -> float:
    """Return metres from a point to a segment."""
    along, up = b[0] - a[0], b[1] - a[1]
    length = along**2 + up**2
    t = 0.0 if length == 0 else max(0.0, min(1.0, ((at[0] - a[0]) * along + (at[1] - a[1]) * up) / length))
    return math.hypot(at[0] - a[0] - t * along, at[1] - a[1] - t * up)


def inside(at: Point, ring: list[Point]) -> bool:
    """Tell whether a point lies within a ring, by the winding of the ring around it."""
    occurrence = 0.0
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        first, last = math.atan2(a[1] - at[1], a[0] - at[0]), math.atan2(b[1] - at[1], b[0] - at[0])
        occurrence += (last - first + math.pi) % (2 * math.pi) - math.pi
    return abs(occurrence) > math.pi


def metres(at: Point, shape: Shape) -> float:
    """Return metres from a point to a shape: points, lines, or polygons without holes."""
    kind, chains = shape
    if "point" in kind:
        return min(math.hypot(at[0] - x, at[1] - y) for chain in chains for x, y in chain)
    if "polygon" in kind and any(inside(at, chain) for chain in chains):
        return 0.0
    closed = [[*chain, chain[0]] if "polygon" in kind else chain for chain in chains]
    return min(segment_m(at, a, b) for chain in closed for a, b in pairwise(chain))


def random_shape(rng: random.Random) -> Shape:
    """Return a shape of one of six kinds."""
    kind = rng.choice(("point", "point", "multipoint", "line", "multiline", "polygon", "multipolygon"))
    x, y = rng.uniform(0, 900), rng.uniform(0, 900)

    def chain(east: float) -> list[Point]:
        if "point" in kind:
            return [(x + east, y)]
        if "line" in kind:
            return [(x + east + rng.uniform(-200, 200), y + rng.uniform(-200, 200)) for _ in range(4)]
        return [(x + east, y), (x + east + 150, y), (x + east + 90, y + 40), (x + east + 80, y + 200)]

    return kind, [chain(250.0 * part) for part in range(2 if "multi" in kind else 1)]


def as_shapely(shape: Shape) -> shapely.Geometry:
    """Return a shape as shapely has it."""
    kind, chains = shape
    one: Callable[[Any], shapely.Geometry] = (
        (lambda chain: shapely.Point(chain[0])) if "point" in kind
        else shapely.LineString if "line" in kind else shapely.Polygon
    )  # fmt: skip
    many = {
        "multipoint": shapely.MultiPoint, "multiline": shapely.MultiLineString, "multipolygon": shapely.MultiPolygon,
    }  # fmt: skip
    parts = [one(chain) for chain in chains]
    return many[kind](parts) if kind in many else parts[0]


def write(folder: Path, places: list[dict[str, Any]], shifts: list[dict[str, Any]], need: Any) -> None:
    """Write the three files; shapes become WKB."""
    folder.mkdir(exist_ok=True)
    pd.DataFrame(places, columns=["place", "x", "y", "profile", "area", "weight"]).to_parquet(
        folder / "places.parquet"
    )
    columns = ["shift", "geometry", "adults", "share", "start", "end"]
    rows = [{**shift, "geometry": shapely.to_wkb(as_shapely(shift["geometry"]))} for shift in shifts]
    pd.DataFrame(rows, columns=columns).to_parquet(folder / "shifts.parquet")
    np.save(folder / "need.npy", np.array(need, dtype=np.float64))


def random_week(seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[list[float]]]:
    """Return places, shifts and need; ids have gaps and no order, ends pass the week, some by more than one."""
    rng = random.Random(seed)
    ids: list[Any] = rng.sample(range(1_000), 25)
    if seed % 2:
        ids = [f"plats {number}" for number in ids]
    places = [
        {"place": name, "x": rng.uniform(0, 900), "y": rng.uniform(0, 900), "profile": rng.randrange(3),
         "area": rng.choice("NSÖV"), "weight": rng.choice((0.5, 1.0, 2.0))}
        for name in ids
    ]  # fmt: skip
    places.append({**places[0], "place": "plats x" if seed % 2 else 5_000, "x": 1e6, "y": -1e6})
    shifts = []
    for number in range(20):
        start = 15 * rng.randrange(672)
        end = start + 15 * rng.choice((1, 3, 8, 12, 16, 16, 672, 700, 1400))
        shifts.append(
            {"shift": number, "geometry": random_shape(rng), "adults": rng.randrange(5),
             "share": rng.choice((0.25, 0.5, 1.0)), "start": start, "end": end}
        )  # fmt: skip
    need = [[float(rng.choice((0, 0, 2, 4))) for _ in range(168)] for _ in range(3)]
    return places, shifts, need


def walked(places: Any, shifts: Any, need: Any, share: Callable[[float], float]) -> list[list[float]]:
    """Return the gap by walking the quarters of every shift past every place."""
    gap = []
    for place in places:
        there = [0.0] * 168
        for shift in shifts:
            counted = (
                shift["adults"] * shift["share"] * share(metres((place["x"], place["y"]), shift["geometry"]))
            )
            for minute in range(shift["start"], shift["end"], 15):
                there[minute // 60 % 168] += counted * 15 / 60
        gap.append(
            [max(0.0, need[place["profile"]][hour] - there[hour]) * place["weight"] for hour in range(168)]
        )
    return gap


def linear(d: float) -> float:
    """Return the share of linear:100:200."""
    return 1.0 if d <= 100 else max(0.0, (200 - d) / 100)


def fading(d: float) -> float:
    """Return the share of exp:250:400."""
    return math.exp(-d / 250) if d <= 400 else 0.0


def asked(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[dict[str, Any], np.ndarray]:
    """Run the verb and return what it printed and wrote."""
    out = folder / "gap.npy"
    assert main(["bench", "week", str(folder), "--out", str(out), *more]) == 0
    return json.loads(capsys.readouterr().out), np.load(out)


@pytest.mark.parametrize("seed", range(6))
def test_a_week_is_what_a_walk_over_minutes_finds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    """Gap matrix and the hundred largest gaps are the oracle's, with slots of an hour and of a quarter."""
    places, shifts, need = random_week(seed)
    write(tmp_path, places, shifts, need)
    kernel, share = ("linear:100:200", linear) if seed % 3 else ("exp:250:400", fading)
    wanted = walked(places, shifts, need, share)
    said, gap = asked(tmp_path, capsys, "--kernel", kernel, "--slot", "60", "--repeat", "2")
    assert list(said) == KEYS
    assert gap.dtype == np.float64
    assert np.abs(gap - np.array(wanted)).max() < 1e-9
    cells = [
        (-round(gap, 9), place["place"], hour)
        for place, row in zip(places, wanted, strict=True)
        for hour, gap in enumerate(row)
    ]
    assert [(one["place"], one["hour"]) for one in said["top"]] == [cell[1:] for cell in sorted(cells)[:100]]
    assert said["end_to_end_s"] == pytest.approx(
        said["prepare_s"] + said["join_s"] + said["kernel_s"], rel=0.5
    )
    assert 0 < said["peak_mb"] < 2_000
    quarters = asked(tmp_path, capsys, "--kernel", kernel, "--slot", "15")[1]
    assert np.abs(quarters - gap).max() < 1e-9


def test_nobody_at_all_leaves_the_need(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty table of shifts is a week without presence, and no place at all is an empty matrix."""
    places, _, need = random_week(1)
    write(tmp_path, places, [], need)
    assert (asked(tmp_path, capsys)[1] == np.array(walked(places, [], need, linear))).all()
    write(tmp_path, [], [], need)
    said, gap = asked(tmp_path, capsys)
    assert gap.shape == (0, 168)
    assert said["top"] == []


def test_narrow_columns_and_named_rows_are_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Single precision, small integers and an index of its own change nothing but precision."""
    places, shifts, need = random_week(2)
    write(tmp_path, places, shifts, need)
    gap = asked(tmp_path, capsys)[1]
    for name, dtype in (
        ("places", {"weight": "float32", "profile": "int8"}),
        ("shifts", {"share": "float32", "adults": "int16"}),
    ):
        frame = pd.read_parquet(tmp_path / f"{name}.parquet").astype(dtype)
        frame.set_index(np.arange(len(frame)) + 17).to_parquet(tmp_path / f"{name}.parquet")
    assert np.abs(asked(tmp_path, capsys)[1] - gap).max() < 1e-9


def changed(folder: Path, file: str, **columns: Any) -> None:
    """Write a file anew with other columns."""
    frame = pd.read_parquet(folder / file)
    frame.assign(**columns).to_parquet(folder / file)


FAULTS: dict[str, Callable[[Path], Any]] = {
    "profil": lambda folder: changed(folder, "places.parquet", profile=3),
    "tal": lambda folder: changed(folder, "places.parquet", x=float("nan")),
    "vikten": lambda folder: changed(folder, "places.parquet", weight=-1.0),
    "slutar": lambda folder: changed(folder, "shifts.parquet", start=10, end=5),
    "kolumner": lambda folder: pd.DataFrame({"place": [1]}).to_parquet(folder / "places.parquet"),
    "need.npy": lambda folder: np.save(folder / "need.npy", np.zeros((3, 24))),
    "finns inte": lambda folder: (folder / "shifts.parquet").unlink(),
    "läsa": lambda folder: (folder / "shifts.parquet").write_bytes(b"PAR1"),
    "shifts.parquet": lambda folder: changed(folder, "shifts.parquet", geometry=b"\x01\x02"),
}  # fmt: skip


@pytest.mark.parametrize("word", FAULTS)
def test_what_cannot_be_used_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], word: str
) -> None:
    """A bad file ends with status 2, one Swedish sentence that says what is wrong, and no result."""
    write(tmp_path, *random_week(3))
    FAULTS[word](tmp_path)
    assert main(["bench", "week", str(tmp_path), "--out", str(tmp_path / "gap.npy")]) == 2
    said = capsys.readouterr().err.strip()
    assert word in said.lower()
    assert "\n" not in said
    assert not (tmp_path / "gap.npy").exists()


@pytest.mark.parametrize(
    "kernel", ["linear:200:100", "exp:0:400", "linear:1", "gauss:1:2", "linear:a:b", "exp:1:inf"]
)
def test_a_kernel_that_is_none_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kernel: str
) -> None:
    """A reach that cannot be is named in the refusal."""
    assert main(["bench", "week", str(tmp_path), "--kernel", kernel, "--out", str(tmp_path / "gap.npy")]) == 2
    assert kernel in capsys.readouterr().err
