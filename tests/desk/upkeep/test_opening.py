"""What is seen to at every start: who is put into `owners` after having written to the bot is an owner all the same."""

from __future__ import annotations

from dataclasses import replace

from bot.desk import talk
from bot.desk.upkeep import opening
from bot.store.sqlite.database import Database
from tests.support.county import County
from tests.support.scenes import do, texts_to

OWNER = 1


async def test_an_owner_who_wrote_before_being_one_is_answered_as_an_owner(gao: County) -> None:
    await do(gao, OWNER, talk.take_message, said="在吗")
    assert "您还没有加入" in (await texts_to(gao, OWNER))[-1]
    await gao.database.close()
    database = Database(gao.database.path, owners=[OWNER])  # type: ignore[attr-defined]
    await database.open()
    ruled = replace(gao, database=database)
    try:
        async with database.work(now=gao.clock.now()) as work:
            await opening.open_office(gao.office, work, owners=[OWNER])
        await do(ruled, OWNER, talk.take_message, said="在吗")
        assert (await texts_to(ruled, OWNER))[-1].startswith("未作保存。")
        assert await database.reads.drafts.of(OWNER) == []
    finally:
        await database.close()
