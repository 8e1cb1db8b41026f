"""The Bot API methods that make new messages; editing and deleting are elsewhere."""

from __future__ import annotations

import re
from typing import Any

from bot.sandbox.api.arguments import Arguments, Upload
from bot.sandbox.api.context import Context
from bot.sandbox.api.keyboards import check_markup
from bot.sandbox.api.method import SENDING, method
from bot.sandbox.world.errors import ApiError, broken_rule, wrong_state
from bot.sandbox.world.images import image_size
from bot.sandbox.world.people import origin_json
from bot.sandbox.world.records import Chat, Json, Message, StoredFile

MAX_UPLOAD = 50 * 1024 * 1024
MAX_PHOTO = 10 * 1024 * 1024
MAX_PREVIEW, PREVIEW_SIDE = 200 * 1024, 320  # bytes and pixels of a document's thumbnail
_CHAT_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


@method("sendMessage", f"{SENDING} text parse_mode entities link_preview_options")
def send_message(ctx: Context, args: Arguments) -> Json:
    """Send a text."""
    chat = ctx.open_chat(args)
    draft = _draft(ctx, chat, args)
    draft.text, draft.entities = ctx.formatted(args, "text")
    return _send(ctx, chat, draft)


@method(
    "sendDocument",
    f"{SENDING} document thumbnail caption parse_mode caption_entities disable_content_type_detection",
)
def send_document(ctx: Context, args: Arguments) -> Json:
    """Send a file."""
    return _send_file(ctx, args, "document")


@method(
    "sendPhoto",
    f"{SENDING} photo caption parse_mode caption_entities show_caption_above_media has_spoiler",
)
def send_photo(ctx: Context, args: Arguments) -> Json:
    """Send a picture."""
    return _send_file(ctx, args, "photo")


@method(
    "sendVideo",
    f"{SENDING} video duration width height thumbnail cover start_timestamp caption parse_mode caption_entities"
    " show_caption_above_media has_spoiler supports_streaming",
)
def send_video(ctx: Context, args: Arguments) -> Json:
    """Send a video."""
    return _send_file(ctx, args, "video")


@method(
    "sendMediaGroup",
    "business_connection_id chat_id message_thread_id direct_messages_topic_id media disable_notification"
    " protect_content allow_paid_broadcast message_effect_id reply_parameters",
)
def send_media_group(ctx: Context, args: Arguments) -> list[Json]:
    """Send an album of two to ten photos, or of as many documents."""
    chat = ctx.open_chat(args)
    media = args.array("media") or []
    if not 2 <= len(media) <= 10:
        raise broken_rule("media group must contain from 2 to 10 items")
    kinds = {item.get("type") if isinstance(item, dict) else None for item in media}
    if kinds - {"photo", "document"}:
        raise broken_rule("can't parse InputMedia: type is not supported by the sandbox")
    if len(kinds) > 1:
        raise broken_rule("document can't be mixed with other media types")
    drafts = [_album_part(ctx, chat, args, item) for item in media]
    ctx.throttle(chat, len(drafts))
    album = ctx.world.new_album()
    sent = []
    for draft in drafts:
        draft.media_group_id = album
        sent.append(ctx.world.message_json(ctx.world.post(chat, draft)))
    return sent


@method(
    "copyMessage",
    f"{SENDING} from_chat_id message_id video_start_timestamp caption parse_mode caption_entities"
    " show_caption_above_media",
)
def copy_message(ctx: Context, args: Arguments) -> Json:
    """Send a message's content again as one's own."""
    chat = ctx.open_chat(args)
    source = ctx.message(ctx.chat(args, "from_chat_id"), args, "message to copy not found")
    if source.service is not None:
        raise wrong_state("message can't be copied")
    draft = _draft(ctx, chat, args)
    draft.text, draft.entities = source.text, list(source.entities)
    draft.file, draft.is_photo, draft.is_video = source.file, source.is_photo, source.is_video
    if source.file is not None and "caption" in args.values:
        draft.text, draft.entities = ctx.formatted(args, "caption")
    return {"message_id": _send(ctx, chat, draft)["message_id"]}


@method(
    "forwardMessage",
    "chat_id message_thread_id direct_messages_topic_id from_chat_id video_start_timestamp disable_notification"
    " protect_content message_effect_id suggested_post_parameters message_id",
)
def forward_message(ctx: Context, args: Arguments) -> Json:
    """Forward a message with its origin."""
    chat = ctx.open_chat(args)
    source = ctx.message(ctx.chat(args, "from_chat_id"), args, "message to forward not found")
    if source.service is not None:
        raise wrong_state("message can't be forwarded")
    draft = _draft(ctx, chat, args)
    draft.text, draft.entities = source.text, list(source.entities)
    draft.file, draft.is_photo, draft.is_video = source.file, source.is_photo, source.is_video
    draft.forward_origin = source.forward_origin or origin_json(source)
    return _send(ctx, chat, draft)


