"""Threads: what an editor and somebody else say to each other; about what, the rooms after this one say."""

from __future__ import annotations

from datetime import timedelta

from bot.desk.common import about
from bot.desk.common.audience import Render, desks, texts_at
from bot.desk.common.office import Office, Scene
from bot.errors import BadInput, NotAllowed, WrongState
from bot.model import Chat, Comment, InquiryText, Priority
from bot.rules.secrecy.rulebook import Screening
from bot.rules.text import clean, count_chars
from bot.store.work import Work

MOST = 1000  # characters
BACK_WITHIN = timedelta(minutes=10)


def words_of(office: Office, scene: Scene, *, most: int = MOST) -> str:
    """What somebody has to say. BadInput where it is nothing, too long, or may be internal."""
    text = clean(scene.text)
    if not count_chars(text):
        raise BadInput("Please write it in words.")
    if len(text) > most:
        raise BadInput(
            "At most {most} characters are passed on; this has {count}. It was not passed on.",
            most=most,
            count=len(text),
        )
    if office.rulebook.screen(text).screening is not Screening.CLEAR:
        raise BadInput(
            "Not passed on, and not kept: what you wrote may be internal. Please turn to the secrecy officers."
        )
    return text


async def say_to_desk(office: Office, work: Work, render: Render, *, slot: str, under: str) -> None:
    """Words of the other side, wherever editors look, beneath the living message `under`."""
    for chat in desks(work):
        card = await work.outbox.find_post(under, chat)
        await work.outbox.say(
            chat,
            render(texts_at(office, work, chat)),
            slot=slot,
            reply_to=card.message_id if card is not None else None,
            priority=Priority.REPLY,
            about=about.DESK,
        )


async def take_back(work: Work, said: Comment | InquiryText | None, *, person_id: int, slot: str) -> None:
    """It goes from where it was shown, within ten minutes, for who wrote it. WrongState, NotAllowed otherwise."""
    if said is None:
        raise WrongState("This has been settled already.")
    if said.person_id != person_id:
        raise NotAllowed("Only {name}, who wrote it, can take it back.", name=said.person)
    if work.now - said.said_at > BACK_WITHIN:
        raise WrongState(
            "It can be taken back for {minutes} minutes; that time is over. Nothing was changed.",
            minutes=BACK_WITHIN // timedelta(minutes=1),
        )
    for post in await work.outbox.posts(slot):
        await work.outbox.take_away(post.slot, Chat(post.chat_id, post.thread_id))
