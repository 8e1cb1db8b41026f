"""Marks for print: what stands between Chinese characters is full-width, figures and addresses keep theirs."""

from __future__ import annotations

from bot.rules.punctuation import widen_for_print
from tests.support.table import each_row


@each_row(
    ("text", "expected"),
    [
        ("会议要求:一是抓早;二是抓小.下一步,继续", "会议要求：一是抓早；二是抓小。下一步，继续"),
        ("完成了吗?好!", "完成了吗？好！"),
        ("完成率98.5%.下一步", "完成率98.5%。下一步"),
        ('推行"五统一"模式', "推行“五统一”模式"),
        ("时间:12:30至14:00", "时间：12:30至14:00"),
        ("1.项目2.5亿元,增长12.5%.", "1.项目2.5亿元，增长12.5%."),
        ("依据GB/T 9704-2012,a;b?", "依据GB/T 9704-2012,a;b?"),
        ("见www.a.cn:80;茶", "见www.a.cn:80;茶"),
    ],
)
def test_marks_are_full_width_between_chinese_characters_and_nowhere_else(text: str, expected: str) -> None:
    assert widen_for_print(text) == expected
