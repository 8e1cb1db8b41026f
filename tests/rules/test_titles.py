"""Titles as a channel prints them find our items: a hundred edited and shortened ones, and some of other counties."""

from __future__ import annotations

from pathlib import Path

from bot.rules.titles import Titles, normal

PAIRS = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "edited_titles.tsv").read_text("utf-8").splitlines()
]
OTHERS = [
    "珙县白茶基地新增2000亩",
    "筠连县黄牛产业带动增收",
    "长宁县竹海景区智慧旅游平台上线",
    "兴文县石海景区暑期客流增长三成",
    "江安县开展危化品企业安全检查",
    "屏山县茶叶产业综合产值突破20亿元",
    "南溪区便民热线满意率达98%",
    "翠屏区老旧小区加装电梯310部",
    "临港开发区企业用工服务专班",
    "筠连县校园食品安全检查",
]


def test_of_a_hundred_edited_titles_ninety_five_find_their_item_and_none_another() -> None:
    assert len(PAIRS) == 100
    titles = Titles((at, ours) for at, (ours, _) in enumerate(PAIRS))
    found = {printed: titles.meant(printed) for _, printed in PAIRS}
    wrong = [p for at, (_, p) in enumerate(PAIRS) if (m := found[p]) is not None and m.item_id != at]
    missed = [printed for printed, match in found.items() if match is None]
    assert wrong == []
    assert len(missed) <= 5, missed


def test_titles_of_other_counties_find_nothing() -> None:
    titles = Titles((at, ours) for at, (ours, _) in enumerate(PAIRS))
    assert {title: match for title in OTHERS if (match := titles.meant(title)) is not None} == {}


def test_the_same_title_is_found_whatever_its_marks_and_two_of_the_same_are_not_guessed_between() -> None:
    titles = Titles([(1, "云茶镇1.2万亩早茶开园"), (2, "白岩镇通水"), (3, "白岩镇通水")])
    match = titles.meant("《云茶镇１．２万亩早茶 开园》")
    assert match is not None and (match.item_id, match.score) == (1, 1.0)
    assert titles.meant("白岩镇通水") is None
    assert {each.item_id for each in titles.find("白岩镇通水")} == {2, 3}
    assert (titles.meant(""), Titles([]).meant("白岩镇通水"), normal("。。")) == (None, None, "")
