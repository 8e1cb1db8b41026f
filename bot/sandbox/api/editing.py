"""The Bot API methods that change, delete and pin messages, and answer presses; no new messages."""

from __future__ import annotations

from bot.sandbox.api.arguments import Arguments
from bot.sandbox.api.context import Context
from bot.sandbox.api.keyboards import check_inline
from bot.sandbox.api.method import method
from bot.sandbox.world.callbacks import Answer
from bot.sandbox.world.errors import ApiError, broken_rule, wrong_state
from bot.sandbox.world.records import Chat, Json, Message

_TWO_DAYS = 48 * 3600
_PLACE = "business_connection_id chat_id message_id inline_message_id reply_markup"


@method("editMessageText", f"{_PLACE} text parse_mode entities link_preview_options rich_message")
def edit_text(ctx: Context, args: Arguments) -> Json:
    """Change a text and its keyboard; without reply_markup the keyboard goes."""
    message = _own(ctx, args)
    if message.file is not None or message.service is not None:
        raise wrong_state("there is no text in the message to edit")
    text, entities = ctx.formatted(args, "text")
    return _apply(ctx, message, text, entities, check_inline(args.mapping("reply_markup")))


@method("editMessageCaption", f"{_PLACE} caption parse_mode caption_entities show_caption_above_media")
def edit_caption(ctx: Context, args: Arguments) -> Json:
    """Change a caption and the keyboard."""
    message = _own(ctx, args)
    if message.file is None:
        raise wrong_state("there is no caption in the message to edit")
    text, entities = ctx.formatted(args, "caption")
    return _apply(ctx, message, text, entities, check_inline(args.mapping("reply_markup")))


@method("editMessageReplyMarkup", _PLACE)
def edit_markup(ctx: Context, args: Arguments) -> Json:
    """Change only the inline keyboard."""
    message = _own(ctx, args)
    markup = check_inline(args.mapping("reply_markup"))
    return _apply(ctx, message, message.text, message.entities, markup)


@method("deleteMessage", "chat_id message_id")
def delete_message(ctx: Context, args: Arguments) -> bool:
    """Delete a message the bot may delete."""
    chat = ctx.open_chat(args)
    message = ctx.message(chat, args, "message to delete not found")
    if not _may_delete(ctx, chat, message):
        raise wrong_state("message can't be deleted")
    ctx.world.delete(message)
    return True


@method("deleteMessages", "chat_id message_ids")
def delete_messages(ctx: Context, args: Arguments) -> bool:
    """Delete those of 1-100 messages that exist and that the bot may delete."""
    chat = ctx.open_chat(args)
    ids = args.array("message_ids")
    if not ids or len(ids) > 100:
        raise broken_rule("there must be from 1 to 100 message identifiers")
    for message_id in ids:
        message = chat.messages.get(message_id) if isinstance(message_id, int) else None
        if message is not None and _may_delete(ctx, chat, message):
            ctx.world.delete(message)
    return True


@method("answerCallbackQuery", "callback_query_id text show_alert url cache_time")
def answer_callback(ctx: Context, args: Arguments) -> bool:
    """Answer a press with a toast, an alert or nothing."""
    text = args.text("text")
    if len(text) > 200:
        raise broken_rule("MESSAGE_TOO_LONG")
    answer = Answer(text, args.flag("show_alert"), args.text("url"))
    if not ctx.callbacks.answer(args.text("callback_query_id"), answer):
        ctx.doubts.append("a callback query is answered twice")
    return True


@method("pinChatMessage", "business_connection_id chat_id message_id disable_notification")
def pin(ctx: Context, args: Arguments) -> bool:
    """Pin a message."""
    chat = ctx.open_chat(args)
    message = ctx.message(chat, args, "message to pin not found")
    _check_pinning(ctx, chat)
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        ctx.world.journal.add("chat", chat.id)
    return True


@method("unpinChatMessage", "business_connection_id chat_id message_id")
def unpin(ctx: Context, args: Arguments) -> bool:
    """Unpin a message, the newest pinned one where none is named."""
    chat = ctx.open_chat(args)
    _check_pinning(ctx, chat)
    message_id = args.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if message_id not in chat.pinned:
        raise wrong_state("message to unpin not found")
    chat.pinned.remove(message_id)
    ctx.world.journal.add("chat", chat.id)
    return True


def _own(ctx: Context, args: Arguments) -> Message:
    """The message to edit, if it is the bot's own and of a kind that can be edited."""
    message = ctx.message(ctx.open_chat(args), args, "message to edit not found")
    other_keyboard = message.markup is not None and "inline_keyboard" not in message.markup
    if message.sender is not ctx.world.bot or message.forward_origin is not None or other_keyboard:
        raise ApiError(400, "message can't be edited", rule=True)
    return message


def _apply(ctx: Context, message: Message, text: str, entities: list[Json], markup: Json | None) -> Json:
    if (text, entities, markup) == (message.text, message.entities, message.markup):
        raise wrong_state(
            "message is not modified: specified new message content and reply markup are exactly the same"
            " as a current content and reply markup of the message"
        )
    same_text = (text, entities) == (message.text, message.entities)
    message.text, message.entities, message.markup = text, entities, markup
    if same_text:
        # A client shows no "edited" where only the buttons changed.
        ctx.world.touch(message, "edited")
    else:
        ctx.world.edited(message)
    return ctx.world.message_json(message)


def _may_delete(ctx: Context, chat: Chat, message: Message) -> bool:
    member = chat.members[ctx.world.bot.id]
    if not chat.is_private and member.may("can_delete_messages"):
        return True
    mine = message.sender is ctx.world.bot
    young = ctx.world.timestamp() - message.date < _TWO_DAYS
    return young and (mine or chat.is_private)


def _check_pinning(ctx: Context, chat: Chat) -> None:
    if not chat.is_private and not chat.members[ctx.world.bot.id].may("can_pin_messages"):
        raise wrong_state("not enough rights to manage pinned messages in the chat")
