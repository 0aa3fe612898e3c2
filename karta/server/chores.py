"""The chores of the server, done beside it in a thread for as long as it runs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from starlette.concurrency import run_in_threadpool

from karta.errors import KartaError
from karta.services.chores import do_due
from karta.web import volunteer

# The first time after the first visitors have been answered.
FIRST_SECONDS, SECONDS = 20.0, 30.0

log = structlog.get_logger()


@asynccontextmanager
async def kept() -> AsyncIterator[None]:
    """Let the chores be done for as long as the server runs."""
    doing = asyncio.create_task(_do())
    try:
        yield
    finally:
        doing.cancel()
        with suppress(asyncio.CancelledError):
            await doing


async def _do() -> None:
    await asyncio.sleep(FIRST_SECONDS)
    while True:
        try:
            await run_in_threadpool(lambda: do_due(volunteer.served()))
        except KartaError as error:
            # A workspace that is not there yet, or cannot be written now: the next round asks again.
            log.warning("chores_failed", code=error.code)
        except Exception as error:  # noqa: BLE001 - one chore that breaks must not end the others until the server is started anew
            log.error("chores_broke", kind=type(error).__name__)
        await asyncio.sleep(SECONDS)
