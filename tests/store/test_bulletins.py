"""Bulletins on a file and on a server: an item in one of them only, no number twice, what is kept of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.model import BulletinState, Chat, ErratumState, ItemState, Order, Person, Product
from tests.support.county import County, county, rows_of
from tests.support.databases import Home

NOW = "2026-06-03 12:00:00"


async def issued(gao: County, by: Person, *, number: int, supplement: bool = False, groups: int = 1) -> int:
    async with gao.database.work(now=gao.clock.now()) as work:
        bulletin_id = await work.bulletins.begin(person_id=by.id, now=work.now)
        made = await work.made_files.order(
            Order("bulletin", {}, "a.docx"), Chat(-5), language="zh", now=work.now, also=[(Chat(-6, 7), "en")]
        )
        found = await work.bulletins.find_open()
        assert found is not None and found.id == bulletin_id
        await work.bulletins.save(replace(found, is_supplement=supplement, note="按语", gone=(1,)))
        await work.bulletins.issue(
            bulletin_id,
            year=2026,
            number=number,
            total=None if supplement else number + 287,
            signed_by=by.id,
            groups=groups,
            content={"items": []},
            made_id=made,
            now=work.now,
        )
        await work.bulletins.keep_file(made, Product(("b" if supplement else "a") * 64, 5))
    return bulletin_id


async def test_what_was_issued_is_found_by_its_numbers_and_its_file_is_kept(home: Home) -> None:
    async with county(home, now=NOW) as gao:
        boss = await gao.person("王主任", "县政府办")
        first = await issued(gao, boss, number=25)
        second = await issued(gao, boss, number=1, supplement=True, groups=0)
        reads = gao.database.reads.bulletins
        found = await reads.find_issued(2026, 25, is_supplement=False)
        assert found is not None
        assert (found.id, found.state, found.total, found.sha256) == (
            first,
            BulletinState.ISSUED,
            312,
            "a" * 64,
        )
        assert (found.note, found.gone, found.content, found.revision) == ("按语", (), {"items": []}, 2)
        assert (await reads.find_total(312)) == found
        assert await reads.find_issued(2026, 25, is_supplement=True) is None
        assert [await reads.last_number(year, is_supplement=False) for year in (2026, 2027, None)] == [
            25,
            None,
            25,
        ]
        assert [each.id for each in await reads.issued(2026, groups=0, most=9)] == [second, first]
        assert [each.id for each in await reads.issued(2026, groups=1, most=9)] == [first]
        assert await reads.count_issued(2026, groups=0) == 2
        assert await reads.last_total() == 312 and await reads.find_open() is None
        rows = await gao.database.queries.list_files(gao.database.reader)
        assert [tuple(row) for row in rows] == [("a" * 64, 5), ("b" * 64, 5)]
        async with gao.database.work(now=gao.clock.now()) as work:
            made = await work.made_files.find(found.made_id or 0)
            assert made is not None and [tuple(each) for each in made.also] == [(-6, 7, "en")]
            await work.bulletins.blank(found, None)
        rows = await gao.database.queries.list_files(gao.database.reader)
        assert [tuple(row) for row in rows] == [("b" * 64, 5)]


async def test_an_item_is_in_the_pool_or_in_one_bulletin(home: Home) -> None:
    async with county(home, now=NOW) as gao:
        zhang = await gao.person("张三", "云茶镇")
        items = [
            await gao.item(zhang, state=state)
            for state in (ItemState.ADOPTED, ItemState.HELD, ItemState.ADOPTED)
        ]
        async with gao.database.work(now=gao.clock.now()) as work:
            for item_id in items:
                item = await work.items.find(item_id)
                assert item is not None
                await work.items.set_state(replace(item, decided_at=work.now))
            bulletins, since = work.bulletins, work.now - timedelta(days=1)
            pool = await bulletins.pool(channel="县", since=since, most=9)
            assert [each.id for each in pool] == [items[2], items[0]]
            assert [each.id for each in await bulletins.pool(channel="县", since=since, most=1, after=1)] == [
                items[0]
            ]
            assert await bulletins.pool(channel="县", since=work.now + timedelta(1), most=9) == []
            bulletin_id = await bulletins.begin(person_id=zhang.id, now=work.now)
            for place, item_id in enumerate((items[0], items[2]), start=1):
                await bulletins.put(bulletin_id, item_id, place=place)
            await bulletins.arrange([items[2], items[0]])
            there = await bulletins.of_item(items[2])
            assert there is not None
            await bulletins.save_item(replace(there, note="按语", pictures=(4, 5)))
            found = [(each.item_id, each.note, each.pictures) for each in await bulletins.items(bulletin_id)]
            assert found == [(items[2], "按语", (4, 5)), (items[0], None, ())]
            assert await bulletins.pool(channel="县", since=since, most=9) == []
            await bulletins.take_out(items[0])
            assert [each.id for each in await bulletins.pool(channel="县", since=since, most=9)] == [items[0]]


async def test_corrections_are_numbered_within_their_bulletin(home: Home) -> None:
    async with county(home, now=NOW) as gao:
        boss = await gao.person("王主任", "县政府办")
        first, second = await issued(gao, boss, number=1), await issued(gao, boss, number=2)
        async with gao.database.work(now=gao.clock.now()) as work:
            asked = [
                await work.bulletins.add_erratum(of, words="更正", asked_by=boss.id, now=work.now)
                for of in (first, first, second, first)
            ]
            numbers = []
            for place, erratum_id in enumerate(asked):
                erratum = await work.bulletins.find_erratum(erratum_id)
                assert erratum is not None
                state = ErratumState.DROPPED if place == 1 else ErratumState.ISSUED
                numbers.append(await work.bulletins.decide_erratum(erratum, state, by=boss.id, now=work.now))
            assert numbers == [1, None, 1, 2]
            assert [each.number for each in await work.bulletins.errata(first)] == [1, 2]
            await work.bulletins.wipe_errata(first)
        assert await rows_of(gao.database, "SELECT words FROM errata WHERE bulletin_id = 1") == [("",)] * 3
