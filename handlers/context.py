"""What every handler is given: the office, the database, who spoke where, and a Work bound to the update; no decisions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast

from telegram import (
    CallbackQuery,
    Chat,
    ChatMember,
    Message,
    MessageEntity,
    MessageOrigin,
    MessageOriginUser,
    Update,
    User,
)
from telegram.constants import ChatID
from telegram.error import TelegramError
from telegram.ext import CallbackContext, ExtBot

from bot.clock import Clock, from_ms
from bot.desk.common import reminders
from bot.desk.common.accounts import open_account
from bot.desk.common.office import Office, Pointed, Scene, Toast
from bot.errors import BadInput
from bot.model import Chat as DeskChat
from bot.model import SentFile
from bot.rules.onestep import without_mention
from bot.rules.text import with_addresses
from bot.store.base import Store
from bot.store.beside import doing
from bot.store.directory import Directory
from bot.store.work import Work
from bot.views.common.callbacks import Pressed, parse

if TYPE_CHECKING:
    from types import TracebackType

    from telegram.ext import Application


T = TypeVar("T")


@dataclass(slots=True)
class InboxCall:
    """The inbox row under way in this task.

    `opens` is the account whose private chat it proves to be open. `error` is what its handler failed with, for the dispatcher
    to record; `has_work` says whether a Work has begun for it.
    """

    seq: int
    opens: int | None = None
    error: Exception | None = None
    has_work: bool = False


current_call: ContextVar[InboxCall] = ContextVar("current_call")

_FILES = (
    "document",
    "photo",
    "voice",
    "video",
    "video_note",
    "audio",
    "sticker",
    "animation",
    "contact",
    "location",
    "poll",
    "dice",
    "game",
    "story",
)


class DeskContext(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """The handlers' view of the running desk."""

    office: Office
    database: Store
    clock: Clock

    def __init__(
        self,
        application: Application[Any, Any, Any, Any, Any, Any],
        chat_id: int | None = None,
        user_id: int | None = None,
    ) -> None:
        super().__init__(application, chat_id, user_id)
        shared = cast("dict[str, Any]", application.bot_data)
        self.office = shared["office"]
        self.database = shared["database"]
        self.clock = shared["clock"]

    def work(self) -> AbstractAsyncContextManager[Work]:
        """A Work that marks this update handled in its commit; one for each update."""
        return UpdateWork(self.office, self.database, self.clock)

    async def do(self, update: Update, act: Callable[[Work, Scene], Awaitable[T]]) -> T:
        """One call into the desk in such a Work; figures that take long are reckoned beside it (store/beside.py)."""
        return await doing(self.database, self.work, lambda work: act(work, self.scene_in(work, update)))

    async def scene(self, update: Update) -> Scene:
        """Who spoke where, by the roster as it is committed now."""
        return build_scene(self.office, await self.database.current_directory(), update)

    def scene_in(self, work: Work, update: Update) -> Scene:
        """The same inside a Work, by the roster as the Work sees it."""
        return build_scene(self.office, work.directory, update)


class UpdateWork:
    """A Work that marks the update under way handled in its commit; a private chat that the update proves open is open in it."""

    def __init__(self, office: Office, database: Store, clock: Clock) -> None:
        self._office = office
        self._call = current_call.get()
        self._work = database.work(now=clock.now(), inbox_seq=self._call.seq)

    async def __aenter__(self) -> Work:
        work = await self._work.__aenter__()
        self._call.has_work = True
        if self._call.opens is not None:
            try:
                if await open_account(work, self._call.opens):
                    await reminders.keep_quiet(self._office, work)
            except BaseException as error:
                await work.__aexit__(type(error), error, error.__traceback__)
                raise
        return work

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._work.__aexit__(kind, error, trace)


async def open_unheard(office: Office, database: Store, clock: Clock) -> None:
    """After the handlers: the update opens its private chat also where no handler had anything to do with it."""
    call = current_call.get()
    if call.opens is None or call.has_work:
        return
    if call.opens not in (await database.current_directory()).open_accounts:
        async with UpdateWork(office, database, clock):
            pass


