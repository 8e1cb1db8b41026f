"""What changes groups: joining, leaving, promoting, migrating, topics; with the updates and service messages of each."""

from __future__ import annotations

from collections.abc import Iterable

from bot.sandbox.world.errors import ActionError
from bot.sandbox.world.records import ADMIN_RIGHTS, Chat, Json, Member, Message, User
from bot.sandbox.world.shapes import member_json, user_json
from bot.sandbox.world.world import World

_USUAL_RIGHTS = frozenset(ADMIN_RIGHTS) - {"can_promote_members"}


class Groups:
    """Changes of membership and kind."""

    def __init__(self, world: World) -> None:
        self.world = world

    def join(self, chat: Chat, user: User, *, by: User | None = None) -> None:
        """Let a person, or the bot, into a group; `by` is who added them, themselves by default."""
        if chat.has(user.id):
            return
        actor = by or user
        self._change(chat, actor, Member(user))
        # Telegram tells of a member after the change, so that the bot already reads the message that greets itself.
        self.world.service(chat, actor, {"new_chat_members": [user_json(user)]})

    def leave(self, chat: Chat, user: User, *, by: User | None = None) -> None:
        """Let somebody leave, or be removed where `by` is another."""
        if not chat.has(user.id):
            return
        actor = by or user
        gone = Member(user, "left" if actor is user else "kicked")
        # A bot that is out already does not hear the service message about itself.
        if user is self.world.bot:
            self._change(chat, actor, gone)
            self.world.service(chat, actor, {"left_chat_member": user_json(user)})
        else:
            self.world.service(chat, actor, {"left_chat_member": user_json(user)})
            self._change(chat, actor, gone)

    def promote(
        self, chat: Chat, user: User, *, by: User | None = None, rights: Iterable[str] | None = None
    ) -> None:
        """Make a member, or the bot, an administrator; with the usual rights where none are named."""
        if not chat.has(user.id):
            raise ActionError("not a member")
        held = _USUAL_RIGHTS if rights is None else frozenset(rights)
        self._change(chat, by or self._creator(chat), Member(user, "administrator", held))

    def demote(self, chat: Chat, user: User, *, by: User | None = None) -> None:
        """Make an administrator an ordinary member again."""
        if not chat.has(user.id):
            raise ActionError("not a member")
        self._change(chat, by or self._creator(chat), Member(user))

    def restrict(self, chat: Chat, user: User, *, by: User | None = None, rights: Iterable[str] = ()) -> None:
        """Leave a member, or the bot, only these of what the group lets everybody do."""
        if not chat.has(user.id):
            raise ActionError("not a member")
        self._change(chat, by or self._creator(chat), Member(user, "restricted", frozenset(rights)))

    def migrate(self, chat: Chat) -> Chat:
        """Turn a basic group into a supergroup, which has another id; returns the new chat."""
        if chat.type != "group" or chat.migrated_to is not None:
            raise ActionError("not a basic group")
        new = self.world.add_group(chat.title, with_bot=False)
        new.members = dict(chat.members)
        actor = self._creator(chat)
        self.world.service(chat, actor, {"migrate_to_chat_id": new.id})
        chat.migrated_to = new.id
        self.world.service(new, actor, {"migrate_from_chat_id": chat.id})
        self.world.journal.add("chat", chat.id)
        return new

    def create_topic(self, chat: Chat, user: User, name: str) -> Message:
        """A new topic of a forum; its number is that of the service message that is returned."""
        if not chat.is_forum or not chat.has(user.id):
            raise ActionError("not a forum of this person's")
        message = self.world.draft(chat, user)
        message.service = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        message.thread_id = chat.last_id + 1
        chat.topics[message.thread_id] = name
        self.world.post(chat, message)
        self.world.journal.add("chat", chat.id)
        return message

    def delete_topic(self, chat: Chat, thread: int) -> None:
        """Remove a topic with its messages; the bot hears nothing, as with Telegram."""
        chat.topics.pop(thread)
        for message in [m for m in chat.messages.values() if m.thread_id == thread]:
            self.world.delete(message)
        self.world.journal.add("chat", chat.id)

    def rename(self, chat: Chat, user: User, title: str) -> None:
        """Give a group another name."""
        chat.title = title
        self.world.service(chat, user, {"new_chat_title": title})
        self.world.journal.add("chat", chat.id)

    def _creator(self, chat: Chat) -> User:
        present = [m.user for m in chat.members.values() if m.is_present and m.user is not self.world.bot]
        admins = [u for u in present if chat.members[u.id].status == "creator"]
        if not present:
            raise ActionError("nobody is there to do it")
        return (admins or present)[0]

    def _change(self, chat: Chat, actor: User, member: Member) -> None:
        old = chat.members.get(member.user.id) or Member(member.user, "left")
        chat.members[member.user.id] = member
        change: Json = {
            "chat": self.world.chat_json(chat),
            "from": user_json(actor),
            "date": self.world.timestamp(),
            "old_chat_member": member_json(old),
            "new_chat_member": member_json(member),
        }
        bot = chat.members.get(self.world.bot.id)
        if member.user is self.world.bot:
            self.world.mailbox.put("my_chat_member", change)
        elif bot is not None and bot.is_admin:
            self.world.mailbox.put("chat_member", change)
        self.world.journal.add("chat", chat.id)
