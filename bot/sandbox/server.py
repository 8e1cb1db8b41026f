"""Runs a sandbox's web server inside the caller's event loop; no signals, no process."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from bot.sandbox.api.resets import ResettableProtocol
from bot.sandbox.sandbox import Sandbox

_PATIENCE = 1.0  # seconds for answers that are under way at the end


@asynccontextmanager
async def serve(sandbox: Sandbox, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve until the block ends; gives the root address, such as `http://127.0.0.1:8081`.

    Port 0 takes a free one. A port that is taken raises OSError. Long polls and streams end with the block.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio switches Nagle's delay off only where the protocol is named; without that every answer takes 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    config = uvicorn.Config(
        sandbox.app,
        http=ResettableProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        timeout_keep_alive=75,
    )
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    # The two halves of Server.serve() without its signal handlers and its ticking loop, which this needs neither.
    sandbox.open()
    await server.startup(sockets=[listener])
    name = f"[{host}]" if ":" in host else host
    try:
        yield f"http://{name}:{listener.getsockname()[1]}"
    finally:
        await sandbox.close()
        await _end(server, listener)


async def _end(server: uvicorn.Server, listener: socket.socket) -> None:
    """As `Server.shutdown`, which sleeps a tenth of a second at the least, however little is open."""
    listeners, state = server.servers, server.server_state
    for each in listeners:
        each.close()
    listener.close()
    for connection in list(state.connections):
        connection.shutdown()
    try:
        async with asyncio.timeout(_PATIENCE):
            while state.connections or state.tasks:  # noqa: ASYNC110 - uvicorn tells nobody
                await asyncio.sleep(0.002)
            for each in listeners:
                await each.wait_closed()
    except TimeoutError:
        for task in state.tasks:
            task.cancel()