def opened_by(update: Update) -> int | None:
    """The account whose private chat an update proves to be open: whatever comes from there, but the news of a block."""
    chat, change, spoken = (
        update.effective_chat,
        update.my_chat_member,
        update.message or update.edited_message,
    )
    if chat is None or chat.type != Chat.PRIVATE or (spoken is not None and not is_by_account(spoken)):
        return None
    return chat.id if change is None or is_in(change.new_chat_member) else None


def is_by_account(message: Message) -> bool:
    """Whether a person's account stands behind a message, which may be written to.

    None does behind an anonymous administrator's or one in the name of a channel (a bot of Telegram's stands there instead,
    and `sender_chat` says in whose name), behind the forward of a linked channel's post, nor behind another bot's.
    """
    user = message.from_user
    if user is None or user.is_bot or user.id == ChatID.SERVICE_CHAT:
        return False
    return message.sender_chat is None


def is_in(member: ChatMember) -> bool:
    """Whether this is somebody who is in the chat."""
    if member.status == ChatMember.RESTRICTED:
        return bool(getattr(member, "is_member", False))
    return member.status in (ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER)


def pressed(update: Update) -> Pressed:
    """The button that was pressed. BadInput where its data was altered."""
    return parse(query_of(update).data or "")


def query_of(update: Update) -> CallbackQuery:
    """The pressed button's query; the handler's filter has seen to it that there is one."""
    assert update.callback_query is not None
    return update.callback_query


def after_command(update: Update) -> str:
    """What stands behind the command, line breaks and all (python-telegram-bot's `args` loses them).

    Of a command in one word, `/revise_2026_0099`, what stands behind its name is the beginning: `2026-0099`.
    """
    text = _written_in(update.effective_message)
    head, *rest = text.split(maxsplit=1)
    behind = text[len(head) :].strip() if rest else ""
    _, _, number = head.partition("@")[0].partition("_")
    return f"{number.replace('_', '-')} {behind}".strip() if number else behind


async def answer_query(update: Update, toast: Toast | None) -> None:
    """Ends the button's waiting sign, with a word where there is one. The only call that handlers make themselves."""
    if toast is None:
        await query_of(update).answer()
    else:
        await query_of(update).answer(text=toast.text[:200], show_alert=toast.alert)


def downloading(context: DeskContext, file: SentFile) -> Callable[[], Awaitable[bytes]]:
    """What fetches a table from Telegram."""

    async def download() -> bytes:
        try:
            found = await context.bot.get_file(file.file_id)
            return bytes(await found.download_as_bytearray())
        except TelegramError:
            raise BadInput(
                "The file could not be fetched from Telegram; nothing was changed. Please send it again."
            ) from None

    return download


def build_scene(office: Office, directory: Directory, update: Update) -> Scene:
    """The desk's view of an update that has a user and a chat."""
    user, chat, message = update.effective_user, update.effective_chat, update.effective_message
    assert user is not None and chat is not None
    thread_id = _thread_of(message) if isinstance(message, Message) else 0
    where = DeskChat(chat.id, thread_id)
    place = None if chat.type == Chat.PRIVATE else directory.find_place(where)
    person = directory.find_account(user.id)
    is_private = chat.type == Chat.PRIVATE
    t, own_t = office.scene_texts(directory, user.id, is_private=is_private, place=place)
    text = _written_in(message) if update.callback_query is None else ""
    plain_text = without_mention(text, username=office.username)
    is_addressed, text = plain_text != text, plain_text
    plain = message if isinstance(message, Message) else None
    return Scene(
        telegram_id=user.id,
        display_name=user.full_name or "",  # a deleted account has no name
        person=person,
        chat=where,
        chat_title=chat.title or "",
        place=place,
        is_private=is_private,
        message_id=message.message_id if message else 0,
        text=text,
        sent_at=_date_of(update, plain),
        t=t,
        own_t=own_t,
        reply_to=plain.reply_to_message.message_id if plain and plain.reply_to_message else None,
        forwarded_from=_origin_of(plain.forward_origin) if plain and plain.forward_origin else None,
        replies_to_us=_replies_to_us(plain),
        replied_text=_text_of(plain.reply_to_message) if plain and _replies_to_us(plain) else "",
        album=plain.media_group_id if plain else None,
        file=_file_of(plain),
        attachment=_attachment_of(plain),
        is_addressed=is_addressed,
        replies_elsewhere=_replies_elsewhere(plain),
        pointed=_pointed_at(plain, user.id) if update.message is not None else None,
    )


