"""The arrows between the states of the ends' rows (bot/model/ends.py); the fixture `database` holds every test here to them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.model import (
    ATTACHMENT_ARROWS,
    INBOX_ARROWS,
    OUTBOX_ARROWS,
    AttachmentState,
    InboxState,
    OutboxState,
)
from tests.support.databases import Failing, on_file_alone
from tests.support.rows import put_call, put_updates, read
from tests.support.table import each_row


def test_every_state_can_be_reached() -> None:
    assert {after for _, after in INBOX_ARROWS} == set(InboxState)
    assert {after for _, after in OUTBOX_ARROWS} == set(OutboxState)
    assert {after for _, after in ATTACHMENT_ARROWS} == set(AttachmentState)


def test_what_is_over_stays_over() -> None:
    assert set(InboxState) - {before for before, _ in INBOX_ARROWS} == {InboxState.HANDLED, InboxState.ASIDE}
    assert set(OutboxState) - {before for before, _ in OUTBOX_ARROWS} == {
        OutboxState.SENT,
        OutboxState.DEAD,
        OutboxState.DROPPED,
    }


@on_file_alone
@pytest.mark.parametrize("state", sorted(set(OutboxState) - {OutboxState.QUEUED}))
async def test_what_is_queued_goes_only_where_an_arrow_leads(database: Failing, state: OutboxState) -> None:
    await put_call(database)
    if (OutboxState.QUEUED, state) in OUTBOX_ARROWS:
        read(database, "UPDATE outbox SET state = ?", state)
        assert read(database, "SELECT state FROM outbox") == [(state,)]
    else:
        with pytest.raises(sqlite3.IntegrityError, match="no such arrow in outbox"):
            read(database, "UPDATE outbox SET state = ?", state)


@on_file_alone
async def test_an_update_that_is_set_aside_is_never_handled_after_all(database: Failing) -> None:
    await put_updates(database, (1, "1:1"))
    read(database, "UPDATE inbox SET state = 'aside'")
    with pytest.raises(sqlite3.IntegrityError, match="no such arrow in inbox"):
        read(database, "UPDATE inbox SET state = 'handled'")


@each_row(
    ("table", "arrows", "document"),
    [
        ("inbox", INBOX_ARROWS, "sending.md"),
        ("outbox", OUTBOX_ARROWS, "sending.md"),
        ("attachments", ATTACHMENT_ARROWS, "architecture.md"),
    ],
)
def test_the_pictures_in_the_document_have_these_arrows(
    table: str, arrows: Mapping[tuple[str | None, str], str], document: str
) -> None:
    page = (Path(__file__).parents[2] / "docs" / document).read_text(encoding="utf-8")
    picture = page.partition(f"state {table} {{")[2].partition("}")[0]
    drawn = re.findall(r"^ +(\S+) --> (\w+):", picture, re.MULTILINE)
    assert len(drawn) == len(set(drawn))
    assert {(None if before == "[*]" else before, after) for before, after in drawn} == set(arrows)
