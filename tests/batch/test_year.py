"""A nation's year: by hand, over processes as in one, one of them killed, and broken off and gone on with."""

import json
import pickle
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pytest
import shapely
from distributed import LocalCluster

from karta.batch import year as years
from karta.batch import year_bundles
from karta.batch.year import run_year
from karta.cli import main
from karta.coverage.dense.near import Reach
from karta.errors import InputError, Issue, KartaError, TableError

pytestmark = pytest.mark.slow

REACH = Reach("linear", 100, 200)
MONDAYS = [date(2026, 9, 7), date(2026, 9, 14), date(2026, 9, 21)]


def write(folder: Path, places: list[dict], lines: list[dict], need: np.ndarray, **more: list[dict]) -> Path:
    """Write a folder of tables."""
    folder.mkdir(parents=True, exist_ok=True)
    pd.DataFrame(places).to_parquet(folder / "places.parquet")
    blank = {"share": 1.0, "valid_from": None, "valid_to": None, "exdates": ""}
    rows = pd.DataFrame([{**blank, **line} for line in lines])
    rows["geometry"] = shapely.to_wkb(np.array(list(rows["geometry"]), dtype=object))
    for name in ("valid_from", "valid_to"):
        rows[name] = pd.to_datetime(rows[name])
    rows.to_parquet(folder / "shifts.parquet")
    weeks = more.get("weeks", [{"monday": monday, "calendar": 0} for monday in MONDAYS])
    pd.DataFrame(weeks).to_parquet(folder / "weeks.parquet")
    np.save(folder / "need.npy", need)
    if "sources" in more:
        pd.DataFrame(more["sources"]).to_parquet(folder / "sources.parquet")
    return folder


