"""Finding items by their words, on both kinds of database: always what a look at every item would find."""

from __future__ import annotations

import random
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.model import Item, ItemState, Kind, Person, Role, Scope
from bot.rules.search import Hit, Wanted, words_of
from scheduler import indexing
from scheduler.indexing import Indexing
from tests.support.county import County, county
from tests.support.databases import Files, Home

SIGNS = "茶叶葉采摘摘镇鎮2２3aAＡ,。 ，!😀"
EVERYTHING = Scope()


@pytest.fixture
async def gao(home: Home) -> AsyncIterator[County]:
    async with county(home, now="2026-06-03 12:00") as place:
        yield place


async def store(
    gao: County,
    person: Person,
    title: str,
    body: str,
    *,
    month: str = "2026-06",
    state: ItemState | None = None,
) -> Item:
    """An item, as the desk numbers one."""
    async with gao.database.work(now=gao.clock.now()) as work:
        item = await work.items.add(
            person=person,
            received_at=work.now,
            month=month,
            title=title,
            body=body,
            kind=Kind.ORDINARY,
            is_urgent=False,
            themes=(),
            joint_units=(),
            source=None,
            origin=None,
            demand_id=None,
        )
        if state is not None:
            item = replace(item, state=state)
            await work.items.set_state(item)
    return item


async def found(gao: County, words: str, scope: Scope = EVERYTHING, *, most: int = 99) -> list[str]:
    """The titles of what is found, the newest first."""
    items = await gao.database.reads.search.newest(Wanted(words_of(words)), scope, most=most)
    return [item.title for item in items]


async def index(gao: County) -> None:
    await Indexing(gao.database, gao.clock).index_all()


async def test_an_item_is_found_before_it_is_indexed_and_after(gao: County) -> None:
    wang = await gao.reporter("王茗", "云茶镇")
    await store(gao, wang, "早茶开园", "采摘鲜叶4.6吨")
    await store(gao, wang, "修复河堤", "投工三百人")
    assert await found(gao, "鲜叶") == ["早茶开园"]
    await index(gao)
    assert (await gao.database.reads.search.progress()).last_id == 2
    assert await found(gao, "鲜叶") == ["早茶开园"]
    await store(gao, wang, "又采鲜叶", "两吨")
    assert await found(gao, "鲜叶") == ["又采鲜叶", "早茶开园"]


async def test_a_rewritten_item_is_found_by_its_new_words_alone_also_after_a_rollback(gao: County) -> None:
    wang = await gao.reporter("王茗", "云茶镇")
    item = await store(gao, wang, "早茶开园", "采摘鲜叶4.6吨")
    for is_indexed in (False, True):
        if is_indexed:
            await index(gao)
        with pytest.raises(ZeroDivisionError):
            async with gao.database.work(now=gao.clock.now()) as work:
                await work.items.rewrite(replace(item, title="柑橘", version=9), now=work.now)
                assert await work.search.newest(Wanted(("早茶",)), EVERYTHING, most=9) == []
                _ = 1 // 0
        assert await found(gao, "早茶") == ["早茶开园"]
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.items.rewrite(replace(item, title="柑橘", version=2), now=work.now)
    for _ in range(2):
        assert (await found(gao, "早茶"), await found(gao, "柑橘")) == ([], ["柑橘"])
        await index(gao)


async def test_what_an_editor_has_written_anew_is_found_by_what_was_sent_too(gao: County) -> None:
    wang, zhou = (
        await gao.reporter("王茗", "云茶镇"),
        await gao.person("周编", "信息中心", role=Role.EDITOR),
    )
    item = await store(gao, wang, "早茶开园", "采摘鲜叶4.6吨")
    edited = replace(item, title="春茶上市", body="收购顺利", version=2)
    for is_indexed in (False, True):
        if is_indexed:
            await index(gao)
        async with gao.database.work(now=gao.clock.now()) as work:
            await work.items.rewrite(edited, now=work.now, edited_by=zhou.id)
        for _ in range(2):
            for word in ("早茶", "鲜叶", "春茶", "收购"):
                assert await found(gao, word) == ["春茶上市"], word
                assert await found(gao, word, Scope(as_sent_of=wang.id)) == ["春茶上市"], word
            assert await found(gao, "早茶 收购") == ["春茶上市"]
            best = await gao.database.reads.search.best(Wanted(("早茶",)), EVERYTHING, most=3)
            assert [each.id for each in best] == [item.id]
            # Who may not read what was sent does not learn from a search what stood in it.
            assert await found(gao, "早茶", Scope(as_sent_of=zhou.id)) == []
            await index(gao)
        async with gao.database.work(now=gao.clock.now()) as work:
            await work.items.take_version_back(edited, item)
        for _ in range(2):
            assert (await found(gao, "早茶"), await found(gao, "春茶")) == (["早茶开园"], [])
            await index(gao)


