"""Demands and who has booked them."""

from __future__ import annotations

from sqlalchemy import Index, Table

from bot.store.tables.columns import at, metadata, number, ref, row_id, words

demands = Table(
    "demands",
    metadata,
    row_id(),  # the number that people see, T12: given without gaps by a counter, never by the database
    words("title"),
    words("brief"),
    words("kind", nullable=True),
    at("due_at"),
    number("slots"),
    words("units"),  # JSON list of unit ids: a commission; empty: anyone
    words("state"),
    ref("posted_by", "people"),
    at("posted_at"),
    number("is_overdue", default="0"),  # 1: its posts say that it is past due
    Index(None, "state", "due_at"),
)

bookings = Table(
    "bookings",
    metadata,
    row_id(),
    ref("demand_id", "demands"),
    ref("unit_id", "units"),
    ref("person_id", "people", nullable=True),  # null: a commission that nobody of the unit has answered
    words("state"),
    words("note", nullable=True),  # why it was declined
    at("booked_at"),
    at("answer_by_at", nullable=True),
    ref("item_id", "items", nullable=True),
    Index(None, "demand_id"),
    Index(None, "unit_id", "state"),
    Index(None, "state", "answer_by_at"),
)
