from __future__ import annotations

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.changes import Change, describe_changes
from tests.support.table import each_row


def told(before: str, after: str) -> list[str]:
    return [f"{change.before} → {change.after}" for change in describe_changes(before, after)]


@each_row(
    ("before", "after", "expected"),
    [
        ("高县产量4.6吨，增收。", "高县产量4.8吨，增收。", ["4.6吨 → 4.8吨"]),
        ("产量4.6吨，同比增长12%。", "产量4.8吨，同比增长15%。", ["4.6吨 → 4.8吨", "12% → 15%"]),
        ("产量4.6吨、5.2吨。", "产量4.8吨、5.3吨。", ["4.6吨、5.2吨 → 4.8吨、5.3吨"]),
        ("收入3,200万元。", "收入3,250万元。", ["3,200万元 → 3,250万元"]),
        ("面积12平方米左右", "面积18平方米左右", ["12平方米 → 18平方米"]),
        ("2300余人参加", "2500余人参加", ["2300余人 → 2500余人"]),
        ("12月3日召开", "12月14日召开", ["3日 → 14日"]),
        ("昨日，张县长调研。", "昨日，李县长调研。", ["张县长调研 → 李县长调研"]),
        (
            "高县政府组织召开春茶会",
            "高县政府组织举办春茶会",
            ["高县政府组织召开春茶会 → 高县政府组织举办春茶会"],
        ),
        ("全县30412人张某受表彰", "全县30412人李某受表彰", ["30412人张某受表彰 → 30412人李某受表彰"]),
        ("共有张村30412人", "共有李村30412人", ["共有张村30412 → 共有李村30412"]),
        ("Tea of 4 tons", "Teas of 4 tons", ["Tea → Teas"]),
        ("第一句。第三句。", "第一句。第二句。第三句。", [" → 第二句。"]),
        ("第一句。第二句。第三句。", "第一句。第三句。", ["第二句。 → "]),
        ("产量4.6吨。", "产量4.6吨，同比增长5%。", [" → ，同比增长5%"]),
        ("", "全新", [" → 全新"]),
        ("旧", "", ["旧 → "]),
        ("春茶\n\n上市 了", "春茶\n上市  了", []),
        ("春茶上市", "春茶上市", []),
    ],
)
def test_describe_changes_reads_like_a_clerks_note(before: str, after: str, expected: list[str]) -> None:
    assert told(before, after) == expected


def test_only_the_first_changes_are_told() -> None:
    before = "".join(f"第{n}处共有茶农若干。" for n in range(10, 30))
    after = "".join(f"第{n + 50}处共有茶农若干。" for n in range(10, 30))
    assert describe_changes(before, after, most=2) == [
        Change("10处", "60处"),
        Change("11处", "61处"),
    ]
    assert len(describe_changes(before, after)) == 5


def test_the_context_is_bounded_by_the_argument() -> None:
    assert describe_changes("甲乙丙丁戊己庚", "甲乙丙变戊己庚", context=1) == [Change("丙丁戊", "丙变戊")]
    assert describe_changes("甲乙丙丁戊己庚", "甲乙丙变戊己庚", context=0) == [Change("丁", "变")]


def test_a_small_change_in_a_long_text_is_found_exactly() -> None:
    sentences = [f"第{n}村种植春茶{n * 3}亩，产值{n * 7}万元。" for n in range(2000)]
    before = "".join(sentences)
    sentences[100] = sentences[100].replace("300亩", "301亩")
    sentences[1900] = sentences[1900].replace("种植", "栽种")
    started = time.process_time()
    assert told(before, "".join(sentences)) == [
        "300亩 → 301亩",
        "第1900村种植春茶5700 → 第1900村栽种春茶5700",
    ]
    assert time.process_time() - started < 2


def scattered(alphabet: str, *, length: int, seed: int) -> str:
    return "".join(random.Random(seed).choices(alphabet, k=length))


@each_row("length", [1200, 5000, 50_000])
@each_row("alphabet", ["ab", "春。", "春\n", "1.", "的一是在，。", "春茶上市产量增长了，。12"])
def test_unlike_texts_of_any_length_are_compared_quickly(alphabet: str, length: int) -> None:
    before, after = (scattered(alphabet, length=length, seed=seed) for seed in (1, 2))
    started = time.process_time()
    changes = describe_changes(before, after)
    assert time.process_time() - started < 3  # measured: well under one, on a quiet machine
    assert 1 <= len(changes) <= 5
    assert all(max(len(change.before), len(change.after)) <= 120 for change in changes)


TEXTS = st.text(alphabet="春茶4.68吨，。a \n", max_size=60)


@given(TEXTS, TEXTS)
def test_every_visible_difference_is_told_and_nothing_else(before: str, after: str) -> None:
    changes = describe_changes(before, after, most=1000)
    if before.split() == after.split():
        assert changes == []
    if "".join(before.split()) != "".join(after.split()):
        assert changes != []
    for change in changes:
        assert change.before != change.after
        assert change.before in " ".join(before.split())
        assert change.after in " ".join(after.split())
