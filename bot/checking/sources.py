"""What `check` asks the network sources of the settings: whether each can be read, from here and now."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bot.checking.lines import Line, fault, fine
from bot.config import Settings
from bot.delivery.http.feeds import FeedClient, FeedFault
from bot.delivery.incoming.feeds import parse
from bot.locale.texts import Texts
from bot.views.sources import leads as words


async def check_sources(t: Texts, settings: Settings) -> AsyncIterator[Line]:
    """A line for each source; a fault names the one that cannot be used, and why."""
    client = FeedClient(proxy=settings.telegram.proxy)
    for feed in settings.feeds:
        try:
            fetched = await client.fetch(feed.url, allow=feed.allow, by_proxy=feed.proxy)
            entries = await parse(fetched)
        except FeedFault as trouble:
            yield fault(
                t.plain(
                    "fault: feeds: {name} ({url}): {why}; mend its url, or the network and telegram.proxy",
                    name=feed.name,
                    url=feed.url,
                    why=words.fault(t, trouble.why),
                )
            )
        else:
            yield fine(t.plain("ok: source {name}, entries: {count}", name=feed.name, count=len(entries)))
