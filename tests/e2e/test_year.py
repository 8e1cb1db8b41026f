"""The end of a year over HTTP: fees listed and settled, the appraisal asked for and published by the clock."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from python_calamine import CalamineWorkbook

from bot.sandbox import Persona, Seen
from bot.sandbox.world.records import Chat
from tests.support.county import BODY
from tests.support.running import RunningCounty

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


async def files(who: Persona, count: int, *, chat: Chat | None = None, since: int = 0) -> list[bytes]:
    """The newest documents that somebody sees, once there are so many of them."""

    def found() -> list[Seen]:
        return [seen for seen in who.messages(chat)[since:] if seen.by_bot and seen.document]

    await who.wait_for(lambda _: len(found()) >= count, chat=chat, since=0, timeout=40)
    return [seen.document or b"" for seen in found()][-count:]


def rows(content: bytes) -> list[list[Any]]:
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        return book.get_sheet_by_index(0).to_python()


async def adopted(gao: RunningCounty, wang: Persona, zhou: Persona) -> None:
    await wang.say(f"#报送 冬修水利全面开工\n{BODY}")
    await wang.wait_for("2026-0001")
    await zhou.press(await gao.card("2026-0001", who=zhou), "采用")
    await wang.wait_for("已采用", since=0)
    await zhou.say("/adopted 2026-0001 市 12月28日 第12期", chat=gao.desk_group)
    await wang.wait_for("政务信息快报", since=0)


async def test_a_year_is_listed_settled_appraised_and_published(open_county: Callable[..., Any]) -> None:
    async with open_county(at=at("2026-12-28 10:00")) as gao:
        wang, zhou = await gao.join("王茗"), await gao.join("周编", unit="信息中心", role="编辑")
        leader = await gao.join("张县长", unit="县政府", role="领导")
        await adopted(gao, wang, zhou)

        # Whoever may not see it is told so; what is no time is answered in one line.
        await wang.say("/fees 2026-12")
        await wang.wait_for("您的职务没有此项权限")
        await wang.say("/appraisal 2026")
        await wang.wait_for("您的职务没有此项权限")
        await zhou.say("/fees 2026Q7")
        await zhou.wait_for("“2026Q7”不是月份或季度。")
        await zhou.say("/appraisal 上个年度 王茗吧")
        await zhou.wait_for("名册中没有“上个年度 王茗吧”")

        # The list, settled by a second word, with its table to sign.
        gao.clock.shift_to(at("2027-01-04 10:00"))
        await zhou.say("/fees_2026Q4")
        listed = await zhou.wait_for("2026年第四季度稿酬清单（草稿）")
        assert "1. 云茶镇 王茗：1篇，50.00元" in listed.text
        (draft,) = await files(zhou, 1)
        await zhou.press(listed, "定稿")
        await zhou.press(await zhou.wait_for("定稿后清单不再变动", since=0), "确认定稿")
        await zhou.wait_for("已由周编于", since=0)
        (final,) = await files(zhou, 1, since=len(zhou.messages()) - 1)
        assert (
            rows(draft)[1:4]
            == rows(final)[1:4]
            == [
                ["序号", "单位", "姓名", "篇数", "金额（元）", "领取签名"],
                [1.0, "云茶镇", "王茗", 1.0, 50.0, ""],
                ["", "合计", "", 1.0, 50.0, ""],
            ]
        )
        again = await zhou.press(listed, "定稿")
        assert again.alert and "已由周编于1月4日" in again.text

        # The appraisal, asked for by a leader, then published by the clock to desk and leaders, once.
        await leader.say("/appraisal 2026")
        await leader.wait_for("高县2026年信息工作年终评比情况（草稿）")
        book, *papers = await files(leader, 3)
        assert rows(book)[2][:3] == [1.0, "云茶镇", 2.0]
        assert all(zipfile.ZipFile(io.BytesIO(paper)).namelist() for paper in papers)
        for _ in range(2):
            gao.clock.shift_to(at("2027-01-05 09:01"))
            await gao.desk.runner.tick()
        await gao.idle()
        published = [
            seen.text
            for viewer, chat in ((zhou, gao.desk_group), (leader, None))
            for seen in viewer.messages(chat)
            if seen.text.startswith("高县2026年信息工作年终评比情况\n")
        ]
        assert len(published) == 2 and "2027" not in published[0].split("\n")[1]
        assert len(await files(zhou, 3, chat=gao.desk_group)) == 3
        assert [text for text in (s.text for s in wang.messages()) if "评比情况" in text] == []