def _pointed_at(message: Message | None, telegram_id: int) -> Pointed | None:
    """The person's own older message to which this one replies."""
    original = message.reply_to_message if message else None
    if original is None or original.from_user is None or original.from_user.id != telegram_id:
        return None
    return Pointed(
        original.message_id,
        _written_in(original),
        file=_file_of(original),
        attachment=_attachment_of(original),
        album=original.media_group_id,
        forwarded_from=_origin_of(original.forward_origin) if original.forward_origin else None,
    )


def _attachment_of(message: Message | None) -> str | None:
    return next((kind for kind in _FILES if message and getattr(message, kind, None)), None)


def _date_of(update: Update, message: Message | None) -> datetime:
    """When the words were written as they are: what an edit made of a message is as old as the edit."""
    if message is None:
        return from_ms(0)  # a button may hang under a message that is no longer shown to us
    edited_at = message.edit_date if update.edited_message is not None else None
    return edited_at or message.date


def _replies_to_us(message: Message | None) -> bool:
    """Whether the message answers one of the bot's own. A topic's first message is no message of anybody's."""
    original = message.reply_to_message if message else None
    if message is None or original is None or original.forum_topic_created or original.from_user is None:
        return False
    return original.from_user.id == message.get_bot().id


def _replies_elsewhere(message: Message | None) -> bool:
    """Whether the message answers one of the bot's own that stands in another chat, or in another topic of this one."""
    origin = message.external_reply.origin if message and message.external_reply else None
    return (
        message is not None
        and isinstance(origin, MessageOriginUser)
        and origin.sender_user.id == message.get_bot().id
    )


_KEPT = (
    "animation",
    "document",
    "video",
)  # an animation is a document, too, for old clients


def _file_of(message: Message | None) -> SentFile | None:
    """The file that came along, of a kind that is kept; of a picture the largest size."""
    if message is None:
        return None
    if message.photo:
        photo = message.photo[-1]
        return SentFile(photo.file_id, "", photo.file_size or 0, unique_id=photo.file_unique_id, kind="photo")
    kind = next((kind for kind in _KEPT if getattr(message, kind, None)), None)
    if kind is None:
        return None
    file = getattr(message, kind)
    return SentFile(
        file.file_id,
        file.file_name or "",
        file.file_size or 0,
        unique_id=file.file_unique_id,
        kind=kind,
        mime=file.mime_type or "",
    )


def _thread_of(message: Message) -> int:
    """The forum topic's id. In ordinary groups a thread id only marks a reply chain and is no place of its own."""
    return (message.message_thread_id or 0) if message.is_topic_message else 0


def _text_of(message: Any) -> str:
    return (message.text or message.caption or "") if isinstance(message, Message) else ""


def _written_in(message: Any) -> str:
    """What a person wrote, with the addresses that lie under the words."""
    text = _text_of(message)
    if not text:
        return ""
    links = [
        (each.offset, each.length, each.url)
        for each in message.entities or message.caption_entities
        if each.type == MessageEntity.TEXT_LINK and each.url
    ]
    return with_addresses(text, links) if links else text


def _origin_of(origin: MessageOrigin) -> str:
    """A readable name of where a forwarded message came from."""
    for name in ("sender_user", "sender_chat", "chat"):
        source: User | Chat | None = getattr(origin, name, None)
        if source is not None:
            return (
                source.full_name or source.title or str(source.id)
                if isinstance(source, Chat)
                else source.full_name or "?"
            )
    return str(getattr(origin, "sender_user_name", "") or "?")
