"""The two durable ends: what came, what is to leave, and the messages that live on."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Table, Text, UniqueConstraint

from bot.store.tables.columns import Id, at, metadata, number, ref, row_id, words

inbox = Table(
    "inbox",
    metadata,
    Column("seq", Id, primary_key=True, autoincrement=True),  # our order: update ids may restart lower
    Column("update_id", BigInteger, nullable=False, unique=True),
    words("lane"),  # "chat:person": what is handled one after another
    words("payload"),
    words("state", default="pending"),  # model.InboxState
    number("attempts", default="0"),
    at("try_at"),
    at("received_at"),
    at("settled_at", nullable=True),
    words("error", nullable=True),
    Index(None, "state", "seq"),
    sqlite_autoincrement=True,  # ids of deleted rows never come back
)

posts = Table(  # a message that lives on: what it is about, where it stands
    "posts",
    metadata,
    row_id(),
    words("slot"),  # what it shows, e.g. "card:12" or "demand:3"
    number("chat_id"),
    number("thread_id", default="0"),
    number("message_id", nullable=True),
    words("head", nullable=True),  # HTML above whatever it shows: of a copy, for whom it is
    UniqueConstraint("slot", "chat_id", "thread_id"),
    Index(None, "chat_id", "message_id"),
)

outbox = Table(
    "outbox",
    metadata,
    row_id(),
    number("chat_id"),  # 0 for calls that go to no chat
    words("method"),
    words("payload"),
    number("priority"),  # 0 urgent, 1 reply, 2 broadcast
    words("policy"),  # repeat, hold: what to do when nobody knows whether it was delivered
    words("state", default="queued"),  # model.OutboxState
    ref("post_id", "posts", nullable=True),
    number("attempts", default="0"),
    at("send_at"),
    at("created_at"),
    at("settled_at", nullable=True),
    number("message_id", nullable=True),
    words("error", nullable=True),
    words(
        "about", nullable=True
    ),  # whom or what it is for, where Telegram may refuse the place: desk/common/about.py
    words("lines", nullable=True),  # a receipt in short, a line for each that it holds
    Index(None, "state", "send_at"),
    Index(None, "chat_id", "state"),
    Index(None, "post_id"),
    sqlite_autoincrement=True,  # ids of deleted rows never come back
)

ledger = Table(  # what the clock posted, once per kind, place and period
    "ledger",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("place", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    words("outcome"),  # posted, empty, skipped, owed
    at("posted_at"),
)

albums = Table(  # albums that have been answered: their messages come one by one
    "albums",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("album", Text, primary_key=True),
    at("seen_at"),
)
