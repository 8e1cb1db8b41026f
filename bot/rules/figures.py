"""Figures in a text that contradict each other: sums, percentages, the same figure with and without 万; hints ask about them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, islice, pairwise

_UNITS = (
    "平方米|立方米|平方公里|公斤|公里|千克|人次|元|吨|亩|户|人|名|个|处|家|件|条|台|辆|座|场|所|株|头|只|羽|米|公顷|斤|份|次|起|例|支|项"
    "|宗|期|套|间|口|卷|张|班|分钟|小时"
)
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_FIGURE = re.compile(rf"(?<![0-9.])({_NUMBER})([余多]?)([万亿]?)({_UNITS})")
_POWERS = {"": 1, "万": 10_000, "亿": 100_000_000}
_SENTENCE_MAX = (
    200  # characters: of a longer one a part is looked at, so that no text takes longer than its length
)
_SENTENCE = re.compile(f"[^。；！？\n]{{1,{_SENTENCE_MAX}}}")
_MOST = 20  # totals that are looked at in one text
_FAR = 30  # characters that a pattern looks over


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number with its unit, and where it stands."""

    digits: str
    is_rough: bool
    power: str
    unit: str
    start: int
    end: int

    @property
    def value(self) -> Decimal:
        return Decimal(self.digits) * _POWERS[self.power]

    @property
    def words(self) -> str:
        return f"{self.digits}{self.power}{self.unit}"


def arithmetic(text: str) -> Iterator[tuple[str, str, str]]:
    """What does not add up: 'sum', 'part', 'unit' or 'percent', and two figures; of sums and parts, units, percentages the first.

    Of a sum and a percentage: as it would be, as it is written. Of a part: the part, the whole that is less. Of a unit: as it
    stands in two places.
    """
    yield from islice(_sums(text), 1)
    yield from islice(_jumps(text), 1)
    yield from islice(_percentages(text), 1)


def _after_last(marks: str, text: str, at: int, end: int) -> int:
    """The place behind the last of the marks between two places; the first place where there is none."""
    return max(at, *(text.rfind(mark, at, end) + 1 for mark in marks))


def _figures(text: str, at: int = 0, end: int | None = None) -> list[_Figure]:
    return [
        _Figure(m[1], bool(m[2]), m[3], m[4], m.start(), m.end())
        for m in _FIGURE.finditer(text, at, len(text) if end is None else end)
    ]


# --- sums ---

_CHANGE = re.compile(
    rf"([0-9]+)[^0-9。；\n]{{0,{_FAR}}}?新增[^0-9。；，\n]{{0,8}}([0-9]+)[^0-9。；\n]{{0,8}}?"
    rf"(?:销号|核销|注销|退出|减少|消除)[^0-9。；，\n]{{0,8}}([0-9]+)"
)
_LEFT = re.compile(
    "(?:在册|现有|现存|剩余|尚有|还有)[^0-9。；，\n]{0,10}([0-9]+)|([0-9]+)[个处户人名条家]?(?:在册|现有)"
)
_TOTAL = re.compile("(?:合计|共计|总计|一共|共)[^0-9，。；、：\n]{0,6}(?=[0-9])")
_PARTS = re.compile("[、和及与]")
_MAY_OVERLAP = re.compile("党员|[女男]|岁|学历|民族|困难|低保|残疾|贫困|大学|骨干|干部|新增|首次|包括|同时")


def _sums(text: str) -> Iterator[tuple[str, str, str]]:
    if "新增" in text:
        yield from _change(text)
    if "共" in text or "合计" in text or "总计" in text:
        yield from _totals(text)
    if "其中" in text:
        yield from _parts(text)


def _change(text: str) -> Iterator[tuple[str, str, str]]:
    """212处，新增9处，销号4处，在册200处."""
    found = _CHANGE.search(text)
    left = _LEFT.search(text, found.end()) if found else None
    if found and left:
        before, new, gone = int(found[1]), int(found[2]), int(found[3])
        written = int(left[1] or left[2])
        if written not in (before + new - gone, before):
            yield "sum", f"{before}+{new}-{gone}={before + new - gone}", str(written)


def _totals(text: str) -> Iterator[tuple[str, str, str]]:
    """甲镇3户、乙镇4户，共8户. A list is summed from any place on, since what stands before it may belong to it or not."""
    for total in islice(_TOTAL.finditer(text), _MOST):
        written = _FIGURE.match(text, total.end())
        if written is None or written[2]:
            continue
        start = _after_last("。；！？\n", text, max(0, total.start() - _SENTENCE_MAX), total.start())
        clause = _after_last("，：", text, start, total.start() - 1)
        listed = _figures(text, clause, total.start())
        same = [
            f for f in _figures(text, start, total.start()) if (f.power, f.unit) == (written[3], written[4])
        ]
        values = [Decimal(figure.digits) for figure in same]
        sums = list(accumulate(reversed(values)))[1:]
        is_list = len(listed) > 1 and all(
            (a.power, a.unit) == (written[3], written[4]) and not a.is_rough for a in listed
        )
        joined = all(_PARTS.search(text, a.end, b.start) for a, b in pairwise(listed))
        if is_list and joined and Decimal(written[1]) not in (*sums, *values):
            numbers = [figure.digits for figure in listed]
            yield "sum", f"{'+'.join(numbers)}={sum(map(Decimal, numbers))}", written[1]


