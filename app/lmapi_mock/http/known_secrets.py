"""Which passwords are to be hidden of what no function looks at, as a wrong path or an admin call.

The endpoint reads them with each request that it answers; here they are read where somebody may
have changed them since.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import partial

from anyio import to_thread

from lmapi_mock.errors import DatabaseError
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.world import World

log = logging.getLogger("lmapi_mock.endpoint")

Run = Callable[[Database, Callable[[Transaction], None]], Awaitable[None]]
"""Does a unit of work on a database."""


async def in_a_thread(database: Database, work: Callable[[Transaction], None]) -> None:
    """Do it in a transaction of its own; the server's end does not wait for it."""
    await to_thread.run_sync(partial(_do, database, work), abandon_on_cancel=True)


def _do(database: Database, work: Callable[[Transaction], None]) -> None:
    with database.transaction(for_requests=True) as tx:
        work(tx)


async def know_secrets(*worlds: World | None, run: Run = in_a_thread) -> bool:
    """Have each world's `secrets` be what its users have now; whether all databases have said so.

    Of one that is away nobody has changed them through this server, which would have told him so.
    """
    for world in worlds:
        if world is None or world.knows_secrets:
            continue
        try:
            await run(world.database, world.learn_secrets)
        except DatabaseError as error:
            log.warning("The passwords that were known before are hidden: %s", error)
            return False
    return True
