"""Run the benchmarks and write docs/performance.md from what they say: `python scripts/write_performance.py`.

With a file of JSON lines as argument (what `python -m benchmarks` printed), that is written down instead.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "performance.md"
INTRODUCTION = """\
# Performance

Written by `make bench`; nobody has picked the figures. Milliseconds depend on the machine and on what
else it does: read the ratios first. The aims of the first version: a second load of *Luckor* on the demo to a drawn
map in at most 3,000 ms (`page_load`, `second_load_ms`), and moving the hour to the next frame in at most 50 ms
(`browser_map`, `scrub_to_second_frame_ms`, which counts two frames). Of an import (`import_rows`): 50,000 lines in at
most 10 s and 500 MB, the same file again in at most 5 s; a refused file (`import_refusal`) in at most 2 s and 300 MB.
Of walking catchments in a city (`reach_city`): at least 200 times as fast as networkx `ego_graph` and 30 times as fast
as its cutoff, wanted 50 times, and at most 10 times the floor of reading what must be read.
Of a week in the dense engine (`dense_week`): a nation's pass in at most 15 times the filling of its output, wanted 8
(`hot_kernel_to_limit`); end to end at least 40 times as fast as the dwithin peer on a nation, wanted 150, and 250 times
on a city, wanted 400 (`times_dwithin`).
"""


def main() -> int:
    """Write the file; return 1 when a benchmark failed."""
    if len(sys.argv) > 1:
        text, status = Path(sys.argv[1]).read_text(encoding="utf-8"), 0
    else:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
        )
        text, status = done.stdout, done.returncode
    print(text, end="")
    if status == 0:
        TARGET.write_text(document([json.loads(line) for line in text.splitlines()]), encoding="utf-8")
    return status


def document(lines: list[dict[str, Any]]) -> str:
    """Return the text: a section for each benchmark, a row for each figure."""
    parts = [INTRODUCTION]
    for line in lines:
        machine = line["machine"]
        parts.append(
            f"## {line['benchmark']}\n\n{line['date']}, {machine['cores']} cores, {machine['system']}, Python "
            f"{machine['python']}, load {machine['load_before']} when it began.\n\n| figure | value |\n| --- | --- |\n"
            + "".join(f"| {name} | {_said(value)} |\n" for name, value in _flat("", line["figures"]))
        )
    return "\n".join(parts)


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
