"""Run the benchmarks and write docs/performance.md from what they say: `scripts/write_performance.py [NAME ...]`.

With names, those are run anew; what the others said last is kept in docs/performance.jsonl.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "performance.md"
LINES = TARGET.with_suffix(".jsonl")
INTRODUCTION = """\
# Performance

Written by `make bench`; nobody has picked the figures. Milliseconds depend on the machine and on what else it does:
read the ratios first. What the names mean stands at the head of each file in `benchmarks/`.
"""


class Goal(NamedTuple):
    """A figure that must be reached, and where we want to be; `most` tells that less is better."""

    what: str
    path: str
    must: float
    wanted: float | None
    most: bool = True


GOALS = (
    Goal("nation week, hot kernel: times the write limit", "dense_week/nation/hot_kernel_to_limit", 15, 8),
    Goal(
        "nation week end to end: times faster than dwithin hour by hour",
        "dense_week/nation/times_dwithin_by_hour",
        40,
        150,
        most=False,
    ),
    Goal(
        "nation week end to end: times faster than buffers hour by hour",
        "dense_week/nation/times_buffer_by_hour",
        150,
        600,
        most=False,
    ),
    Goal("nation week end to end: MB", "dense_week/nation/peak_mb_before_the_peers", 1000, None),
    Goal(
        "city week end to end: times faster than dwithin hour by hour",
        "dense_week/city/times_dwithin_by_hour",
        250,
        400,
        most=False,
    ),
    Goal("one edit on a city: ms, p95", "dense_edit/edit_ms/p95", 1, None),
    Goal("all candidates of a city: ms", "dense_edit/all_candidates_ms", 5, None),
    Goal("100 greedy picks: ms", "dense_edit/picks_ms", 20, None),
    Goal(
        "catchments in a city: times faster than ego_graph",
        "reach_city/times_faster_than/ego_graph",
        200,
        None,
        most=False,
    ),
    Goal(
        "catchments in a city: times faster than networkx with cutoff",
        "reach_city/times_faster_than/networkx_cutoff",
        30,
        50,
        most=False,
    ),
    Goal("catchments in a city: times the floor", "reach_city/times_the_floor", 10, None),
    Goal("nation year, serial: times the write limit of 52 weeks", "nation_year/serial_to_limit", 40, 15),
    Goal(
        "nation year: two warm Dask processes, times faster than serial",
        "nation_year/dask_times_serial",
        1.4,
        1.7,
        most=False,
    ),
    Goal("50,000 roster lines in, few places: s", "import_rows/few_places.csv/seconds", 4, None),
    Goal("50,000 roster lines in, few places: MB", "import_rows/few_places.csv/megabytes_most", 500, None),
    Goal("the same file again, few places: s", "import_rows/few_places.csv/seconds_again", 2.5, None),
    Goal("50,000 roster lines in, many people: s", "import_rows/distinct.csv/seconds", 4, None),
    Goal("the same file again, many people: s", "import_rows/distinct.csv/seconds_again", 2.5, None),
    Goal("the same as a workbook: s", "import_rows/distinct.xlsx/seconds", 6, None),
    Goal("the same workbook again: s", "import_rows/distinct.xlsx/seconds_again", 2.5, None),
    Goal("refused files: s, the longest", "import_refusal/seconds_most", 2, None),
    Goal("refused files: MB, the most", "import_refusal/megabytes_most", 250, None),
    Goal("a town of 580,000 nodes in: s", "whole_town/import/seconds", 12, None),
    Goal("a town of 580,000 nodes in: MB", "whole_town/import/megabytes_most", 600, None),
    Goal("ten such towns clipped to one: s", "whole_town/clipped/seconds", 60, None),
    Goal("ten such towns clipped to one: MB", "whole_town/clipped/megabytes_most", 800, None),
    Goal("*Luckor*, first load of that town: ms", "whole_town/luckor/first_load_ms", 5000, None),
    Goal("its server then: MB", "whole_town/luckor/server_mb", 700, None),
    *(
        Goal(
            f"a week through the service, {size} places: ms", f"service_week/{size}/week_ms/median", ms, None
        )
        for size, ms in ((80, 150), (500, 300), (5000, 2000), (20000, 8000))
    ),
    Goal("memory of a week of 5,000 places: MB", "service_week/5000/megabytes_most", 450, None),
    Goal("*Luckor*, first load of 5,000 places: ms", "town_page/5000/first_load_ms", 4000, None),
    Goal("*Luckor*, second load of 5,000 places: ms", "town_page/5000/second_load_ms/median", 1500, None),
    *(
        Goal(
            f"{what}, `{way.replace('_', ' ')}`: ms of processor",
            f"page_reruns/{way}/{name}/median",
            ms,
            None,
        )
        for what, name, ms in (
            ("a follow of an open page", "follow_ms", 6),
            ("a change of hour", "change_of_hour_ms", 100),
        )
        for way in ("karta_run", "streamlit_run")
    ),
    Goal("*Luckor*, second load of the demo: ms", "page_load/second_load_ms/median", 2500, None),
    Goal(
        "*Luckor*, 30 sessions on two processes: p95 of a run, ms",
        "luckor_load/sessions_30/rerun_ms/p95",
        1000,
        None,
    ),
    Goal(
        "*Luckor*, 50 sessions on two processes (wanted, no must): p95 of a run, ms",
        "luckor_load/sessions_50/rerun_ms/p95",
        1000,
        None,
    ),
    Goal(
        "a process after 200 sessions that came and went: MB", "luckor_load/memory_mb/most_after", 600, None
    ),
    Goal("the app with one *Luckor* of the demo: MB", "page_memory/one_session_mb", 330, None),
    Goal("the same after 100 that came and went: MB", "page_memory/after_mb", 400, None),
    Goal("*Luckor*, cold, over the wire: kB", "page_weight/kilobytes/median", 1400, 1100),
    Goal("*Luckor*, cold, slow line and phone: ms", "page_weight/slow_cold_ms/median", 9000, None),
    Goal("*Luckor*, again, slow line and phone: ms", "page_weight/slow_again_ms/median", 3000, None),
    Goal("*Luckor*, click to panel: ms", "page_load/click_to_panel_ms/median", 300, None),
    Goal(
        "*Pass* with 2,000 series and 50,000 lines, read for a rerun: ms", "roster_lines/rerun_ms", 1000, 500
    ),
    Goal("a personal page on a slow phone, cold: ms", "light_page/on_screen_ms/median", 1000, None),
    *(
        Goal(
            f"shifts, {what}: share of the bound at once",
            f"plans/{name}/at_once_share",
            share,
            None,
            most=False,
        )
        for what, name, share in (
            ("municipality, hours", "municipality_hour", 0.95),
            ("municipality, adult-hours to use", "municipality_hours_budget", 0.95),
            ("municipality, half-hours", "municipality_half_hour", 0.95),
            ("city", "city", 0.975),
        )
    ),
    *(
        Goal(f"shifts, {what}: s until it is proven", f"plans/{name}/proven_s", seconds, None)
        for what, name, seconds in (
            ("municipality, hours", "municipality_hour", 5),
            ("municipality, adult-hours to use", "municipality_hours_budget", 5),
            ("municipality, half-hours", "municipality_half_hour", 15),
        )
    ),
    Goal("shifts, city: MB", "plans/city/peak_mb", 1000, None),
    Goal("roster of 120 volunteers: s until it is proven", "plans/roster_120/seconds", 1, None),
    Goal("roster of 500 volunteers and 120 walks: s", "plans/roster_500/seconds", 60, None),
    Goal("the same: share of the bound", "plans/roster_500/share", 0.99, None, most=False),
    Goal(
        "visits, 60 venues: share of the bound in 10 s",
        "visits/60_venues_4_weeks/share",
        0.95,
        None,
        most=False,
    ),
    Goal(
        "visits, 300 venues: share of the bound in 60 s",
        "visits/300_venues_4_weeks/share",
        0.9,
        None,
        most=False,
    ),
    Goal(
        "visits, 60 venues: by the main officer", "visits/60_venues_4_weeks/main_share", 0.8, None, most=False
    ),
    *(
        Goal(f"Besök with 300 venues, {what}: s a rerun", f"visit_pages/{part}_s", 1, None)
        for part, what in (
            ("ahead", "what is planned"),
            ("venues", "the year"),
            ("area", "the area card"),
            ("proposals", "what is proposed"),
        )
    ),
    Goal("routes in a second: least share of the bound", "plans/routes/least_share", 0.97, None, most=False),
    Goal("map of 5,010 places, first map: ms", "browser_map/5010/first_map_ms/median", 2500, None),
    Goal(
        "map of 5,010 places, a scrub step close by: ms",
        "browser_map/5010/scrub_close_by_ms/median",
        50,
        None,
    ),
    Goal("map of 5,010 places, click to answer: ms", "browser_map/5010/click_ms/median", 300, None),
)


def main() -> int:
    """Write the file; return 1 when a benchmark failed."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *sys.argv[1:]],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    print(done.stdout, end="")
    if done.returncode == 0:
        kept = LINES.read_text(encoding="utf-8") if sys.argv[1:] else ""
        lines = {line["benchmark"]: line for line in map(json.loads, (kept + done.stdout).splitlines())}
        LINES.write_text("".join(f"{json.dumps(line)}\n" for line in lines.values()), encoding="utf-8")
        TARGET.write_text(document(list(lines.values())), encoding="utf-8")
    return done.returncode


