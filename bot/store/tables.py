"""The tables, as SQLAlchemy metadata for Alembic alone; the running desk never imports this module.

Times are whole milliseconds since 1970 UTC (BigInteger, names end in `_at`), days are ISO text, lists are JSON text.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# The search's own tables begin so. They are made of the items, by SQL that differs between the two kinds of database, and
# never carried from one to the other.
SEARCH = "search_index"


def is_in_metadata(name: str | None, kind: str, _parents: object) -> bool:
    """Alembic's `include_name`: what is compared with the tables below."""
    return kind != "table" or not (name or "").startswith(SEARCH)


Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite gives row ids only to INTEGER PRIMARY KEY


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=True)


def _at(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


def _text(name: str, *, nullable: bool = False, default: str | None = None) -> Column[str]:
    return Column(name, Text, nullable=nullable, server_default=default)


def _int(name: str, *, nullable: bool = False, default: str | None = None) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable, server_default=default)


def _few(column: str, which: str) -> Index:
    """An index over the rows of which this holds: the others pay nothing for it."""
    return Index(None, column, sqlite_where=text(which), postgresql_where=text(which))


def _ref(name: str, target: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, Id, ForeignKey(f"{target}.id"), nullable=nullable)


# --- the two durable ends ---------------------------------------------------------------------------------

inbox = Table(
    "inbox",
    metadata,
    Column("seq", Id, primary_key=True, autoincrement=True),  # our order: update ids may restart lower
    Column("update_id", BigInteger, nullable=False, unique=True),
    _text("lane"),  # "chat:person": what is handled one after another
    _text("payload"),
    _text("state", default="pending"),  # model.InboxState
    _int("attempts", default="0"),
    _at("try_at"),
    _at("received_at"),
    _at("settled_at", nullable=True),
    _text("error", nullable=True),
    Index(None, "state", "seq"),
    sqlite_autoincrement=True,  # ids of deleted rows never come back
)

posts = Table(  # a message that lives on: what it is about, where it stands
    "posts",
    metadata,
    _id(),
    _text("slot"),  # what it shows, e.g. "card:12" or "demand:3"
    _int("chat_id"),
    _int("thread_id", default="0"),
    _int("message_id", nullable=True),
    _text("head", nullable=True),  # HTML above whatever it shows: of a copy, for whom it is
    UniqueConstraint("slot", "chat_id", "thread_id"),
    Index(None, "chat_id", "message_id"),
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    _int("chat_id"),  # 0 for calls that go to no chat
    _text("method"),
    _text("payload"),
    _int("priority"),  # 0 urgent, 1 reply, 2 broadcast
    _text("policy"),  # repeat, hold: what to do when nobody knows whether it was delivered
    _text("state", default="queued"),  # model.OutboxState
    _ref("post_id", "posts", nullable=True),
    _int("attempts", default="0"),
    _at("send_at"),
    _at("created_at"),
    _at("settled_at", nullable=True),
    _int("message_id", nullable=True),
    _text("error", nullable=True),
    _text(
        "about", nullable=True
    ),  # whom or what it is for, where Telegram may refuse the place: desk/common/about.py
    _text("lines", nullable=True),  # a receipt in short, a line for each that it holds
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
    _text("outcome"),  # posted, empty, skipped, owed
    _at("posted_at"),
)

counters = Table("counters", metadata, Column("name", Text, primary_key=True), _int("value"))
meta = Table("meta", metadata, Column("key", Text, primary_key=True), _text("value"))

drafts = Table(  # conversations under way
    "drafts",
    metadata,
    _id(),
    _int("chat_id"),
    _int("telegram_id"),
    _text("kind"),  # a DraftKind
    Column(
        "about", Text, nullable=True, unique=True
    ),  # the living message that asks, where it is not its own
    _text("step"),
    _text("data"),
    _at("updated_at"),
    _at("reminded_at", nullable=True),
    Index(None, "telegram_id", "chat_id"),
    sqlite_autoincrement=True,  # ids of deleted rows never come back
)

undos = Table(  # what a thing was before its newest decision, while that can be taken back
    "undos",
    metadata,
    Column("subject", Text, primary_key=True),  # item
    Column("subject_id", BigInteger, primary_key=True, autoincrement=False),
    _ref("person_id", "people"),  # who decided
    _text("before"),
    _at("done_at"),
)

albums = Table(  # albums that have been answered: their messages come one by one
    "albums",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("album", Text, primary_key=True),
    _at("seen_at"),
)

