"""What a careful reader would ask about an item (manual, section 2): figures, days, what is missing, danger; never a refusal.

A hint that is wrong costs more than one that is not given: whatever may have a good reason is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.model import Kind
from bot.rules.figures import arithmetic

MOST = 2  # hints under one item
STALE_AFTER = {Kind.ORDINARY: 15, Kind.EARLY_WARNING: 3}  # days; what other kinds tell takes its time


class HintKind(StrEnum):
    """What is asked about, the most pressing first; each has its own sentence in the views."""

    DANGER = "danger"  # words: the word of danger
    SUM = "sum"  # the sum as it should be, the figure that is written
    PART = "part"  # a part, and the whole that is less
    UNIT = "unit"  # the two that differ by 万 or 亿
    PERCENT = "percent"  # the percentage as it should be, as written
    NO_DAY = "no_day"  # the day that no calendar has
    FUTURE = "future"  # the day
    PAST = "past"  # the day
    MISSING = "missing"  # of time, place, figure


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing to look at again, with the words of the text that it is about."""

    kind: HintKind
    words: tuple[str, ...]


def hints_of(title: str, body: str, *, kind: Kind, is_pressing: bool, day: date) -> list[Hint]:
    """The first two hints that there are; `day` is the one on which the item came, `is_pressing` whether it rings already."""
    text = f"{title}\n{body}"
    found: list[Hint] = []
    if not is_pressing and (word := danger(text)):
        found.append(Hint(HintKind.DANGER, (word,)))
    for each in _in_order(text, kind=kind, day=day):
        if len(found) == MOST:
            break
        found.append(each)
    return found


def _in_order(text: str, *, kind: Kind, day: date) -> Iterator[Hint]:
    for name, should_be, written in arithmetic(text):
        yield Hint(HintKind(name), (should_be, written))
    yield from _days(text, kind=kind, day=day)
    if missing := _missing(text):
        yield Hint(HintKind.MISSING, missing)


# --- words of danger ---

_DANGER = re.compile(
    "死亡|遇难|身亡|溺亡|坠亡|失踪|失联|塌方|坍塌|垮塌|塌陷|滑坡|泥石流|决口|溃坝|中毒|爆炸(?![式性])|爆燃|火灾|(?<!一)起火(?!灾)|泄漏|伤亡"
    "|重伤|被困|踩踏|群体性|群体事件|群体上访|集体上访|聚众|械斗|疫情|自杀|轻生"
)
# The same without what stands around them: nearly all texts have none, and these are looked for in a third of the time.
_DANGEROUS = re.compile(re.sub(r"\(.*?\)", "", _DANGER.pattern))
_CLAUSE = re.compile("[，。；：！？\n,;:]")
_NEAR = 14  # characters before and after, within the clause
# Casualties in figures are told of no drill.
_CASUALTIES = re.compile(
    r"(?:\d+|[一二三四五六七八九十两])(?:余|多)?[人名户][^，。；]{0,4}(?:死亡|遇难|身亡|失踪|失联|中毒|被困|重伤|溺亡)"
    r"|(?:死亡|遇难|失踪|失联|中毒|被困|重伤|受伤)(?:人员|学生|群众|村民)?(?:\d+|[一二三四五六七八九十两])(?:余|多)?[人名]"
)
_NONE_BEFORE = re.compile(
    "(?:无|未|没有|零|不会|不再)(?:人员?|造成|发生|出现|发现|任何|一人|一例|一起|引发|导致|有|新增|报告|接到|因灾|较大|重大|重特大|安全)*$"
)
_HARMLESS_BEFORE = re.compile(
    "防止|防范|预防|防治|防控|严防|谨防|防$|避免|杜绝|遏制|减少|降低|演练|演习|模拟|假设|假如|假定|如遇|一旦|可能|培训|宣传|讲解|讲授|学习"
    "|知识|案例|警示|教育|排查|整治|治理|监测|预警|应对|处置|救治|保险|保障|补偿|救助|价格|产量|产值|销量|销售|成绩|业绩|市场|易|往年|去年|历史"
)
_HARMLESS_AFTER = re.compile(
    "演练|演习|预案|隐患|防治|防范|防控|预防|风险|应急|知识|宣传|培训|案例|警示|保险|险种|赔付|补助|抚恤|证明|注销|率|监测|点位|地段|治理|整治|排查"
    "|救援队|专项|模拟|调查评价|易发|多发|期间|形势|影响|后遗症|零发生|为零|为例|事故下降|起数|下降|较去年|救护"
)