def read(out: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the sums and the largest gaps of a run."""
    return tuple(
        pd.concat(
            [pd.read_parquet(path) for path in sorted((out / part).glob("*.parquet"))], ignore_index=True
        )
        for part in ("sums", "top")
    )


def silent(done: int, of: int) -> None:
    """Hear how far it is, and say nothing."""


def place(name: str, x: float, municipality: str = "A", area: str = "centrum") -> dict:
    """Return a place on a line."""
    return {"municipality": municipality, "place": name, "x": x, "y": 0.0, "profile": 0, "area": area}


def test_by_hand(tmp_path: Path) -> None:
    """Two asked for on Sunday 22 to Monday 02. A pair walks Sunday 22 to Monday 01 from 14 September on, not on the
    20th: the first week lacks 4 + 4 hours' work, the second 4 (Sunday off) + 4 (Monday before), the third 0 + 4 with
    no walk on the Sunday before, and everything in the week whose roster is missing is unknown.
    """
    need = np.zeros((1, 168))
    need[0, [0, 1, 166, 167]] = 2
    pair = {"geometry": shapely.Point(50, 0), "adults": 2, "start": 6 * 1440 + 22 * 60, "end": 7 * 1440 + 60}
    lines = [{**pair, "valid_from": date(2026, 9, 14), "exdates": "2026-09-20"}]
    sources = [{"place": "torget", "valid_from": date(2026, 9, 7), "valid_to": date(2026, 9, 7)}]
    folder = write(tmp_path / "in", [place("torget", 0.0)], lines, need, sources=sources)
    told = run_year(folder, tmp_path / "out", REACH, None, 1, silent)
    assert told == {"bundles": 1, "bundles_kept": 0, "municipalities": 1, "weeks": 3}
    sums, top = read(tmp_path / "out")
    columns = ["need_ah", "covered_ah", "gap_ah", "unknown_ah"]
    assert sums[columns].to_numpy().tolist() == [[8, 0, 4, 4], [8, 0, 8, 0], [8, 4, 4, 0]]
    assert top[top["monday"] == pd.Timestamp(2026, 9, 21)][["place", "hour", "gap"]].to_numpy().tolist() == [
        ["torget", 0, 2], ["torget", 1, 2],
    ]  # fmt: skip


def test_the_hour_after_midnight_belongs_to_the_start(tmp_path: Path) -> None:
    """A Sunday shift to Monday 01 covers the Monday of the next week, also when it ended its season that Sunday."""
    need = np.zeros((1, 168))
    need[0, [0, 167]] = 2
    pair = {"geometry": shapely.Point(0, 0), "adults": 2, "start": 10080 - 60, "end": 10080 + 60}
    lines = [{**pair, "valid_to": date(2026, 9, 13)}]
    folder = write(tmp_path / "in", [place("torget", 0.0)], lines, need)
    run_year(folder, tmp_path / "out", REACH, None, 1, silent)
    # The first week also has its Monday covered: by the Sunday before, on which the line was in force.
    assert read(tmp_path / "out")[0]["gap_ah"].tolist() == [0, 2, 4]


@pytest.fixture
def nation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an invented nation of 12 small municipalities, a bundle each, whose borders lie within reach."""
    monkeypatch.setattr(years, "BUNDLE_PLACES", 1)
    rng = np.random.default_rng(4)
    places = [
        {**place(f"p{n:03d}", 60.0 * n, f"K{n // 10:02d}", f"o{n % 3}"), "profile": n % 2} for n in range(120)
    ]
    lines = [
        {"geometry": shapely.Point(rng.random() * 7200, rng.normal(0, 50)), "adults": int(rng.integers(1, 4)),
         "share": float(rng.choice([0.5, 1.0])), "start": int(start), "end": int(start + 180),
         "valid_from": date(2026, 9, int(rng.integers(1, 28))), "exdates": "2026-09-18;2026-09-19"}
        for start in rng.integers(0, 672, 80) * 15
    ]  # fmt: skip
    need = rng.integers(0, 4, (2, 2, 168)).astype(float)
    weeks = [{"monday": monday, "calendar": n % 2} for n, monday in enumerate(MONDAYS)]
    return write(tmp_path / "nation", places, lines, need, weeks=weeks)


def test_each_bundle_by_itself_is_the_whole(
    nation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sums and tops are the same whether municipalities are computed one by one or together; N = C + G + U."""
    told = run_year(nation, tmp_path / "one", REACH, None, 1, silent)
    assert told["bundles"] == told["municipalities"] == 12
    monkeypatch.setattr(years, "BUNDLE_PLACES", 10_000)
    assert run_year(nation, tmp_path / "all", REACH, None, 1, silent)["bundles"] == 1
    one, whole = read(tmp_path / "one"), read(tmp_path / "all")
    for mine, other, keys in zip(
        one, whole, (["municipality", "area", "monday"], ["municipality", "monday"]), strict=True
    ):
        pd.testing.assert_frame_equal(
            mine.sort_values(keys, kind="stable", ignore_index=True),
            other.sort_values(keys, kind="stable", ignore_index=True),
            rtol=1e-6,
        )
    parts = one[0][["covered_ah", "gap_ah", "unknown_ah"]].sum(axis=1)
    assert np.allclose(one[0]["need_ah"], parts)


def test_a_run_that_was_broken_off_goes_on(nation: Path, tmp_path: Path) -> None:
    """Bundles that are done stay; with other tables everything is computed again."""
    out = tmp_path / "out"

    def broken(done: int, of: int) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_year(nation, out, REACH, None, 1, broken)
    assert run_year(nation, out, REACH, None, 1, silent)["bundles_kept"] == 5
    whole = run_year(nation, tmp_path / "whole", REACH, None, 1, silent)
    assert whole["bundles_kept"] == 0
    for mine, other in zip(read(out), read(tmp_path / "whole"), strict=True):
        pd.testing.assert_frame_equal(mine, other)
    np.save(nation / "need.npy", np.load(nation / "need.npy") + 1)
    assert run_year(nation, out, REACH, None, 1, silent)["bundles_kept"] == 0


def test_over_processes_one_of_them_killed(
    nation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two Dask processes, one killed with work on its hands, come to the serial run's numbers to the last bit."""
    run_year(nation, tmp_path / "serial", REACH, None, 1, silent)
    # The workers inherit the path, on which numba would take the folder tests/coverage for the package of that name.
    monkeypatch.setattr(sys, "path", [path for path in sys.path if "tests" not in Path(path).parts])
    before = set(psutil.Process().children(recursive=True))
    killed = []

    def tell(done: int, of: int) -> None:
        if done == 1:
            new = [child for child in psutil.Process().children(recursive=True) if child not in before]
            killed.append(max(new, key=lambda child: child.memory_info().rss))  # workers hold the libraries
            killed[0].kill()

    told = run_year(nation, tmp_path / "many", REACH, "local", 2, tell)
    assert told["bundles"] == 12
    assert killed
    for mine, other in zip(read(tmp_path / "many"), read(tmp_path / "serial"), strict=True):
        pd.testing.assert_frame_equal(mine, other, check_exact=True)


def test_workers_that_do_not_see_the_folder_are_sent_the_tables(
    nation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over a scheduler's address, workers for whom the folder is empty come to the serial run's numbers."""
    run_year(nation, tmp_path / "serial", REACH, None, 1, silent)
    asked = []
    monkeypatch.setattr(year_bundles, "files_of", lambda folder: asked.append(folder) or {})
    with LocalCluster(
        n_workers=2, processes=False, protocol="tcp", host="127.0.0.1", dashboard_address=None
    ) as cluster:
        run_year(nation, tmp_path / "sent", REACH, cluster.scheduler_address, 1, silent)
    assert set(asked) == {nation}
    for mine, other in zip(read(tmp_path / "sent"), read(tmp_path / "serial"), strict=True):
        pd.testing.assert_frame_equal(mine, other, check_exact=True)


def test_the_command(nation: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`karta year` writes the sums and tops of all municipalities and tells how far it is."""
    assert main(["year", str(nation), "--out", str(tmp_path / "out")]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["municipalities"] == 12
    assert "12 av 12" in err
    sums, top = read(tmp_path / "out")
    assert len(sums) == 3 * 36
    assert set(top["municipality"]) == {f"K{n:02d}" for n in range(12)}


def test_an_error_is_the_same_in_another_process() -> None:
    """What a worker raises comes home with its code, its facts and its issues, of the same kind."""
    issue = ("places", Issue(2, "x", "number_bad"))
    for error in (InputError("year_calendar", most=3), TableError([issue]), KartaError("plain")):
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), vars(again), again.args) == (type(error), vars(error), error.args)


def test_a_fault_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A calendar that need.npy does not have is told with the file and what it may be; nothing is written."""
    weeks = [{"monday": MONDAYS[0], "calendar": 3}]
    line = {"geometry": shapely.Point(0, 0), "adults": 2, "start": 0, "end": 60}
    folder = write(tmp_path / "in", [place("torget", 0.0)], [line], np.zeros((1, 168)), weeks=weeks)
    assert main(["year", str(folder), "--out", str(tmp_path / "out")]) == 2
    assert "weeks.parquet" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
