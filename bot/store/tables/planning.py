"""Key points, minutes of the weekly meeting, and what people propose."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text, UniqueConstraint

from bot.store.tables.columns import Id, at, metadata, number, ref, row_id, words

keypoint_months = Table(
    "keypoint_months",
    metadata,
    Column("month", Text, primary_key=True),  # 2026-06
    ref("published_by", "people", nullable=True),
    at("published_at", nullable=True),  # null: still being written
)

keypoints = Table(
    "keypoints",
    metadata,
    row_id(),
    words("month"),
    number("number"),  # by which items name it
    words("title"),
    words("angle"),
    words("units"),  # as they are shown
    words("due_on", nullable=True),  # a day
    number("is_dropped", default="0"),  # 1: taken out again; what items name it by is not given anew
    UniqueConstraint("month", "number"),
)

keypoint_readers = Table(
    "keypoint_readers",
    metadata,
    Column("month", Text, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    at("read_at"),
)

minutes = Table(
    "minutes",
    metadata,
    row_id(),
    words("text"),
    ref("person_id", "people"),
    at("made_at"),
    Column("replaced_by", BigInteger, nullable=True),  # the minutes that stand in their place
    at("undone_at", nullable=True),
)

proposals = Table(
    "proposals",
    metadata,
    row_id(),
    ref("person_id", "people"),
    words("text"),
    words("state"),
    at("made_at"),
    ref("demand_id", "demands", nullable=True),
    Column("decided_by", Id, nullable=True),  # a person
    at("decided_at", nullable=True),
    words("why", nullable=True),  # it was put aside
    words("month", nullable=True),  # to whose key points it was added
)

proposal_answers = Table(  # what the desk has answered to a leader's wish
    "proposal_answers",
    metadata,
    row_id(),
    ref("proposal_id", "proposals"),
    ref("person_id", "people"),
    words("text"),
    at("said_at"),
    Index(None, "proposal_id"),
)
