"""The child process in which files are read: it limits itself, answers once on its output, and ends.

Run as `python -m karta.sources.child` by `children`, with the number of its lifeline. Nothing else starts it.

It never outlives whoever started it. Linux kills it then; everywhere a thread sees the lifeline close. Where a library
lets no thread run, the clock and the processor time that it was given end it.
"""

import ctypes
import gc
import os
import pickle
import resource
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from karta.errors import KartaError

_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000
_SIGNAL_AT_PARENTS_END = 1


def main() -> None:
    """Read `(function, args, limits)` from the input, compute, and write the outcome to the output, both pickled."""
    output = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what libraries print must not mix with the answer
    _die_with_parent()
    function, args, limits = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own parent
    _cut_network()
    _die_with_parent()  # once more: Linux forgets it when a process gets rights of its own
    threading.Thread(target=_watch, args=(int(sys.argv[1]),), daemon=True).start()
    _limit(*limits)
    gc.disable()  # this process ends soon, and its memory is bounded: looking for rings in it is wasted
    answer: tuple[str, Any]
    try:
        answer = ("value", function(*args))
        packed = pickle.dumps(answer)
    except KartaError as error:
        packed = pickle.dumps(("error", (error.code, error.facts)))
    except MemoryError:
        packed = pickle.dumps(("memory", None))
    with os.fdopen(output, "wb") as handle:
        handle.write(packed)


def _die_with_parent() -> None:
    """Have Linux kill this process when the thread that started it is gone."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(_SIGNAL_AT_PARENTS_END, signal.SIGKILL, 0, 0, 0)


def _watch(lifeline: int) -> None:
    """Kill this process, and what it started, when the other end of its lifeline is closed."""
    os.read(lifeline, 1)  # nothing is ever written: this returns when nobody is left who could
    os.killpg(0, signal.SIGKILL)


def _limit(megabytes: int, processor: int, seconds: int) -> None:
    """Bound memory and processor time above what loading took, time on the clock, and what may be written."""
    signal.alarm(seconds)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) if _has_proc() else 0
    memory = pages * resource.getpagesize() + megabytes * 1_000_000
    for what, limit in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, int(time.process_time()) + processor),
        (resource.RLIMIT_FSIZE, 1_000_000_000),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(what, (allowed, hard))


def _has_proc() -> bool:
    return Path("/proc/self/statm").is_file()


def _cut_network() -> None:
    """Move into a network of its own, where the system lets us; the readers call nowhere even without it."""
    if not sys.platform.startswith("linux"):
        return
    library = ctypes.CDLL(None, use_errno=True)
    if library.unshare(_NEW_NETWORK) != 0:
        library.unshare(_NEW_USER | _NEW_NETWORK)


if __name__ == "__main__":
    main()
    os._exit(0)  # the answer is written: what was read need not be taken apart piece by piece
