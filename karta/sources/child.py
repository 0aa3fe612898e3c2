"""The child process in which files are read: it limits itself, answers once on its output, and ends.

Run as `python -m karta.sources.child` by `children`, with `early` when it is started before there is anything to
read: it loads what most readers need, then. Nothing else starts it.
"""

import ctypes
import gc
import os
import pickle
import resource
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from karta.errors import KartaError

_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000


def main() -> None:
    """Read `(function, args, megabytes, seconds)` from the input, compute, and write the outcome to the output.

    Both are pickled; without a request it just ends.
    """
    output = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what libraries print must not mix with the answer
    if sys.argv[1:] == ["early"]:
        import_module("karta.sources.spreadsheet")
    request = sys.stdin.buffer.read()
    if not request:
        return
    function, args, megabytes, seconds = pickle.loads(request)  # noqa: S301 - written by our own parent
    _limit(megabytes, seconds)
    _cut_network()
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


def _limit(megabytes: int, seconds: int) -> None:
    """Bound memory above what the interpreter and its libraries take already, CPU time, and what may be written."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) if _has_proc() else 0
    memory = pages * resource.getpagesize() + megabytes * 1_000_000
    for what, limit in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
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
