"""What every method of the Bot API works with, and the finding of chats and messages; no method itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.api.arguments import Arguments
from bot.sandbox.api.faults import Limiter
from bot.sandbox.api.markup import parse_html
from bot.sandbox.world.callbacks import Callbacks
from bot.sandbox.world.commands import Commands
from bot.sandbox.world.entities import in_order, trimmed, utf16_length, with_found
from bot.sandbox.world.errors import ApiError, broken_rule, wrong_state
from bot.sandbox.world.groups import Groups
from bot.sandbox.world.people import MAX_CAPTION, MAX_TEXT
from bot.sandbox.world.records import Chat, Json, Message
from bot.sandbox.world.world import World


@dataclass
class Context:
    """The far end of one call. `doubts` collects what Telegram lets pass and a careful bot does not send."""

    world: World
    groups: Groups
    callbacks: Callbacks
    commands: Commands
    limiter: Limiter
    profile: dict[str, dict[str, str]] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)

    def chat(self, args: Arguments, name: str = "chat_id") -> Chat:
        """The chat a parameter names, where the bot is or was; raises ApiError 400 or 403."""
        if not args.has(name):
            raise broken_rule("chat_id is empty")
        value = args.text(name)
        if value.startswith("@"):
            raise wrong_state("chat not found")
        chat = self.world.chats.get(args.integer(name))
        if chat is None:
            raise wrong_state("chat not found")
        return chat

    def open_chat(self, args: Arguments, name: str = "chat_id") -> Chat:
        """The chat, if the bot may write there now; raises ApiError 400 or 403 otherwise."""
        chat = self.chat(args, name)
        self.check_open(chat)
        return chat

    def check_open(self, chat: Chat) -> None:
        """Raise what Telegram answers where the bot may not write."""
        if chat.migrated_to is not None:
            raise ApiError(
                400,
                "group chat was upgraded to a supergroup chat",
                parameters={"migrate_to_chat_id": chat.migrated_to},
            )
        if chat.is_private:
            if chat.blocked:
                raise ApiError(403, "bot was blocked by the user")
            if not chat.opened:
                raise ApiError(403, "bot can't initiate conversation with a user")
            return
        kind = "supergroup chat" if chat.type == "supergroup" else "group chat"
        member = chat.members.get(self.world.bot.id)
        if member is not None and member.status == "kicked":
            raise ApiError(403, f"bot was kicked from the {kind}")
        if member is None or not member.is_present:
            raise ApiError(403, f"bot is not a member of the {kind}")

    def check_writing(self, chat: Chat) -> None:
        """Raise what Telegram answers to a message of somebody whom the group does not let write."""
        if not chat.is_private and not chat.may_write(self.world.bot.id):
            raise wrong_state("not enough rights to send text messages to the chat")

    def throttle(self, chat: Chat, count: int = 1) -> None:
        """Count messages to a chat; raises ApiError 429 where they are too many."""
        seconds = self.limiter.refuse(chat.id, count=count)
        if seconds is not None:
            raise too_many(seconds)

    def message(self, chat: Chat, args: Arguments, missing: str) -> Message:
        """The message that message_id names; `missing` is the refusal's text."""
        if not args.has("message_id"):
            raise broken_rule("message identifier is not specified")
        message = chat.messages.get(args.integer("message_id"))
        if message is None:
            raise wrong_state(missing)
        return message

    def thread(self, chat: Chat, args: Arguments) -> int | None:
        """The topic a new message goes to; raises ApiError 400 where there is none such."""
        if not args.has("message_thread_id"):
            return None
        thread = args.integer("message_thread_id")
        if not chat.is_forum or thread not in chat.topics:
            raise wrong_state("message thread not found")
        return thread

    def reply(self, chat: Chat, args: Arguments) -> int | None:
        """The message replied to; raises ApiError 400 unless it may be missing."""
        parameters = args.mapping("reply_parameters")
        if not parameters or "message_id" not in parameters:
            return None
        message_id = Arguments(parameters).integer("message_id")
        if message_id in chat.messages:
            return message_id
        if parameters.get("allow_sending_without_reply"):
            return None
        raise wrong_state("message to be replied not found")

    def formatted(self, args: Arguments, name: str) -> tuple[str, list[Json]]:
        """A text or caption and its entities, trimmed and within Telegram's lengths."""
        caption = name == "caption"
        return self.format(
            args.text(name),
            args.text("parse_mode"),
            args.array("caption_entities" if caption else "entities"),
            caption=caption,
        )

    def format(
        self, source: str, mode: str, given: list[Any] | None, *, caption: bool
    ) -> tuple[str, list[Json]]:
        """Like `formatted`, from plain values."""
        entities: list[Json] = _checked(given or [], source)
        text = source
        if mode.lower() == "html":
            parsed = parse_html(source)
            text, entities = parsed.text, parsed.entities
            self.doubts += parsed.doubts
        elif mode:
            raise broken_rule(f"can't parse entities: parse mode {mode} is not supported by the sandbox")
        text, entities = trimmed(text, entities)
        if not text and not caption:
            raise broken_rule("message text is empty")
        if utf16_length(text) > (MAX_CAPTION if caption else MAX_TEXT):
            raise broken_rule("message caption is too long" if caption else "message is too long")
        return text, with_found(text, entities)


def too_many(seconds: int) -> ApiError:
    """Telegram's 429."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", parameters={"retry_after": seconds})


def _checked(given: list[Any], text: str) -> list[Json]:
    total = utf16_length(text)
    for entity in given:
        if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
            raise broken_rule('can\'t parse MessageEntity: field "type" must be of type String')
        offset, length = entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or not isinstance(length, int):
            raise broken_rule('can\'t parse MessageEntity: field "offset" must be of type Number')
        if offset < 0 or length <= 0 or offset + length > total:
            raise broken_rule("can't parse entities: entity is out of the text")
    return in_order(given)
