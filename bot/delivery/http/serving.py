"""An HTTP server inside our event loop, for the webhook and for health; it knows no route and catches no signal."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import uvicorn
from starlette.applications import Starlette

from bot.errors import CommandFailed, ConfigError

_BACKLOG = 512
_MOST_CONNECTIONS = (
    512  # beyond these uvicorn answers 503 by itself, so that files and database keep their descriptors
)
_GOODBYE = 0.4  # seconds that requests under way may still take at the end
_LAST_WORDS = 0.1


@asynccontextmanager
async def served(app: Starlette, *, listen: str, port: int, key: str) -> AsyncIterator[int]:
    """Serves `app` until the block ends; gives the port, which matters where 0 asked for any free one.

    `key` names the settings' table for errors. CommandFailed where the port is taken, ConfigError where the address cannot be
    listened on at all.
    """
    listener = _bound(listen, port, key=key)
    config = uvicorn.Config(
        app,
        http="auto",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=_BACKLOG,
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_keep_alive=75,
    )
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    # The two halves of Server.serve() without its signal handlers and its ticking loop: signals are the command line's.
    await server.startup(sockets=[listener])
    try:
        yield listener.getsockname()[1]
    finally:
        await _close(server, listener)


async def _close(server: uvicorn.Server, listener: socket.socket) -> None:
    """Lets requests under way end; whoever is still talking then is cut off, since uvicorn's own cancelling logs tracebacks."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_GOODBYE):
            await server.shutdown(sockets=[listener])
    for connection in list(server.server_state.connections):
        connection.transport.abort()
    if tasks := list(server.server_state.tasks):
        await asyncio.wait(tasks, timeout=_LAST_WORDS)


def _bound(listen: str, port: int, *, key: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in listen else socket.AF_INET
    # asyncio switches Nagle's delay off only where the protocol is named; without that every answer takes 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name != "nt":  # there the option would let two programs have one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((listen, port))
        listener.listen(_BACKLOG)
    except (OSError, UnicodeError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or "no such address"
        if getattr(error, "errno", None) == errno.EADDRINUSE:
            raise CommandFailed(
                f"{key}.port = {port}: another program listens on {listen}:{port} / 端口已被别的程序占用，请换一个"
            ) from None
        raise ConfigError(f"{key}.listen = {listen!r}, {key}.port = {port}: {reason}") from None
    return listener
