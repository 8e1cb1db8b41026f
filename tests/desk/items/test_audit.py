"""/audit in the words of the language: states, titles and numbers, no keys and no ids."""

from __future__ import annotations

import ast
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.desk.items import adoptions, lookup, reviews, revisions, submissions
from bot.desk.people import language
from bot.model import Person, PlaceKind, Role
from bot.rules.states import Step
from bot.views.items.audit import STEPS
from tests.support.county import DESK_CHAT, County, county, office_of
from tests.support.scenes import do, scene_of, shown, texts_to

ROOT = Path(__file__).resolve().parents[3]
BODY = "昨日上午，云茶镇1.2万亩早茶全面开园，较去年提前10天。"


@pytest.fixture
async def gao(tmp_path: Path) -> AsyncIterator[County]:
    async with county(tmp_path, now="2026-06-03 12:00") as place:
        await place.bind(DESK_CHAT, PlaceKind.DESK)
        yield place


@pytest.fixture
async def editor(gao: County) -> Person:
    return await gao.person("林静", "信息中心", role=Role.EDITOR, telegram_id=1)


@pytest.fixture
async def wang(gao: County) -> Person:
    return await gao.person("王茗", "云茶镇", telegram_id=101)


async def submit(gao: County, person: Person, title: str, *, message_id: int) -> None:
    async with gao.database.work(now=gao.clock.now()) as work:
        scene = scene_of(gao, work, person, f"#报送 {title}\n{BODY}")
        await submissions.submit_tagged(gao.office, work, replace(scene, message_id=message_id))


async def audited(gao: County, editor: Person, number: str) -> list[str]:
    await do(gao, editor, lookup.show_audit, number=number)
    return (await texts_to(gao, 1))[-1].split("\n")


async def test_a_merged_item_names_the_other_ones_number(gao: County, editor: Person, wang: Person) -> None:
    await gao.item(wang)  # so that ids and numbers are not the same
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.numbers.next("item:2026")
    await submit(gao, wang, "早茶开园", message_id=1)
    await submit(gao, wang, "早茶提前开园", message_id=2)
    async with gao.database.work(now=gao.clock.now()) as work:
        item, target = await work.items.find_number("2026-0004"), await work.items.find_number("2026-0003")
        assert item is not None and target is not None and target.id == 2
        scene = scene_of(gao, work, editor, "2026-0003", chat_id=DESK_CHAT)
        await reviews.ask(gao.office, work, scene, item_id=item.id, step=Step.MERGE)
        (draft,) = await work.drafts.of(1)
        await reviews.take_reason(gao.office, work, scene, draft)
    assert await audited(gao, editor, "2026-0004") == [
        "<b>2026-0004</b> 早茶提前开园",
        "6月3日 12:00 王茗 报送",
        "  状态：待审",
        "6月3日 12:00 林静 合并",
        "  状态：待审→合并（并入2026-0003）",
    ]


async def test_a_revision_after_a_return_says_what_was_before(
    gao: County, editor: Person, wang: Person
) -> None:
    await submit(gao, wang, "早茶开园", message_id=1)
    await do(
        gao,
        editor,
        reviews.decide_with_reason,
        chat_id=DESK_CHAT,
        item_id=1,
        step=Step.RETURN,
        reason="incomplete",
    )
    await do(gao, wang, revisions.revise, argument=f"2026-0001\n早茶<提前>开园\n{BODY}")
    assert (await audited(gao, editor, "2026-0001"))[3:] == [
        "6月3日 12:00 林静 退回 · 要素不全：请补齐时间、地点、单位、数据或结果",
        "  状态：待审→退回",
        "6月3日 12:00 王茗 修改后重报 · 第2版",
        "  状态：退回→待审",
        "  标题：早茶开园→早茶&lt;提前&gt;开园",
    ]


async def test_what_a_version_changed_in_the_text_is_in_it(gao: County, editor: Person, wang: Person) -> None:
    await submit(gao, wang, "早茶开园", message_id=1)
    await do(
        gao,
        editor,
        reviews.decide_with_reason,
        chat_id=DESK_CHAT,
        item_id=1,
        step=Step.RETURN,
        reason="incomplete",
    )
    await do(
        gao, wang, revisions.revise, argument=f"2026-0001\n早茶开园\n{BODY.replace('1.2万亩', '1.3万亩')}"
    )
    assert (await audited(gao, editor, "2026-0001"))[-3:] == [
        "6月3日 12:00 王茗 修改后重报 · 第2版",
        "  状态：退回→待审",
        "  第2版：1.2万亩→1.3万亩",
    ]


def records_items(call: ast.AST) -> bool:
    """Whether it writes a line into an item's trail."""
    return (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "record"
        and ast.unparse(call.func) == "work.trail.record"
        and ast.unparse(call.args[0]) == "'item'"
    )


def recorded_steps() -> set[str]:
    """Every step that the code writes into an item's trail: those of the review, and what is named where a line is recorded."""
    found = {step.value for step in Step}
    for path in (ROOT / "bot" / "desk" / "items").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef)]
        own = {each.name for each in functions if any(map(records_items, ast.walk(each)))}
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call) or all(keyword.arg != "step" for keyword in call.keywords):
                continue
            name = ast.unparse(call.func)
            if not (records_items(call) or name in own or name in ("cards.record", "corrections.record")):
                continue
            for keyword in call.keywords:
                if keyword.arg == "step":
                    named = [each.value for each in ast.walk(keyword.value) if isinstance(each, ast.Constant)]
                    found |= {value for value in named if isinstance(value, str)}
    return found


def test_every_step_that_is_recorded_has_words_in_both_languages() -> None:
    english, chinese = (office_of().texts(language) for language in ("en", "zh"))
    unnamed = recorded_steps() - set(STEPS)
    assert unnamed == set(), f"give these words in bot/views/items/audit.py: {sorted(unnamed)}"
    assert [step for step, words in STEPS.items() if chinese.plain(words) == english.plain(words)] == []


async def test_a_long_trail_is_paged_in_its_place(gao: County, editor: Person, wang: Person) -> None:
    await submit(gao, wang, "早茶开园", message_id=1)
    for _ in range(80):
        await do(gao, editor, reviews.receive, chat_id=DESK_CHAT, item_id=1)
        await do(gao, editor, reviews.release, chat_id=DESK_CHAT, item_id=1)
    await do(gao, editor, lookup.show_audit, number="1")
    first = [each for each in await shown(gao, 1) if "下一页 ▶" in each.labels][-1]
    pages = int(first.labels[0].split("/")[1])
    assert pages > 1 and first.labels == [f"1/{pages}", "下一页 ▶"]
    await do(gao, editor, lookup.turn_audit, page=1, item_id=1)
    (second,) = [each for each in await shown(gao, 1) if each.message_id == first.message_id]
    assert second.labels[:2] == ["◀ 上一页", f"2/{pages}"] and second.text != first.text


async def test_an_adoption_names_its_channel_in_the_readers_language(
    gao: County, editor: Person, wang: Person
) -> None:
    """An English trail read: Recorded as taken · 市 single item."""
    await submit(gao, wang, "早茶开园", message_id=1)
    await do(gao, editor, reviews.adopt, chat_id=DESK_CHAT, item_id=1)
    await do(gao, editor, language.switch_language, words="en")
    await do(gao, editor, adoptions.command, typed="1 city")
    told = (await texts_to(gao, 1))[-1]
    assert "Recorded: City “政务信息快报”, single item" in told
    assert any("Recorded as taken · City single item" in line for line in await audited(gao, editor, "1"))