async def test_what_is_held_or_destroyed_is_never_found_and_what_is_let_pass_is(gao: County) -> None:
    wang = await gao.reporter("王茗", "云茶镇")
    held = await store(gao, wang, "兵员调动", "鲜叶", state=ItemState.HELD)
    await store(gao, wang, "早茶开园", "鲜叶")
    assert await found(gao, "鲜叶") == ["早茶开园"]
    await index(gao)
    assert await found(gao, "鲜叶") == ["早茶开园"]
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.items.set_state(replace(held, state=ItemState.WAITING))
        await work.search.demand(held.id)
    for _ in range(2):
        assert await found(gao, "鲜叶") == ["早茶开园", "兵员调动"]
        await index(gao)


async def test_filters_and_what_a_reporter_may_see(gao: County) -> None:
    wang, li = await gao.reporter("王茗", "云茶镇"), await gao.reporter("李四", "沙河镇")
    await store(gao, wang, "甲鲜叶", "", month="2026-05", state=ItemState.ADOPTED)
    await store(gao, wang, "乙鲜叶", "")
    await store(gao, li, "丙鲜叶", "", state=ItemState.ADOPTED)
    await store(gao, li, "丁鲜叶", "")
    async with gao.database.work(now=gao.clock.now()) as work:
        for item_id in (1, 3):
            await work.sharings.share(item_id, person_id=wang.id, now=work.now)
        await work.sharings.take_back(3, now=work.now)
    for _ in range(2):
        for scope, titles in (
            (EVERYTHING, "丁丙乙甲"),
            (Scope(own_of=wang.id), "丙乙甲"),
            (Scope(own_of=li.id, is_shared=True), "丁丙甲"),
            (Scope(own_of=99, is_shared=True), "甲"),
            (Scope(unit_id=wang.unit_id), "乙甲"),
            (Scope(state=ItemState.ADOPTED), "丙甲"),
            (Scope(month="2026-05"), "甲"),
            (Scope(own_of=li.id, unit_id=wang.unit_id, state=ItemState.ADOPTED, month="2026-05"), "甲"),
            (Scope(own_of=li.id, unit_id=wang.unit_id, month="2026-06"), ""),
        ):
            assert await found(gao, "鲜叶", scope) == [f"{title}鲜叶" for title in titles], scope
        await index(gao)


async def test_best_first_has_titles_before_bodies_and_the_newest_of_each_first(gao: County) -> None:
    wang = await gao.reporter("王茗", "云茶镇")
    for title, body in (("鲜叶一", ""), ("二", "鲜叶"), ("鲜叶三", "鲜叶"), ("四", "鲜叶")):
        await store(gao, wang, title, body)
    for _ in range(2):
        best = await gao.database.reads.search.best(Wanted(("鲜叶",)), EVERYTHING, most=3)
        assert [item.title for item in best] == ["鲜叶三", "鲜叶一", "四"]
        await index(gao)


async def test_a_hidden_number_finds_nothing_and_what_is_shown_of_it_does(gao: County) -> None:
    wang = await gao.reporter("王茗", "云茶镇")
    await store(gao, wang, "联系电话", "联系电话13812345678,请回复")
    for _ in range(2):
        assert await found(gao, "13812345678") == await found(gao, "81234") == []
        assert await found(gao, "138") == await found(gao, "5678") == ["联系电话"]
        await index(gao)


