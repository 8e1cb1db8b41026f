from __future__ import annotations

from bot.desk.common import addressees
from bot.model import PersonState, Role
from bot.rules.addressees import Addressees, of_people, of_roles, of_units
from tests.support.county import County


async def test_who_is_addressed_are_the_active_people_now_each_once(gao: County) -> None:
    writer = await gao.person("钱编辑", "县信息中心", role=Role.EDITOR, telegram_id=1)
    zhang = await gao.person("张三", "云茶镇", telegram_id=2)
    chief = await gao.person("赵主任", "云茶镇", role=Role.ADMIN, telegram_id=3)
    await gao.person("停用", "云茶镇", telegram_id=4, state=PersonState.SUSPENDED)
    partner = await gao.person("党刊", "县委办", role=Role.PARTNER, telegram_id=5)
    async with gao.database.work(now=gao.clock.now()) as work:

        def called(named: Addressees) -> list[str]:
            return [person.name for person in addressees.people_of(work, named, besides=writer)]

        assert called(of_roles(Role.MEMBER, Role.EDITOR)) == [zhang.name]
        assert called(of_roles(Role.ADMIN)) == [chief.name]
        assert called(of_units(zhang.unit_id).with_(*of_people(zhang.id).codes)) == [zhang.name, chief.name]
        assert called(Addressees(("all",))) == [zhang.name, chief.name, partner.name]


async def test_whom_a_private_message_cannot_reach_is_named(gao: County) -> None:
    reached = await gao.person("张三", "云茶镇", telegram_id=2)
    without = await gao.person("李四", "云茶镇")
    shut = await gao.person("王五", "金竹镇", telegram_id=3, is_open=False)
    async with gao.database.work(now=gao.clock.now()) as work:
        away = addressees.out_of_reach(work, [reached, without, shut])
    assert ([p.name for p in away.without_account], [p.name for p in away.shut]) == (["李四"], ["王五"])
    assert away and not addressees.OutOfReach()
