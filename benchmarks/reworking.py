"""Ten ways in which people rework a text before they send it again; what they come to is measured elsewhere."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

_SENTENCE = re.compile(r"[^。；]+[。；]?")
_CLAUSE = re.compile(r"[^,，。；]+[,，。；]?")
_DIGIT = re.compile(r"\d")
_STRANGE = "乙卯辰巳午未申酉戌亥瑞祺敦睦嵩岱淮泗渭泾汝颍沂泺"
_HEADER = (
    "【转发】各位领导、各位同事,现将我单位近期有关情况整理报送如下,供编发信息时参考,"
    "如有不妥之处请及时与我们联系,电话另附,特此说明。\n"
)


@dataclass(frozen=True)
class Written:
    """A text as an office sent it."""

    unit: str
    day: date
    title: str
    body: str


@dataclass(frozen=True)
class Event:
    """One event: as it was first reported, retold by the line bureau with its facts, told by another office with other
    interests, and beside it a text about another event at the same place on the same theme.
    """

    first: Written
    retold: Written
    elsewhere: Written
    lookalike: Written


def read_events(name: str = "events") -> list[Event]:
    """The forty events of benchmarks/texts, made for this: places, people and figures are invented.

    `heldout` are twenty others, by which no weight is chosen.
    """
    rows = json.loads((Path(__file__).parent / "texts" / f"{name}.json").read_text(encoding="utf-8"))
    return [Event(**{role: _written(each) for role, each in row.items()}) for row in rows]


def _written(row: dict[str, str]) -> Written:
    return Written(row["unit"], date.fromisoformat(row["day"]), row["title"], row["body"])


def _numbers(body: str, chance: random.Random) -> str:
    return _DIGIT.sub(lambda _: str(chance.randint(1, 9)), body)


def _dropped(share: float) -> Callable[[str, random.Random], str]:
    def drop(body: str, chance: random.Random) -> str:
        parts = _CLAUSE.findall(body)
        gone = set(chance.sample(range(len(parts)), round(len(parts) * share)))
        return "".join(part for place, part in enumerate(parts) if place not in gone)

    return drop


def _reordered(body: str, chance: random.Random) -> str:
    parts = _SENTENCE.findall(body)
    chance.shuffle(parts)
    return "".join(parts)


def _edited(share: float) -> Callable[[str, random.Random], str]:
    def edit(body: str, chance: random.Random) -> str:
        signs = list(body)
        for place in chance.sample(range(len(signs)), round(len(signs) * share)):
            signs[place] = chance.choice(_STRANGE)
        return "".join(signs)

    return edit


def _headed(body: str, _chance: random.Random) -> str:
    return _HEADER + body


def _all_of_it(body: str, chance: random.Random) -> str:
    return _numbers(_reordered(_dropped(0.25)(body, chance), chance), chance)


WAYS: dict[str, Callable[[str, random.Random], str]] = {
    "other figures": _numbers,
    "a tenth left out": _dropped(0.10),
    "a quarter left out": _dropped(0.25),
    "two fifths left out": _dropped(0.40),
    "sentences in another order": _reordered,
    "5 % of characters changed": _edited(0.05),
    "10 % of characters changed": _edited(0.10),
    "15 % of characters changed": _edited(0.15),
    "a header before it": _headed,
    "left out, reordered, other figures": _all_of_it,
}
