"""The sent log: what a killed process has noted is found, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import to_ms
from bot.model import OutboxRow, Policy
from bot.store.sqlite.sent_log import SentLog

NOW = datetime(2026, 6, 3, 4, tzinfo=UTC)


def row(row_id: int, *, send_at: datetime = NOW) -> OutboxRow:
    return OutboxRow(row_id, 7, "sendMessage", "{}", 1, Policy.REPEAT, 1, send_at, None, None)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "desk.db"


def test_what_was_noted_is_found_by_the_next_process(database: Path) -> None:
    log = SentLog(database)
    assert log.note(row(1), 55) and log.note(row(2, send_at=NOW + timedelta(seconds=1)), None)
    assert SentLog(database).read() == {(1, to_ms(NOW)): 55, (2, to_ms(NOW) + 1000): None}
    log.close()


def test_what_is_settled_is_forgotten_once_nothing_is_unsettled(database: Path) -> None:
    log = SentLog(database)
    log.note(row(1), 55)
    log.note(row(2), 56)
    log.settled([1])
    assert (2, to_ms(NOW)) in SentLog(database).read()
    log.settled([2])
    assert SentLog(database).read() == {}
    log.note(row(3), 57)
    assert SentLog(database).read() == {(3, to_ms(NOW)): 57}
    log.close()


def test_what_the_last_process_left_goes_with_the_first_settlement(database: Path) -> None:
    first = SentLog(database)
    first.note(row(1), 55)
    first.close()
    log = SentLog(database)
    assert log.read() == {(1, to_ms(NOW)): 55}
    log.settled([1])
    assert SentLog(database).read() == {}
    log.close()
    assert not log.path.exists()


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", {}),
        (b"1 1000 55\n2 1000 5", {(1, 1000): 55}),  # the machine went down in the midst of a line
        (b"1 1000 55\n\x00\x00\x00\n3 1000\n4 x 5\n5 1000 0\n", {(1, 1000): 55, (5, 1000): None}),
    ],
)
def test_of_a_damaged_log_the_whole_lines_are_read(
    database: Path, content: bytes, found: dict[tuple[int, int], int | None]
) -> None:
    log = SentLog(database)
    log.path.write_bytes(content)
    assert log.read() == found


def test_where_it_cannot_be_written_nothing_counts_as_noted(database: Path) -> None:
    log = SentLog(database)
    assert log.read() == {}
    log.path.mkdir()
    assert not log.note(row(1), 55)
    log.settled([1])
    assert log.read() == {}
