"""Papers to read."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from bot.store.tables.columns import at, few, metadata, number, ref, row_id, words

circulars = Table(  # papers to read
    "circulars",
    metadata,
    row_id(),  # the number that people see, D3, by a counter
    words("title"),
    words("brief"),
    words("scope"),  # JSON list of addressees' codes; who they were then stands in circular_readers
    at("due_at", nullable=True),
    ref("posted_by", "people"),
    at("posted_at"),
    at("closed_at", nullable=True),
    at("listed_at", nullable=True),  # past due its writer has got the list of those who have not read it
    Index(None, "posted_by"),
)

circular_readers = Table(
    "circular_readers",
    metadata,
    row_id(),
    ref("circular_id", "circulars"),
    ref("person_id", "people"),
    at("read_at", nullable=True),
    ref("read_by", "people", nullable=True),  # the deputy, where it was not the person
    UniqueConstraint("circular_id", "person_id"),
    few("person_id", "read_at IS NULL"),
)

circular_files = Table(
    "circular_files",
    metadata,
    row_id(),
    ref("circular_id", "circulars"),
    words("file_id"),  # by which Telegram knows it
    words("kind"),
    words("name"),
    words("sha256", nullable=True),
    number("size"),
    Index(None, "circular_id"),
    Index(None, "sha256"),
)
