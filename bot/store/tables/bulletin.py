"""The county's own bulletin."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, UniqueConstraint

from bot.store.tables.columns import Id, at, metadata, number, ref, row_id, words

bulletins = Table(  # the numbers of the county's own bulletin, the one in the making among them
    "bulletins",
    metadata,
    row_id(),
    words("state"),  # model.BulletinState
    number("is_supplement", default="0"),
    words("note", nullable=True),
    words("reason", nullable=True),  # why a signer sent it back
    words("gone", default="[]"),  # items that dropped out since an editor last changed something
    number("revision", default="0"),
    ref("begun_by", "people"),
    at("begun_at"),
    ref("sent_by", "people", nullable=True),
    at("sent_at", nullable=True),
    number("year", nullable=True),
    number("number", nullable=True),
    number("total", nullable=True),
    ref("signed_by", "people", nullable=True),
    at("signed_at", nullable=True),
    number("groups", default="0"),  # in how many it was posted
    words("content", nullable=True),  # the paper as it was issued
    number("made_id", nullable=True),  # the order of its file
    words("sha256", nullable=True),
    number("size", default="0"),
    number("deputy_id", nullable=True),  # who signed in that person's place
    UniqueConstraint("year", "is_supplement", "number"),
)

bulletin_items = Table(  # an item is printed once
    "bulletin_items",
    metadata,
    Column("item_id", Id, ForeignKey("items.id"), primary_key=True),
    ref("bulletin_id", "bulletins"),
    number("place"),
    words("note", nullable=True),
    words("pictures", default="[]"),  # ids of attachments
    Index(None, "bulletin_id"),
)

errata = Table(  # corrections to issued bulletins
    "errata",
    metadata,
    row_id(),
    ref("bulletin_id", "bulletins"),
    number("number", nullable=True),
    words("words"),
    words("state"),  # model.ErratumState
    ref("asked_by", "people"),
    at("asked_at"),
    ref("decided_by", "people", nullable=True),
    at("decided_at", nullable=True),
    number("deputy_id", nullable=True),  # who decided in that person's place
    UniqueConstraint("bulletin_id", "number"),
)

bulletin_words = (
    Table(  # by which messages notes, reasons and errata were typed: an edit may give one a marking
        "bulletin_words",
        metadata,
        row_id(),
        ref("bulletin_id", "bulletins"),
        ref("item_id", "items", nullable=True),
        ref("erratum_id", "errata", nullable=True),
        number("chat_id"),
        number("message_id"),
        at("said_at"),
        Index(None, "chat_id", "message_id"),
    )
)
