"""Asks Telegram's servers what time it is, to hold this machine's clock against it; no token is sent."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import aiohttp

from bot.delivery.http.transport import ApiRequest

_TIMEOUT = aiohttp.ClientTimeout(total=10)


async def ask_hour(base_url: str, *, proxy: str) -> datetime | None:
    """The Date of an answer from the Bot API's host, to the second, aware; None where there is no answer or no Date."""
    request = _Asking(proxy=proxy)
    await request.initialize()
    try:
        parts = urlsplit(base_url)
        said = await request.ask_date(f"{parts.scheme}://{parts.netloc}/")
        moment = parsedate_to_datetime(said) if said else None
    except (aiohttp.ClientError, OSError, ValueError):
        return None
    finally:
        await request.shutdown()
    return moment.replace(tzinfo=moment.tzinfo or UTC) if moment else None


class _Asking(ApiRequest):
    """The transport's own way to Telegram, proxy included, asked for a header instead of a body."""

    async def ask_date(self, url: str) -> str | None:
        assert self._session is not None, "initialize first"
        async with self._session.head(url, timeout=_TIMEOUT, allow_redirects=False) as response:
            return response.headers.get("Date")
