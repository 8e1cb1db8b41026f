"""Records of the world -> the Bot API's JSON objects; pure, and the only place that knows their field names."""

from __future__ import annotations

from collections.abc import Callable

from bot.sandbox.world.records import ADMIN_RIGHTS, PERMISSIONS, Chat, Json, Member, Message, StoredFile, User

_RESTRICTIONS = (
    *PERMISSIONS,
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_manage_topics",
)


def user_json(user: User) -> Json:
    """Telegram's User."""
    shape: Json = {"id": user.id, "is_bot": user.is_bot, "first_name": user.first_name}
    if user.last_name:
        shape["last_name"] = user.last_name
    if user.username:
        shape["username"] = user.username
    if user.language_code and not user.is_bot:
        shape["language_code"] = user.language_code
    return shape


def chat_json(chat: Chat, owner: User | None) -> Json:
    """Telegram's Chat; `owner` is the person of a private chat."""
    shape: Json = {"id": chat.id, "type": chat.type}
    if owner is not None:
        shape["first_name"] = owner.first_name
        if owner.last_name:
            shape["last_name"] = owner.last_name
        if owner.username:
            shape["username"] = owner.username
        return shape
    shape["title"] = chat.title
    if chat.is_forum:
        shape["is_forum"] = True
    return shape


def file_json(file: StoredFile) -> Json:
    """The fields that Document, PhotoSize and File share."""
    return {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": file.size}


def document_json(file: StoredFile) -> Json:
    """Telegram's Document."""
    shape: Json = {"file_name": file.name, "mime_type": file.mime, **file_json(file)}
    if file.preview is not None:
        shape["thumbnail"] = photo_json(file.preview)[0]
    return shape


def video_json(file: StoredFile) -> Json:
    """Telegram's Video; the sandbox looks into none."""
    return {"width": 640, "height": 360, "duration": 1, **document_json(file)}


def photo_json(file: StoredFile) -> list[Json]:
    """Telegram's list of PhotoSize; the sandbox keeps one size."""
    return [{"width": file.width, "height": file.height, **file_json(file)}]


def member_json(member: Member) -> Json:
    """Telegram's ChatMember."""
    shape: Json = {"user": user_json(member.user), "status": member.status}
    if member.status in ("creator", "administrator"):
        shape["is_anonymous"] = "is_anonymous" in member.rights
    if member.status == "administrator":
        shape["can_be_edited"] = False
        shape.update({right: right in member.rights for right in ADMIN_RIGHTS})
    if member.status == "restricted":
        shape["is_member"] = True
        shape.update({right: right in member.rights for right in _RESTRICTIONS})
        shape["until_date"] = 0
    if member.status == "kicked":
        shape["until_date"] = 0
    return shape


def message_json(
    message: Message,
    chat: Chat,
    *,
    owner: User | None,
    person: Callable[[int], User | None],
    nested: bool = False,
) -> Json:
    """Telegram's Message. `person` finds the user of a text mention; a nested one does not show its own reply."""
    shape: Json = {
        "message_id": message.id,
        "from": user_json(message.sender),
        "chat": chat_json(chat, owner),
        "date": message.date,
    }
    _add_place(shape, message, chat)
    if message.edit_date is not None:
        shape["edit_date"] = message.edit_date
    if message.forward_origin is not None:
        shape["forward_origin"] = message.forward_origin
    if message.media_group_id is not None:
        shape["media_group_id"] = message.media_group_id
    if message.reply_to is not None and not nested:
        original = chat.messages.get(message.reply_to)
        if original is not None:
            shape["reply_to_message"] = message_json(original, chat, owner=owner, person=person, nested=True)
    _add_content(shape, message, person)
    if message.inline_rows:
        shape["reply_markup"] = {"inline_keyboard": message.inline_rows}
    return shape


def _add_place(shape: Json, message: Message, chat: Chat) -> None:
    if message.thread_id is not None:
        shape["message_thread_id"] = message.thread_id
        if chat.is_forum:
            shape["is_topic_message"] = True


def _add_content(shape: Json, message: Message, person: Callable[[int], User | None]) -> None:
    if message.service is not None:
        shape.update(message.service)
        return
    entities = [_entity_json(entity, person) for entity in message.entities]
    if message.file is None:
        shape["text"] = message.text
        if entities:
            shape["entities"] = entities
        return
    if message.is_video:
        shape["video"] = video_json(message.file)
    elif message.is_photo:
        shape["photo"] = photo_json(message.file)
    else:
        shape["document"] = document_json(message.file)
    if message.text:
        shape["caption"] = message.text
        if entities:
            shape["caption_entities"] = entities


def _entity_json(entity: Json, person: Callable[[int], User | None]) -> Json:
    if entity["type"] != "text_mention":
        return entity
    mentioned = person(entity["user"]["id"])
    return {**entity, "user": user_json(mentioned) if mentioned else entity["user"]}
