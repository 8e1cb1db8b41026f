"""Questions, writing guides and good examples."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table

from bot.store.tables.columns import Id, at, metadata, number, ref, row_id, words

inquiries = Table(  # 咨询: what somebody asks the desk
    "inquiries",
    metadata,
    row_id(),
    ref("person_id", "people"),
    at("asked_at"),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)

inquiry_texts = Table(  # the question itself and everything said to it
    "inquiry_texts",
    metadata,
    row_id(),
    ref("inquiry_id", "inquiries"),
    ref("person_id", "people"),  # who said it
    number("from_desk"),  # 1: an editor, 0: who asked
    words("text"),
    number("chat_id"),  # the message that said it
    number("message_id"),
    at("said_at"),
    Index(None, "inquiry_id"),
    Index(None, "chat_id", "message_id"),
    sqlite_autoincrement=True,  # one that was taken back leaves its number to none
)

guides = Table(  # the office's own writing guides; the newest that was not dropped is in force
    "guides",
    metadata,
    row_id(),
    words("text"),
    ref("person_id", "people"),
    at("set_at"),
    at("dropped_at", nullable=True),  # 恢复: the one before is in force again
    sqlite_autoincrement=True,
)

exemplars = Table(  # items that editors show as good examples
    "exemplars",
    metadata,
    Column("item_id", Id, ForeignKey("items.id"), primary_key=True, autoincrement=False),
    words("comment"),  # empty: none
    ref("person_id", "people"),
    at("chosen_at"),
)