# 滑坡150处、塌方40处: how many places a survey has found, where the sentence or the title tells of one and nothing just happened.
_PLACES_COUNTED = re.compile(
    r"(?:隐患|灾害)?(?:点|体|沟口?)?[共计约]*(?:\d+|[一二三四五六七八九十百两]+)(?:余|多)?[处个条]"
)
_GROUND = frozenset(["塌方", "坍塌", "垮塌", "塌陷", "滑坡", "泥石流"])
_SURVEY = re.compile("排查|普查|摸排|调查|核查|查明|摸清|登记|在册|台账|建档|现有|隐患点|群测群防")
_HAPPENED = re.compile(
    "(?<![未没无有])(?:造成|导致|引发|发生|突发|致使)|[雨震洪水灾]致|暴雨|降雨|山洪|地震|台风|中断|受阻|抢险|抢修|被埋|被困|转移|封闭|昨|凌晨"
)


def _is_survey(text: str, word: re.Match[str]) -> bool:
    if word[0] not in _GROUND or not _PLACES_COUNTED.match(text, word.end()):
        return False
    before = _SENTENCE_END.split(text[max(0, word.start() - _SENTENCE) : word.start()])[-1]
    sentence = before + _SENTENCE_END.split(text[word.start() : word.end() + _SENTENCE])[0]
    if _HAPPENED.search(sentence):
        return False
    return bool(_SURVEY.search(sentence) or _SURVEY.search(text.split("\n", 1)[0]))


# The same of a text in English, whose words stand apart and further from what denies them.
_DANGER_EN = re.compile(
    r"\b(?:killed|died|dead|deaths?|drown(?:ed|ing)|(?:is|are|was|were|went|gone|reported|still) missing|landslides?"
    r"|mudslides?|cave-?ins?|collapsed|poison(?:ed|ing)|explo(?:sions?|ded)|(?:caught|on) fire|(?:fires?|blaze) broke out"
    r"|leak(?:ed|age|ing)|casualt(?:y|ies)|seriously injured|trapped|stampede|riots?|mass protests?|outbreak|suicide)\b",
    re.IGNORECASE,
)
_CLAUSE_EN = re.compile(r"[.,;:!?\n]")
_NEAR_EN = 60
_HARMLESS_EN = re.compile(
    r"\b(?:no|nobody|none|not|without|never|zero|prevent\w*|avoid\w*|against|drill\w*|exercises?|rehears\w+|simulat\w+"
    r"|train(?:ed|ing|ings)|aware\w*|risks?|hazards?|in case|if|could|may|might|insur\w+|monitor\w*|warn\w*|lessons?|how to"
    r"|last year|fewer|prone|control|rate|plans?|season|checked|inspect\w*|survey\w*|repair\w*)\b",
    re.IGNORECASE,
)
_LATIN = re.compile("[A-Za-z][A-Za-z]{3}")  # what begins with a single set is looked for much faster


def danger(text: str) -> str | None:
    """The first word that tells of something dangerous that happened; not where it is drilled, prevented or denied."""
    if _DANGEROUS.search(text) and (word := _danger_zh(text)):
        return word
    return _danger_en(text) if _LATIN.search(text) else None


def _danger_en(text: str) -> str | None:
    for word in _DANGER_EN.finditer(text):
        before = _CLAUSE_EN.split(text[max(0, word.start() - _NEAR_EN) : word.start()])[-1]
        after = _CLAUSE_EN.split(text[word.end() : word.end() + _NEAR_EN])[0]
        if not _HARMLESS_EN.search(before) and not _HARMLESS_EN.search(after):
            return word[0]
    return None


def _danger_zh(text: str) -> str | None:
    for word in _DANGER.finditer(text):
        before = _CLAUSE.split(text[max(0, word.start() - _NEAR) : word.start()])[-1]
        if _NONE_BEFORE.search(before):
            continue
        around = text[max(0, word.start() - _NEAR) : word.end() + _NEAR]
        if _CASUALTIES.search(around) and word[0] in _CASUALTY_WORDS:
            return word[0]
        after = _CLAUSE.split(text[word.end() : word.end() + _NEAR])[0]
        is_harmless = _HARMLESS_BEFORE.search(before) or _HARMLESS_AFTER.search(after)
        if not is_harmless and not _is_survey(text, word):
            return word[0]
    return None


