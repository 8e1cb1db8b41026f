"""The command menus: each role's own, in each language, published where they changed and only there (manual, section 1)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from bot.desk.common import menus
from bot.model import Person, PersonState, Role
from tests.support.county import County, rows_of


async def published(gao: County) -> list[dict[str, Any]]:
    """The parameters of every menu that was queued."""
    rows = await rows_of(
        gao.database, "SELECT payload FROM outbox WHERE method = 'setMyCommands' ORDER BY id"
    )
    return [json.loads(row[0]) for row in rows]


async def publish(gao: County, person: Person) -> None:
    async with gao.database.work(now=gao.clock.now()) as work:
        await menus.publish_menu_for(gao.office, work, work.directory.get_person(person.id))


async def publish_general(gao: County) -> None:
    async with gao.database.work(now=gao.clock.now()) as work:
        await menus.publish_menus(gao.office, work)


def names(menu: dict[str, Any]) -> set[str]:
    return {command["command"] for command in menu["commands"]}


async def test_general_menus_are_chinese_for_all_and_english_for_english_clients(gao: County) -> None:
    await publish_general(gao)
    found = [(menu["scope"]["type"], menu.get("language_code")) for menu in await published(gao)]
    scopes = ["default", "all_private_chats", "all_group_chats", "all_chat_administrators"]
    assert found == [*((scope, None) for scope in scopes), *((scope, "en") for scope in scopes)]
    described = {
        menu.get("language_code"): {c["command"]: c["description"] for c in menu["commands"]}
        for menu in await published(gao)
        if menu["scope"]["type"] == "all_private_chats"
    }
    assert described[None]["help"] == "帮助"
    assert described["en"]["help"] == "Help"


async def test_a_stranger_is_shown_only_what_strangers_may(gao: County) -> None:
    await publish_general(gao)
    (default,) = [m for m in await published(gao) if m["scope"]["type"] == "default" and len(m) == 2]
    assert names(default) == {"help", "join", "lang"}


async def test_a_menu_that_is_unchanged_is_not_published_again(gao: County) -> None:
    zhang = await gao.person("张三", "云茶镇", telegram_id=11)
    for _ in range(2):
        await publish_general(gao)
        await publish(gao, zhang)
    assert len(await published(gao)) == 9


async def test_each_role_is_shown_its_own_commands(gao: County) -> None:
    zhang = await gao.person("张三", "云茶镇", telegram_id=11)
    zhou = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
    admin = await gao.person("李主任", "政府办公室", role=Role.ADMIN, telegram_id=9)
    for person in (zhang, zhou, admin):
        await publish(gao, person)
    reporter, editor, administrator = map(names, await published(gao))
    assert {"submit", "my", "withdraw", "book"} <= reporter
    assert "audit" in editor and "audit" not in reporter
    assert {"members", "invite"} <= administrator and not {"members", "invite"} & (reporter | editor)


async def test_a_new_role_is_a_new_menu(gao: County) -> None:
    zhang = await gao.person("张三", "云茶镇", telegram_id=11)
    await publish(gao, zhang)
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.people.save(replace(zhang, role=Role.EDITOR))
        await work.refresh_directory()
    await publish(gao, zhang)
    before, after = map(names, await published(gao))
    assert "audit" not in before and "audit" in after


async def test_somebody_removed_is_left_a_strangers_menu(gao: County) -> None:
    zhang = await gao.person("张三", "云茶镇", telegram_id=11, state=PersonState.REMOVED)
    await publish(gao, zhang)
    (menu,) = await published(gao)
    assert names(menu) == {"help", "join", "lang"}


async def test_a_chat_that_is_not_open_has_no_menu(gao: County) -> None:
    """Telegram refuses menus for chats that do not exist."""
    for person in (
        await gao.person("张三", "云茶镇", telegram_id=11, is_open=False),
        await gao.person("李四", "云茶镇"),
    ):
        await publish(gao, person)
    assert await published(gao) == []


async def test_forgotten_menus_are_published_anew(gao: County) -> None:
    zhang = await gao.person("张三", "云茶镇", telegram_id=11)
    li = await gao.person("李四", "云茶镇", telegram_id=12)
    for person in (zhang, li):
        await publish(gao, person)
    async with gao.database.work(now=gao.clock.now()) as work:
        await menus.forget_menus(work, [11])
    for person in (zhang, li):
        await publish(gao, person)
    assert [menu["scope"]["chat_id"] for menu in await published(gao)] == [11, 12, 11]
