"""Child processes in which files are read, started when an answer is needed or a moment before.

They get nothing of this process but a way to their code: no secrets of its environment, a folder of their own. They end
with this process, whatever ends it: each holds one end of a pipe whose other end only this process has.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from karta.sources.drivers import GDAL_ENVIRONMENT

_ROOT = str(Path(__file__).parents[2])


class Child(NamedTuple):
    """A process that has got its request, the folder that it works in, and our end of its lifeline."""

    process: "subprocess.Popen[bytes]"
    scratch: "tempfile.TemporaryDirectory[str]"
    lifeline: int


# Children that work already on what somebody will soon wait for, by their request.
_begun: dict[bytes, Child] = {}
# The one thread that starts children: Linux ends them with the thread that did, and this one stays to the end.
_starter = ThreadPoolExecutor(1, thread_name_prefix="karta-children")


def begin(request: bytes) -> None:
    """Start a child that works on a request until `child_of` gives it to whoever waits for the answer."""
    _begun[request] = _starter.submit(_started, request).result()


@contextmanager
def child_of(request: bytes) -> "Iterator[subprocess.Popen[bytes]]":
    """Give a child that works on a request; it does not outlive the block."""
    child = _begun.pop(request, None) or _starter.submit(_started, request).result()
    with child.scratch:
        try:
            yield child.process
        finally:
            if child.process.poll() is None:
                os.killpg(child.process.pid, signal.SIGKILL)
                child.process.communicate()
            os.close(child.lifeline)


def _started(request: bytes) -> Child:
    scratch = tempfile.TemporaryDirectory(prefix="karta-")
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "LANG": "C.UTF-8",
        "TMPDIR": scratch.name,
        "HOME": scratch.name,
        "PYTHONPATH": _ROOT,
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        # Its own pool sets a gigabyte of addresses aside, of the one and a half that a reader may have.
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        **GDAL_ENVIRONMENT,
    }
    theirs, ours = os.pipe()
    try:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter with fixed arguments
            [sys.executable, "-m", "karta.sources.child", str(theirs)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=scratch.name,
            start_new_session=True,
            pass_fds=[theirs],
        )
    except OSError:
        os.close(ours)
        raise
    finally:
        os.close(theirs)
    assert process.stdin is not None
    with suppress(BrokenPipeError), process.stdin:
        process.stdin.write(request)
    process.stdin = None  # there is no more to say to it, also when its answer is waited for
    return Child(process, scratch, ours)
