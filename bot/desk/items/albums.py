"""Albums: their messages come one by one in any order, and are answered once; what the words come to is said elsewhere."""

from __future__ import annotations

from datetime import timedelta

from bot.desk.common.office import Scene, answer
from bot.desk.common.slots import Slot, slot_name
from bot.model import ItemPart, Message
from bot.store.work import Work

MOST = 10  # messages in an album
TOGETHER = timedelta(seconds=30)  # between albums that are sent at once; a client uploads one after another
_WORDS_WITHIN = timedelta(seconds=3)  # Telegram hands an album over at once


async def answer_without_words(work: Work, scene: Scene, message: Message) -> None:
    """What is said of an album where none of its messages has words: put off until they have come."""
    if await work.outbox.find_post(_slot(scene), scene.chat) is not None:
        await work.outbox.show(_slot(scene), scene.chat, message)
    else:
        await answer(work, scene, message, slot=_slot(scene), send_at=work.now + _WORDS_WITHIN)


async def begin_words(work: Work, scene: Scene) -> None:
    """A message of the album has words: what comes of them is the answer."""
    await work.drafts.claim_album(scene.chat.chat_id, scene.album or "", now=work.now)
    await work.outbox.take_away(_slot(scene), scene.chat)


def is_of_one(scene: Scene, part: ItemPart, *, since: timedelta) -> bool:
    """Whether this message of an album and a part of an item just before it were sent together."""
    return (
        scene.album is not None
        and 0 < scene.message_id - part.message_id < MOST
        and abs(since) <= timedelta(seconds=2)
    )


def _slot(scene: Scene) -> str:
    return slot_name(Slot.ALBUM, scene.album)
