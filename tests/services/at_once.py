"""Eight writers who have read the same and edit it at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from karta.errors import ConflictError, KartaError

WRITERS = 8
# What a writer reads first, and how it then edits; each types a text of its own, by its number.
Read = Callable[[], object]
Edit = Callable[[int, object], object]


def at_once(read: Read, edit: Edit) -> tuple[list[int], list[KartaError]]:
    """Return the numbers of the writers whose edit was stored, and why the others were refused."""
    barrier = Barrier(WRITERS, timeout=60)

    def write(number: int) -> KartaError | None:
        seen = read()
        barrier.wait()
        try:
            edit(number, seen)
        except KartaError as error:
            return error
        return None

    with ThreadPoolExecutor(WRITERS) as writers:
        outcomes = list(writers.map(write, range(WRITERS)))
    winners = [number for number, error in enumerate(outcomes) if error is None]
    return winners, [error for error in outcomes if error is not None]


def only_winner(read: Read, edit: Edit) -> int:
    """Return the number of the one writer whose edit was stored; seven must be told that the row has changed."""
    winners, errors = at_once(read, edit)
    assert len(winners) == 1
    assert {(type(error), error.code) for error in errors} == {(ConflictError, "row_changed")}
    assert len(errors) == WRITERS - 1
    return winners[0]