audit = Table(
    "audit",
    metadata,
    _id(),
    _text("subject"),  # item, demand, person, place
    _int("subject_id"),
    _int("person_id", nullable=True),  # who did it; null: the clock or the command line
    _text("step"),
    _text("before", nullable=True),
    _text("after", nullable=True),
    _at("done_at"),
    _text("hash"),  # over the line before and this one: rules/chain.py
    Index(None, "subject", "subject_id"),
)

# --- people and places ------------------------------------------------------------------------------------

units = Table(
    "units",
    metadata,
    _id(),
    Column("name", Text, nullable=False, unique=True),
)

unit_targets = Table(  # the points that a unit is to reach in a year, in hundredths
    "unit_targets",
    metadata,
    Column("unit_id", Id, ForeignKey("units.id"), primary_key=True),
    Column("year", BigInteger, primary_key=True, autoincrement=False),
    _int("points"),
)

people = Table(
    "people",
    metadata,
    _id(),
    Column("telegram_id", BigInteger, nullable=True, unique=True),
    _text("name"),
    _ref("unit_id", "units"),
    _text("role"),
    _text("employment"),
    _int("month_quota", nullable=True),
    _text("joined_on"),
    _text("left_on", nullable=True),
    _text("state"),
    _text("language", nullable=True),
    Index(None, "unit_id"),
)

accounts = Table(  # a Telegram account that has met the bot, whether or not it belongs to somebody here
    "accounts",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    _int("is_open", default="0"),  # 1: the bot may write in private
    _text("language", nullable=True),
    _at("seen_at"),
)

invites = Table(
    "invites",
    metadata,
    _id(),
    _ref("person_id", "people"),
    Column("token_hash", Text, nullable=False, unique=True),
    _at("expires_at"),
    _at("used_at", nullable=True),
)

join_requests = Table(
    "join_requests",
    metadata,
    _id(),
    _int("telegram_id"),
    _text("unit"),
    _text("name"),
    _text("state"),  # open, passed, refused
    _at("asked_at"),
    _ref("decided_by", "people", nullable=True),
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
    _int("part_time"),
    _int("full_time"),
    _text("units"),  # JSON: numbers by the unit's name
)

quiet_hours = Table(  # within which private reminders wait; minutes of the desk's day
    "quiet_hours",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    _int("begins"),
    _int("ends"),
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
    _id(),
    _ref("person_id", "people"),
    _ref("deputy_id", "people"),
    _text("first"),
    _text("last"),
    _at("begins_at"),
    _at("ends_at"),
    _ref("set_by", "people"),
    _at("set_at"),
    _int("has_begun", default="0"),  # 1: both have been told
    _at("ended_at", nullable=True),
    _ref("ended_by", "people", nullable=True),  # nobody: the clock
)

places = Table(
    "places",
    metadata,
    _id(),
    _int("chat_id"),
    _int("thread_id", default="0"),  # 0: the whole chat
    _text("kind"),
    _text("title"),
    _text("language", nullable=True),
    _text("hindrance", nullable=True),  # why Telegram refused a message there
    _at("refused_at", nullable=True),
    UniqueConstraint("chat_id", "thread_id"),
)

greetings = Table(
    "greetings",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    _int("greeted_at", default="0"),
)

departures = Table(  # who of the roster left a bound group, and has not come back
    "departures",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    _at("left_at"),
)

# --- items ------------------------------------------------------------------------------------------------

demands = Table(
    "demands",
    metadata,
    _id(),  # the number that people see, T12: given without gaps by a counter, never by the database
    _text("title"),
    _text("brief"),
    _text("kind", nullable=True),
    _at("due_at"),
    _int("slots"),
    _text("units"),  # JSON list of unit ids: a commission; empty: anyone
    _text("state"),
    _ref("posted_by", "people"),
    _at("posted_at"),
    _int("is_overdue", default="0"),  # 1: its posts say that it is past due
    Index(None, "state", "due_at"),
)

