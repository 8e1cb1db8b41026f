"""Cutting a client's connection the hard way, for tests of what a bot does when an answer never comes."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

_open: dict[Any, asyncio.Transport] = {}


class ResettableProtocol(H11Protocol):
    """uvicorn's protocol that remembers each connection by the client's address."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has connected."""
        _open[transport.get_extra_info("peername")] = transport
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        _open.pop(self.transport.get_extra_info("peername"), None)
        super().connection_lost(exc)


class _NoAnswer(Response):
    """A response that sends nothing: the connection is gone."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        return


async def reset_connection(request: Request) -> Response:
    """Reset the connection that `request` came by; the response that is returned sends nothing."""
    client = request.scope.get("client")
    transport = _open.get(tuple(client)) if client else None
    if transport is not None:
        connection = transport.get_extra_info("socket")
        # With linger 0 the kernel sends RST instead of FIN: the client sees a reset, not an end.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    # uvicorn must see that the client is gone before the handler returns, or it would log an unfinished answer.
    for _ in range(10):
        await asyncio.sleep(0)
    return _NoAnswer()
