"""Buttons that a phone would cut stand below each other; found when an English office was played on one."""

from __future__ import annotations

from bot.rules.button_rows import beside_each_other
from tests.support.table import each_row


@each_row(
    "labels, counts",
    [
        (["发布", "修改", "取消"], [3]),
        (["上报", "市采用", "省采用"], [3]),
        (["批示 1", "批示 2", "批示 3", "批示 4"], [4]),
        (["发布", "恢复自动发布"], [2]),
        (["Turn into a topic", "Commission it"], [2]),
        (["Add to the key points", "Put aside"], [1, 1]),
        (["Agree that it is done", "Send back to be completed"], [1, 1]),
        (["Preview", "Send to be signed", "Issue it"], [2, 1]),
        (["Sent up", "Taken by City", "Taken by Province"], [2, 1]),
        (["Better sent through another channel"], [1]),
        ([], [0]),
    ],
)
def test_no_more_stand_in_a_row_than_can_be_read(labels: list[str], counts: list[int]) -> None:
    assert beside_each_other(labels) == counts
