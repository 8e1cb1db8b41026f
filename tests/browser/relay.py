"""A line between a browser and a server that can be cut, or whose stream can go dead without a word."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit


class Relay:
    """Passes bytes on to the server at `address`, as long as the line is up."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._server = (parts.hostname or "", parts.port or 0)
        self._is_up = True
        self._writers: set[asyncio.StreamWriter] = set()
        self._streams: set[asyncio.StreamWriter] = set()
        self._deaf: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        """Ends every connection and takes no new one until `mend`."""
        self._is_up = False
        for writer in self._writers:
            writer.transport.abort()

    def mend(self) -> None:
        """Takes connections again."""
        self._is_up = True

    def deafen(self) -> None:
        """The streams that are open stay open and never say anything again; new connections work."""
        self._deaf |= self._streams
        for writer in self._writers - self._streams:
            writer.transport.abort()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of the browser's."""
        if not self._is_up:
            writer.transport.abort()
            return
        server_reader, server_writer = await asyncio.open_connection(*self._server)
        self._writers |= {writer, server_writer}
        try:
            await asyncio.gather(
                self._pass(reader, server_writer, back=writer), self._pass(server_reader, writer)
            )
        finally:
            for each in (writer, server_writer):
                self._writers.discard(each)
                self._streams.discard(each)
                self._deaf.discard(each)
                each.transport.abort()

    async def _pass(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        back: asyncio.StreamWriter | None = None,
    ) -> None:
        """One direction; `back` is the other one's writer where this is what the browser says."""
        try:
            while data := await reader.read(65536):
                if back is not None and data.startswith(b"GET /sandbox/stream"):
                    self._streams |= {writer, back}
                if writer not in self._deaf:
                    writer.write(data)
                    await writer.drain()
        except ConnectionError:
            pass
        if writer not in self._deaf:
            writer.close()


@asynccontextmanager
async def relayed(address: str) -> AsyncIterator[tuple[Relay, str]]:
    """A relay to `address`, and the address that it listens on."""
    relay = Relay(address)
    server = await asyncio.start_server(relay.take, "127.0.0.1", 0)
    try:
        yield relay, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        relay.cut()
        server.close()
        await server.wait_closed()
