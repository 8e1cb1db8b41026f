"""/bind and /unbind, and what happens in groups: people enter, the bot comes and goes, a chat changes its id."""

from __future__ import annotations

from telegram import Chat, ChatMember, ChatMemberUpdated, Update, User
from telegram.error import TelegramError
from telegram.ext import CallbackQueryHandler, ChatMemberHandler, CommandHandler, MessageHandler, filters

from bot.desk.common.accounts import open_account, shut_account
from bot.desk.people import places
from bot.desk.people.places import Newcomer
from bot.views.common.callbacks import Press, pattern
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, answer_query, pressed
from handlers.words import NEW_MESSAGE


async def on_bind(update: Update, context: DeskContext) -> None:
    """/bind work, desk or partner."""
    members = await _count(update, context)
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await places.bind(context.office, work, scene, " ".join(context.args or []), members=members)


async def on_kind(update: Update, context: DeskContext) -> None:
    """A button under a bare /bind."""
    press = pressed(update)
    members = await _count(update, context)
    async with context.work() as work:
        scene = context.scene_in(work, update)
        toast = await places.press_kind(context.office, work, scene, press.word(0) or "", members=members)
    await answer_query(update, toast)


async def _count(update: Update, context: DeskContext) -> int | None:
    """How many are in a group that is bound, for the question whether to change it; asked before the Work, and no matter."""
    scene = await context.scene(update)
    if scene.place is None:
        return None
    try:
        return await context.bot.get_chat_member_count(scene.chat.chat_id)
    except TelegramError:
        return None


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
    if _presence(update.chat_member) == (False, True):
        await _greet(context, update.chat_member.chat.id, [update.chat_member.new_chat_member.user])


async def on_entered(update: Update, context: DeskContext) -> None:
    """The service message about people who entered."""
    assert update.message is not None
    await _greet(context, update.message.chat_id, update.message.new_chat_members)


async def on_migrated(update: Update, context: DeskContext) -> None:
    """A basic group became a supergroup; the old chat and the new one both say so."""
    message = update.message
    assert message is not None
    async with context.work() as work:
        if message.migrate_to_chat_id:
            await places.move(work, old_id=message.chat_id, new_id=message.migrate_to_chat_id)
        elif message.migrate_from_chat_id:
            await places.move(work, old_id=message.migrate_from_chat_id, new_id=message.chat_id)


async def _greet(context: DeskContext, chat_id: int, users: tuple[User, ...] | list[User]) -> None:
    newcomers = [Newcomer(user.id, user.full_name) for user in users if not user.is_bot]
    async with context.work() as work:
        await places.greet_newcomers(context.office, work, chat_id=chat_id, newcomers=newcomers)


def _presence(change: ChatMemberUpdated) -> tuple[bool, bool]:
    """Whether the member was in the chat before, and is now."""
    return _is_in(change.old_chat_member), _is_in(change.new_chat_member)


def _is_in(member: ChatMember) -> bool:
    if member.status == ChatMember.RESTRICTED:
        return bool(getattr(member, "is_member", False))
    return member.status in (ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER)


_BUTTONS: dict[Press, Ask] = {
    Press.BIND_SURE: lambda o, w, s, p: places.press_sure(o, w, s, p.word(0) or ""),
    Press.BIND_LEAVE: lambda o, w, s, p: places.press_leave(o, w, s),
}

HANDLERS = [
    button_handler(_BUTTONS),
    CallbackQueryHandler(on_kind, pattern=pattern(Press.BIND_KIND)),
    CommandHandler("bind", on_bind, filters=NEW_MESSAGE),
    CommandHandler("unbind", on_unbind, filters=NEW_MESSAGE),
    ChatMemberHandler(on_own_membership, ChatMemberHandler.MY_CHAT_MEMBER),
    ChatMemberHandler(on_membership, ChatMemberHandler.CHAT_MEMBER),
    MessageHandler(filters.StatusUpdate.NEW_CHAT_MEMBERS, on_entered),
    MessageHandler(filters.StatusUpdate.MIGRATE, on_migrated),
]
