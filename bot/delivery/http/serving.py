"""An HTTP server inside our event loop, for the webhook and for health; it knows no route and catches no signal."""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from bot.errors import CommandFailed, ConfigError

_BACKLOG = 512
_MOST_CONNECTIONS = 512  # beyond these a request is 503, so that files and database keep their descriptors
_GOODBYE = 0.4  # seconds that requests under way may still take at the end
_KEPT_OPEN = 75.0


@asynccontextmanager
async def served(app: web.Application, *, listen: str, port: int, key: str) -> AsyncIterator[int]:
    """Serves `app` until the block ends; gives the port, which matters where 0 asked for any free one.

    `key` names the settings' table for errors. CommandFailed where the port is taken, ConfigError where the address cannot be
    listened on at all.
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
        if runner.server is not None and len(runner.server.connections) > _MOST_CONNECTIONS:
            return web.Response(status=503, headers={"Connection": "close"})
        return await handler(request)

    app.on_response_prepare.append(prepare)
    app.middlewares.append(bounded)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, listen, port, backlog=_BACKLOG).start()
        except (OSError, UnicodeError) as error:
            raise _refused(error, listen, port, key=key) from None
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def _refused(error: OSError | UnicodeError, listen: str, port: int, *, key: str) -> Exception:
    if getattr(error, "errno", None) == errno.EADDRINUSE:
        return CommandFailed(
            f"{key}.port = {port}: another program listens on {listen}:{port} / 端口已被别的程序占用，请换一个"
        )
    reason = getattr(error, "strerror", None) or "no such address"
    return ConfigError(f"{key}.listen = {listen!r}, {key}.port = {port}: {reason}")
