"""Connections to a PostgreSQL server, or why there is none; what is done on them is elsewhere."""

from __future__ import annotations

import os
from typing import Any

import asyncpg

from bot.errors import ConfigError, StoreAway, StoreError
from bot.store.addresses import shown
from bot.store.postgres.adapter import TROUBLES, store_error

CONNECT_WITHIN = 10.0
ANSWER_WITHIN = 60.0  # seconds; then the server counts as lost
_SETTINGS = {
    "application_name": f"zhibao {os.getpid()}",
    # A copy whose machine has gone without a word loses its locks soon.
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    # A copy that stands still in the midst of a Work must not stop the others for ever.
    "idle_in_transaction_session_timeout": "30s",
    "lock_timeout": "20s",
    "jit": "off",  # it takes longer than our statements
}
OPTIONS: dict[str, Any] = {
    "timeout": CONNECT_WITHIN,
    "command_timeout": ANSWER_WITHIN,
    "server_settings": _SETTINGS,
    "statement_cache_size": 256,
}


async def connect(url: str) -> Any:
    """A connection of one's own. Raises what asyncpg raises, and ConfigError where the address is none."""
    try:
        return await asyncpg.connect(url, **OPTIONS)
    except (ValueError, asyncpg.ClientConfigurationError):
        raise ConfigError(
            "storage.url = {url}: no address of a PostgreSQL database", url=shown(url)
        ) from None


async def reach(url: str) -> Any:
    """A connection of one's own. StoreError says why there is none."""
    try:
        return await connect(url)
    except TROUBLES as error:
        raise unreachable(url, error) from error


def unreachable(url: str, error: BaseException) -> StoreError:
    """Why the server cannot be used now, without a password."""
    found = store_error(error)
    if isinstance(found, StoreAway):
        return StoreAway("{url}: {reason}", url=shown(url), reason=found)
    return StoreError("{url}: {reason}", url=shown(url), reason=found, passing=found.passing)
