"""Receipts in a group that would have to wait are put together, a line each (manual, section 2, end)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import timedelta

from bot.clock import to_ms
from bot.delivery.outgoing.admission import Admission, Candidate, Room
from bot.desk.items import submissions
from bot.model import Person, PlaceKind
from bot.rules.text import utf16_length
from bot.sections import Limits
from bot.store.jsontext import as_json
from tests.support.county import WORK_CHAT, County, county, rows_of
from tests.support.databases import Home
from tests.support.scenes import do, texts_to

BODY = "云茶镇1.2万亩早茶全面开园，较去年提前10天，当日采摘鲜叶4.6吨。"
TELEGRAM = Limits(overall_per_second=30, group_per_minute=20, chat_per_second=1)
NONE = {"overall_per_second": 0, "group_per_minute": 0, "chat_per_second": 0}


async def submit(gao: County, who: Person, *, headers: str = "", title: str = "早茶开园") -> None:
    """One item from the work group."""
    await do(gao, who, submissions.submit_tagged, said=f"#报送 {title}\n{headers}{BODY}", chat_id=WORK_CHAT)


async def people(gao: County, count: int) -> list[Person]:
    """The work group and its reporters."""
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    return await gao.crowd(((f"王{n}", "云茶镇") for n in range(count)), accounts=range(1000, 1000 + count))


async def payloads(gao: County) -> list[dict[str, object]]:
    """What waits for the work group."""
    rows = await rows_of(gao.database, f"SELECT payload FROM outbox WHERE chat_id = {WORK_CHAT} ORDER BY id")
    return [json.loads(row[0]) for row in rows]


async def test_a_single_receipt_replies_and_those_that_wait_together_name_each_person(home: Home) -> None:
    async with county(home, now="2026-06-01 09:30:00") as gao:
        first, second, third = await people(gao, 3)
        await submit(gao, first)
        (single,) = await payloads(gao)
        assert single["text"] == "✅ 已收到：<b>2026-0001</b> 早茶开园\n本月第 1/4 条"
        assert "reply_parameters" in single
        await submit(gao, second, title="a<b>&c")
        await submit(gao, third)
        (joint,) = await payloads(gao)
        assert joint["text"] == (
            "✅ <b>2026-0001</b> 王0《早茶开园》 本月第 1/4 条\n"
            "✅ <b>2026-0002</b> 王1《a&lt;b&gt;&amp;c》 本月第 1/4 条\n"
            "✅ <b>2026-0003</b> 王2《早茶开园》 本月第 1/4 条"
        )
        assert "reply_parameters" not in joint


async def test_a_line_keeps_the_beginning_of_what_could_not_be_used(home: Home) -> None:
    async with county(home, now="2026-06-01 09:30:00") as gao:
        first, second = await people(gao, 2)
        await submit(gao, first)
        await submit(gao, second, headers="选题:99\n")
        (joint,) = await payloads(gao)
        assert str(joint["text"]).endswith(
            "王1《早茶开园》 本月第 1/4 条 · 选题“T99”不存在或已关闭，信息已保存，未关联选题。 目前没有可报的选题。"
        )


async def test_urgent_items_and_what_is_sent_without_limits_are_answered_one_by_one(home: Home) -> None:
    async with county(home, now="2026-06-01 09:30:00") as gao:
        first, second = await people(gao, 2)
        await submit(gao, first, headers="紧急\n")
        await submit(gao, second, headers="紧急\n")
        assert len(await payloads(gao)) == 2


async def test_without_limits_nothing_is_put_together(home: Home) -> None:
    async with county(home, now="2026-06-01 09:30:00", telegram={"limits": NONE}) as gao:
        for person in await people(gao, 3):
            await submit(gao, person)
        assert len(await payloads(gao)) == 3


async def test_each_topic_has_its_own_and_none_grows_over_telegrams_length(home: Home) -> None:
    async with county(home, now="2026-06-01 09:30:00") as gao:
        for person in await people(gao, 80):
            await submit(gao, person, title="早茶开园的消息写得很长" * 3)
        sent = [str(payload["text"]) for payload in await payloads(gao)]
        assert 1 < len(sent) < 5
        assert all(utf16_length(text) <= 4096 for text in sent)
        assert _numbers(sent) == [f"2026-{number:04d}" for number in range(1, 81)]


def _numbers(texts: Sequence[str]) -> list[str]:
    return re.findall(r"2026-\d{4}", "\n".join(texts))


class Telegram:
    """Sends what the outbox holds by the sender's own rules, in a simulated time; `heard` is when each text arrived."""

    def __init__(self, gao: County) -> None:
        self.gao, self.admission = gao, Admission(TELEGRAM)
        self.heard: list[tuple[float, str]] = []

    async def send(self, now: float) -> None:
        """Whatever may leave at this moment."""
        database, wall = self.gao.database, to_ms(self.gao.clock.now())
        ready = await database.queries.list_ready(database.reader, now=wall, each=8, most=2000)
        self.admission.replace([Candidate(*row) for row in ready])
        chosen, _ = self.admission.choose(now, room=Room(16, 8, 16, {}))
        async with database.settling() as conn:
            rows = await database.queries.claim_rows(conn, ids=as_json([each.id for each in chosen]))
            await database.queries.settle_rows(conn, rows=as_json([_sent(row[0], wall) for row in rows]))
        self.heard += [(now, json.loads(row[3])["text"]) for row in rows if row[1] == WORK_CHAT]


def _sent(row_id: int, wall: int) -> dict[str, object]:
    return {
        "id": row_id,
        "state": "sent",
        "attempts": 1,
        "message_id": row_id,
        "error": None,
        "send_at": wall,
        "settled_at": wall,
    }


async def test_of_200_reporters_within_a_minute_the_last_hears_within_a_minute_and_a_half(home: Home) -> None:
    async with county(home, now="2026-06-01 09:30:00") as gao:
        reporters, telegram, begun = await people(gao, 200), Telegram(gao), gao.clock.moment
        for tenth in range(900):
            now = tenth / 10
            gao.clock.moment = begun + timedelta(seconds=now)
            if tenth < 600 and tenth % 3 == 0:
                await submit(gao, reporters[tenth // 3])
            await telegram.send(now)
        heard = [text for _, text in telegram.heard]
        assert sorted(_numbers(heard)) == [f"2026-{number:04d}" for number in range(1, 201)]
        last = max(at for at, _ in telegram.heard)
        assert last < 90
        assert heard[0] == "✅ 已收到：<b>2026-0001</b> 早茶开园\n本月第 1/4 条"
        assert await texts_to(gao, WORK_CHAT) == heard
