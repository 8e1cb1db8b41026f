"""What the bot may do in its groups: told when it is taken, shown by /readyz as a warning."""

from __future__ import annotations

from typing import Any

import aiohttp

from bot.delivery.http.health import Health
from bot.delivery.http.serving import served
from bot.sandbox import Persona
from tests.support.running import RunningCounty as RunningCounty

TAKEN = "的权限被收回"


def told(who: Persona) -> list[str]:
    return [seen.text for seen in who.messages() if seen.by_bot and TAKEN in seen.text]


async def groups_in(gao: RunningCounty) -> dict[str, Any] | None:
    """The part of `/readyz` about groups, and that the desk is ready all the same."""
    health = Health(gao.desk.database, gao.clock, metrics=gao.desk.metrics, settings=gao.settings.health)
    async with (
        served(health.app, listen="127.0.0.1", port=0, key="health") as port,
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/readyz") as response,
    ):
        report: dict[str, Any] = await response.json()
    assert (response.status, report["ready"]) == (200, True)
    return report.get("groups")


async def test_a_right_that_is_taken_is_told_to_the_administrators_once_and_warned_of(
    gao: RunningCounty,
) -> None:
    world = gao.sandbox.world
    admin = await gao.join("李主任", role="管理员")
    assert await groups_in(gao) is None
    gao.sandbox.groups.promote(gao.work_group, world.bot, rights=["can_pin_messages"])
    for who in (gao.owner, admin):
        await who.wait_for(TAKEN, since=0)
    await gao.idle()
    assert told(gao.owner) == [
        "我在工作群“高县信息工作群”的权限被收回：删除消息。请该群管理员恢复：群设置，管理员（或权限），选择本机器人。"
    ]
    assert await groups_in(gao) == {"ok": True, "warning": True, "mute": 0, "limited": 1}
    gao.sandbox.groups.restrict(gao.work_group, world.bot)
    await gao.owner.wait_for("发言、欢迎新人", since=0)
    await gao.idle()
    assert [text.partition("：")[2].partition("。")[0] for text in told(admin)] == [
        "删除消息",
        "发言、欢迎新人、置顶消息",
    ]
    assert await groups_in(gao) == {"ok": True, "warning": True, "mute": 1, "limited": 0}
    gao.sandbox.groups.promote(gao.work_group, world.bot)
    await gao.idle()
    assert len(told(admin)) == 2
    assert await groups_in(gao) is None


async def test_the_loss_of_the_desk_group_itself_is_told_in_private(gao: RunningCounty) -> None:
    gao.sandbox.groups.restrict(gao.desk_group, gao.sandbox.world.bot)
    await gao.owner.wait_for(TAKEN, since=0)
    assert told(gao.owner) == [
        "我在采编群“高县采编群”的权限被收回：发言、删除消息、置顶消息。"
        "请该群管理员恢复：群设置，管理员（或权限），选择本机器人。"
    ]


async def test_a_group_that_is_not_bound_is_nobodys_affair(gao: RunningCounty) -> None:
    group = gao.sandbox.group("闲聊", gao.owner, bot_admin=True)
    gao.sandbox.groups.demote(group, gao.sandbox.world.bot)
    await gao.idle()
    assert told(gao.owner) == []
    assert await groups_in(gao) is None
