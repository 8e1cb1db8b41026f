"""The scheduled copy: once a period whatever restarts, the oldest deleted, a failure told once; the clock is an argument."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.model import PlaceKind
from bot.store.copies.backup import check_copy
from scheduler.copying import Copies
from scheduler.runner import Runner
from tests.support import logged
from tests.support.copies import run_sql
from tests.support.county import DESK_CHAT, County, at, county, office_of


@pytest.fixture
async def gao(tmp_path: Path) -> AsyncIterator[County]:
    """A county whose copies go into `copies`, at 3:30 each night, two of them kept."""
    async with county(
        tmp_path,
        now="2026-06-01 12:00",
        storage={"url": f"sqlite:///{tmp_path / 'desk.db'}", "files": str(tmp_path / "files")},
        backup={"folder": str(tmp_path / "copies"), "keep": 2},
    ) as place:
        await place.bind(DESK_CHAT, PlaceKind.DESK)
        yield place


async def look_at(place: County, *moments: str, copies: Copies | None = None) -> None:
    """One look at each moment, each in a process of its own unless `copies` is given; every copy may end."""
    for moment in moments:
        place.clock.moment = at(moment)
        each = copies or Copies(place.office, place.database, place.clock)
        await each.look()
        await each.wait()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "copies").glob("*"))


async def test_the_first_start_ever_copies_nothing_of_the_past(gao: County, tmp_path: Path) -> None:
    await look_at(gao, "2026-06-01 12:00", "2026-06-02 03:29:59")
    assert names(tmp_path) == []


async def test_one_copy_a_night_whatever_restarts_and_the_oldest_go(gao: County, tmp_path: Path) -> None:
    await look_at(gao, "2026-06-01 12:00", "2026-06-02 03:30:00", "2026-06-02 03:30:20", "2026-06-02 23:00")
    assert names(tmp_path) == ["zhibao-20260602-0330.zip"]
    found = check_copy(tmp_path / "copies" / "zhibao-20260602-0330.zip", beside=tmp_path)
    assert found.made_at == at("2026-06-02 03:30:00")
    await look_at(gao, "2026-06-03 03:30", "2026-06-04 03:30:15")
    assert names(tmp_path) == ["zhibao-20260603-0330.zip", "zhibao-20260604-0330.zip"]


async def test_what_was_missed_is_made_once_when_the_bot_comes_back(gao: County, tmp_path: Path) -> None:
    await look_at(gao, "2026-06-01 12:00", "2026-06-05 08:00", "2026-06-05 08:00:20")
    assert names(tmp_path) == ["zhibao-20260605-0330.zip"]


async def test_a_copy_that_was_taken_elsewhere_is_not_made_again(gao: County, tmp_path: Path) -> None:
    await look_at(gao, "2026-06-01 12:00", "2026-06-02 03:30")
    (tmp_path / "copies" / "zhibao-20260602-0330.zip").rename(tmp_path / "away.zip")
    await look_at(gao, "2026-06-02 03:31")
    assert names(tmp_path) == []


async def test_after_a_restore_the_copy_of_its_night_is_not_overwritten(gao: County, tmp_path: Path) -> None:
    """The restored database does not know of the copy that it came from."""
    await look_at(gao, "2026-06-01 12:00", "2026-06-02 03:30")
    before = (tmp_path / "copies" / "zhibao-20260602-0330.zip").read_bytes()
    run_sql(
        tmp_path / "desk.db",
        f"UPDATE meta SET value = '{at('2026-06-01 12:00').timestamp() * 1000:.0f}' WHERE key = 'copied_upto'",
    )
    await look_at(gao, "2026-06-02 09:00")
    assert (tmp_path / "copies" / "zhibao-20260602-0330.zip").read_bytes() == before
    assert await gao.sent() == []


async def test_a_clock_that_was_wrong_by_years_does_not_end_the_copies(gao: County, tmp_path: Path) -> None:
    await look_at(gao, "2026-06-01 12:00", "2036-01-01 00:00", "2026-06-01 12:01", "2026-06-02 03:30")
    assert names(tmp_path) == ["zhibao-20260602-0330.zip", "zhibao-20351231-0330.zip"]


async def test_a_failure_is_told_once_and_tried_again_every_hour(
    gao: County, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "copies").write_text("a file where the folder should be")
    copies = Copies(gao.office, gao.database, gao.clock)
    with caplog.at_level(logging.ERROR):
        await look_at(gao, "2026-06-01 12:00", "2026-06-02 03:30", "2026-06-02 03:31", copies=copies)
        assert len(caplog.records) == 1
        await look_at(gao, "2026-06-02 04:30", copies=copies)
        await look_at(gao, "2026-06-02 04:31")  # a restart
    assert logged.names(caplog) == ["backup.failed"] * 3
    ((chat, text),) = await gao.sent()
    assert chat == DESK_CHAT and "定时备份未能做成" in text and "zhibao-20260602-0330.zip" in text
    (tmp_path / "copies").unlink()
    await look_at(gao, "2026-06-02 05:30", copies=copies)
    assert names(tmp_path) == ["zhibao-20260602-0330.zip"]
    (tmp_path / "copies" / names(tmp_path)[0]).unlink()
    (tmp_path / "copies").rmdir()
    (tmp_path / "copies").write_text("again")
    await look_at(gao, "2026-06-03 03:30")
    assert len(await gao.sent()) == 2, "another night, another word"


async def test_a_changed_trail_is_copied_told_and_nothing_is_deleted(gao: County, tmp_path: Path) -> None:
    async with gao.database.work(now=gao.clock.now()) as work:
        for step in ("a", "b"):
            await work.trail.record("item", 1, step=step, person_id=None, now=work.now)
    await look_at(gao, "2026-06-01 12:00", "2026-06-02 03:30", "2026-06-03 03:30")
    run_sql(tmp_path / "desk.db", "UPDATE audit SET step = 'x' WHERE id = 1")
    await look_at(gao, "2026-06-04 03:30", "2026-06-04 03:31")
    assert len(names(tmp_path)) == 3
    ((chat, text),) = await gao.sent()
    assert chat == DESK_CHAT and "第 1 号" in text and "zhibao-20260604-0330.zip" in text


async def test_the_clock_does_not_wait_for_a_copy_and_starts_no_second_one(
    gao: County, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    copies = Copies(gao.office, gao.database, gao.clock)
    runner = Runner(gao.office, gao.database, gao.clock, copies=copies)
    gao.clock.moment = at("2026-06-02 03:00")  # from here on nothing else falls due
    await runner.tick()
    gao.clock.moment = at("2026-06-02 03:30")
    with caplog.at_level(logging.INFO):
        await runner.tick()
        assert names(tmp_path) == []
        await runner.tick()
        await copies.wait()
    assert names(tmp_path) == ["zhibao-20260602-0330.zip"]
    assert logged.names(caplog) == ["backup.made"]


async def test_a_stop_breaks_a_copy_off_and_the_next_start_makes_it(gao: County, tmp_path: Path) -> None:
    copies = Copies(gao.office, gao.database, gao.clock)
    await look_at(gao, "2026-06-01 12:00")
    gao.clock.moment = at("2026-06-02 03:30")
    await copies.look()
    await copies.halt()
    assert names(tmp_path) == []
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []
    await look_at(gao, "2026-06-02 03:31")
    assert names(tmp_path) == ["zhibao-20260602-0330.zip"]
    assert await gao.sent() == []


@pytest.mark.parametrize(
    "sections",
    [
        {"backup": {"enabled": False}},
        {"storage": {"url": "sqlite:///x"}, "backup": {"cron": "0 0 29 feb mon"}},
    ],
)
async def test_nothing_is_copied_where_nothing_is_due(
    gao: County, tmp_path: Path, sections: dict[str, dict[str, object]]
) -> None:
    sections["backup"]["folder"] = str(tmp_path / "copies")
    copies = Copies(office_of(**sections), gao.database, gao.clock)
    await look_at(gao, "2026-06-01 12:00", "2026-06-05 12:00", copies=copies)
    assert names(tmp_path) == []


def test_a_cron_text_that_cannot_be_read_is_named(gao: County) -> None:
    with pytest.raises(ConfigError, match=r"backup\.cron = '61 3 \* \* \*'"):
        Copies(office_of(backup={"cron": "61 3 * * *"}), gao.database, gao.clock)