def document(lines: list[dict[str, Any]]) -> str:
    """Return the text: the goals, then a section for each benchmark, a row for each figure."""
    parts = [INTRODUCTION, goals({line["benchmark"]: line["figures"] for line in lines})]
    for line in lines:
        machine = line["machine"]
        parts.append(
            f"## {line['benchmark']}\n\n{line['date']}, {machine['cores']} cores, {machine['system']}, Python "
            f"{machine['python']}, load {machine['load_before']} when it began.\n\n| figure | value |\n| --- | --- |\n"
            + "".join(f"| {name} | {_said(value)} |\n" for name, value in _flat("", line["figures"]))
        )
    return "\n".join(parts)


def goals(figures: dict[str, Any]) -> str:
    """Return the table of goals with what was measured; a goal whose benchmark did not run says so."""
    rows = ["## Goals\n", "| what | must | wanted | measured | reached |", "| --- | --- | --- | --- | --- |"]
    for goal in GOALS:
        found: Any = figures
        for name in goal.path.split("/"):
            found = found.get(name, {})
        sign = "<=" if goal.most else ">="
        wanted = "" if goal.wanted is None else f"{sign} {goal.wanted:,}"
        measured = _said(found) if found != {} else "not measured"
        rows.append(
            f"| {goal.what} | {sign} {goal.must:,} | {wanted} | {measured} | {_reached(goal, found)} |"
        )
    return "\n".join(rows) + "\n"


def _reached(goal: Goal, found: Any) -> str:
    if found == {}:
        return ""
    reached = [
        aim is not None and (found <= aim if goal.most else found >= aim) for aim in (goal.must, goal.wanted)
    ]
    if not reached[0]:
        return "no"
    return "yes" if goal.wanted is None else "both" if reached[1] else "the first"


def _flat(prefix: str, figures: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return the figures by their path; a spread (median, n) stays one figure."""
    found: list[tuple[str, Any]] = []
    for name, value in figures.items():
        path = f"{prefix} / {name}" if prefix else name
        if isinstance(value, dict) and "median" not in value:
            found += _flat(path, value)
        else:
            found.append((path, value))
    return found


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_said(part)}" for name, part in value.items())
    return f"{value:,}" if isinstance(value, int | float) else str(value)


if __name__ == "__main__":
    sys.exit(main())