items = Table(
    "items",
    metadata,
    _id(),
    Column("number", Text, nullable=False, unique=True),
    _ref("person_id", "people"),
    _ref("unit_id", "units"),
    _text("title"),
    _text("body"),
    _text("kind"),
    _int("is_urgent", default="0"),
    _text("themes"),  # JSON list
    _text("joint_units"),  # JSON list
    _text("source", nullable=True),
    _text("origin", nullable=True),  # where a forwarded text came from
    _ref("demand_id", "demands", nullable=True),
    _text("state"),
    _text("reason", nullable=True),  # a key of the settings, or "other"
    _text("reason_text", nullable=True),
    _ref("editor_id", "people", nullable=True),  # who took or decided it last
    _ref("merged_into", "items", nullable=True),
    _int("version", default="1"),
    _text("month"),  # 2026-05, by the message's own date in the desk's zone
    _at("received_at"),
    _at("decided_at", nullable=True),
    Column("follows_id", Id, nullable=True),  # the item of whose event it tells more (续报)
    _int("keypoint", nullable=True),  # the number of one of its month's key points
    Index(None, "person_id", "month", "state", "reason"),  # a receipt counts the month
    Index(
        None, "month", "state", "reason", "person_id", "unit_id", "kind"
    ),  # a month, a ranking and statistics, without the items
    Index(None, "demand_id"),
    _few("received_at", "state = 'waiting'"),
    _few("decided_at", "state = 'reviewing'"),
    _few("id", "state = 'reserved'"),
    _few("merged_into", "merged_into IS NOT NULL"),
    _few("follows_id", "follows_id IS NOT NULL"),
    _few("month", "keypoint IS NOT NULL"),
    Index(  # what a bulletin may be made of, the newest first
        "ix_items_adopted",
        "decided_at",
        sqlite_where=text("state = 'adopted'"),
        postgresql_where=text("state = 'adopted'"),
    ),
)

item_versions = Table(
    "item_versions",
    metadata,
    Column("item_id", Id, ForeignKey("items.id"), primary_key=True),
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    _text("title"),
    _text("body"),
    _at("written_at"),
    _text("original", nullable=True),  # as it was typed, where cleaning changed it
    _ref("edited_by", "people", nullable=True),  # the editor whose version it is; null: the reporter's
)


def _keys(name: str) -> Table:
    """Hashes of what items say, by which those are found that are alike; an item's own go by the index."""
    return Table(
        name,
        metadata,
        Column("key", BigInteger, primary_key=True, autoincrement=False),
        Column("item_id", BigInteger, primary_key=True, autoincrement=False),
        Index(None, "item_id"),
        sqlite_with_rowid=False,
    )


text_keys = _keys("text_keys")  # the same text, also reworked
event_keys = _keys("event_keys")  # the same event, within days

comparisons = Table(  # the items that have been compared with others
    "comparisons",
    metadata,
    Column("item_id", Id, ForeignKey("items.id"), primary_key=True, autoincrement=False),
    _int("version"),  # that was compared; 0: it has been rewritten since
    _at("received_at"),
    Index(None, "received_at"),
    _few("item_id", "version = 0"),
)

likenesses = Table(  # two items that are alike; item_id came later
    "likenesses",
    metadata,
    Column("item_id", Id, ForeignKey("items.id"), primary_key=True, autoincrement=False),
    Column("other_id", Id, ForeignKey("items.id"), primary_key=True, autoincrement=False),
    _text("kind"),
    _int("score"),
    _text("answer", nullable=True),
    Index(None, "other_id"),
)

item_parts = Table(  # the messages that an item was made of
    "item_parts",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("place", BigInteger, primary_key=True, autoincrement=False),  # one message may hold several items
    _ref("item_id", "items"),
    _int("part"),
    _text("text"),
    Index(None, "item_id"),
)

attachments = Table(  # files that came with messages, and where each stands on its way to the disk
    "attachments",
    metadata,
    _id(),
    _ref("item_id", "items", nullable=True),
    _int("draft_id", nullable=True),  # a conversation, which may be over by now
    _int("report_id", nullable=True),  # of a supervision task
    _int("offer_id", nullable=True),  # of a partner's
    _text("file_id"),  # by which Telegram knows it
    _text("unique_id"),
    _text("kind"),  # the message's: document, photo, video, animation
    _text("name"),
    _int("size"),  # bytes: as told, and as they are once it is on disk
    _text("mime"),  # as told
    _int("chat_id"),
    _int("message_id"),
    _int("telegram_id"),
    _text("album", nullable=True),  # what the messages of one album share
    _text("state"),  # model.AttachmentState
    _text("sha256", nullable=True),
    _int("tries", default="0"),
    _at("try_at"),
    _text("reason", nullable=True),  # model.Refusal, or what the last try failed with
    _at("sent_at"),
    _few("item_id", "item_id IS NOT NULL"),
    _few("draft_id", "draft_id IS NOT NULL"),
    _few("report_id", "report_id IS NOT NULL"),
    _few("offer_id", "offer_id IS NOT NULL"),
    _few("album", "album IS NOT NULL"),
    _few("sha256", "sha256 IS NOT NULL"),
    _few("try_at", "state = 'wanted'"),
    sqlite_autoincrement=True,  # ids of deleted rows never come back
)