_CASUALTY_WORDS = frozenset(["死亡", "遇难", "身亡", "失踪", "失联", "中毒", "被困", "重伤", "溺亡"])


# --- days ---

_DAY = re.compile(r"(?<!\d)(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]")
_DAY_AT_ALL = re.compile(r"月\d{1,2}[日号]")  # found much faster
_HALF_A_YEAR = 182  # days
_SENTENCE = 100  # characters before and after a day that are looked at
_SENTENCE_END = re.compile("[。；！？\n]")
_PLANNED = re.compile(
    "将|拟|计划|预计|预报|预测|定于|截止|力争|确保|下一步|届时|期限|有效|每年|申报|申请|报名|完成时|时限|安排|打算|预约|日前|号前|[日号](?:之?前|起|至|止|以后|后|到)"
)
_LATELY = re.compile(
    "近日|近期|日前|昨|今日|今天|今晨|今早|目前|当前|连日|最近|本周|刚刚|截至(?!\\d)|正在|现已|至今|近来|近年|每年|[月年]来|以来"
)
_MONTH = re.compile(r"(?<!\d)(\d{1,2})月(?!\d)")


def _days(text: str, *, kind: Kind, day: date) -> Iterator[Hint]:
    if not _DAY_AT_ALL.search(text):
        return
    latest: date | None = None
    latest_words, has_future = "", False
    for found in _DAY.finditer(text):
        told = _read_day(found, near=day)
        if told is None:
            yield Hint(HintKind.NO_DAY, (found[0],))
            return
        if told > day:
            has_future = True
            if _is_told_as_past(text, found):
                yield Hint(HintKind.FUTURE, (found[0],))
                return
        elif latest is None or told > latest:
            latest, latest_words = told, found[0]
    limit = STALE_AFTER.get(kind)
    if latest is None or has_future or limit is None or (day - latest).days <= limit:
        return
    months = {int(month[1]) for month in _MONTH.finditer(text)}
    if day.month not in months and not _LATELY.search(text):
        yield Hint(HintKind.PAST, (latest_words,))


def _read_day(found: re.Match[str], *, near: date) -> date | None:
    """The day meant; without a year the one that lies nearest. None where there is none such."""
    month, day = int(found[2]), int(found[3])
    days = []
    for year in [int(found[1])] if found[1] else [near.year, near.year - 1, near.year + 1]:
        try:
            told = date(year, month, day)
        except ValueError:  # 29 February is a day of some years
            continue
        if abs((told - near).days) <= _HALF_A_YEAR:
            return told
        days.append(told)
    return min(days, key=lambda each: abs((each - near).days), default=None)


def _is_told_as_past(text: str, found: re.Match[str]) -> bool:
    before = _SENTENCE_END.split(text[max(0, found.start() - _SENTENCE) : found.start()])[-1]
    behind = _SENTENCE_END.split(text[found.start() : found.end() + _SENTENCE])[0]
    if text[max(0, found.start() - 2) : found.start()] == "截至":
        return True
    return _PLANNED.search(before + behind) is None


# --- what is missing ---

_TIME = re.compile(
    "[年月日号]|\\d[时点:：]|季度|[上中下]旬|近期|近来|日前|昨|今|目前|当前|最近|期间|以来|汛|春|夏|秋|冬|凌晨|[上下中]午|本周|周[一二三四五六末]|现有|现已"
    "|正在|刚刚|此前|连续|长期"
)
_PLACE = re.compile("[县镇乡村市区街路社院校厂园站所局委办河库桥]|公司|中心|我省|全省|学会|协会|部门|单位")
_FIGURE = re.compile(
    "[0-9]|[一二三四五六七八九十百千万两][余多]?[个名户人次亩元吨条处项家件场台辆座所期批种天米类支]|百分之"
)
_HAN = re.compile("[\u4e00-\u9fff]")


def _missing(text: str) -> tuple[str, ...]:
    looked_for = (("time", _TIME), ("place", _PLACE), ("figure", _FIGURE))
    missing = tuple(name for name, pattern in looked_for if not pattern.search(text))
    # Of a text that is not Chinese nothing can be said.
    return missing if missing and len(_HAN.findall(text)) * 2 > len(text) else ()
