"""What the people of a simulated office do: what each role begins, and how whoever reads a button answers it.

They know the bot as people do, by what stands on its buttons and what it asks; nothing here knows the bot's inside.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.corpus import Corpus
from bot.rules.workdays import WorkCalendar

UNITS = tuple(f"第{number:02}乡" for number in range(60))
CENTRE, OFFICE, PRESS = "信息中心", "县政府", "县报社"


@dataclass(frozen=True)
class Someone:
    """One of the office's people, with the account by which they write."""

    account: int
    name: str
    role: str
    unit: str


@dataclass(frozen=True)
class Habit:
    """How a button is answered: what share of those who see it press it, after how many hours, and what they write when asked."""

    share: float
    hours: float
    words: str = ""


ITEM = "{item}"  # stands for a text of its own each time

# By what stands on the button; of two under one message the first that is here is pressed.
HABITS: dict[str, Habit] = {
    "已阅": Habit(0.95, 6.0),
    "参加": Habit(0.8, 4.0),
    "请假": Habit(0.6, 5.0, "当天下乡走访，已请同事代为参加。"),
    "接受": Habit(0.9, 5.0),
    "反馈": Habit(0.7, 60.0, "已完成摸底，共排查隐患点位12处，正在逐一整改。"),
    "办结": Habit(0.9, 110.0, "12处隐患全部整改到位，已组织复查验收。"),
    "同意办结": Habit(0.8, 20.0),
    "确认": Habit(0.9, 8.0),
    "同意": Habit(0.8, 8.0),
    "预约": Habit(0.9, 5.0),
    "交稿": Habit(0.8, 40.0, ITEM),
    "提交": Habit(0.95, 0.5),
    "采用": Habit(0.45, 5.0),
    "退回": Habit(0.1, 6.0, "请补充数据和时间。"),
    "不采用": Habit(0.5, 7.0, "常规动态，县内已有同类信息。"),
    "可转达": Habit(0.9, 3.0),
    "采纳": Habit(0.5, 9.0, "经核对，情况属实。"),
    "搁置": Habit(0.3, 4.0, "近期已安排过同类选题。"),
}
_LETTERS = "甲乙丙丁戊己庚辛壬癸"


def spelt(number: int) -> str:
    """A number in signs that are no figures, so that no two texts are alike by their figures alone."""
    return "".join(_LETTERS[int(figure)] for figure in str(number))


def item(corpus: Corpus) -> str:
    """A submission of somebody's own."""
    title, body = corpus.next()
    return f"#报送 {title}\n{body}"


def commission(day: date, number: int) -> str:
    """A demand with three slots and a week to write in."""
    return f"#需求 重点选题{spelt(number)}\n截止:{day + timedelta(days=7):%Y-%m-%d}\n名额:3\n写明进展、做法和困难，800字以内。"


def sheet(command: str, title: str, *lines: str) -> str:
    """A command with its title, header lines and text, as one message."""
    return "\n".join((f"{command} {title}", *lines))


def begun_by_office(
    chance: random.Random, day: date, calendar: WorkCalendar, people: list[Someone]
) -> Iterator[tuple[str, float, str]]:
    """What the office starts on a working day: role, hour, and the text, which is published after its preview."""
    number, units = (
        spelt(day.toordinal()),
        chance.sample(sorted({one.unit for one in people if one.role == "信息员"}), 3),
    )
    weekday, place = day.weekday(), _workday_of_month(day, calendar)
    if weekday == 0:
        yield "编辑", 9.5, commission(day, day.toordinal())
        when, title = f"时间:{day + timedelta(days=3):%Y-%m-%d} 15:00", f"信息工作例会（{number}）"
        yield "编辑", 10.0, sheet("/meeting", title, when, "地点:三楼会议室", "参加:编辑", "请带本周选题。")
    if weekday == 2:
        until, title = f"截止:{day + timedelta(days=9):%Y-%m-%d}", f"全市信息工作要点（{number}）"
        yield "编辑", 9.2, sheet("/doc", title, "范围:信息员、编辑", until, "请认真学习，结合实际报送。")
    if weekday == 4:
        yield "编辑", 16.5, f"/consult 本周会商：研究选题三项，议定重点约稿两项（{number}）。"
    if place == 3:
        title = f"隐患整改情况（{number}）"
        yield (
            "领导",
            10.5,
            sheet("/task", title, f"承办:{units[0]}", f"协办:{units[1]}", "请摸清底数，限期整改到位。"),
        )
        yield "领导", 11.0, f"/topic 请关注{units[2]}农产品销路（{number}）"
    if place == 4:
        trainee = chance.choice([one for one in people if one.role == "信息员"])
        begin = day + timedelta(days=14)
        yield "管理员", 10.0, f"/rotation {trainee.name} {begin} {begin + timedelta(days=18)} 编辑一"
    if place == 5:
        when, who = f"时间:{day + timedelta(days=6)} 09:30", f"参加:{'、'.join(units)}"
        yield (
            "编辑",
            14.0,
            sheet("/meeting", f"季度通联会（{number}）", when, "地点:县政府", who, "交流经验。"),
        )
    if place == 18:
        coming = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        first = f"1. 春耕备耕进展 | 进度与困难 | {units[0]} | {coming:%m}月20日"
        yield (
            "编辑",
            15.0,
            sheet("/keypoints", f"{coming:%Y-%m}", first, "2. 防汛准备 | 物资与演练", "3. 企业用工"),
        )


def begun_by_reporter(
    chance: random.Random, corpus: Corpus, day: date, someone: Someone
) -> Iterator[tuple[float, str]]:
    """What a reporter who does the job writes: an item a week or a little more, seldom something else."""
    if chance.random() < 0.22:
        yield chance.uniform(8.6, 17.3), item(corpus)
    if chance.random() < 0.03:
        yield chance.uniform(9, 17), f"/ask 请问{spelt(day.toordinal())}类信息怎样写更容易被采用？"
    if chance.random() < 0.01:
        yield chance.uniform(9, 17), f"/propose 建议关注{someone.unit}冬季供水（{spelt(day.toordinal())}）"


def _workday_of_month(day: date, calendar: WorkCalendar) -> int:
    """Which working day of its month it is, from 1."""
    return sum(calendar.is_workday(day.replace(day=number)) for number in range(1, day.day + 1))