made_files = (
    Table(  # files that the bot makes for its answers, and where each stands on its way to the outbox
        "made_files",
        metadata,
        _id(),
        _text("kind"),
        _text("spec"),  # JSON: what is to stand in it
        _text("name"),
        _text("caption"),
        _text("form"),  # photo, document
        _int("chat_id"),
        _int("thread_id", default="0"),
        _int("reply_to", nullable=True),
        _text("about", nullable=True),  # as in outbox
        _text("language"),
        _text("state"),  # model.MadeState
        _text("sha256", nullable=True),
        _int("size", default="0"),  # bytes
        _int("outbox_id", nullable=True),  # its message, which may be gone
        _int("tries", default="0"),
        _at("try_at"),
        _at("asked_at"),
        _text("also", default="[]"),  # other chats that get it: id, topic and language of each
        _few("try_at", "state = 'wanted'"),
        _few("sha256", "sha256 IS NOT NULL"),
        _few("outbox_id", "outbox_id IS NOT NULL"),
        sqlite_autoincrement=True,  # ids of deleted rows never come back
    )
)

corrections = Table(  # what reporters ask to be changed in items whose review has begun
    "corrections",
    metadata,
    _id(),
    _ref("item_id", "items"),
    _ref("person_id", "people"),  # who asks
    _int("chat_id"),  # where the messages of the words stand
    _text("words"),  # a draft's content
    _int("version"),  # the item's that they are to follow
    _text("state"),  # model.CorrectionState
    _at("asked_at"),
    _ref(
        "decided_by", "people", nullable=True
    ),  # who agreed, refused or took it back; null: the item went another way
    _at("decided_at", nullable=True),
    _text("reason", nullable=True),  # why it was refused
    _text("before", default="{}"),  # what an agreed one changed
    Index(
        None,
        "item_id",
        unique=True,
        sqlite_where=text("state = 'asked'"),
        postgresql_where=text("state = 'asked'"),
    ),
)

comments = Table(  # 点评: what editors and its reporter say to each other about an item
    "comments",
    metadata,
    _id(),
    _ref("item_id", "items"),
    _ref("person_id", "people"),  # who said it
    _int("from_desk"),  # 1: an editor, 0: the reporter
    _int("objects", default="0"),  # 1: 有异议 to what an editor made of the text
    _text("text"),
    _int("chat_id"),  # the message that said it
    _int("message_id"),
    _at("said_at"),
    Index(None, "item_id"),
    Index(None, "chat_id", "message_id"),
    sqlite_autoincrement=True,  # one that was taken back leaves its number to none
)

adoptions = Table(  # channels that took an item
    "adoptions",
    metadata,
    _id(),
    _ref("item_id", "items"),
    _text("channel"),  # a key of the settings
    _text("kind"),  # model.AdoptionKind
    _text("day"),
    _text("month"),  # where its points are booked
    _text("issue", nullable=True),  # of the channel's bulletin, as it was typed
    _int("is_late", default="0"),  # what it answers was handed in late
    _ref("person_id", "people", nullable=True),  # who recorded it
    _at("recorded_at"),
    _ref("revoked_by", "people", nullable=True),
    _at("revoked_at", nullable=True),
    _text("revoked_month", nullable=True),  # where taking it back is booked
    Index(None, "item_id"),
    Index(None, "day"),
    Index(None, "month"),
    _few("revoked_month", "revoked_month IS NOT NULL"),
)

point_lines = Table(  # what has been booked: every figure is a sum of these
    "point_lines",
    metadata,
    _id(),
    _ref("item_id", "items", nullable=True),  # nothing where points are taken off for no item
    _text("day"),
    _text("month"),  # where it counts
    _text("channel"),  # a key of the settings, 批示, or nothing where shares were changed
    _text("kind", nullable=True),  # model.AdoptionKind
    _ref("person_id", "people", nullable=True),  # nobody where a unit reported jointly
    _ref("unit_id", "units"),
    _int("hundredths"),
    _text("rule"),  # model.PointRule
    _text("version"),  # of the rule book: the day from which it holds
    _ref("booking_id", "bookings", nullable=True),  # of a commission that was not delivered
    Index(None, "item_id"),
    Index(None, "month", "unit_id"),
    Index(None, "person_id", "month"),
)

item_faults = Table(  # what editors found wrong with adopted items
    "item_faults",
    metadata,
    _id(),
    _ref("item_id", "items"),
    _text("fault"),  # model.Fault
    _text("day"),
    _text("month"),  # where it is booked
    _ref("person_id", "people"),  # who said so
    _at("recorded_at"),
    _ref("cleared_by", "people", nullable=True),
    _at("cleared_at", nullable=True),
    _text("cleared_month", nullable=True),  # where taking it back is booked
    Index(None, "item_id"),
)

