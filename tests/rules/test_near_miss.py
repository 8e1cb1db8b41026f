"""Texts that were meant as items but do not begin with the tag."""

from __future__ import annotations

from bot.rules.near_miss import NearMiss, near_miss
from tests.support.table import each_row

TITLE, BODY = "云茶镇完成秋茶采摘", "云茶镇今年秋茶采摘全部完成，采摘面积三千二百亩，户均增收两千四百元。"


@each_row(
    "head",
    [
        "报送 ",
        "【报送】",
        "#信息报送 ",
        "报送：",
        "［报送］",
        "【信息报送】\n",
        "＃信息报送＃",
        "報送 ",
        "#报 送 ",
        "井报送 ",
        "#上报：",
        "＃投稿\n",
    ],
)
def test_the_word_at_the_head_is_taken_for_the_tag(head: str) -> None:
    near = near_miss(f"{head}{TITLE}\n{BODY}")
    assert near == NearMiss(f"#报送 {TITLE}\n{BODY}")


def test_a_word_that_goes_on_stays_in_the_title() -> None:
    near = near_miss(f"报送工作情况\n{BODY}")
    assert near == NearMiss(f"#报送 报送工作情况\n{BODY}")


def test_a_tag_further_on_begins_the_item_and_what_stood_before_is_named() -> None:
    near = near_miss(f"各位领导，现报送如下：\n#报送 {TITLE}\n{BODY}")
    assert near == NearMiss(f"#报送 {TITLE}\n{BODY}", left_out="各位领导，现报送如下：")


def test_a_tag_at_the_end_takes_the_whole_text() -> None:
    near = near_miss(f"{TITLE}\n{BODY} #报送")
    assert near is not None
    assert near.text.split() == ["#报送", TITLE, BODY] and near.left_out == ""


@each_row(
    "text",
    [
        "报送 太短",
        "请大家按时报送。" * 6,
        f"#报送 {TITLE}\n{BODY}",
        f"#信息化建设 {TITLE}\n{BODY}",
        BODY,
        "各位领导，现报送如下：" + BODY,
        "",
    ],
)
def test_talk_and_what_has_its_tag_are_no_near_misses(text: str) -> None:
    assert near_miss(text) is None
