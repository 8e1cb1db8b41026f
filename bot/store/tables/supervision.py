"""Supervision tasks."""

from __future__ import annotations

from sqlalchemy import Index, Table

from bot.store.tables.columns import at, few, metadata, number, ref, row_id, words

tasks = Table(  # supervision tasks (督办件)
    "tasks",
    metadata,
    row_id(),  # the number that people see, B4: given without gaps by a counter, never by the database
    words("title"),
    words("words"),
    at("due_at"),
    at("due_since_at"),  # when that was set
    number("is_overdue", default="0"),  # its unit has been told
    ref("item_id", "items", nullable=True),
    number("comment_id", nullable=True),  # of a leader; it may have been taken back since
    ref("leader_id", "people", nullable=True),
    ref("set_by", "people"),
    at("set_at"),
    words("state"),  # model.TaskState
    at("ended_at", nullable=True),
    Index(None, "set_at"),
    Index(None, "state", "due_at"),
    few("item_id", "item_id IS NOT NULL"),
)

task_parts = Table(  # which units have to see to it
    "task_parts",
    metadata,
    row_id(),
    ref("task_id", "tasks"),
    ref("unit_id", "units"),
    ref("named_id", "people", nullable=True),
    number("is_lead"),
    ref("person_id", "people", nullable=True),  # who has accepted it
    at("accepted_at", nullable=True),
    number("deputy_id", nullable=True),  # who did so in their place
    Index(None, "task_id"),
    Index(None, "unit_id"),
)

task_reports = Table(  # what they said of it, and what was answered
    "task_reports",
    metadata,
    row_id(),
    ref("task_id", "tasks"),
    words("kind"),  # model.ReportKind
    ref("person_id", "people"),
    words("words"),
    at("until_at", nullable=True),
    at("said_at"),
    words("state"),  # model.ReportState
    ref("answered_by", "people", nullable=True),
    at("answered_at", nullable=True),
    words("reason", nullable=True),
    number("chat_id", nullable=True),  # the message that said it
    number("message_id", nullable=True),
    number("deputy_id", nullable=True),  # who said it in the person's place
    number("answer_deputy_id", nullable=True),
    number("reply_to", nullable=True),  # the report that a reply is to
    Index(None, "task_id"),
    Index(None, "chat_id", "message_id"),
)
