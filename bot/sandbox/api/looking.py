"""The Bot API methods that read chats, members and files, and leave a chat; nothing is written to a chat."""

from __future__ import annotations

from typing import Any

from bot.sandbox.api.arguments import Arguments
from bot.sandbox.api.context import Context
from bot.sandbox.api.method import method
from bot.sandbox.world.errors import broken_rule, wrong_state
from bot.sandbox.world.records import PERMISSIONS, Chat, Json, Member
from bot.sandbox.world.shapes import file_json, member_json, user_json

MAX_DOWNLOAD = 20 * 1024 * 1024


@method("getMe")
def get_me(ctx: Context, args: Arguments) -> Json:
    """The bot itself."""
    return {
        **user_json(ctx.world.bot),
        "can_join_groups": True,
        "can_read_all_group_messages": not ctx.world.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method("getFile", "file_id")
def get_file(ctx: Context, args: Arguments) -> Json:
    """Where a file can be downloaded."""
    file = ctx.world.files.get(args.text("file_id"))
    if file is None:
        raise broken_rule("wrong file_id or the file is temporarily unavailable")
    if file.size > MAX_DOWNLOAD:
        raise wrong_state("file is too big")
    return {**file_json(file), "file_path": file.path}


@method("getChat", "chat_id")
def get_chat(ctx: Context, args: Arguments) -> Json:
    """A chat's full description."""
    chat = _joined(ctx, args)
    shape: Json = {
        **ctx.world.chat_json(chat),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }
    if not chat.is_private:
        shape["permissions"] = {right: right in chat.permissions for right in PERMISSIONS}
    if chat.pinned:
        shape["pinned_message"] = ctx.world.message_json(chat.messages[chat.pinned[-1]])
    return shape


@method("getChatMember", "chat_id user_id")
def get_member(ctx: Context, args: Arguments) -> Json:
    """One user's standing in a chat."""
    chat = _joined(ctx, args)
    user_id = args.integer("user_id")
    user = ctx.world.users.get(user_id)
    if user is None:
        raise wrong_state("PARTICIPANT_ID_INVALID" if not chat.is_private else "user not found")
    return member_json(chat.members.get(user_id) or Member(user, "left"))


@method("getChatAdministrators", "chat_id return_bots")
def get_administrators(ctx: Context, args: Arguments) -> list[Json]:
    """The administrators, without other bots."""
    chat = _joined(ctx, args)
    if chat.is_private:
        raise wrong_state("there are no administrators in the private chat")
    return [member_json(member) for member in chat.members.values() if member.is_admin]


@method("getChatMemberCount", "chat_id")
def get_member_count(ctx: Context, args: Arguments) -> int:
    """How many members a chat has, the bot among them."""
    return sum(1 for member in _joined(ctx, args).members.values() if member.is_present)


@method("leaveChat", "chat_id")
def leave_chat(ctx: Context, args: Arguments) -> bool:
    """Leave a group."""
    chat = _joined(ctx, args)
    if chat.is_private:
        raise wrong_state("chat member status can't be changed in private chats")
    ctx.groups.leave(chat, ctx.world.bot)
    return True


def _joined(ctx: Context, args: Arguments) -> Chat:
    """A chat the bot may look at: any private one it knows, or a group it is in."""
    chat = ctx.chat(args)
    if not chat.is_private:
        ctx.check_open(chat)
    elif not chat.opened:
        raise wrong_state("chat not found")
    return chat


def nothing(ctx: Context, args: Arguments) -> Any:
    """A method whose only effect is that it was called."""
    return True


method("logOut")(nothing)
method("close")(nothing)