shares = Table(  # what an editor gave the first reporter of an item into which others were merged
    "shares",
    metadata,
    Column("item_id", Id, ForeignKey("items.id"), primary_key=True),
    _int("first_percent"),
)

sent_up = Table(  # items that were sent up to the city or the province
    "sent_up",
    metadata,
    Column("item_id", Id, ForeignKey("items.id"), primary_key=True),
    _ref("person_id", "people"),
    _at("sent_at"),
)

appeals = Table(  # objections to figures
    "appeals",
    metadata,
    _id(),
    _ref("person_id", "people"),
    _ref("item_id", "items", nullable=True),
    _text("month", nullable=True),  # where it is about no item
    _text("words"),
    _text("state"),  # model.AppealState
    _at("asked_at"),
    _ref("decided_by", "people", nullable=True),
    _at("decided_at", nullable=True),
    _text("reason", nullable=True),
    _int("chat_id", nullable=True),  # the message that said it
    _int("message_id", nullable=True),
    Index(None, "item_id"),
)

fee_months = Table(  # months whose list of fees is settled (定稿): it changes no more
    "fee_months",
    metadata,
    Column("month", Text, primary_key=True),
    _ref("settled_by", "people"),
    _at("settled_at"),
)

fee_lines = Table(  # the lines of those lists
    "fee_lines",
    metadata,
    _id(),
    _ref("item_id", "items"),
    _text("month"),
    _text("day"),
    _text("channel"),  # a key of the settings, or nothing where the contributors were changed
    _text("kind", nullable=True),  # model.AdoptionKind
    _ref("person_id", "people", nullable=True),  # nobody where a unit reported jointly
    _ref("unit_id", "units"),
    _int("fen"),
    _text("rule"),  # model.PointRule
    Index(None, "item_id"),
    Index(None, "month"),
)

appraisals = Table(  # of years (年终评比), as they were published
    "appraisals",
    metadata,
    Column("year", Text, primary_key=True),
    _text("figures"),  # JSON: rules.appraisal.Appraisal
    _at("kept_at"),
)

tasks = Table(  # supervision tasks (督办件)
    "tasks",
    metadata,
    _id(),  # the number that people see, B4: given without gaps by a counter, never by the database
    _text("title"),
    _text("words"),
    _at("due_at"),
    _at("due_since_at"),  # when that was set
    _int("is_overdue", default="0"),  # its unit has been told
    _ref("item_id", "items", nullable=True),
    _int("comment_id", nullable=True),  # of a leader; it may have been taken back since
    _ref("leader_id", "people", nullable=True),
    _ref("set_by", "people"),
    _at("set_at"),
    _text("state"),  # model.TaskState
    _at("ended_at", nullable=True),
    Index(None, "set_at"),
    Index(None, "state", "due_at"),
    _few("item_id", "item_id IS NOT NULL"),
)
task_parts = Table(  # which units have to see to it
    "task_parts",
    metadata,
    _id(),
    _ref("task_id", "tasks"),
    _ref("unit_id", "units"),
    _ref("named_id", "people", nullable=True),
    _int("is_lead"),
    _ref("person_id", "people", nullable=True),  # who has accepted it
    _at("accepted_at", nullable=True),
    _int("deputy_id", nullable=True),  # who did so in their place
    Index(None, "task_id"),
    Index(None, "unit_id"),
)
task_reports = Table(  # what they said of it, and what was answered
    "task_reports",
    metadata,
    _id(),
    _ref("task_id", "tasks"),
    _text("kind"),  # model.ReportKind
    _ref("person_id", "people"),
    _text("words"),
    _at("until_at", nullable=True),
    _at("said_at"),
    _text("state"),  # model.ReportState
    _ref("answered_by", "people", nullable=True),
    _at("answered_at", nullable=True),
    _text("reason", nullable=True),
    _int("chat_id", nullable=True),  # the message that said it
    _int("message_id", nullable=True),
    _int("deputy_id", nullable=True),  # who said it in the person's place
    _int("answer_deputy_id", nullable=True),
    _int("reply_to", nullable=True),  # the report that a reply is to
    Index(None, "task_id"),
    Index(None, "chat_id", "message_id"),
)
leader_comments = Table(  # what leaders say of items (批示)
    "leader_comments",
    metadata,
    _id(),
    _ref("item_id", "items"),
    _ref("leader_id", "people"),
    _ref("recorded_by", "people"),
    _text("words"),
    _int("level"),  # 1 county, 2 city, 3 province, 4 state
    _int("by_deputy"),
    _text("day"),
    _text("month"),  # where it is booked
    _at("recorded_at"),
    _text("state"),  # model.CommentState
    _ref("decided_by", "people", nullable=True),
    _at("decided_at", nullable=True),
    _int("chat_id", nullable=True),  # the message that said it
    _int("message_id", nullable=True),
    Index(None, "item_id"),
    Index(None, "month"),
)