async def test_any_words_find_what_a_look_at_every_item_finds(
    gao: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "AT_ONCE", 7)
    monkeypatch.setattr("bot.store.repositories.search._AT_ONCE", 3)
    monkeypatch.setattr("bot.store.repositories.search.WINDOW", 8192)
    chance = random.Random(12)
    people = [await gao.reporter("王茗", "云茶镇"), await gao.reporter("李四", "沙河镇")]
    editor = await gao.person("周编", "信息中心", role=Role.EDITOR)
    made: dict[int, Item] = {}
    sent: dict[int, tuple[str, str]] = {}  # of what an editor has written anew

    def text(most: int) -> str:
        return "".join(chance.choices(SIGNS, k=chance.randint(0, most)))

    indexer = Indexing(gao.database, gao.clock)
    for _ in range(60):
        for _ in range(chance.randint(0, 4)):
            state = chance.choice([None, None, ItemState.ADOPTED, ItemState.HELD])
            item = await store(
                gao,
                chance.choice(people),
                text(5),
                text(30),
                month=chance.choice(("2026-05", "2026-06")),
                state=state,
            )
            made[item.id] = item
        if made and chance.random() < 0.5:
            item = chance.choice(list(made.values()))
            async with gao.database.work(now=gao.clock.now()) as work:
                if chance.random() < 0.7 and item.state is not ItemState.DESTROYED:
                    by_editor = chance.random() < 0.5
                    as_sent = sent.pop(item.id, (item.title, item.body))
                    if by_editor:
                        sent[item.id] = as_sent
                    item = replace(item, title=text(5), body=text(30), version=item.version + 1)
                    edited_by = editor.id if by_editor else None
                    await work.items.rewrite(item, now=work.now, edited_by=edited_by)
                elif item.state is not ItemState.DESTROYED:
                    item = replace(item, title="", body="", state=ItemState.DESTROYED)
                    await work.items.wipe(item)
                    sent.pop(item.id, None)
            made[item.id] = item
        if chance.random() < 0.4:
            await indexer.index_some()
        words = words_of(text(4))
        if not any(len(word) > 1 for word in words):
            continue
        scope = Scope(
            own_of=chance.choice((None, people[0].id)),
            unit_id=chance.choice((None, None, people[1].unit_id)),
            state=chance.choice((None, None, ItemState.ADOPTED)),
            month=chance.choice((None, None, "2026-05")),
            as_sent_of=chance.choice((None, people[0].id)),
        )
        wanted, most = Wanted(words), chance.choice((1, 4, 99))
        seen = [item for item in reversed(made.values()) if is_in(item, scope)]
        places = {
            item.id: wanted.hit(
                item.title,
                item.body,
                sent=sent.get(item.id, ("", "")) if scope.as_sent_of in (None, item.person_id) else ("", ""),
            )
            for item in seen
        }
        hits = [item_id for item_id, place in places.items() if place]
        heads = [item_id for item_id, place in places.items() if place is Hit.TITLE]
        search = gao.database.reads.search
        assert [item.id for item in await search.newest(wanted, scope, most=most)] == hits[:most]
        best = [*heads, *(each for each in hits if each not in heads)][:most]
        assert [item.id for item in await search.best(wanted, scope, most=most)] == best


def is_in(item: Item, scope: Scope) -> bool:
    """Whether the item is among those, by the words of the manual."""
    return (
        item.state not in (ItemState.HELD, ItemState.DESTROYED)
        and (scope.own_of in (None, item.person_id) or item.state is ItemState.ADOPTED)
        and scope.unit_id in (None, item.unit_id)
        and scope.state in (None, item.state)
        and scope.month in (None, item.month)
    )


