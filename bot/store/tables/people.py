"""Units, people and their accounts, the groups, and when people are away or want quiet."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text, UniqueConstraint

from bot.store.tables.columns import Id, at, metadata, number, ref, row_id, words

units = Table(
    "units",
    metadata,
    row_id(),
    Column("name", Text, nullable=False, unique=True),
)

unit_targets = Table(  # the points that a unit is to reach in a year, in hundredths
    "unit_targets",
    metadata,
    Column("unit_id", Id, ForeignKey("units.id"), primary_key=True),
    Column("year", BigInteger, primary_key=True, autoincrement=False),
    number("points"),
)

people = Table(
    "people",
    metadata,
    row_id(),
    Column("telegram_id", BigInteger, nullable=True, unique=True),
    words("name"),
    ref("unit_id", "units"),
    words("role"),
    words("employment"),
    number("month_quota", nullable=True),
    words("joined_on"),
    words("left_on", nullable=True),
    words("state"),
    words("language", nullable=True),
    Index(None, "unit_id"),
)

accounts = Table(  # a Telegram account that has met the bot, whether or not it belongs to somebody here
    "accounts",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    number("is_open", default="0"),  # 1: the bot may write in private
    words("language", nullable=True),
    at("seen_at"),
)

invites = Table(
    "invites",
    metadata,
    row_id(),
    ref("person_id", "people"),
    Column("token_hash", Text, nullable=False, unique=True),
    at("expires_at"),
    at("used_at", nullable=True),
)

join_requests = Table(
    "join_requests",
    metadata,
    row_id(),
    number("telegram_id"),
    words("unit"),
    words("name"),
    words("state"),  # open, passed, refused
    at("asked_at"),
    ref("decided_by", "people", nullable=True),
    Index(None, "telegram_id"),
)

leaves = Table(
    "leaves",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    Column("month", Text, primary_key=True),
)

quota_numbers = Table(  # items a month as the settings had them, from this month on until the next
    "quota_numbers",
    metadata,
    Column("month", Text, primary_key=True),
    number("part_time"),
    number("full_time"),
    words("units"),  # JSON: numbers by the unit's name
)

quiet_hours = Table(  # within which private reminders wait; minutes of the desk's day
    "quiet_hours",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    number("begins"),
    number("ends"),
)

switched_off = Table(  # kinds of private reminders that a person does not want
    "switched_off",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    Column("kind", Text, primary_key=True),  # model.Reminder
)

deputies = Table(  # who stands in for whom (A/B 角), from day to day
    "deputies",
    metadata,
    row_id(),
    ref("person_id", "people"),
    ref("deputy_id", "people"),
    words("first"),
    words("last"),
    at("begins_at"),
    at("ends_at"),
    ref("set_by", "people"),
    at("set_at"),
    number("has_begun", default="0"),  # 1: both have been told
    at("ended_at", nullable=True),
    ref("ended_by", "people", nullable=True),  # nobody: the clock
)

places = Table(
    "places",
    metadata,
    row_id(),
    number("chat_id"),
    number("thread_id", default="0"),  # 0: the whole chat
    words("kind"),
    words("title"),
    words("language", nullable=True),
    words("hindrance", nullable=True),  # why Telegram refused a message there
    at("refused_at", nullable=True),
    UniqueConstraint("chat_id", "thread_id"),
)

greetings = Table(
    "greetings",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    number("greeted_at", default="0"),
)

departures = Table(  # who of the roster left a bound group, and has not come back
    "departures",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    at("left_at"),
)
