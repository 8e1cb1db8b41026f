"""The moment at which what an urgent item tells of happened."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.occurrence import LONGEST, occurred_at
from tests.support.table import each_row

ZONE = ZoneInfo("Asia/Shanghai")
SENT = datetime(2026, 6, 3, 7, 52, tzinfo=ZONE)


@each_row(
    ("text", "told"),
    [
        ("6月3日7时20分，云茶镇茶山村发生山体滑坡。", "2026-06-03 07:20"),
        ("2026年6月3日7:20，云茶镇发生滑坡。", "2026-06-03 07:20"),
        ("6月3日凌晨1时许，双溪乡……", "2026-06-03 01:00"),
        ("今日7时半，云茶镇……", "2026-06-03 07:30"),
        ("今早七点二十分左右", "2026-06-03 07:20"),
        ("昨日下午3点，云茶镇一货车侧翻。", "2026-06-02 15:00"),
        ("昨晚11时40分许，", "2026-06-02 23:40"),
        ("晚上十一点，双溪乡河水上涨。", "2026-06-02 23:00"),
        ("前日中午12时10分", "2026-06-01 12:10"),
        ("6月2日深夜12时", "2026-06-02 00:00"),
        ("上午7时15分接到报告", "2026-06-03 07:15"),
        ("2026-06-03 07:15，云茶镇发生滑坡。", "2026-06-03 07:15"),
        ("6月3日零点三十分", "2026-06-03 00:30"),
        ("6月2日6时至18时，全县降雨86毫米。", "2026-06-02 06:00"),
        ("晚上11时接报", "2026-06-02 23:00"),
        ("下午2时将再次会商。", None),
        ("增长百分之六点一，其中工业百分之三点五。", None),
        ("提出三点建议。", None),
        ("七点许，河水漫堤。", "2026-06-03 07:00"),
        # what has not come yet, or lies far back, is not when it happened; the next moment may be
        ("预计6月4日8时恢复通行；6月3日6时05分断道。", "2026-06-03 06:05"),
        ("2025年6月3日7时曾发生；今晨无异常。", None),
        ("会议定于6月5日上午9时召开。", None),
        ("全镇组织开展秋茶采摘技术培训，参训农户120户。", None),
        ("比分12:30，办公时间8:30-17:30。", None),
        ("6月31日7时20分", None),
        ("6月3日25时61分", None),
    ],
)
def test_a_text_tells_when_it_happened(text: str, told: str | None) -> None:
    found = occurred_at(text, sent_at=SENT)
    assert (found and found.strftime("%Y-%m-%d %H:%M")) == told


def test_early_in_january_december_is_last_years() -> None:
    sent = datetime(2026, 1, 1, 0, 30, tzinfo=ZONE)
    found = occurred_at("12月31日23时50分，云茶镇……", sent_at=sent)
    assert found == datetime(2025, 12, 31, 23, 50, tzinfo=ZONE)


@given(st.text(st.sampled_from("0123456789今昨日天早晚上下午凌晨月年时点分半：: ，十二三"), max_size=40))
def test_whatever_is_written_it_never_lies_ahead_nor_far_back(text: str) -> None:
    found = occurred_at(text, sent_at=SENT)
    assert found is None or SENT - LONGEST <= found <= SENT
