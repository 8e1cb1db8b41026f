"""The monthly notice over HTTP: the draft, an appeal that is granted, the notice with its files, and a correction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.sandbox.personas import Seen
from tests.e2e.test_clock import at, pass_to, posts, report

TITLE = "2026年5月政务信息报送采用情况通报"


def has_file(name: str) -> Callable[[Seen], bool]:
    """A document with this name."""
    return lambda seen: seen.document is not None and seen.file_name == name


async def test_from_the_draft_through_an_appeal_to_the_notice_and_its_correction(
    open_county: Callable[..., Any],
) -> None:
    async with open_county(at=at("2026-05-26 10:00")) as gao:
        wang = await gao.join("王茗")
        await gao.join("李四", unit="水利局")
        zhou = await gao.join("周编", role="编辑")
        leader = await gao.join("张县长", unit="县政府", role="领导")
        await report(gao, wang, "春茶开园", "春茶销售", "春茶加工", "春茶外销")
        for number in ("2026-0001", "2026-0002"):
            await zhou.press(await gao.card(number, who=zhou), "采用")
        await pass_to(gao, "2026-06-01 10:00")
        draft = await gao.owner.wait_for(f"{TITLE}（征求意见稿）", chat=gao.desk_group, since=0)
        assert "1. 云茶镇 本月2分，累计2分" in draft.text.split("\n")
        under = await gao.owner.wait_for("请核对。6月3日（周三）09:00自动发布", chat=gao.desk_group, since=0)
        assert under.labels == ["发布", "暂缓"]
        name = f"{TITLE}（征求意见稿）（2026年第1期）.xlsx"
        await gao.owner.wait_for(has_file(name), chat=gao.desk_group, since=0, timeout=30)

        # An editor may look at it, and decide nothing; the appeal is granted, and what it shows recorded.
        assert "没有此项权限" in (await zhou.press(under, "发布")).text
        await wang.say("/appeal 2026-05 5月29日市里采用了春茶开园，漏登")
        asked = await zhou.wait_for("漏登", chat=gao.desk_group, since=0)
        await zhou.press(asked, "采纳")
        reason = await zhou.wait_for("理由", chat=gao.desk_group)
        await zhou.say("已核实补登", chat=gao.desk_group, reply_to=reason)
        await wang.wait_for("已核实补登", since=0)
        await zhou.say("/adopted 2026-0001 市 2026-05-29")
        await zhou.wait_for("已登记")

        await pass_to(gao, "2026-06-03 09:00")
        for viewer, chat in ((wang, gao.work_group), (leader, None)):
            notice = await viewer.wait_for(f"{TITLE}\n2026年第1期", chat=chat, since=0)
            assert "1. 云茶镇 本月3分，累计3分" in notice.text.split("\n"), "what the appeal showed is in it"
            assert "1. 水利局 李四 0/4，差4条" in notice.text.split("\n")
            picture = await viewer.wait_for(lambda seen: seen.is_photo, chat=chat, since=0, timeout=30)
            assert picture.text == "2026年5月各单位得分"
            for ending in ("docx", "xlsx"):
                name = f"{TITLE}（2026年第1期）.{ending}"
                file = await viewer.wait_for(has_file(name), chat=chat, since=0, timeout=30)
                assert file.document is not None and file.document.startswith(b"PK")
        await wang.say("/appeal 2026-05 还有一条漏登")
        await wang.wait_for("通报已经发布")

        # The notice stands; what was forgotten in it is corrected.
        await gao.owner.say("/correct 2026-05")
        await gao.owner.wait_for("现有数据与2026-05通报一致")
        await gao.owner.say("/leave 李四 2026-05")
        await gao.owner.wait_for("李四")
        await gao.owner.say("/correct 2026-05 李四5月请假，漏登")
        question = await gao.owner.wait_for("是否发布更正通报？")
        assert "水利局 李四 未完成名单（完成/应报）：0/4 → 未列入" in question.text.split("\n")
        await gao.owner.press(question, "发布")
        for viewer, chat in ((wang, gao.work_group), (leader, None)):
            corrected = await viewer.wait_for("更正通报\n2026年更正第1期", chat=chat, since=0)
            assert "更正原因：李四5月请假，漏登" in corrected.text
        await pass_to(gao, "2026-06-03 09:30")
        assert len(posts(gao, wang, f"{TITLE}\n", gao.work_group)) == 1
