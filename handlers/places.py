"""/bind and /unbind, and what happens in groups: people enter, the bot comes and goes, a chat changes its id."""

from __future__ import annotations

from telegram import Chat, ChatMember, ChatMemberUpdated, Update, User
from telegram.ext import ChatMemberHandler, CommandHandler, MessageHandler, filters

from bot.desk.common.accounts import open_account, shut_account
from bot.desk.people import places
from bot.desk.people.places import Newcomer
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext
from handlers.words import NEW_MESSAGE


async def on_bind(update: Update, context: DeskContext) -> None:
    """/bind work, desk or partner."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await places.bind(context.office, work, scene, " ".join(context.args or []))


async def on_unbind(update: Update, context: DeskContext) -> None:
    """/unbind."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await places.unbind(context.office, work, scene)


async def on_own_membership(update: Update, context: DeskContext) -> None:
    """Somebody blocked or unblocked the bot; the bot was added to a group or taken out of one."""
    change = update.my_chat_member
    assert change is not None
    was, is_now = _presence(change)
    if was == is_now or change.chat.type == Chat.CHANNEL:
        return
    async with context.work() as work:
        if change.chat.type == Chat.PRIVATE:
            change_account = open_account if is_now else shut_account
            await change_account(work, change.chat.id)
        elif is_now:
            by = work.directory.find_account(change.from_user.id)
            await places.arrive(context.office, work, chat_id=change.chat.id, by=by)
        else:
            await places.depart(context.office, work, chat_id=change.chat.id)


async def on_membership(update: Update, context: DeskContext) -> None:
    """Somebody entered or left a group where the bot is an administrator."""
    assert update.chat_member is not None
    change, user = update.chat_member, update.chat_member.new_chat_member.user
    if _presence(change) == (False, True):
        await _take_in(context, change.chat.id, [user])
    elif _presence(change) == (True, False):
        await _see_off(context, change.chat.id, user)


async def on_entered(update: Update, context: DeskContext) -> None:
    """The service message about people who entered."""
    assert update.message is not None
    await _take_in(context, update.message.chat_id, update.message.new_chat_members)


async def on_left(update: Update, context: DeskContext) -> None:
    """The service message about somebody who left, or was taken out."""
    assert update.message is not None and update.message.left_chat_member is not None
    await _see_off(context, update.message.chat_id, update.message.left_chat_member)


async def on_migrated(update: Update, context: DeskContext) -> None:
    """A basic group became a supergroup; the old chat and the new one both say so."""
    message = update.message
    assert message is not None
    async with context.work() as work:
        if message.migrate_to_chat_id:
            await places.move(work, old_id=message.chat_id, new_id=message.migrate_to_chat_id)
        elif message.migrate_from_chat_id:
            await places.move(work, old_id=message.migrate_from_chat_id, new_id=message.chat_id)


async def _take_in(context: DeskContext, chat_id: int, users: tuple[User, ...] | list[User]) -> None:
    newcomers = [Newcomer(user.id, user.full_name) for user in users if not user.is_bot]
    async with context.work() as work:
        await places.take_in(context.office, work, chat_id=chat_id, newcomers=newcomers)


async def _see_off(context: DeskContext, chat_id: int, user: User) -> None:
    async with context.work() as work:
        await places.see_off(work, chat_id=chat_id, telegram_id=user.id)


def _presence(change: ChatMemberUpdated) -> tuple[bool, bool]:
    """Whether the member was in the chat before, and is now."""
    return _is_in(change.old_chat_member), _is_in(change.new_chat_member)


def _is_in(member: ChatMember) -> bool:
    if member.status == ChatMember.RESTRICTED:
        return bool(getattr(member, "is_member", False))
    return member.status in (ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER)


_BUTTONS: dict[Press, Ask] = {
    Press.BIND_KIND: lambda o, w, s, p: places.press_kind(o, w, s, p.word(0) or ""),
}

HANDLERS = [
    button_handler(_BUTTONS),
    CommandHandler("bind", on_bind, filters=NEW_MESSAGE),
    CommandHandler("unbind", on_unbind, filters=NEW_MESSAGE),
    ChatMemberHandler(on_own_membership, ChatMemberHandler.MY_CHAT_MEMBER),
    ChatMemberHandler(on_membership, ChatMemberHandler.CHAT_MEMBER),
    MessageHandler(filters.StatusUpdate.NEW_CHAT_MEMBERS, on_entered),
    MessageHandler(filters.StatusUpdate.LEFT_CHAT_MEMBER, on_left),
    MessageHandler(filters.StatusUpdate.MIGRATE, on_migrated),
]
