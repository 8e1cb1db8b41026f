"""Private chats that open and shut: the picture in memory follows, the roster is not read anew, what waits keeps its hour."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.clock import to_ms
from bot.desk.common.accounts import open_account, shut_account
from bot.model import Chat, Message
from tests.support.databases import Failing, Home

NOW = datetime(2026, 6, 3, 4, tzinfo=UTC)
ZHANG, LI = 42, 43


@pytest.fixture
async def database(home: Home) -> AsyncIterator[Failing]:
    async with home.opened() as opened:
        async with opened.work(now=NOW) as work:
            for name, account in (("张三", ZHANG), ("李四", LI)):
                await work.people.add(
                    name=name,
                    unit_id=await work.people.ensure_unit("云茶镇"),
                    role="member",
                    employment="part_time",
                    joined_on=date(2026, 1, 4),
                    telegram_id=account,
                )
            await work.refresh_directory()
        yield opened


async def test_an_account_opens_without_the_roster_being_read_again(database: Failing) -> None:
    before = await database.current_directory()
    async with database.work(now=NOW) as work:
        await open_account(work, ZHANG)
        assert work.directory.people is before.people
        assert work.directory.open_accounts == {ZHANG}
    after = await database.current_directory()
    assert after.people is before.people
    assert after.open_accounts == {ZHANG}
    async with database.work(now=NOW) as work:
        assert work.directory is after


async def test_an_account_shuts_without_the_roster_being_read_again(database: Failing) -> None:
    async with database.work(now=NOW) as work:
        await open_account(work, ZHANG)
        await open_account(work, LI)
    before = await database.current_directory()
    async with database.work(now=NOW) as work:
        await shut_account(work, ZHANG)
    after = await database.current_directory()
    assert after.people is before.people
    assert after.open_accounts == {LI}


async def test_what_is_taken_back_has_opened_nothing(database: Failing) -> None:
    before = await database.current_directory()
    with pytest.raises(ZeroDivisionError):
        async with database.work(now=NOW) as work:
            await open_account(work, ZHANG)
            raise ZeroDivisionError
    assert await database.current_directory() is before
    async with database.work(now=NOW) as work:
        await open_account(work, LI)
    assert (await database.current_directory()).open_accounts == {LI}
    assert await database.reads.people.open_accounts() == [LI]


async def test_another_copy_learns_that_an_account_is_open_and_reads_the_accounts_alone(
    database: Failing, home: Home
) -> None:
    async with home.opened() as other:
        before = await other.current_directory()
        async with database.work(now=NOW) as work:
            await open_account(work, ZHANG)
        seen = await other.current_directory()
        assert seen.open_accounts == {ZHANG}
        assert seen.people is before.people
        async with other.work(now=NOW) as work:
            assert work.directory is seen
            await open_account(work, LI)
        assert (await database.current_directory()).open_accounts == {ZHANG, LI}


async def test_an_account_that_opens_together_with_a_change_of_the_roster_is_seen_with_it(
    database: Failing, home: Home
) -> None:
    async with home.opened() as other:
        await other.current_directory()
        async with database.work(now=NOW) as work:
            await open_account(work, ZHANG)
            await work.people.ensure_unit("县农业局")
            await work.refresh_directory()
        for copy in (database, other):
            seen = await copy.current_directory()
            assert (set(seen.open_accounts), [unit.name for unit in seen.units]) == (
                {ZHANG},
                ["云茶镇", "县农业局"],
            )


async def test_a_strangers_language_is_seen_without_the_roster_being_read_again(
    database: Failing, home: Home
) -> None:
    async with home.opened() as other:
        before = await other.current_directory()
        async with database.work(now=NOW) as work:
            await work.set_language(900, language="en")
        seen = await other.current_directory()
        assert seen.languages == {900: "en"}
        assert seen.people is before.people


async def test_what_was_put_off_to_a_later_hour_keeps_it_when_the_chat_opens(
    database: Failing, home: Home
) -> None:
    later = NOW + timedelta(minutes=30)
    async with database.work(now=NOW) as work:
        await work.outbox.say(Chat(ZHANG), Message("到时再说"), send_at=later)
        await work.outbox.say(Chat(ZHANG), Message("马上就说"))
    opening = NOW + timedelta(minutes=10)
    async with database.work(now=opening) as work:
        await open_account(work, ZHANG)
    assert home.ask("SELECT state, send_at FROM outbox ORDER BY id") == [
        ("queued", to_ms(later)),
        ("queued", to_ms(opening)),
    ]


async def test_what_waits_follows_a_clock_that_was_put_back(database: Failing, home: Home) -> None:
    fast = NOW + timedelta(days=3)
    async with database.work(now=fast) as work:
        await work.outbox.say(Chat(ZHANG), Message("到时再说"), send_at=fast + timedelta(minutes=30))
    async with database.work(now=NOW) as work:
        await work.outbox.follow_clock()
        await open_account(work, ZHANG)
    assert home.ask("SELECT state, send_at FROM outbox") == [
        ("queued", to_ms(NOW + timedelta(minutes=30))),
    ]