async def test_a_word_whose_pairs_stand_apart_in_many_items_is_not_looked_for_longer_than_one_waits(
    gao: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    wang = await gao.reporter("王茗", "云茶镇")
    first, *others = [await store(gao, wang, title, "AB 与 BA") for title in ("ABA", *"一二三四五")]
    await index(gao)
    search = gao.database.reads.search
    wanted = Wanted(("aba",))
    assert [item.id for item in await search.newest(wanted, EVERYTHING, most=1)] == [first.id]
    monkeypatch.setattr("bot.store.repositories.search._PATIENCE", -1.0)
    for find in (search.newest, search.best):
        cut = await find(wanted, EVERYTHING, most=1)
        if find == search.newest:
            assert (cut, cut.since) == ([], others[-2].id)  # two were looked at
    whole = await search.newest(wanted, EVERYTHING, most=9)
    assert ([item.id for item in whole], whole.since) == ([first.id], 1)


async def test_a_server_looks_up_pairs_in_its_index_alone_and_sends_what_holds_the_word(
    on_server: Home,
) -> None:
    async with county(on_server, now="2026-06-03 12:00") as gao:
        wang = await gao.reporter("王茗", "云茶镇")
        for title in ("六月2件", "2件，六月2日"):
            await store(gao, wang, title, "正文")
        await index(gao)
        which = {
            "own": 0,
            "shared": 0,
            "unit_id": 0,
            "state": "",
            "month": "",
            "first": 0,
            "before": 99,
            "most": 9,
        }
        async with gao.database.work(now=gao.clock.now()) as work:
            rows = await gao.database.queries.list_found(
                work.search._conn, lexemes='["月2", "2件"]', sure="%月2件%", **which
            )
            assert [row[6] for row in rows] == ["六月2件"]
        sql = gao.database.queries.list_found.sql
        async with gao.database.settling() as conn:
            await conn.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL plan_cache_mode = force_generic_plan"
            )
            await conn.execute(f"PREPARE found AS {sql.rstrip().rstrip(';')}")
            unknown = ", ".join(["NULL"] * len(set(re.findall(r"\$\d+", sql))))
            plan = "\n".join(row[0] for row in await conn.fetch(f"EXPLAIN EXECUTE found ({unknown})"))
            await conn.execute("DEALLOCATE found")
        assert "ix_search_index_lexemes" in plan and "pk_search_index" not in plan


async def test_an_index_of_another_form_is_made_anew(gao: County) -> None:
    wang = await gao.reporter("王茗", "云茶镇")
    await store(gao, wang, "早茶开园", "鲜叶")
    await index(gao)
    async with gao.database.settling() as conn:
        await gao.database.queries.set_search_progress(conn, form=0, last_id=1)
    assert await found(gao, "鲜叶") == ["早茶开园"]
    await index(gao)
    progress = await gao.database.reads.search.progress()
    assert (progress.is_current, progress.last_id) == (True, 1)
    assert await found(gao, "鲜叶") == ["早茶开园"]


async def test_of_a_wiped_item_no_character_stays_in_the_file(tmp_path: Path) -> None:
    home = Files(tmp_path)
    async with county(home, now="2026-06-03 12:00") as gao:
        wang = await gao.reporter("王茗", "云茶镇")
        for number in range(150):
            await store(gao, wang, f"早茶{number}", "采摘鲜叶" * 9)
        item = await store(gao, wang, "早茶", "䶮㬎𠮷")
        zhou = await gao.person("周编", "信息中心", role=Role.EDITOR)
        async with gao.database.work(now=gao.clock.now()) as work:
            item = replace(item, body="䶮改", version=2)
            await work.items.rewrite(item, now=work.now, edited_by=zhou.id)
        await index(gao)
        blobs = [row[0] for row in home.ask("SELECT block FROM search_index_data")]
        pair = "㬎𠮷".encode()[1:]
        assert any(pair in blob for blob in blobs)
        async with gao.database.work(now=gao.clock.now()) as work:
            await work.items.wipe(replace(item, title="", body="", state=ItemState.DESTROYED))
            work.wipes = True
        await index(gao)
        files = [path.read_bytes() for path in tmp_path.iterdir() if path.is_file()]
        assert not any(pair in content for content in files)
        assert len(await found(gao, "鲜叶", most=999)) == 150


async def test_what_waits_to_be_indexed_is_found_without_looking_at_all_items(tmp_path: Path) -> None:
    home = Files(tmp_path)
    async with home.opened() as store:
        which = {"own": 0, "shared": 0, "unit_id": 0, "state": "", "month": "", "before": 99, "most": 9}
        for name in ("list_stale_found", "list_stale_to_index"):
            sql = getattr(store.queries, name).sql
            rows = await store.reader.execute_fetchall(f"EXPLAIN QUERY PLAN {sql}", which)
            plan = [row[3] for row in rows]
            assert any(
                re.match(r"SEARCH (i|items) USING INTEGER PRIMARY KEY \(rowid=\?\)", line) for line in plan
            ), plan