@method("sendChatAction", "business_connection_id chat_id message_thread_id action")
def send_chat_action(ctx: Context, args: Arguments) -> bool:
    """Show that the bot is busy."""
    chat = ctx.open_chat(args)
    ctx.thread(chat, args)
    action = args.text("action")
    if action not in _CHAT_ACTIONS:
        raise broken_rule("wrong parameter action in request")
    ctx.world.journal.add("action", chat.id, action=action)
    return True


def _draft(ctx: Context, chat: Chat, args: Arguments) -> Message:
    ctx.check_writing(chat)
    draft = ctx.world.draft(chat, ctx.world.bot)
    draft.reply_to = ctx.reply(chat, args)
    draft.thread_id = ctx.thread(chat, args)
    if draft.thread_id is None and draft.reply_to is not None and chat.is_forum:
        draft.thread_id = chat.messages[draft.reply_to].thread_id
    draft.markup = check_markup(args.mapping("reply_markup"))
    return draft


def _send(ctx: Context, chat: Chat, draft: Message) -> Json:
    ctx.throttle(chat)
    return ctx.world.message_json(ctx.world.post(chat, draft))


def _send_file(ctx: Context, args: Arguments, kind: str) -> Json:
    chat = ctx.open_chat(args)
    draft = _draft(ctx, chat, args)
    draft.text, draft.entities = ctx.formatted(args, "caption")
    draft.is_photo, draft.is_video = kind == "photo", kind == "video"
    draft.file = _file(ctx, args.upload(kind), args.text(kind), kind=kind)
    if kind == "document" and (preview := args.upload("thumbnail")) is not None:
        draft.file.preview = _preview(ctx, preview)
    return _send(ctx, chat, draft)


def _preview(ctx: Context, upload: Upload) -> StoredFile | None:
    """Telegram takes a small JPEG, and silently leaves out what is none; that is noted here."""
    size = image_size(upload.data)
    is_jpeg = upload.data.startswith(b"\xff\xd8") and size is not None
    if not is_jpeg or len(upload.data) > MAX_PREVIEW or max(size or (0, 0)) > PREVIEW_SIDE:
        ctx.doubts.append(f"a thumbnail that Telegram would leave out: {size}, {len(upload.data)} bytes")
        return None
    return ctx.world.store(upload.data, "preview.jpg", "image/jpeg", is_photo=True)


def _album_part(ctx: Context, chat: Chat, args: Arguments, item: Any) -> Message:
    draft = _draft(ctx, chat, args)
    draft.text, draft.entities = ctx.format(
        str(item.get("caption") or ""),
        str(item.get("parse_mode") or ""),
        Arguments(item).array("caption_entities"),
        caption=True,
    )
    media = str(item.get("media") or "")
    draft.is_photo = item["type"] == "photo"
    draft.file = _file(ctx, args.upload("media", media), media, kind=item["type"])
    return draft


def _file(ctx: Context, upload: Upload | None, reference: str, *, kind: str) -> StoredFile:
    if upload is None:
        return _known_file(ctx, reference, kind)
    if not upload.data:
        raise broken_rule("file must be non-empty")
    if re.search(r"(?:%[0-9A-F]{2}){3}", upload.name):
        ctx.doubts.append(f"a file name that people would see percent-encoded: {upload.name}")
    is_photo = kind == "photo"
    if len(upload.data) > (MAX_PHOTO if is_photo else MAX_UPLOAD):
        raise ApiError(413, "Request Entity Too Large", rule=True)
    if is_photo and image_size(upload.data) is None:
        raise broken_rule("IMAGE_PROCESS_FAILED")
    if is_photo:
        _check_size(image_size(upload.data) or (0, 0))
    return ctx.world.store(upload.data, upload.name, upload.mime, is_photo=is_photo)


def _check_size(size: tuple[int, int]) -> None:
    width, height = size
    if width + height > 10_000 or max(size) > 20 * max(1, min(size)):
        raise broken_rule("PHOTO_INVALID_DIMENSIONS")


def _known_file(ctx: Context, reference: str, kind: str) -> StoredFile:
    if not reference:
        raise broken_rule(f"there is no {kind} in the request")
    file = ctx.world.files.get(reference)
    if file is None:
        raise broken_rule("wrong file identifier/HTTP URL specified")
    return file
