"""What rooms share: counters, what is remembered, conversations, what can be taken back, the trail, files that are made."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Table, Text

from bot.store.tables.columns import at, few, metadata, number, ref, row_id, words

counters = Table("counters", metadata, Column("name", Text, primary_key=True), number("value"))

meta = Table("meta", metadata, Column("key", Text, primary_key=True), words("value"))

drafts = Table(  # conversations under way
    "drafts",
    metadata,
    row_id(),
    number("chat_id"),
    number("telegram_id"),
    words("kind"),  # a DraftKind
    Column(
        "about", Text, nullable=True, unique=True
    ),  # the living message that asks, where it is not its own
    words("step"),
    words("data"),
    at("updated_at"),
    at("reminded_at", nullable=True),
    Index(None, "telegram_id", "chat_id"),
    sqlite_autoincrement=True,  # ids of deleted rows never come back
)

undos = Table(  # what a thing was before its newest decision, while that can be taken back
    "undos",
    metadata,
    Column("subject", Text, primary_key=True),  # item
    Column("subject_id", BigInteger, primary_key=True, autoincrement=False),
    ref("person_id", "people"),  # who decided
    words("before"),
    at("done_at"),
)

audit = Table(
    "audit",
    metadata,
    row_id(),
    words("subject"),  # item, demand, person, place
    number("subject_id"),
    number("person_id", nullable=True),  # who did it; null: the clock or the command line
    words("step"),
    words("before", nullable=True),
    words("after", nullable=True),
    at("done_at"),
    words("hash"),  # over the line before and this one: rules/chain.py
    Index(None, "subject", "subject_id"),
)

writings = (
    Table(  # the messages in which something that was published was written, so that an edit of one finds it
        "writings",
        metadata,
        Column("subject", Text, primary_key=True),  # model.Subject
        Column("subject_id", BigInteger, primary_key=True, autoincrement=False),
        Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
        Column("message_id", BigInteger, primary_key=True, autoincrement=False),
        Index(None, "chat_id", "message_id"),
    )
)

made_files = (
    Table(  # files that the bot makes for its answers, and where each stands on its way to the outbox
        "made_files",
        metadata,
        row_id(),
        words("kind"),
        words("spec"),  # JSON: what is to stand in it
        words("name"),
        words("caption"),
        words("form"),  # photo, document
        number("chat_id"),
        number("thread_id", default="0"),
        number("reply_to", nullable=True),
        words("about", nullable=True),  # as in outbox
        words("language"),
        words("state"),  # model.MadeState
        words("sha256", nullable=True),
        number("size", default="0"),  # bytes
        number("outbox_id", nullable=True),  # its message, which may be gone
        number("tries", default="0"),
        at("try_at"),
        at("asked_at"),
        words("also", default="[]"),  # other chats that get it: id, topic and language of each
        few("try_at", "state = 'wanted'"),
        few("sha256", "sha256 IS NOT NULL"),
        few("outbox_id", "outbox_id IS NOT NULL"),
        sqlite_autoincrement=True,  # ids of deleted rows never come back
    )
)
