"""Items: their versions and files, what is like what, what is said of them, adopted and offered."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text, text

from bot.store.tables.columns import Id, at, few, metadata, number, ref, row_id, words

items = Table(
    "items",
    metadata,
    row_id(),
    Column("number", Text, nullable=False, unique=True),
    ref("person_id", "people"),
    ref("unit_id", "units"),
    words("title"),
    words("body"),
    words("kind"),
    number("is_urgent", default="0"),
    words("themes"),  # JSON list
    words("joint_units"),  # JSON list
    words("source", nullable=True),
    words("origin", nullable=True),  # where a forwarded text came from
    ref("demand_id", "demands", nullable=True),
    words("state"),
    words("reason", nullable=True),  # a key of the settings, or "other"
    words("reason_text", nullable=True),
    ref("editor_id", "people", nullable=True),  # who took or decided it last
    ref("merged_into", "items", nullable=True),
    number("version", default="1"),
    words("month"),  # 2026-05, by the message's own date in the desk's zone
    at("received_at"),
    at("decided_at", nullable=True),
    Column("follows_id", Id, nullable=True),  # the item of whose event it tells more (续报)
    number("keypoint", nullable=True),  # the number of one of its month's key points
    Index(None, "person_id", "month", "state", "reason"),  # a receipt counts the month
    Index(
        None, "month", "state", "reason", "person_id", "unit_id", "kind"
    ),  # a month, a ranking and statistics, without the items
    Index(None, "demand_id"),
    few("received_at", "state = 'waiting'"),
    few("decided_at", "state = 'reviewing'"),
    few("id", "state = 'reserved'"),
    few("merged_into", "merged_into IS NOT NULL"),
    few("follows_id", "follows_id IS NOT NULL"),
    few("month", "keypoint IS NOT NULL"),
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
    words("title"),
    words("body"),
    at("written_at"),
    words("original", nullable=True),  # as it was typed, where cleaning changed it
    ref("edited_by", "people", nullable=True),  # the editor whose version it is; null: the reporter's
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
    number("version"),  # that was compared; 0: it has been rewritten since
    at("received_at"),
    Index(None, "received_at"),
    few("item_id", "version = 0"),
)

likenesses = Table(  # two items that are alike; item_id came later
    "likenesses",
    metadata,
    Column("item_id", Id, ForeignKey("items.id"), primary_key=True, autoincrement=False),
    Column("other_id", Id, ForeignKey("items.id"), primary_key=True, autoincrement=False),
    words("kind"),
    number("score"),
    words("answer", nullable=True),
    Index(None, "other_id"),
)

item_parts = Table(  # the messages that an item was made of
    "item_parts",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("place", BigInteger, primary_key=True, autoincrement=False),  # one message may hold several items
    ref("item_id", "items"),
    number("part"),
    words("text"),
    Index(None, "item_id"),
)

attachments = Table(  # files that came with messages, and where each stands on its way to the disk
    "attachments",
    metadata,
    row_id(),
    ref("item_id", "items", nullable=True),
    number("draft_id", nullable=True),  # a conversation, which may be over by now
    number("report_id", nullable=True),  # of a supervision task
    number("offer_id", nullable=True),  # of a partner's
    words("file_id"),  # by which Telegram knows it
    words("unique_id"),
    words("kind"),  # the message's: document, photo, video, animation
    words("name"),
    number("size"),  # bytes: as told, and as they are once it is on disk
    words("mime"),  # as told
    number("chat_id"),
    number("message_id"),
    number("telegram_id"),
    words("album", nullable=True),  # what the messages of one album share
    words("state"),  # model.AttachmentState
    words("sha256", nullable=True),
    number("tries", default="0"),
    at("try_at"),
    words("reason", nullable=True),  # model.Refusal, or what the last try failed with
    at("sent_at"),
    few("item_id", "item_id IS NOT NULL"),
    few("draft_id", "draft_id IS NOT NULL"),
    few("report_id", "report_id IS NOT NULL"),
    few("offer_id", "offer_id IS NOT NULL"),
    few("album", "album IS NOT NULL"),
    few("sha256", "sha256 IS NOT NULL"),
    few("try_at", "state = 'wanted'"),
    sqlite_autoincrement=True,  # ids of deleted rows never come back
)

corrections = Table(  # what reporters ask to be changed in items whose review has begun
    "corrections",
    metadata,
    row_id(),
    ref("item_id", "items"),
    ref("person_id", "people"),  # who asks
    number("chat_id"),  # where the messages of the words stand
    words("words"),  # a draft's content
    number("version"),  # the item's that they are to follow
    words("state"),  # model.CorrectionState
    at("asked_at"),
    ref(
        "decided_by", "people", nullable=True
    ),  # who agreed, refused or took it back; null: the item went another way
    at("decided_at", nullable=True),
    words("reason", nullable=True),  # why it was refused
    words("before", default="{}"),  # what an agreed one changed
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
    row_id(),
    ref("item_id", "items"),
    ref("person_id", "people"),  # who said it
    number("from_desk"),  # 1: an editor, 0: the reporter
    number("objects", default="0"),  # 1: 有异议 to what an editor made of the text
    words("text"),
    number("chat_id"),  # the message that said it
    number("message_id"),
    at("said_at"),
    Index(None, "item_id"),
    Index(None, "chat_id", "message_id"),
    sqlite_autoincrement=True,  # one that was taken back leaves its number to none
)

leader_comments = Table(  # what leaders say of items (批示)
    "leader_comments",
    metadata,
    row_id(),
    ref("item_id", "items"),
    ref("leader_id", "people"),
    ref("recorded_by", "people"),
    words("words"),
    number("level"),  # 1 county, 2 city, 3 province, 4 state
    number("by_deputy"),
    words("day"),
    words("month"),  # where it is booked
    at("recorded_at"),
    words("state"),  # model.CommentState
    ref("decided_by", "people", nullable=True),
    at("decided_at", nullable=True),
    number("chat_id", nullable=True),  # the message that said it
    number("message_id", nullable=True),
    Index(None, "item_id"),
    Index(None, "month"),
    sqlite_autoincrement=True,  # one that was taken back leaves its number to none: a task may go back to it
)

adoptions = Table(  # channels that took an item
    "adoptions",
    metadata,
    row_id(),
    ref("item_id", "items"),
    words("channel"),  # a key of the settings
    words("kind"),  # model.AdoptionKind
    words("day"),
    words("month"),  # where its points are booked
    words("issue", nullable=True),  # of the channel's bulletin, as it was typed
    number("is_late", default="0"),  # what it answers was handed in late
    ref("person_id", "people", nullable=True),  # who recorded it
    at("recorded_at"),
    ref("revoked_by", "people", nullable=True),
    at("revoked_at", nullable=True),
    words("revoked_month", nullable=True),  # where taking it back is booked
    Index(None, "item_id"),
    Index(None, "day"),
    Index(None, "month"),
    few("revoked_month", "revoked_month IS NOT NULL"),
)

item_faults = Table(  # what editors found wrong with adopted items
    "item_faults",
    metadata,
    row_id(),
    ref("item_id", "items"),
    words("fault"),  # model.Fault
    words("day"),
    words("month"),  # where it is booked
    ref("person_id", "people"),  # who said so
    at("recorded_at"),
    ref("cleared_by", "people", nullable=True),
    at("cleared_at", nullable=True),
    words("cleared_month", nullable=True),  # where taking it back is booked
    Index(None, "item_id"),
)

shares = Table(  # what an editor gave the first reporter of an item into which others were merged
    "shares",
    metadata,
    Column("item_id", Id, ForeignKey("items.id"), primary_key=True),
    number("first_percent"),
)

sent_up = Table(  # items that were sent up to the city or the province
    "sent_up",
    metadata,
    Column("item_id", Id, ForeignKey("items.id"), primary_key=True),
    ref("person_id", "people"),
    at("sent_at"),
)

sharings = Table(  # items that are offered to partners
    "sharings",
    metadata,
    Column("item_id", Id, ForeignKey("items.id"), primary_key=True),
    ref("person_id", "people"),
    at("shared_at"),
    at("taken_back_at", nullable=True),
)

sharing_answers = Table(  # what each partner's unit said last; that it took the item is an adoption beside
    "sharing_answers",
    metadata,
    Column("item_id", Id, ForeignKey("items.id"), primary_key=True),
    Column("unit_id", Id, ForeignKey("units.id"), primary_key=True),
    ref("person_id", "people"),
    number("is_taken"),
    at("answered_at"),
)
