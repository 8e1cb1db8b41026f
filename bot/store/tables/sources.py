"""Feeds and their leads, and what partners offer."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text, UniqueConstraint

from bot.store.tables.columns import at, metadata, number, ref, row_id, words

feeds = Table(  # how each source was last read; which there are, the settings say
    "feeds",
    metadata,
    Column("name", Text, primary_key=True),
    words("url"),
    at("due_at"),  # when it is to be read next
    words("etag", nullable=True),
    words("modified", nullable=True),
    at("read_at", nullable=True),  # when it was last read; null: never
    number("entries"),  # in that reading
    words("fault", nullable=True),  # why the last reading failed
    number("failures"),  # in a row
    at("failing_since_at", nullable=True),
    words("told_on", nullable=True),  # the last day on which the administrators heard of it
)

leads = Table(  # 线索: entries of sources that fitted, each once
    "leads",
    metadata,
    row_id(),
    words("feed"),
    words("link_key"),  # what tells whether two links are the same
    words("title"),
    words("link"),
    at("published_at", nullable=True),
    at("found_at"),
    at("seen_at"),  # when it was last in its source
    words("state"),  # model.LeadState
    number("message", nullable=True),  # the id of the first lead of the message that shows it
    ref("decided_by", "people", nullable=True),
    at("decided_at", nullable=True),
    ref("demand_id", "demands", nullable=True),
    UniqueConstraint("link_key"),
    Index(None, "message"),
    Index(None, "found_at"),
    sqlite_autoincrement=True,
)

partner_offers = Table(  # what partners have or plan, and told the desk
    "partner_offers",
    metadata,
    row_id(),
    ref("person_id", "people"),
    number("is_planned"),
    words("title"),
    words("words"),
    words("state"),  # model.PartnerOfferState
    number("chat_id"),  # the message that said it
    number("thread_id"),
    number("message_id"),
    at("offered_at"),
    ref("demand_id", "demands", nullable=True),
    ref("decided_by", "people", nullable=True),
    at("decided_at", nullable=True),
    Index(None, "chat_id", "message_id"),
    Index(None, "offered_at"),
)
