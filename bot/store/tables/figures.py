"""Points, objections, fees, appraisals and notices."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text, UniqueConstraint

from bot.store.tables.columns import at, metadata, number, ref, row_id, words

point_lines = Table(  # what has been booked: every figure is a sum of these
    "point_lines",
    metadata,
    row_id(),
    ref("item_id", "items", nullable=True),  # nothing where points are taken off for no item
    words("day"),
    words("month"),  # where it counts
    words("channel"),  # a key of the settings, 批示, or nothing where shares were changed
    words("kind", nullable=True),  # model.AdoptionKind
    ref("person_id", "people", nullable=True),  # nobody where a unit reported jointly
    ref("unit_id", "units"),
    number("hundredths"),
    words("rule"),  # model.PointRule
    words("version"),  # of the rule book: the day from which it holds
    ref("booking_id", "bookings", nullable=True),  # of a commission that was not delivered
    Index(None, "item_id"),
    Index(None, "month", "unit_id"),
    Index(None, "person_id", "month"),
)

appeals = Table(  # objections to figures
    "appeals",
    metadata,
    row_id(),
    ref("person_id", "people"),
    ref("item_id", "items", nullable=True),
    words("month", nullable=True),  # where it is about no item
    words("words"),
    words("state"),  # model.AppealState
    at("asked_at"),
    ref("decided_by", "people", nullable=True),
    at("decided_at", nullable=True),
    words("reason", nullable=True),
    number("chat_id", nullable=True),  # the message that said it
    number("message_id", nullable=True),
    Index(None, "item_id"),
    sqlite_autoincrement=True,  # one that was taken back leaves its number to none: its trail stays
)

fee_months = Table(  # months whose list of fees is settled (定稿): it changes no more
    "fee_months",
    metadata,
    Column("month", Text, primary_key=True),
    ref("settled_by", "people"),
    at("settled_at"),
)

fee_lines = Table(  # the lines of those lists
    "fee_lines",
    metadata,
    row_id(),
    ref("item_id", "items"),
    words("month"),
    words("day"),
    words("channel"),  # a key of the settings, or nothing where the contributors were changed
    words("kind", nullable=True),  # model.AdoptionKind
    ref("person_id", "people", nullable=True),  # nobody where a unit reported jointly
    ref("unit_id", "units"),
    number("fen"),
    words("rule"),  # model.PointRule
    Index(None, "item_id"),
    Index(None, "month"),
)

appraisals = Table(  # of years (年终评比), as they were published
    "appraisals",
    metadata,
    Column("year", Text, primary_key=True),
    words("figures"),  # JSON: rules.appraisal.Appraisal
    at("kept_at"),
)

notices = Table(  # monthly notices (通报) and their corrections, as they were published
    "notices",
    metadata,
    row_id(),
    words("kind"),  # model.NoticeKind
    number("year"),  # of its month: number counts within it, each kind for itself
    number("number"),
    words("month"),
    words("figures"),  # rules/notice.py, as JSON
    words("why", nullable=True),  # what a correction was published for
    ref("published_by", "people", nullable=True),  # nobody: the clock
    at("published_at"),
    UniqueConstraint("kind", "year", "number"),
    Index(None, "month"),
)
