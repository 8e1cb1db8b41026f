"""What exists in the sandbox: users, chats, members, topics, files and messages; no behaviour beyond small answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
)

PERMISSIONS = (
    "can_send_messages",
    "can_pin_messages",
)  # of those that a group gives to all, what the sandbox keeps


@dataclass(eq=False)
class User:
    """A person or the bot. `note` is shown by the page only, e.g. {"unit": ..., "role": ...}."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "zh-hans"
    is_bot: bool = False
    note: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """First and last name as a client shows them."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(eq=False)
class Member:
    """One user's standing in a group: creator, administrator, member, restricted, left or kicked.

    `rights` are an administrator's, or those of the chat's permissions that are left to somebody restricted.
    """

    user: User
    status: str = "member"
    rights: frozenset[str] = frozenset()

    @property
    def is_present(self) -> bool:
        return self.status in ("creator", "administrator", "member", "restricted")

    @property
    def is_admin(self) -> bool:
        return self.status in ("creator", "administrator")

    def may(self, right: str) -> bool:
        """Whether this member holds an administrator's right."""
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)


@dataclass(eq=False)
class StoredFile:
    """Bytes that were sent once; every message that shows them refers to the same record."""

    id: str
    unique_id: str
    name: str
    mime: str
    data: bytes
    path: str
    width: int = 0
    height: int = 0
    preview: StoredFile | None = None

    @property
    def size(self) -> int:
        return len(self.data)


@dataclass(eq=False)
class Message:
    """One message of one chat. `text` is the caption where there is a `file`; `service` holds a service message."""

    chat_id: int
    id: int
    sender: User
    date: int
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    file: StoredFile | None = None
    is_photo: bool = False
    is_video: bool = False
    media_group_id: str | None = None
    service: Json | None = None
    reply_to: int | None = None
    forward_origin: Json | None = None
    markup: Json | None = None
    thread_id: int | None = None
    edit_date: int | None = None
    revision: int = 0

    @property
    def inline_rows(self) -> list[list[Json]]:
        """The rows of the inline keyboard, empty where there is none."""
        return list((self.markup or {}).get("inline_keyboard", []))


@dataclass(eq=False)
class Chat:
    """A private chat (id = the person's) or a group. Message numbers are the chat's own.

    `opened` and `blocked` are for private chats: the person has written or pressed Start; has stopped the bot.
    `keyboards` is the reply keyboard each person sees, `read` the last message each has seen.
    """

    id: int
    type: str
    title: str = ""
    is_forum: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    keyboards: dict[int, Json] = field(default_factory=dict)
    read: dict[int, int] = field(default_factory=dict)
    migrated_to: int | None = None
    permissions: frozenset[str] = frozenset(PERMISSIONS)
    opened: bool = False
    blocked: bool = False
    last_id: int = 0

    @property
    def is_private(self) -> bool:
        return self.type == "private"

    def may_write(self, user_id: int) -> bool:
        """Whether that user may write in the group now."""
        member = self.members.get(user_id)
        if member is None or not member.is_present or member.is_admin:
            return member is not None and member.is_present
        own = member.rights if member.status == "restricted" else self.permissions
        return "can_send_messages" in own & self.permissions

    def has(self, user_id: int) -> bool:
        """Whether that user is in the chat now."""
        member = self.members.get(user_id)
        return member is not None and member.is_present
