"""Conversations: what all of them share; each has a file of its own, and whose turn it is with a text is in desk/talk.py."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from bot.clock import from_ms, to_ms
from bot.desk.common.office import Office, Scene, answer
from bot.desk.common.slots import Slot, slot_name
from bot.errors import NotAllowed, NotBoundHere, NotJoined, PutOff, Refusal, WrongState
from bot.locale.texts import Texts
from bot.model import Chat, Draft, DraftKind, Message, SentFile
from bot.rules.rights import Act
from bot.store.work import Work

SETTLED_WITHIN = 0.2  # seconds
OFFERED = (
    "offered"  # a step: it may be what a text answers, and is nobody's unfinished business until they say so
)

_OF_STRANGERS = (DraftKind.JOIN, DraftKind.UNIT)

Take = Callable[[Office, Work, Scene, Draft], Awaitable[None]]


@dataclass(frozen=True)
class Conversation:
    """One kind of conversation.

    `take` is what a text does that answers it (None: texts pass it by), `cancel` what `取消` does. `is_asking` tells a
    question from a preview, which waits for a button but takes more text; one that is not `is_open` takes a text only as a
    reply. `name` says in a few words which one it is. `resume` puts its question or preview anew at the end of the chat where
    its writer asks for that (None: it has no such way). One that `is_bare` is a question and nothing else: where the thing
    itself, or the writer's right, allows no answer any more it is over, lest it swallow what is written next. One that holds
    what was written has `check` instead, which raises NotAllowed where its writer may not go on with it here: then texts that
    are no reply pass it by, and it waits for the right to come back.
    """

    kind: DraftKind
    take: Take | None
    cancel: Take | None
    is_asking: Callable[[Draft], bool]
    name: Callable[[Office, Work, Texts, Draft], Awaitable[str]]
    is_open: Callable[[Draft], bool] = lambda draft: True
    resume: Take | None = None
    is_bare: bool = False
    check: Callable[[Scene, Draft], object] | None = None

    def may_go_on(self, scene: Scene, draft: Draft) -> bool:
        """Whether whoever writes here has the right to what this conversation leads to."""
        try:
            if self.check is not None:
                self.check(scene, draft)
        except NotAllowed:
            return False
        return True

    def is_over(self, scene: Scene, draft: Draft, refusal: Refusal) -> bool:
        """Whether a refusal of an answer leaves nothing that could be answered; somebody else's missing right is theirs alone."""
        if not self.is_bare or isinstance(refusal, NotJoined | NotBoundHere):
            return False
        is_writers = draft.telegram_id == scene.telegram_id
        return isinstance(refusal, WrongState) or (isinstance(refusal, NotAllowed) and is_writers)


async def begin(
    work: Work,
    scene: Scene,
    kind: DraftKind,
    *,
    step: str,
    data: Mapping[str, object],
    about: str | None = None,
) -> Draft:
    """A new conversation beside those that the person has; a question `about` a message takes the place of an older one there."""
    return await work.drafts.add(
        scene.chat.chat_id, scene.telegram_id, kind=kind, step=step, data=data, now=work.now, about=about
    )


async def get_own(work: Work, scene: Scene, draft_id: int, kind: DraftKind) -> Draft:
    """The conversation whose button was pressed. WrongState where it is over, NotAllowed where it is somebody else's."""
    draft = await work.drafts.find(draft_id)
    if draft is None or draft.kind is not kind:
        raise WrongState("This has been settled already.")
    check_writer(scene, draft)
    return draft


def check_writer(scene: Scene, draft: Draft) -> None:
    """NotAllowed where the conversation is somebody else's, or its writer is suspended, for whom it waits meanwhile."""
    if draft.telegram_id != scene.telegram_id:
        raise NotAllowed("This draft belongs to somebody else; only they can use its buttons.")
    if scene.person is None and draft.kind not in _OF_STRANGERS:
        scene.check(Act.CANCEL)


def written(scene: Scene) -> dict[str, object]:
    """What somebody wrote and when, as a conversation's data, until they have said what it is to be."""
    return {
        "text": scene.text,
        "message_id": scene.message_id,
        "sent_at": to_ms(scene.sent_at),
        "origin": scene.forwarded_from,
        "attachment": scene.attachment,
        "file": None if scene.file is None else asdict(scene.file),
        "album": scene.album,
    }


