"""Names of people and units as they are typed: cleaning, limits, taking apart; who bears them is the roster's affair.

What is the same name stands in `squeeze`, which unit may be meant by one that does not exist in `find_alike`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.errors import BadInput
from bot.rules.text import clean, count_chars, shorten

NAME_MOST = 20
UNIT_MOST = 40
_HAN = "\u3400-\u9fff"
_INNER_BLANK = re.compile(rf"(?<=[{_HAN}]) (?=[{_HAN}])")
_MARKS = re.compile(r"[,，、;；]")
_LABELS = re.compile(r"(?:所在|工作)?单位(?:名称)?\s*[:：]|(?:姓名|名字)\s*[:：]")
_JOINTS = re.compile(r"[+＋—_/|｜-]+")
_FORMULA_STARTS = tuple("=+-@＝＋－＠")
# Radicals that a .pdf gives instead of the characters, where NFKC does not know them (Unicode's EquivalentUnifiedIdeograph).
_RADICALS = str.maketrans(
    "⺁⺇⺊⺌⺎⺒⺓⺕⺗⺜⺝⺠⺶⺷⺻⺼⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
    "厂几卜小兀巳幺彐心日月民羊羊聿月虎西见角贝车長长门雨青韦页风飞食首马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
)
# What a unit's name ends with, the longer before the shorter: “县卫健局” and “县卫生健康局” differ before it.
_UNIT_ENDS = (
    "人民政府办公室", "街道办事处", "党政办公室", "党委办公室", "委员会", "人民政府", "办事处", "党政办", "办公室", "研究室",
    "公司", "中心", "政府", "党委", "街道", "县委", "镇", "乡", "局", "办", "委", "院", "社", "站", "所", "部", "会", "校",
)  # fmt: skip
_PEOPLES = 4  # a Chinese name has at most so many characters, but for the rare ones


def read_name(raw: str) -> str:
    """A person's name: one line of at most 20 visible characters with a letter in it. BadInput otherwise."""
    name = _plain(raw)
    if not _is_fit(name, most=NAME_MOST):
        raise BadInput(
            "“{value}” cannot be used as a name: at most 20 characters, with letters, not beginning with = + - @",
            value=shorten(name, 40),
        )
    return name


def read_unit(raw: str) -> str:
    """A unit's name: one line of at most 40 visible characters with a letter in it. BadInput otherwise."""
    unit = _plain(raw)
    if not _is_fit(unit, most=UNIT_MOST):
        raise BadInput(
            "“{value}” cannot be used as a unit: at most 40 characters, with letters, not beginning with = + - @",
            value=shorten(unit, 60),
        )
    return unit


def split_unit_and_name(
    words: str, *, units: Iterable[str], lacking: BadInput | None = None
) -> tuple[str, str]:
    """Unit and name from “单位 姓名”, however people part them, or the other way round; `units` are the known ones.

    A known unit comes back as it is written on the roster. BadInput where one of the two is missing: `lacking`,
    or what somebody is told who names himself.
    """
    tokens = _LABELS.sub(" ", _MARKS.sub(" ", clean(words))).split()
    known = {squeeze(unit): unit for unit in units}
    if len(tokens) == 1:
        tokens = _part(tokens[0], units=known.values())
    if len(tokens) < 2 or tokens == ["单位", "姓名"]:  # the example, sent as it stands
        raise lacking or BadInput("Please give both your unit and your name, separated by a space.")
    for size in range(len(tokens) - 1, 0, -1):
        if unit := known.get(squeeze("".join(tokens[:size]))):
            return unit, read_name(" ".join(tokens[size:]))
    for size in range(1, len(tokens)):
        if unit := known.get(squeeze("".join(tokens[size:]))):
            return unit, read_name(" ".join(tokens[:size]))
    parts = [part.strip() for part in _MARKS.split(_LABELS.sub(" ", clean(words))) if part.strip()]
    if len(parts) == 2:
        tokens = parts
    elif len(tokens) > 2 and all(token.isascii() for token in tokens):
        raise BadInput(
            "The roster has no unit that stands in “{value}”. Please put a comma between unit and name, for example "
            "Weather Station, Anna Lee.",
            value=shorten(" ".join(tokens), 60),
        )
    if _is_swapped(tokens, units=tuple(known.values())):
        tokens = [tokens[-1], *tokens[:-1]]
    return read_unit(tokens[0]), read_name(" ".join(tokens[1:]))


def squeeze(name: str) -> str:
    """The name as it is compared: without blanks, in half width and small letters, a .pdf's radicals as characters."""
    return "".join(unicodedata.normalize("NFKC", name).translate(_RADICALS).casefold().split())


def find_alike(typed: str, names: Iterable[str], *, most: int = 3) -> list[str]:
    """Which of the units may be meant by a name that none of them has, the likeliest first.

    Alike are a name that holds the other (金竹, 高县云茶镇人民政府), a short form (县卫健局), the same with a letter that is
    wrong, missing, doubled or at another place (云查镇), and the same with another ending (云茶乡). Two units that merely end
    alike are not: 县财政局 is no slip for 县民政局.
    """
    word = squeeze(typed)
    found = [(likeness, name) for name in names if (likeness := _likeness(word, squeeze(name)))]
    return [name for _, name in sorted(found, key=lambda pair: -pair[0])[:most]]


