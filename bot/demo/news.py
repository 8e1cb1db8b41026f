"""What the demo's network source publishes, as RSS; the desk reads it as it reads any other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime
from xml.sax.saxutils import escape

from bot.demo.story import Json

FILE, KIND = "news.xml", "application/rss+xml"


def feed(entries: Sequence[Json], *, now: datetime) -> bytes:
    """The source's file at a moment: its `entries` of the last hours, the newest first."""
    items = "".join(
        f"<item><title>{escape(entry['title'])}</title><link>https://news.example/{number}</link>"
        f"<description>{escape(entry['text'])}</description>"
        f"<pubDate>{format_datetime(now - timedelta(minutes=30 * number))}</pubDate></item>"
        for number, entry in enumerate(entries, start=1)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()
    )
