"""How much memory the process keeps of what it has used: little, since the server of a town is a small one.

The C library keeps a heap for each of many threads, and gives back what was freed only at the end of one.
`benchmarks/page_memory.py` tells what a process takes.
"""

import ctypes
from contextlib import suppress

# Of glibc's malloc.h: heaps for threads; what is mapped by itself, and so given back at once; what is kept when free.
_ARENA_MAX, _MMAP_THRESHOLD, _TRIM_THRESHOLD = -8, -3, -1
SETTINGS = {_ARENA_MAX: 1, _MMAP_THRESHOLD: 128 * 1024, _TRIM_THRESHOLD: 1024 * 1024}


def keep_little() -> bool:
    """Let freed memory go back to the machine; return whether the C library can be told so (glibc alone)."""
    with suppress(OSError, AttributeError, TypeError):
        tell = ctypes.CDLL(None).mallopt
        return all(tell(what, much) for what, much in SETTINGS.items())
    return False