@dataclass(frozen=True, slots=True)
class UnitsMeant:
    """Units as somebody listed them: `names` of the roster, else as typed; `near`: typed and the one that it stands for.

    `unknown`: what is none of the roster's, with those that may be meant.
    """

    names: tuple[str, ...]
    near: tuple[tuple[str, str], ...]
    unknown: tuple[tuple[str, tuple[str, ...]], ...]


def units_meant(typed: Iterable[str], units: Iterable[str]) -> UnitsMeant:
    """Which units of the roster a list names. One that is near a single unit stands for it; others stay as they are."""
    by_form = {squeeze(unit): unit for unit in units}
    names: list[str] = []
    near: list[tuple[str, str]] = []
    unknown: list[tuple[str, tuple[str, ...]]] = []
    for word in typed:
        name = by_form.get(squeeze(word))
        if name is None:
            alike = find_alike(word, by_form.values())
            if len(alike) == 1:
                name = alike[0]
                near.append((word, name))
            else:
                unknown.append((word, tuple(alike)))
        names.append(name or word)
    return UnitsMeant(tuple(dict.fromkeys(names)), tuple(near), tuple(unknown))


def _likeness(word: str, name: str) -> float:
    """0 where they are not alike, else the more the likelier; both squeezed."""
    if min(len(word), len(name)) < 2 or word == name:
        return 1.0 if word == name else 0.0
    longer, shorter = (name, word) if len(name) > len(word) else (word, name)
    if shorter in longer:
        return 0.5 + len(shorter) / len(longer) / 2
    (stem, end), (other, other_end) = _stem(word), _stem(name)
    if stem == other:
        return 0.9
    if min(len(stem), len(other)) < 2 or stem[0] != other[0]:
        return 0.0
    if end == other_end and _is_short_form(stem, other):
        return 0.6
    return 0.8 if _is_slip(stem, other) and end == other_end else 0.0


def _stem(name: str) -> tuple[str, str]:
    """The name without what tells the kind of unit, and that; the county at its head goes too."""
    end = next((each for each in _UNIT_ENDS if name.endswith(each) and len(name) - len(each) >= 2), "")
    stem = name.removesuffix(end)
    return (stem[1:] if stem[0] in "县区市" and len(stem) > 2 else stem), end


def _is_short_form(one: str, other: str) -> bool:
    """Whether the letters of one stand in the other in their order."""
    shorter, longer = sorted((one, other), key=len)
    rest = iter(longer)
    return len(shorter) < len(longer) and all(letter in rest for letter in shorter)


def _is_slip(one: str, other: str) -> bool:
    """Whether they differ by one letter, or by two neighbours that have changed places."""
    if len(one) == len(other):
        places = [place for place, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
        is_turned = sorted(one) == sorted(other) and len(places) == 2 and places[1] - places[0] == 1
        return len(places) == 1 or is_turned
    shorter, longer = sorted((one, other), key=len)
    return len(longer) - len(shorter) == 1 and any(
        longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer))
    )


def _is_swapped(tokens: Sequence[str], *, units: Sequence[str]) -> bool:
    """Whether two words without a known unit are name and unit: the last looks like a unit, the first like a person."""
    if len(tokens) != 2:
        return False
    first, last = map(squeeze, tokens)
    if _looks_like_a_unit(first, units=units) or len(first) > _PEOPLES:
        return False
    return _looks_like_a_unit(last, units=units)


def _looks_like_a_unit(word: str, *, units: Sequence[str]) -> bool:
    return (len(word) > 2 and word.endswith(_UNIT_ENDS)) or bool(find_alike(word, units))


def _part(token: str, *, units: Iterable[str]) -> list[str]:
    """One word that may be unit and name: joined by a sign, or a known unit with a name behind it."""
    longest = max((unit for unit in units if token.startswith(unit)), key=len, default="")
    if longest and token != longest:
        return [longest, _JOINTS.sub("", token.removeprefix(longest), count=1)]
    return [part for part in _JOINTS.split(token, maxsplit=1) if part]


def _plain(raw: str) -> str:
    """One line without what cannot be seen; the blanks that align short Chinese names go, a .pdf's radicals are letters."""
    text = _INNER_BLANK.sub("", " ".join(clean(raw).split())).translate(_RADICALS)
    return "".join(
        unicodedata.normalize("NFKC", c) if "\u2f00" <= c <= "\u2fd5" or "\uf900" <= c <= "\ufaff" else c
        for c in text
    )


def _is_fit(text: str, *, most: int) -> bool:
    if not 1 <= count_chars(text) <= most or len(text) > 2 * most:
        return False
    return any(char.isalpha() for char in text) and not text.startswith(_FORMULA_STARTS)