notices = Table(  # monthly notices (通报) and their corrections, as they were published
    "notices",
    metadata,
    _id(),
    _text("kind"),  # model.NoticeKind
    _int("year"),  # of its month: number counts within it, each kind for itself
    _int("number"),
    _text("month"),
    _text("figures"),  # rules/notice.py, as JSON
    _text("why", nullable=True),  # what a correction was published for
    _ref("published_by", "people", nullable=True),  # nobody: the clock
    _at("published_at"),
    UniqueConstraint("kind", "year", "number"),
    Index(None, "month"),
)

sharings = Table(  # items that are offered to partners
    "sharings",
    metadata,
    Column("item_id", Id, ForeignKey("items.id"), primary_key=True),
    _ref("person_id", "people"),
    _at("shared_at"),
    _at("taken_back_at", nullable=True),
)

sharing_answers = Table(  # what each partner's unit said last; that it took the item is an adoption beside
    "sharing_answers",
    metadata,
    Column("item_id", Id, ForeignKey("items.id"), primary_key=True),
    Column("unit_id", Id, ForeignKey("units.id"), primary_key=True),
    _ref("person_id", "people"),
    _int("is_taken"),
    _at("answered_at"),
)

partner_offers = Table(  # what partners have or plan, and told the desk
    "partner_offers",
    metadata,
    _id(),
    _ref("person_id", "people"),
    _int("is_planned"),
    _text("title"),
    _text("words"),
    _text("state"),  # model.PartnerOfferState
    _int("chat_id"),  # the message that said it
    _int("thread_id"),
    _int("message_id"),
    _at("offered_at"),
    _ref("demand_id", "demands", nullable=True),
    _ref("decided_by", "people", nullable=True),
    _at("decided_at", nullable=True),
    Index(None, "chat_id", "message_id"),
    Index(None, "offered_at"),
)

rotations = Table(  # periods of training at the desk (跟班学习)
    "rotations",
    metadata,
    _id(),
    _ref("person_id", "people"),
    _text("first_day"),
    _text("last_day"),
    _ref("mentor_id", "people", nullable=True),
    _text("state"),  # model.RotationState
    _ref("planned_by", "people"),
    _at("planned_at"),
    _at("asked_at"),
    _at("reminded_at", nullable=True),
    _at("confirmed_at", nullable=True),
    _at("ended_at", nullable=True),
    _at("nudged_at", nullable=True),
    _text("assessment", nullable=True),
    _ref("assessed_by", "people", nullable=True),
    _at("assessed_at", nullable=True),
    _int("chat_id", nullable=True),  # the message that gave the assessment
    _int("message_id", nullable=True),
    Index(None, "last_day"),
)

place_requests = Table(  # who wishes to come for training
    "place_requests",
    metadata,
    _id(),
    _ref("person_id", "people"),
    _text("month", nullable=True),
    _text("state"),  # model.PlaceRequestState
    _text("reason", nullable=True),
    _at("asked_at"),
    _ref("decided_by", "people", nullable=True),
    _at("decided_at", nullable=True),
)

swaps = Table(  # two trainees who may change periods
    "swaps",
    metadata,
    _id(),
    _ref("rotation_id", "rotations"),
    _ref("other_id", "rotations"),
    _ref("asked_by", "people"),
    _ref("asked_of", "people"),
    _text("state"),  # model.SwapState
    _at("asked_at"),
    _at("reminded_at", nullable=True),
    _at("answered_at", nullable=True),
    _few("state", "state = 'asked'"),
)

meetings = Table(
    "meetings",
    metadata,
    _id(),  # the number that people see, M2: given without gaps by a counter, never by the database
    _text("title"),
    _text("brief"),
    _at("begins_at"),
    _text("place"),
    _text("attendees"),  # JSON list of codes: how its writer named them
    _text("state"),  # model.MeetingState
    _ref("called_by", "people"),
    _at("called_at"),
    _int("timing"),  # how many times it has been given
    _at("timed_at"),  # when it got the present one
    _int("sequence"),  # how often it was changed
    Index(None, "state", "begins_at"),
)