def _parts(text: str) -> Iterator[tuple[str, str, str]]:
    """共12人，其中男7人、女6人; a part greater than the whole."""
    for sentence in _SENTENCE.finditer(text):
        at = sentence[0].find("其中")
        if at < 0:
            continue
        at += sentence.start()
        parts = _figures(text, at, sentence.end())
        wholes = [
            f
            for f in _figures(text, sentence.start(), at)
            if parts and f.unit == parts[0].unit and not f.is_rough
        ]
        if not wholes:
            continue
        same = [part for part in parts if part.unit == wholes[-1].unit and not part.is_rough]
        greatest, most = (
            max(whole.value for whole in wholes),
            max((part.value for part in same), default=Decimal(0)),
        )
        listed = [
            a
            for a, b in zip(same, [*same[1:], None], strict=True)
            if b is None or "，" not in text[a.end : b.start]
        ]
        total = sum((part.value for part in same), Decimal(0))
        words = text[at : sentence.end()]
        sexes = re.search(r"男(?:性|生|同志)?([0-9]+)[人名][、，]女(?:性|生|同志)?([0-9]+)[人名]", words)
        if most > greatest:
            part = next(part for part in same if part.value == most)
            yield "part", part.words, wholes[-1].words
        elif sexes and len(wholes) == 1 and int(sexes[1]) + int(sexes[2]) != wholes[0].value:
            yield "sum", f"{sexes[1]}+{sexes[2]}={int(sexes[1]) + int(sexes[2])}", wholes[0].digits
        elif (
            len(same) > 1 and len(listed) == len(same) and total > greatest and not _MAY_OVERLAP.search(words)
        ):
            yield "sum", f"{'+'.join(p.digits + p.power for p in same)}={_plain(total)}", wholes[-1].digits


# --- 万 ---


def _jumps(text: str) -> Iterator[tuple[str, str, str]]:
    """4.6吨 here and 4.6万吨 there. Round figures meet by chance, and so do small sums of money."""
    if "万" not in text and "亿" not in text:
        return
    seen: dict[tuple[str, str], str] = {}
    for digits, _, power, unit in _FIGURE.findall(text):
        telling = digits.replace(".", "").strip("0")
        if len(telling) < (3 if unit == "元" or "." not in digits else 2):
            continue
        before = seen.setdefault((digits, unit), power)
        if before != power:
            yield "unit", f"{digits}{before}{unit}", f"{digits}{power}{unit}"


# --- percentages ---

_UP = "增加|增长|提高|提升|上升|上涨|增|涨|升"
_DOWN = "减少|下降|降低|压缩|缩短|回落|减|降|跌"
_RATE = re.compile(
    rf"[，,（(]?(?:同比|环比|累计|平均|分别|比[^0-9，。；\n]{{0,8}}|较[^0-9，。；\n]{{0,8}})?(?:增长|增幅|涨幅|升幅|增加|提高|上升|上涨|下降|降幅|降低|减少|跌幅)"
    rf"(?:[了率为达近约超过至幅度]|高达)*({_NUMBER})[%％]"
)
_FROM_TO = re.compile(
    rf"[由从][^，。；\n]{{0,16}}?(?<![0-9.])({_NUMBER})([万亿]?)({_UNITS})[^，。；0-9\n]{{0,8}}?({_UP}|{_DOWN})[^，。；0-9\n]{{0,3}}?[至到为]"
    rf"[^，。；\n]{{0,10}}?(?<![0-9.])({_NUMBER})([万亿]?)({_UNITS})"
)
_BY = re.compile(
    rf"(?<![0-9.])({_NUMBER})([万亿]?)({_UNITS})[，,](?:[^0-9，。；\n]{{0,10}})(增加|多收|上涨|增长|多|减少|下降|少)[了]?({_NUMBER})([万亿]?)({_UNITS})"
)
_SHARE = re.compile(
    rf"(?<![0-9.])([0-9]+)([户人名家个处])[^，。；0-9\n]{{0,10}}中[，,]?有?([0-9]+)\2[^，。；0-9\n]{{0,14}}[，,]?占(?:比|总数的?|的)?约?({_NUMBER})[%％]"
)
_OVER = re.compile(r"占(?:比|总数|全[县镇乡部村市])?[^0-9，。；\n]{0,6}?([1-9][0-9]{2,}(?:\.[0-9]+)?)[%％]")


def _percentages(text: str) -> Iterator[tuple[str, str, str]]:
    if "%" not in text and "％" not in text:
        return
    for found in _FROM_TO.finditer(text):
        rate = _RATE.match(text, found.end())
        if rate and (found[2], found[3]) == (found[6], found[7]):
            yield from _compared(Decimal(found[1]), Decimal(found[5]), rate)
    for found in _BY.finditer(text):
        rate = _RATE.match(text, found.end())
        if rate and (found[2], found[3]) == (found[6], found[7]):
            now, change = Decimal(found[1]), Decimal(found[5])
            before = now + change if found[4] in ("减少", "下降", "少") else now - change
            yield from _compared(before, now, rate)
    for found in _SHARE.finditer(text):
        if int(found[1]):
            yield from _unlike(Decimal(found[3]) * 100 / Decimal(found[1]), Decimal(found[4]))
    for found in _OVER.finditer(text):
        if Decimal(found[1]) > 100:
            yield "percent", "≤100%", f"{found[1]}%"


def _compared(before: Decimal, after: Decimal, rate: re.Match[str]) -> Iterator[tuple[str, str, str]]:
    if before > 0:
        yield from _unlike(abs(after - before) * 100 / before, Decimal(rate[1]))


def _unlike(right: Decimal, written: Decimal) -> Iterator[tuple[str, str, str]]:
    """Rounded figures lead to percentages that are a little off."""
    if abs(right - written) > max(Decimal("1.5"), written * Decimal("0.08")):
        yield "percent", f"{_plain(right.quantize(Decimal('0.1')))}%", f"{_plain(written)}%"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
