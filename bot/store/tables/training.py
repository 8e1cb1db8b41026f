"""Training at the desk."""

from __future__ import annotations

from sqlalchemy import Index, Table

from bot.store.tables.columns import at, few, metadata, number, ref, row_id, words

rotations = Table(  # periods of training at the desk (跟班学习)
    "rotations",
    metadata,
    row_id(),
    ref("person_id", "people"),
    words("first_day"),
    words("last_day"),
    ref("mentor_id", "people", nullable=True),
    words("state"),  # model.RotationState
    ref("planned_by", "people"),
    at("planned_at"),
    at("asked_at"),
    at("reminded_at", nullable=True),
    at("confirmed_at", nullable=True),
    at("ended_at", nullable=True),
    at("nudged_at", nullable=True),
    words("assessment", nullable=True),
    ref("assessed_by", "people", nullable=True),
    at("assessed_at", nullable=True),
    number("chat_id", nullable=True),  # the message that gave the assessment
    number("message_id", nullable=True),
    Index(None, "last_day"),
)

place_requests = Table(  # who wishes to come for training
    "place_requests",
    metadata,
    row_id(),
    ref("person_id", "people"),
    words("month", nullable=True),
    words("state"),  # model.PlaceRequestState
    words("reason", nullable=True),
    at("asked_at"),
    ref("decided_by", "people", nullable=True),
    at("decided_at", nullable=True),
)

swaps = Table(  # two trainees who may change periods
    "swaps",
    metadata,
    row_id(),
    ref("rotation_id", "rotations"),
    ref("other_id", "rotations"),
    ref("asked_by", "people"),
    ref("asked_of", "people"),
    words("state"),  # model.SwapState
    at("asked_at"),
    at("reminded_at", nullable=True),
    at("answered_at", nullable=True),
    few("state", "state = 'asked'"),
)
