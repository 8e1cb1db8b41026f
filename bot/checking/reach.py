"""What `check` asks Telegram: the token, the privacy mode, this machine's clock, and every bound place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError, TimedOut

from bot import app
from bot.checking.lines import Line, fault, fine
from bot.clock import Clock
from bot.config import Settings, without_password
from bot.delivery.http.failures import NotSent, retry_seconds
from bot.delivery.http.hour import ask_hour
from bot.delivery.incoming.webhook import host_of
from bot.errors import ConfigError, Worded
from bot.locale.texts import Texts
from bot.model import Ability, Place, PlaceKind
from bot.rules.standing import find_lacks
from bot.views.common import labels
from bot.views.people import places as words

MOST_SKEW = 60  # seconds


async def check_telegram(t: Texts, settings: Settings, places: list[Place]) -> AsyncIterator[Line]:
    """Everything that only Telegram knows. ConfigError where there is no token to ask with."""
    telegram = settings.telegram
    if not telegram.token:
        raise ConfigError("telegram.token is empty: set TELEGRAM_BOT_TOKEN, or token in the settings")
    bot = app.new_bot(settings)
    try:
        await bot.initialize()
        yield fine(t.plain("ok: token of @{username}", username=bot.username))
        if not bot.bot.can_read_all_group_messages:
            yield fault(
                t.plain(
                    "fault: privacy mode is on, so #报送 in groups is not seen: turn it off with @BotFather /setprivacy, "
                    "then take the bot out of its groups and in again"
                )
            )
        if said := await ask_hour(telegram.base_url, proxy=telegram.proxy):
            yield check_clock(t, ours=Clock().now(), theirs=said)
        yield await _check_webhook(t, bot, settings)
        for place in places:
            yield await _check_place(t, bot, place)
    except InvalidToken:
        yield fault(t.plain("fault: telegram.token: Telegram does not know this token"))
    except RetryAfter as error:
        yield fault(
            t.plain(
                "fault: Telegram takes no more calls for {seconds} s: check again then; does another program use this token?",
                seconds=round(retry_seconds(error)),
            )
        )
    except TelegramError as error:
        yield fault(
            t.plain(
                "fault: Telegram cannot be reached at {url}: {reason}: look at this machine's network, telegram.base_url and "
                "telegram.proxy",
                url=without_password(telegram.base_url),
                reason=_why_not(error),
            )
        )
    finally:
        await bot.shutdown()


def _why_not(error: TelegramError) -> Worded:
    """Why nothing came back, with what the library calls it for whoever looks it up."""
    if isinstance(error, NotSent):
        return Worded("no connection comes about ({kind})", kind=str(error) or "NotSent")
    if isinstance(error, TimedOut):
        return Worded("no answer comes in time")
    return Worded("the answer is not Telegram's ({kind})", kind=str(error) or type(error).__name__)


def check_clock(t: Texts, *, ours: datetime, theirs: datetime) -> Line:
    """Whether this machine's clock agrees with Telegram's; months, due dates and posts go by it."""
    skew = round((ours - theirs).total_seconds())
    if abs(skew) <= MOST_SKEW:
        return fine(t.plain("ok: the clock agrees with Telegram's"))
    if skew > 0:
        words = t.plain(
            "fault: this machine's clock is {seconds} s fast against Telegram's: set it right and let NTP keep it",
            seconds=skew,
        )
    else:
        words = t.plain(
            "fault: this machine's clock is {seconds} s slow against Telegram's: set it right and let NTP keep it",
            seconds=-skew,
        )
    return fault(words)


async def _check_webhook(t: Texts, bot: Bot, settings: Settings) -> Line:
    """Whether updates come the way that the settings say. Of an address only the host is shown."""
    info, telegram = await bot.get_webhook_info(), settings.telegram
    if telegram.mode == "polling":
        if not info.url:
            return fine(
                t.plain("ok: long polling, updates waiting: {count}", count=info.pending_update_count)
            )
        return fine(
            t.plain(
                "note: a webhook at {host} is set, from another program perhaps: run removes it, since telegram.mode is polling",
                host=host_of(info.url),
            )
        )
    if not info.url:
        return fine(t.plain("note: the webhook is not set yet: run sets it"))
    if info.url != telegram.webhook.url:
        return fault(
            t.plain(
                "fault: the webhook leads to {host}, not to telegram.webhook.url: another program has set it; "
                "stop that one, and start this one again",
                host=host_of(info.url),
            )
        )
    if info.last_error_message and info.pending_update_count:
        return fault(
            t.plain(
                "fault: Telegram cannot deliver to the webhook, updates waiting: {count}: {error}; "
                "look at the reverse proxy and whether the bot runs",
                count=info.pending_update_count,
                error=info.last_error_message,
            )
        )
    return fine(
        t.plain(
            "ok: webhook at {host}, updates waiting: {count}",
            host=host_of(info.url),
            count=info.pending_update_count,
        )
    )


async def _check_place(t: Texts, bot: Bot, place: Place) -> Line:
    kind = t.plain(labels.PLACES[place.kind])
    try:
        member = await bot.get_chat_member(place.chat_id, bot.id)
    except TelegramError as error:
        return fault(
            t.plain(
                "fault: {kind} “{title}”: {error}; bind it again or /unbind it",
                kind=kind,
                title=place.title,
                error=error,
            )
        )
    if member.status in ("left", "kicked"):
        return fault(
            t.plain(
                "fault: {kind} “{title}”: the bot is no member any more; take it in again",
                kind=kind,
                title=place.title,
            )
        )
    return await _check_rights(t, bot, place, member.to_dict())


async def _check_rights(t: Texts, bot: Bot, place: Place, member: dict[str, Any]) -> Line:
    """What the bot may do in a place that it is in, and who can give what is missing."""
    kind = t.plain(labels.PLACES[place.kind])
    try:
        permissions = (await bot.get_chat(place.chat_id)).permissions
        if place.thread_id:
            # The one call that says whether a topic is there and leaves nothing behind.
            await bot.send_chat_action(place.chat_id, "typing", message_thread_id=place.thread_id)
    except BadRequest as error:
        return fault(
            t.plain(
                "fault: {kind} “{title}”: {error}; bind it again or /unbind it",
                kind=kind,
                title=place.title,
                error=error,
            )
        )
    lacks = find_lacks(member, permissions=permissions.to_dict() if permissions else None)
    if Ability.WRITE in lacks:
        return fault(
            t.plain(
                "fault: {kind} “{title}”: the bot may not write there; an administrator of the group can let it: group "
                "settings, Permissions, or make the bot an administrator",
                kind=kind,
                title=place.title,
            )
        )
    if place.kind is PlaceKind.WORK and Ability.GREET in lacks:
        return fine(
            t.plain(
                "note: {kind} “{title}”: the bot is no administrator there, so newcomers are not greeted; make it one",
                kind=kind,
                title=place.title,
            )
        )
    if member.get("is_anonymous"):
        return fine(
            t.plain(
                "note: {kind} “{title}”: the bot is an anonymous administrator, so replies to its questions are not recognized; "
                "an administrator of the group can turn “Remain anonymous” off for it",
                kind=kind,
                title=place.title,
            )
        )
    missing = [ability for ability in lacks if ability is not Ability.GREET]
    if missing:
        return fine(
            t.plain(
                "note: {kind} “{title}”: the bot may not {what}; an administrator of the group can let it: group settings, "
                "Administrators, the bot",
                kind=kind,
                title=place.title,
                what=words.abilities(t, missing),
            )
        )
    return fine(t.plain("ok: {kind} “{title}”", kind=kind, title=place.title))
