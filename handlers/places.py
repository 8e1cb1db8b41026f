"""/bind and /unbind, and what happens in groups: people enter, the bot comes and goes, a chat changes its id."""

from __future__ import annotations

from telegram import Chat, ChatMemberUpdated, Update, User
from telegram.constants import ChatID
from telegram.error import TelegramError
from telegram.ext import CallbackQueryHandler, ChatMemberHandler, CommandHandler, MessageHandler, filters

from bot.desk.common.accounts import shut_account
from bot.desk.common.office import Office, Scene, Toast
from bot.desk.demands import cards as demand_cards
from bot.desk.items import backlog
from bot.desk.people import places
from bot.desk.people.places import Newcomer
from bot.desk.planning import publishing as key_points
from bot.desk.upkeep import refusals
from bot.model import Ability
from bot.model import Chat as Place
from bot.rules.standing import find_lacks
from bot.store.work import Work
from bot.views.common.callbacks import Press, Pressed, pattern
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, answer_query, is_in, pressed
from handlers.words import NEW_MESSAGE


async def on_bind(update: Update, context: DeskContext) -> None:
    """/bind work, desk or partner."""
    members = await _count(update, context)
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await places.bind(context.office, work, scene, " ".join(context.args or []), members=members)
        await _bring_over(context.office, work, scene.chat)


async def on_kind(update: Update, context: DeskContext) -> None:
    """A button under a bare /bind."""
    press = pressed(update)
    members = await _count(update, context)
    async with context.work() as work:
        scene = context.scene_in(work, update)
        toast = await places.press_kind(context.office, work, scene, press.word(0) or "", members=members)
        await _bring_over(context.office, work, scene.chat)
    await answer_query(update, toast)


async def _bind_surely(office: Office, work: Work, scene: Scene, press: Pressed) -> Toast | None:
    """The yes to changing what a group is bound as."""
    toast = await places.press_sure(office, work, scene, press.word(0) or "")
    await _bring_over(office, work, scene.chat)
    return toast


async def _bring_over(office: Office, work: Work, chat: Place) -> None:
    """What waits for such a place, and came before it was bound or had this id."""
    await backlog.bring_over(office, work, chat)
    await key_points.bring_over(office, work, chat)
    await demand_cards.bring_over(office, work, chat)


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
    if change.chat.type == Chat.CHANNEL:
        return
    if was == is_now:
        await _note_rights(context, change)
        return
    async with context.work() as work:
        if change.chat.type == Chat.PRIVATE:
            if not is_now:
                await shut_account(work, change.chat.id)
        elif is_now:
            by = work.directory.find_account(change.from_user.id)
            await places.arrive(context.office, work, chat_id=change.chat.id, by=by)
            lacks = find_lacks(change.new_chat_member.to_dict())
            await places.change_rights(context.office, work, chat_id=change.chat.id, before=lacks, now=lacks)
        else:
            await places.depart(context.office, work, chat_id=change.chat.id)


async def _note_rights(context: DeskContext, change: ChatMemberUpdated) -> None:
    """The bot stays in a group and may do other things there than before."""
    if change.chat.type == Chat.PRIVATE or not is_in(change.new_chat_member):
        return
    before, now = (
        find_lacks(member.to_dict()) for member in (change.old_chat_member, change.new_chat_member)
    )
    async with context.work() as work:
        await places.change_rights(context.office, work, chat_id=change.chat.id, before=before, now=now)
        if Ability.WRITE not in now:
            await refusals.regain(context.office, work, chat_id=change.chat.id)


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


async def on_renamed(update: Update, context: DeskContext) -> None:
    """A group has another title."""
    message = update.message
    assert message is not None and message.new_chat_title is not None
    async with context.work() as work:
        await places.rename(work, chat_id=message.chat_id, title=message.new_chat_title)


async def on_reopened(update: Update, context: DeskContext) -> None:
    """A topic that was closed is open again: what could not be said there goes out at once."""
    assert update.message is not None
    async with context.work() as work:
        await refusals.regain(context.office, work, chat_id=update.message.chat_id)


async def on_migrated(update: Update, context: DeskContext) -> None:
    """A basic group became a supergroup; the old chat and the new one both say so."""
    message = update.message
    assert message is not None
    async with context.work() as work:
        old_id = message.migrate_from_chat_id or message.chat_id
        new_id = message.migrate_to_chat_id or message.chat_id
        await places.move(work, old_id=old_id, new_id=new_id)
        await _bring_over(context.office, work, Place(new_id))


async def _take_in(context: DeskContext, chat_id: int, users: tuple[User, ...] | list[User]) -> None:
    newcomers = [
        Newcomer(user.id, user.full_name or "")
        for user in users
        if not user.is_bot and user.id != ChatID.SERVICE_CHAT
    ]
    async with context.work() as work:
        await places.take_in(context.office, work, chat_id=chat_id, newcomers=newcomers)


async def _see_off(context: DeskContext, chat_id: int, user: User) -> None:
    async with context.work() as work:
        await places.see_off(work, chat_id=chat_id, telegram_id=user.id)


def _presence(change: ChatMemberUpdated) -> tuple[bool, bool]:
    """Whether the member was in the chat before, and is now."""
    return is_in(change.old_chat_member), is_in(change.new_chat_member)


_REOPENED = filters.StatusUpdate.FORUM_TOPIC_REOPENED | filters.StatusUpdate.GENERAL_FORUM_TOPIC_UNHIDDEN
_BUTTONS: dict[Press, Ask] = {
    Press.BIND_SURE: _bind_surely,
    Press.UNBIND_SURE: lambda o, w, s, p: places.press_unbind(o, w, s),
    Press.BIND_LEAVE: lambda o, w, s, p: places.press_leave(o, w, s),
}

HANDLERS = [
    button_handler(_BUTTONS),
    CallbackQueryHandler(on_kind, pattern=pattern(Press.BIND_KIND)),
    CommandHandler("bind", on_bind, filters=NEW_MESSAGE),
    CommandHandler("unbind", on_unbind, filters=NEW_MESSAGE),
    ChatMemberHandler(on_own_membership, ChatMemberHandler.MY_CHAT_MEMBER),
    ChatMemberHandler(on_membership, ChatMemberHandler.CHAT_MEMBER),
    MessageHandler(filters.UpdateType.MESSAGE & filters.StatusUpdate.NEW_CHAT_MEMBERS, on_entered),
    MessageHandler(filters.UpdateType.MESSAGE & filters.StatusUpdate.LEFT_CHAT_MEMBER, on_left),
    MessageHandler(filters.UpdateType.MESSAGE & filters.StatusUpdate.MIGRATE, on_migrated),
    MessageHandler(filters.UpdateType.MESSAGE & filters.StatusUpdate.NEW_CHAT_TITLE, on_renamed),
    MessageHandler(filters.UpdateType.MESSAGE & _REOPENED, on_reopened),
]