def scene_of(scene: Scene, draft: Draft) -> Scene:
    """The scene in which that was written; `scene` is the one in which it was decided."""
    origin, attachment = draft.data["origin"], draft.data["attachment"]
    file: Any = draft.data.get("file")  # an older release kept none
    album = draft.data.get("album")
    return replace(
        scene,
        text=str(draft.data["text"]),
        message_id=int(str(draft.data["message_id"])),
        sent_at=from_ms(int(str(draft.data["sent_at"]))),
        forwarded_from=str(origin) if origin else None,
        attachment=str(attachment) if attachment else None,
        file=SentFile(**file) if file else None,
        album=str(album) if album else None,
    )


async def ask(work: Work, scene: Scene, draft: Draft, question: Message) -> None:
    """Puts a question of the conversation, so that a reply to it, and to every earlier one, finds the way back."""
    slot = slot_name(Slot.QUESTION, draft.id)
    await work.outbox.let_go(slot, scene.chat)
    await answer(work, scene, question, slot=slot)


async def end(work: Work, scene: Scene, draft: Draft) -> None:
    """The conversation is over; its preview goes."""
    await work.drafts.delete(draft.id)
    await work.outbox.take_away(preview_slot(draft.id), scene.chat)


async def end_with(work: Work, scene: Scene, draft: Draft, last: Message) -> None:
    """The conversation is over; its preview gets its last words, wherever it stands, and the person who is here hears them."""
    await work.drafts.delete(draft.id)
    chats = [Chat(post.chat_id, post.thread_id) for post in await work.outbox.posts(preview_slot(draft.id))]
    for chat in chats:
        await work.outbox.part_with(preview_slot(draft.id), chat, last)
    if scene.chat not in chats:
        await answer(work, scene, last)


async def end_as(work: Work, scene: Scene, draft: Draft, last: Message, *, slot: str) -> None:
    """The conversation is over; its preview lives on as another message, with these words."""
    await work.drafts.delete(draft.id)
    await work.outbox.rename(preview_slot(draft.id), scene.chat, to=slot)
    await work.outbox.show(slot, scene.chat, last)


async def follow(work: Work, scene: Scene, draft: Draft) -> bool:
    """The conversation goes on in this chat; whether it was in another one before. A preview there goes."""
    if draft.chat_id == scene.chat.chat_id:
        return False
    await work.drafts.move(draft.id, chat_id=scene.chat.chat_id)
    for post in await work.outbox.posts(preview_slot(draft.id)):
        await work.outbox.take_away(post.slot, Chat(post.chat_id, post.thread_id))
    return True


def preview_slot(draft_id: int) -> str:
    """The living preview of a draft."""
    return slot_name(Slot.DRAFT, draft_id)


def is_too_old(office: Office, draft: Draft, *, now: datetime) -> bool:
    """Whether it was left lying longer than the settings keep one, since it was touched or its writer was reminded."""
    return (
        now - max(draft.updated_at, draft.reminded_at or draft.updated_at) > office.settings.desk.draft_keep
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What a message of ours asks: the slot that it shows, and the conversation, None where that is over.

    `is_older`: a newer message of the slot stands in the chat.
    """

    slot: str
    draft: Draft | None
    is_older: bool = False

    @property
    def is_question(self) -> bool:
        """Whether it ever asked something on its own."""
        return self.slot.partition(":")[0] in (Slot.QUESTION, Slot.DRAFT)


async def asked_by(work: Work, *, chat_id: int, message_id: int) -> Asked | None:
    """What the message asks; None where it is no living message of ours.

    PutOff where one is on its way to the chat: this may be it, answered before it is written down where it stands.
    """
    post = await work.outbox.find_post_at(chat_id, message_id)
    if post is None:
        if await work.outbox.is_sending_to(chat_id):
            raise PutOff(SETTLED_WITHIN)
        return None
    whole, _, older = post.slot.partition("#")  # an older message of the slot bears its own number behind
    slot = whole.partition("@")[0]  # a copy for a deputy bears the person's number behind
    kind, _, of = slot.partition(":")
    if kind in (Slot.QUESTION, Slot.DRAFT):
        draft = await work.drafts.find(int(of))
    else:  # under a copy the deputy's own question goes before the person's
        draft = await work.drafts.find_about(whole) or await work.drafts.find_about(slot)
    return Asked(slot, draft, is_older=bool(older))
