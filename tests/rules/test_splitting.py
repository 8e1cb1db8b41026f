from __future__ import annotations

import html
import re
import time
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.splitting import split_lines
from bot.rules.text import utf16_length
from tests.support.table import each_row


@each_row(
    ("lines", "limit", "expected"),
    [
        ([], 16, []),
        (["", " ", ""], 16, []),
        (["一", "", "二"], 16, ["一\n\n二"]),
        (["", "一", ""], 16, ["一"]),
        (["一" * 8, "二" * 7], 16, ["一" * 8 + "\n" + "二" * 7]),
        (["一" * 8, "二" * 8], 16, ["一" * 8, "二" * 8]),
        (["一" * 16, "", "二" * 16], 16, ["一" * 16, "二" * 16]),
        (["一", "二" * 20, "三"], 16, ["一", "二" * 16, "二" * 4 + "\n三"]),
        (["🍵" * 9], 16, ["🍵" * 8, "🍵"]),
        (["<b>" + "一" * 9 + "</b>", "二"], 16, ["<b>" + "一" * 9 + "</b>", "二"]),
    ],
)
def test_split_lines_breaks_at_line_ends(lines: list[str], limit: int, expected: list[str]) -> None:
    assert split_lines(lines, limit=limit) == expected


@each_row(
    ("line", "expected"),
    [
        ("一" * 10 + "。" + "二" * 10, ["一" * 10 + "。", "二" * 10]),
        ("一" * 10 + "！二；" + "三" * 10, ["一" * 10 + "！二；", "三" * 10]),
        ("一。" + "二" * 18, ["一。" + "二" * 14, "二" * 4]),  # the message would be nearly empty
        ("一" * 15 + "。" + "二", ["一" * 15 + "。", "二"]),
        ("一" * 14 + "&amp;二", ["一" * 14, "&amp;二"]),
        ("一" * 11 + "&amp;二", ["一" * 11 + "&amp;", "二"]),
        ("一" * 14 + "& amp;", ["一" * 14 + "& ", "amp;"]),
        ("一" * 15 + "e\u0301二", ["一" * 15, "e\u0301二"]),
        ("&amp;" + "\u0301" * 20, ["&amp;" + "\u0301" * 11, "\u0301" * 9]),
    ],
)
def test_a_line_over_the_limit_is_cut_where_it_hurts_least(line: str, expected: list[str]) -> None:
    assert split_lines([line], limit=16) == expected


def test_the_measure_decides_what_fits() -> None:
    def shown(text: str) -> int:
        return len(html.unescape(text))

    assert split_lines(["&lt;" * 16], limit=16, measure=shown) == ["&lt;" * 16]
    assert split_lines(["&lt;" * 16], limit=16) == ["&lt;" * 4] * 4


def test_a_limit_without_room_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="at least 16"):
        split_lines(["一"], limit=15)


LINES = st.lists(
    st.lists(st.sampled_from(["春", "茶", "。", "；", " ", "🍵", "e\u0301", "&amp;", "&#128077;", "a1"])).map(
        "".join
    ),
    max_size=12,
)
LIMITS = st.integers(min_value=16, max_value=60)


@pytest.mark.parametrize("measure", [utf16_length, len, lambda text: len(text.encode())])
@given(lines=LINES, limit=LIMITS)
def test_split_lines_keeps_the_limit_and_loses_nothing(
    lines: list[str], limit: int, measure: Callable[[str], int]
) -> None:
    messages = split_lines(lines, limit=limit, measure=measure)
    assert all(message.strip() and measure(message) <= limit for message in messages)
    assert "".join("".join(messages).split()) == "".join("".join(lines).split())
    entities = re.compile("&#?[0-9a-z]+;")
    assert sum(len(entities.findall(message)) for message in messages) == len(
        entities.findall("".join(lines))
    )


@given(lines=LINES)
def test_what_fits_into_one_message_stays_as_it_is(lines: list[str]) -> None:
    whole = "\n".join(lines).strip("\n")
    assert split_lines(lines) == ([whole] if whole.strip() else [])


@given(lines=LINES, limit=LIMITS)
def test_two_messages_in_a_row_never_fit_into_one(lines: list[str], limit: int) -> None:
    short = [line for line in lines if line.strip() and utf16_length(line) <= limit]
    messages = split_lines(short, limit=limit)
    assert all(utf16_length(f"{one}\n{other.splitlines()[0]}") > limit for one, other in pairwise(messages))


def test_split_lines_is_quick_with_long_posts() -> None:
    started = time.process_time()
    messages = split_lines(["春茶。" * 20] * 3000 + ["茶" * 100_000])
    assert len(messages) > 60
    assert time.process_time() - started < 5
