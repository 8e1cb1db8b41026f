"""A web site on the loopback that answers as told, for network sources; nothing of the network is mocked."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Any

import pytest

from bot.delivery.incoming import feeds
from bot.reading.__main__ import answer_about

HOST = "127.0.0.1"


@dataclass
class Site:
    """`pages` are whole answers, as bytes, by path, or functions of the request's headers; `asked` are the paths asked for."""

    port: int = 0
    pages: dict[str, bytes | Callable[[dict[str, str]], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    drip: float = 0.0  # seconds between two bytes of a body

    def url(self, path: str = "/rss", *, host: str = HOST) -> str:
        return f"http://{host}:{self.port}{path}"

    def put(self, path: str, body: bytes, *, status: str = "200 OK", **headers: str) -> None:
        """An answer with these headers; `_` in their names stands for `-`."""
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        head = "\r\n".join(
            [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *lines]
        )
        self.pages[path] = head.encode() + b"\r\n\r\n" + body

    def redirect(self, path: str, to: str) -> None:
        self.put(path, b"", status="302 Found", Location=to)


@asynccontextmanager
async def site() -> AsyncIterator[Site]:
    """The site, until the end."""
    served = Site()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            request, *lines = head.strip().split("\r\n")
            path = request.split(" ")[1]
            headers = {
                name.casefold(): value.strip() for name, _, value in (line.partition(":") for line in lines)
            }
            served.asked.append(path)
            served.headers.append(headers)
            page = served.pages.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            answer = page(headers) if callable(page) else page
            if not served.drip:
                writer.write(answer)
                await writer.drain()
            for at in range(len(answer)) if served.drip else ():
                writer.write(answer[at : at + 1])
                await writer.drain()
                await asyncio.sleep(served.drip)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, HOST, 0)
    served.port = server.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        server.close()


@contextmanager
def read_here() -> Iterator[None]:
    """Until the end sources are taken apart in this process: the start of one that has limits takes longer than most of them."""

    async def ask(_module: str, *arguments: str, content: bytes, within: float, most: int) -> Any:
        return json.loads(answer_about(io.BytesIO(content), list(arguments)))

    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(feeds, "ask", ask)
        yield


def rss(*items: tuple[str, str, datetime | None], summary: str = "") -> bytes:
    """RSS of these titles, links and moments."""
    rows = "".join(
        f"<item><title>{escape(title)}</title><link>{escape(link)}</link>"
        + (f"<pubDate>{format_datetime(at.astimezone(UTC))}</pubDate>" if at else "")
        + f"<description>{escape(summary)}</description></item>"
        for title, link, at in items
    )
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>x</title>{rows}</channel></rss>'.encode()
