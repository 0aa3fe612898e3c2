"""A process that reads a file ends with the one that started it, whatever either of them is doing."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

# A command that has a file read: it tells the number of its child, and waits for an answer that never comes.
PARENT = """
import pickle, sys
from pathlib import Path
from karta.sources import children
from tests.sources import endless
begun, doing, when = sys.argv[1:]
request = pickle.dumps((getattr(endless, doing), (Path(begun),), (1500, 300, 300)))
if when == "early":
    children.begin(request)
with children.child_of(request) as child:
    print(child.pid, flush=True)
    if when == "early":
        sys.stdin.read()
    child.communicate()
"""
WATCHER = """
import sys, threading, time
from karta.sources import child
threading.Thread(target=child._watch, args=(int(sys.argv[1]),), daemon=True).start()
print("begun", flush=True)
time.sleep(300)
"""
SECONDS = 60


def is_alive(pid: int) -> bool:
    """Tell whether a process still does anything; one that nobody has buried yet does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def within(seconds: float, condition: object) -> bool:
    """Return whether a condition comes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize(("doing", "when"), [("work", "asked"), ("wait", "asked"), ("work", "early")])
def test_a_reading_process_ends_with_a_command_that_is_killed(
    tmp_path: Path, root: Path, doing: str, when: str
) -> None:
    """After kill -9 of the command its child is gone, be it at work, waiting, or begun before anybody waits for it."""
    begun = tmp_path / "begun"
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(begun), doing, when],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root,
    )  # fmt: skip
    try:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert within(SECONDS, begun.exists)
        assert is_alive(child)
    finally:
        parent.kill()
        parent.communicate()
    ended = within(5, lambda: not is_alive(child))
    if not ended:
        os.kill(child, signal.SIGKILL)
    assert ended


def test_a_reading_process_ends_when_its_lifeline_is_closed() -> None:
    """Where the system does not tell of a parent's end, the pipe between them does."""
    theirs, ours = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-c", WATCHER, str(theirs)],
        stdout=subprocess.PIPE, pass_fds=[theirs], start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        assert process.poll() is None
        os.close(ours)
        assert process.wait(SECONDS) == -signal.SIGKILL
    finally:
        process.kill()
        process.communicate()
