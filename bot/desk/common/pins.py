"""Messages of ours that are pinned, and are no more; where the bot may not pin, the administrators hear of it once."""

from __future__ import annotations

from bot.desk.common.audience import tell_administrators
from bot.desk.common.office import Office
from bot.model import Chat, Place, Priority
from bot.store.work import Work
from bot.views.common.pins import render_cannot_pin


async def pin(work: Work, slot: str, chat: Chat) -> None:
    """The living message is pinned as soon as it stands in the chat."""
    post = await work.outbox.find_post(slot, chat)
    if post is not None:
        await work.outbox.call(
            "pinChatMessage",
            {"chat_id": chat.chat_id, "disable_notification": True},  # the message itself has been heard
            chat_id=chat.chat_id,
            post_id=post.id,
            post_message_id=post.message_id,
            priority=Priority.BROADCAST,
        )


async def unpin(work: Work, slot: str, chat: Chat) -> None:
    """The living message is pinned no more; it stays where it is."""
    post = await work.outbox.find_post(slot, chat)
    if post is not None and post.message_id is not None:
        params = {"chat_id": chat.chat_id, "message_id": post.message_id}
        await work.outbox.call("unpinChatMessage", params, chat_id=chat.chat_id, priority=Priority.BROADCAST)


async def tell_refused(office: Office, work: Work, place: Place) -> None:
    """The bot may not pin there: told once, until its rights in the group change."""
    key = _known_as(place.chat_id)
    if await work.get_meta(key):
        return
    await work.set_meta(key, "told")
    await tell_administrators(office, work, lambda t: render_cannot_pin(t, title=place.title))


async def forget_refusal(work: Work, chat_id: int) -> None:
    """The bot's rights in the group have changed."""
    if await work.get_meta(_known_as(chat_id)):
        await work.set_meta(_known_as(chat_id), "")


def _known_as(chat_id: int) -> str:
    return f"no_pin:{chat_id}"
