"""The seed's half-year as an office lives it, over real HTTP: reported, adopted, recorded from the city's lists, read back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bot.sandbox import Persona, Seen
from tests.support.running import RunningCounty

TOWNS = ["云茶镇", "沙河镇", "白岩镇", "翠竹镇", "桑坪镇"]
WHAT = {
    "早茶提前十天开园": "气温回升较快，采茶互助队分组进园，鲜叶收购点当日结算，茶农收入明显好于去年。",
    "集中供水工程完工": "新建水厂一座，铺设主管道四十公里，困难群众不再靠背水过日子，水质检测全部合格。",
    "竹编车间吸纳妇女就业": "闲置校舍改成车间，计件付酬，接送孩子两不误，产品通过电商卖到省外。",
    "小蚕共育室投入使用": "统一消毒、统一供种，小蚕成活率提高，养蚕户腾出人手忙春耕，茧站上门收购。",
    "村道硬化通到组": "投工投劳修路，客运班车开进山里，农资和药材运输成本下降，学生上学不走泥路。",
    "防汛演练覆盖全部点位": "监测员敲锣报警，群众沿标志撤到安置点，夜间集结用时缩短，物资储备逐一清点。",
    "卫生院开展夜间门诊": "医生轮流坐诊到晚上九点，外出务工返乡人员方便就医，慢性病随访由专人负责。",
    "合作社试种高山蔬菜": "引进耐寒品种，订单收购保底，土地流转租金按季兑付，带动周边农户学技术。",
    "留守儿童之家挂牌": "退休教师担任辅导员，周末开放图书角，亲情电话免费使用，志愿者结对陪伴。",
    "老旧电网改造收尾": "更换变压器九台，低电压问题消除，烘茧房和打米机同时开机也不跳闸。",
    "生猪保险理赔到户": "保险员驻村定损，赔款三日内打卡，散养户续保积极性高，防疫耳标全部补齐。",
    "非遗山歌进校园": "老歌师每周授课，课间操改编成山歌操，收集整理歌词两百首，录音存入档案。",
    "河道清漂常态开展": "河长带队巡查，打捞船每日出动，沿岸垃圾池改为分类收集点，水葫芦基本清除。",
    "农民夜校开到院坝": "村民点单选课，农技员讲施肥用药，司法所讲土地纠纷怎么调，场场坐满。",
    "危房改造提前完成": "鉴定、施工、验收各有专人，补助资金张榜公示，五十户搬进新居过年。",
}


async def test_the_seeds_half_year_entered_through_the_chat_is_191_points_and_120_1_per_cent(
    open_county: Callable[..., Any],
) -> None:
    items = [(town, f"{town}{what}", body) for what, body in WHAT.items() for town in TOWNS]
    async with open_county(at=datetime(2026, 1, 12, 2, 0, tzinfo=UTC)) as gao:
        admin = await gao.join("钱主任", unit="县政府办", role="管理员")
        zhou = await gao.join("周编", unit="信息中心", role="编辑")
        wu = await gao.join("吴编", unit="信息中心", role="编辑")
        reporters = {town: await gao.join(f"{town[0]}信息员", unit=town) for town in TOWNS}
        await admin.say("/target 全县 159")
        await admin.wait_for("任务已设定")
        for month in range(1, 7):
            gao.clock.shift_to(datetime(2026, month, 12, 2, 0, tzinfo=UTC))
            month_items = items[(month - 1) * 12 : month * 12]
            await report_and_adopt(gao, reporters, month_items, editors=(zhou, wu))
            titles = [title for _, title, _ in month_items]
            await book_list(gao, zhou, f"/adopted 市 第{month}期", titles[:10])
            await book_list(gao, wu, "/adopted 市 约稿", titles[10:])
        await report_and_adopt(gao, reporters, items[72:], editors=(zhou, wu))
        for number, kind in [("2026-0073", "参阅"), ("2026-0074", "参阅"), ("2026-0075", "重要")]:
            await zhou.say(f"/adopted {number} 省 {kind}")
            await zhou.wait_for(f"{number}")
        gao.clock.shift_to(datetime(2026, 6, 30, 2, 0, tzinfo=UTC))
        await zhou.say("/points 全县 2026")
        assert "全县（上级采用） 2026年积分 191分" in (await zhou.wait_for("全县（上级采用）")).text
        await admin.say("/target 全县")
        told = await admin.wait_for("时序进度")
        assert told.text == (
            "全县（上级采用） 2026年任务159分，已得191分，完成120.1%（时序进度50.0%，本月按整月计）；"
            "按今年前5个月的进度推算，全年约360分"
        )
        await zhou.say("/rank 2026")
        ranked = (await zhou.wait_for("合计")).text.split("\n")
        assert ranked[-1] == "合计 191分"
        assert len(ranked) == 1 + len(TOWNS) + 1


async def report_and_adopt(
    gao: RunningCounty,
    reporters: dict[str, Persona],
    items: list[tuple[str, str, str]],
    *,
    editors: tuple[Persona, Persona],
) -> None:
    """Everybody reports at once; two editors adopt what has come, card by card."""
    for town, title, body in items:
        await reporters[town].say(f"#报送 {title}\n{town}：{body}")
    await gao.idle()
    waiting = [seen for seen in editors[0].messages(gao.desk_group) if "采用" in seen.labels]
    assert len(waiting) == len(items)
    pressed = [editors[place % 2].press(card, "采用") for place, card in enumerate(waiting)]
    assert not any(answer.alert for answer in await asyncio.gather(*pressed))


async def book_list(gao: RunningCounty, editor: Persona, command: str, titles: list[str]) -> None:
    """The city's whole list, pasted below the command, and 确认 under the pairs."""
    await editor.say("\n".join([command, *titles]), chat=gao.desk_group)
    shown: Seen = await editor.wait_for(
        lambda seen: f"{len(titles)}条中有{len(titles)}条对上" in seen.text, chat=gao.desk_group
    )
    await editor.press(shown, "确认")
    await editor.wait_for(f"已登记{len(titles)}条", chat=gao.desk_group)