attendees = Table(  # who is called to a meeting, and what they have said
    "attendees",
    metadata,
    Column("meeting_id", Id, ForeignKey("meetings.id"), primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    _text("answer"),  # model.Attendance
    _text("reason", nullable=True),  # why they are excused
    _int("answered_by", nullable=True),  # the person, or a deputy
    _at("answered_at", nullable=True),
    _int("eve_timing", default="0"),  # the timing for which the reminder of the day before has gone out
    _int("hour_timing", default="0"),  # the same an hour before
    _int("is_asked", default="0"),  # 1: for what could be written about it
)

bulletins = Table(  # the numbers of the county's own bulletin, the one in the making among them
    "bulletins",
    metadata,
    _id(),
    _text("state"),  # model.BulletinState
    _int("is_supplement", default="0"),
    _text("note", nullable=True),
    _text("reason", nullable=True),  # why a signer sent it back
    _text("gone", default="[]"),  # items that dropped out since an editor last changed something
    _int("revision", default="0"),
    _ref("begun_by", "people"),
    _at("begun_at"),
    _ref("sent_by", "people", nullable=True),
    _at("sent_at", nullable=True),
    _int("year", nullable=True),
    _int("number", nullable=True),
    _int("total", nullable=True),
    _ref("signed_by", "people", nullable=True),
    _at("signed_at", nullable=True),
    _int("groups", default="0"),  # in how many it was posted
    _text("content", nullable=True),  # the paper as it was issued
    _int("made_id", nullable=True),  # the order of its file
    _text("sha256", nullable=True),
    _int("size", default="0"),
    _int("deputy_id", nullable=True),  # who signed in that person's place
    UniqueConstraint("year", "is_supplement", "number"),
)

bulletin_items = Table(  # an item is printed once
    "bulletin_items",
    metadata,
    Column("item_id", Id, ForeignKey("items.id"), primary_key=True),
    _ref("bulletin_id", "bulletins"),
    _int("place"),
    _text("note", nullable=True),
    _text("pictures", default="[]"),  # ids of attachments
    Index(None, "bulletin_id"),
)

errata = Table(  # corrections to issued bulletins
    "errata",
    metadata,
    _id(),
    _ref("bulletin_id", "bulletins"),
    _int("number", nullable=True),
    _text("words"),
    _text("state"),  # model.ErratumState
    _ref("asked_by", "people"),
    _at("asked_at"),
    _ref("decided_by", "people", nullable=True),
    _at("decided_at", nullable=True),
    _int("deputy_id", nullable=True),  # who decided in that person's place
    UniqueConstraint("bulletin_id", "number"),
)

bulletin_words = (
    Table(  # by which messages notes, reasons and errata were typed: an edit may give one a marking
        "bulletin_words",
        metadata,
        _id(),
        _ref("bulletin_id", "bulletins"),
        _ref("item_id", "items", nullable=True),
        _ref("erratum_id", "errata", nullable=True),
        _int("chat_id"),
        _int("message_id"),
        _at("said_at"),
        Index(None, "chat_id", "message_id"),
    )
)

bookings = Table(
    "bookings",
    metadata,
    _id(),
    _ref("demand_id", "demands"),
    _ref("unit_id", "units"),
    _ref("person_id", "people", nullable=True),  # null: a commission that nobody of the unit has answered
    _text("state"),
    _text("note", nullable=True),  # why it was declined
    _at("booked_at"),
    _at("answer_by_at", nullable=True),
    _ref("item_id", "items", nullable=True),
    Index(None, "demand_id"),
    Index(None, "unit_id", "state"),
    Index(None, "state", "answer_by_at"),
)

keypoint_months = Table(
    "keypoint_months",
    metadata,
    Column("month", Text, primary_key=True),  # 2026-06
    _ref("published_by", "people", nullable=True),
    _at("published_at", nullable=True),  # null: still being written
)

keypoints = Table(
    "keypoints",
    metadata,
    _id(),
    _text("month"),
    _int("number"),  # by which items name it
    _text("title"),
    _text("angle"),
    _text("units"),  # as they are shown
    _text("due_on", nullable=True),  # a day
    _int("is_dropped", default="0"),  # 1: taken out again; what items name it by is not given anew
    UniqueConstraint("month", "number"),
)

keypoint_readers = Table(
    "keypoint_readers",
    metadata,
    Column("month", Text, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    _at("read_at"),
)

minutes = Table(
    "minutes",
    metadata,
    _id(),
    _text("text"),
    _ref("person_id", "people"),
    _at("made_at"),
    Column("replaced_by", BigInteger, nullable=True),  # the minutes that stand in their place
    _at("undone_at", nullable=True),
)

proposals = Table(
    "proposals",
    metadata,
    _id(),
    _ref("person_id", "people"),
    _text("text"),
    _text("state"),
    _at("made_at"),
    _ref("demand_id", "demands", nullable=True),
    Column("decided_by", Id, nullable=True),  # a person
    _at("decided_at", nullable=True),
    _text("why", nullable=True),  # it was put aside
    _text("month", nullable=True),  # to whose key points it was added
)

proposal_answers = Table(  # what the desk has answered to a leader's wish
    "proposal_answers",
    metadata,
    _id(),
    _ref("proposal_id", "proposals"),
    _ref("person_id", "people"),
    _text("text"),
    _at("said_at"),
    Index(None, "proposal_id"),
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

# --- guidance -------------------------------------------------------------------------------------------

inquiries = Table(  # 咨询: what somebody asks the desk
    "inquiries",
    metadata,
    _id(),
    _ref("person_id", "people"),
    _at("asked_at"),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)

inquiry_texts = Table(  # the question itself and everything said to it
    "inquiry_texts",
    metadata,
    _id(),
    _ref("inquiry_id", "inquiries"),
    _ref("person_id", "people"),  # who said it
    _int("from_desk"),  # 1: an editor, 0: who asked
    _text("text"),
    _int("chat_id"),  # the message that said it
    _int("message_id"),
    _at("said_at"),
    Index(None, "inquiry_id"),
    Index(None, "chat_id", "message_id"),
    sqlite_autoincrement=True,  # one that was taken back leaves its number to none
)

guides = Table(  # the office's own writing guides; the newest that was not dropped is in force
    "guides",
    metadata,
    _id(),
    _text("text"),
    _ref("person_id", "people"),
    _at("set_at"),
    _at("dropped_at", nullable=True),  # 恢复: the one before is in force again
    sqlite_autoincrement=True,
)

exemplars = Table(  # items that editors show as good examples
    "exemplars",
    metadata,
    Column("item_id", Id, ForeignKey("items.id"), primary_key=True, autoincrement=False),
    _text("comment"),  # empty: none
    _ref("person_id", "people"),
    _at("chosen_at"),
)

# --- network sources ------------------------------------------------------------------------------------

feeds = Table(  # how each source was last read; which there are, the settings say
    "feeds",
    metadata,
    Column("name", Text, primary_key=True),
    _text("url"),
    _at("due_at"),  # when it is to be read next
    _text("etag", nullable=True),
    _text("modified", nullable=True),
    _at("read_at", nullable=True),  # when it was last read; null: never
    _int("entries"),  # in that reading
    _text("fault", nullable=True),  # why the last reading failed
    _int("failures"),  # in a row
    _at("failing_since_at", nullable=True),
    _text("told_on", nullable=True),  # the last day on which the administrators heard of it
)

leads = Table(  # 线索: entries of sources that fitted, each once
    "leads",
    metadata,
    _id(),
    _text("feed"),
    _text("link_key"),  # what tells whether two links are the same
    _text("title"),
    _text("link"),
    _at("published_at", nullable=True),
    _at("found_at"),
    _at("seen_at"),  # when it was last in its source
    _text("state"),  # model.LeadState
    _int("message", nullable=True),  # the id of the first lead of the message that shows it
    _ref("decided_by", "people", nullable=True),
    _at("decided_at", nullable=True),
    _ref("demand_id", "demands", nullable=True),
    UniqueConstraint("link_key"),
    Index(None, "message"),
    Index(None, "found_at"),
    sqlite_autoincrement=True,
)

circulars = Table(  # papers to read
    "circulars",
    metadata,
    _id(),  # the number that people see, D3, by a counter
    _text("title"),
    _text("brief"),
    _text("scope"),  # JSON list of addressees' codes; who they were then stands in circular_readers
    _at("due_at", nullable=True),
    _ref("posted_by", "people"),
    _at("posted_at"),
    _at("closed_at", nullable=True),
    _at("listed_at", nullable=True),  # past due its writer has got the list of those who have not read it
    Index(None, "posted_by"),
)

circular_readers = Table(
    "circular_readers",
    metadata,
    _id(),
    _ref("circular_id", "circulars"),
    _ref("person_id", "people"),
    _at("read_at", nullable=True),
    _ref("read_by", "people", nullable=True),  # the deputy, where it was not the person
    UniqueConstraint("circular_id", "person_id"),
    _few("person_id", "read_at IS NULL"),
)

circular_files = Table(
    "circular_files",
    metadata,
    _id(),
    _ref("circular_id", "circulars"),
    _text("file_id"),  # by which Telegram knows it
    _text("kind"),
    _text("name"),
    _text("sha256", nullable=True),
    _int("size"),
    Index(None, "circular_id"),
    Index(None, "sha256"),
)
