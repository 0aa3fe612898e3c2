"""Run every benchmark, one after another, and print one JSON line each: `python -m benchmarks [NAME ...]`.

A line holds the benchmark's name, the date, the machine and the figures. Timed on whatever machine this is: read the
ratios before the milliseconds.
"""

import json
import os
import pkgutil
import platform
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import benchmarks

SECONDS = 600


def main() -> int:
    """Run the benchmarks asked for, or all; return 1 when one of them failed."""
    names = sys.argv[1:] or [
        m.name
        for m in pkgutil.iter_modules(benchmarks.__path__)
        if m.name
        not in {"__main__", "invented_instances", "invented_map", "invented_plans", "invented_town", "sizes"}
    ]
    failed = 0
    for name in names:
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"],
            stdout=subprocess.PIPE,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        if done.returncode:
            print(f"{name}: failed with status {done.returncode}", file=sys.stderr)
            failed = 1
            continue
        print(
            json.dumps({"benchmark": name, **surroundings(), "figures": json.loads(done.stdout)}), flush=True
        )
    return failed


def surroundings() -> dict[str, Any]:
    """Return when and on what a figure was measured."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": {
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.machine()}",
            "load_before": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        },
    }


if __name__ == "__main__":
    sys.exit(main())
