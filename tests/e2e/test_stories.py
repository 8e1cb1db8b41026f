"""The manual's stories 1-5 against `python -m bot run` with the shipped settings and Telegram's own limits.

Only token, addresses, storage and owners differ from config.toml; no call may break a rule of Telegram's.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from bot.sandbox import Limits, Sandbox, serve
from tests.support import schema
from tests.support.county import BODY, TITLE
from tests.support.process import running, write_settings
from tests.support.running import OWNER

ROSTER = """单位,姓名,职务,类别,月任务,Telegram,入职
云茶镇,王茗,信息员,兼职,,101,2026-01-05
县农业局,李树青,信息员,兼职,6,102,2026-01-05
信息中心,周编,编辑,专职,,103,2026-01-05
县政府,张县长,领导,专职,,104,2026-01-05
双溪乡,郑宣,,,,,
"""


@pytest.mark.timeout(150)
@pytest.mark.skipif(sys.platform == "win32", reason="stops the bot by SIGTERM")
async def test_from_an_empty_office_to_a_booked_demand(tmp_path: Path) -> None:
    sandbox = Sandbox(limits=Limits.strict())
    async with serve(sandbox) as base:
        owner = sandbox.user(OWNER, "主任")
        wang, li = sandbox.user(101, "王茗"), sandbox.user(102, "李树青")
        zhou, zhang = sandbox.user(103, "周编"), sandbox.user(104, "张县长")
        stranger, zheng = sandbox.user(105, "陈勘"), sandbox.user(106, "郑宣")
        work_group = sandbox.group("工作群", owner, wang, li, zhang, bot_admin=True)
        desk_group = sandbox.group("采编群", owner, zhou, bot_admin=True)
        config = write_settings(tmp_path, base, owners=[OWNER], limits=True)
        async with running(config) as bot:
            # 1. People and places
            await owner.start()
            await owner.wait_for("管理员", timeout=20)
            for group, kind in ((work_group, "work"), (desk_group, "desk")):
                await owner.say(f"/bind {kind}", chat=group)
                await owner.wait_for(lambda s: s.by_bot, chat=group, timeout=10)
            await owner.send_document(ROSTER.encode(), "名册.csv", caption="/roster")
            shown = await owner.wait_for(lambda s: "确认导入" in s.labels, timeout=15)
            await owner.press(shown, "确认导入", timeout=10)
            links = await owner.wait_for(lambda s: s.document is not None, timeout=15)
            payload = re.search(rb"start=([\w-]+)", links.document or b"")
            assert payload is not None
            await zheng.start(payload[1].decode())
            await zheng.wait_for("郑宣", timeout=10)
            for person in (wang, li, zhou, zhang):
                await person.start()
                await person.wait_for(person.user.name, timeout=10)
            await stranger.say("你好")
            await stranger.wait_for("/join", timeout=10)
            await stranger.say("/join 县国土资源局 陈勘")
            request = await zhou.wait_for(lambda s: "通过" in s.labels, chat=desk_group, since=0, timeout=15)
            assert (await zhou.press(request, "通过", timeout=10)).alert
            await owner.press(request, "通过", timeout=10)
            await stranger.wait_for("陈勘", timeout=15)

            # 2. Submitting, 3. reviewing
            await wang.say(f"#报送 {TITLE}\n类别：综合\n{BODY}")
            assert "本月第 1/4 条" in (await wang.wait_for("0001", timeout=15)).text
            await li.say(f"#报送 另一条\n{BODY}", chat=work_group)
            assert "本月第 1/6 条" in (await li.wait_for("0002", chat=work_group, timeout=15)).text
            card = await zhou.wait_for(
                lambda s: TITLE in s.text and "签收" in s.labels, chat=desk_group, since=0, timeout=15
            )
            await zhou.press(card, "签收", timeout=10)
            await wang.wait_for("责任编辑：周编", since=0, timeout=15)
            await zhou.press(
                await zhou.wait_for("在审", chat=desk_group, since=0, timeout=15), "采用", timeout=10
            )
            await wang.wait_for("已采用", since=0, timeout=15)

            # 4. Demands and bookings
            await zhang.say("#需求 汛期防汛准备情况\n截止：3个工作日\n名额：1\n请写预案、物资和演练。")
            preview = await zhang.wait_for(lambda s: "发布" in s.labels, timeout=15)
            await zhang.press(preview, "发布", timeout=10)
            post = await wang.wait_for(lambda s: "预约" in s.labels, chat=work_group, since=0, timeout=20)
            await wang.press(post, "预约", timeout=10)
            await wang.wait_for(lambda s: "交稿" in s.labels, since=0, timeout=15)
            await li.wait_for(lambda s: "候补" in s.labels, chat=work_group, since=0, timeout=20)
            await li.press(post, "候补", timeout=10)
            await wang.say("/unbook 1")
            await li.wait_for(lambda s: "接受" in s.labels, since=0, timeout=20)

            # 5. The clock
            await owner.say("/preview shortfall")
            await owner.wait_for("预览", timeout=15)
            bot.terminate()
            assert await bot.wait() == 0
        assert sandbox.violations == []
        assert not [call for call in sandbox.calls if call.error.startswith("Too Many Requests")]
        if not schema.PATH.exists():
            pytest.skip(
                "the published Bot API schema does not lie beside the project; everything else was checked"
            )
        assert schema.faults((call.method, call.params) for call in sandbox.calls) == []
