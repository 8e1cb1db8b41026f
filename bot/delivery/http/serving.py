"""An HTTP server inside our event loop, for the webhook and for health; it knows no route and catches no signal."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from bot.errors import CommandFailed, ConfigError, Worded, reason_of

_BACKLOG = 512
_MOST_CONNECTIONS = 512  # so that files and database keep their descriptors
_GOODBYE = 0.4  # seconds that requests under way may still take at the end
_KEPT_OPEN = 75.0


@asynccontextmanager
async def served(
    app: web.Application, *, listen: str, port: int, key: str, most: int = _MOST_CONNECTIONS
) -> AsyncIterator[int]:
    """Serves `app` until the block ends; gives the port, which matters where 0 asked for any free one.

    `most` connections at once; a request beyond them is 503. `key` names the settings' table for errors. CommandFailed where the
    port is taken, ConfigError where the address cannot be listened on at all.
    """
    runner = web.AppRunner(
        app,
        handle_signals=False,
        access_log=None,
        keepalive_timeout=_KEPT_OPEN,
        shutdown_timeout=_GOODBYE,
    )

    async def prepare(request: web.Request, response: web.StreamResponse) -> None:
        response.headers.popall("Server", None)

    @web.middleware
    async def bounded(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if runner.server is not None and len(runner.server.connections) > most:
            return web.Response(status=503, headers={"Connection": "close"})
        return await handler(request)

    app.on_response_prepare.append(prepare)
    app.middlewares.append(bounded)
    listener = _bound(listen, port, key=key)
    try:
        await runner.setup()
        await web.SockSite(runner, listener, backlog=_BACKLOG).start()
        yield listener.getsockname()[1]
    finally:
        await runner.cleanup()
        listener.close()


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
        if getattr(error, "errno", None) == errno.EADDRINUSE:
            raise CommandFailed(
                "{key}.port = {port}: another program listens on {listen}:{port}: stop it, or write another port",
                key=key,
                port=port,
                listen=listen,
            ) from None
        raise ConfigError(
            "{key}.listen = {listen}, {key}.port = {port}: {reason}",
            key=key,
            listen=repr(listen),
            port=port,
            reason=reason_of(error) if getattr(error, "strerror", None) else Worded("no such address"),
        ) from None
    return listener
