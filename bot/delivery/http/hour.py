"""Asks Telegram's servers what time it is, to hold this machine's clock against it; no token is sent."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from pyreqwest.exceptions import PyreqwestError

from bot.delivery.http.transport import ApiRequest

_WITHIN = 10.0  # seconds


async def ask_hour(base_url: str, *, proxy: str) -> datetime | None:
    """The Date of an answer from the Bot API's host, to the second, aware; None where there is no answer or no Date."""
    request = _Asking(proxy=proxy)
    await request.initialize()
    try:
        parts = urlsplit(base_url)
        said = await request.ask_date(f"{parts.scheme}://{parts.netloc}/")
        moment = parsedate_to_datetime(said) if said else None
    except (PyreqwestError, OSError, ValueError):
        return None
    finally:
        await request.shutdown()
    return moment.replace(tzinfo=moment.tzinfo or UTC) if moment else None


class _Asking(ApiRequest):
    """The transport's own way to Telegram, proxy included, asked for a header instead of a body."""

    async def ask_date(self, url: str) -> str | None:
        response = await self.request_to("HEAD", url, within=_WITHIN).build().send()
        return response.get_header("Date")
