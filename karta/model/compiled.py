"""Loops made into machine code by numba: compiled at the first call, kept on disk, serial.

Only modules that hold such loops import this one, and only those are imported late: loading the compiler takes most
of a second, which a small municipality computed in numpy never pays back.
"""

import sys
from collections.abc import Callable
from typing import Any, TypeVar, cast

Function = TypeVar("Function", bound=Callable[..., Any])

# No NaN and no signed zero: what the loops are given is checked before. Nothing that changes a sum is allowed, so that
# the same additions in the same order give the same bits wherever they are made.
FASTMATH = {"nnan", "nsz"}


# Loading the compiler costs what numpy needs for some 27 million cells (`benchmarks.compiler_pays`); a process that
# serves a town this large gets that back with the third week that somebody looks at.
PAYS_FROM_CELLS = 10_000_000


def pays(cells: int) -> bool:
    """Tell whether a pass over so many cells is worth the compiler: where it is loaded already, always."""
    return "numba" in sys.modules or cells >= PAYS_FROM_CELLS


def compiled(function: Function) -> Function:
    """Return the function compiled for its arguments at the first call, and kept beside its module or in the cache
    folder of the user; where neither can be written it is compiled in each process.
    """
    import numba

    options: dict[str, Any] = {"error_model": "numpy", "nogil": True, "fastmath": FASTMATH}
    try:
        return cast(Function, numba.njit(cache=True, **options)(function))
    except RuntimeError:  # numba found no folder to keep it in
        return cast(Function, numba.njit(**options)(function))
