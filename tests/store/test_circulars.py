"""Papers to read as they are kept, on a file and on a server."""

from __future__ import annotations

from tests.support.county import at, county
from tests.support.databases import Home

NOW = "2026-06-03 12:00"


async def test_what_is_unread_is_found_by_person_and_by_time(home: Home) -> None:
    async with county(home, now=NOW) as gao:
        zhou, wang, li = [await gao.reporter(name, "云茶镇") for name in ("周编", "王茗", "李四")]
        async with gao.database.work(now=at(NOW)) as work:
            for number, due in ((1, None), (2, "2026-06-10 17:30"), (3, "2026-06-05 17:30")):
                await work.circulars.add(
                    number,
                    title=f"通知{number}",
                    brief="",
                    scope=["r.member"],
                    due_at=at(due) if due else None,
                    posted_by=zhou.id,
                    now=at(NOW),
                )
                for person in (wang, li):
                    await work.circulars.add_reader(number, person.id)
        async with gao.database.work(now=at(NOW)) as work:
            circulars = work.circulars
            assert [each.circular_id for each in await circulars.unread_of(wang.id)] == [3, 2, 1]
            first = (await circulars.unread_of(wang.id))[0]
            assert await circulars.mark_read(first.id, by=li.id, now=at(NOW))
            assert not await circulars.mark_read(first.id, by=None, now=at(NOW))
            read = await circulars.find_reader(first.id)
            assert read is not None and (read.read_at, read.read_by) == (at(NOW), li.id)
            assert [(each.person_id, each.circular_id) for each in await circulars.unread()] == [
                (wang.id, 2),
                (wang.id, 1),
                (li.id, 3),
                (li.id, 2),
                (li.id, 1),
            ]
            assert [each.code for each in await circulars.newest(posted_by=zhou.id, most=2)] == ["D3", "D2"]
            assert await circulars.newest(posted_by=wang.id, most=2) == []
            assert len(await circulars.newest(posted_by=None, most=9)) == 3
            late = at("2026-06-05 17:30")
            assert [each.id for each in await circulars.to_list(late, most=9)] == [3]
            await circulars.mark_listed(3, now=late)
            assert await circulars.to_list(late, most=9) == []
            await circulars.set_due(3, at("2026-06-06 17:30"))
            assert [each.id for each in await circulars.to_list(at("2026-06-07 00:00"), most=9)] == [3]
            await circulars.close(2, now=late)
            assert [each.id for each in await circulars.open(most=9)] == [3, 1]
            await circulars.reopen(2)
            assert len(await circulars.readers(2)) == 2
