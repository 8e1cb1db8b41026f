"""Leaders' comments (批示) as they are typed: in whose name, by which level one counts; the roster is the desk's affair."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.rules.names import NAME_MOST, squeeze
from bot.rules.text import clean, count_chars

_NAMED = re.compile(r"\s*(?P<name>[^\n:：]+?)\s*[:：]\s*(?P<words>.+)", re.DOTALL)
_BEHIND = re.compile(r"[\s:：,，、]+")
_GLUED = re.compile(r"20\d\d-\d{4,6}(?=[^\d\s:：,，、])")  # 2026-0001张县长：…
_DEPUTY = "分管"
# Who bears a post that stands around the name; 张副书记, 王纪委书记 are no 县委书记.
_BEARER = re.compile(r"(?!.*副)[\u3400-\u9fff]{1,4}(?<!委)")


class Standing(NamedTuple):
    """1 county, 2 city, 3 province, 4 state; `is_deputy`: 分管领导."""

    level: int
    is_deputy: bool


def read_comment(typed: str) -> tuple[str, str]:
    """The item's number and the words behind it; either may be empty."""
    text = clean(typed).strip()
    glued = _GLUED.match(text)
    number, *rest = [glued[0], text[glued.end() :]] if glued else _BEHIND.split(text, maxsplit=1)
    return number, rest[0].strip() if rest else ""


def read_named(text: str) -> tuple[str, str] | None:
    """张县长：文字: the leader as typed, and the words. None where no name stands before a colon."""
    match = _NAMED.fullmatch(text)
    if match is None or count_chars(match["name"]) > 2 * NAME_MOST:
        return None
    return match["name"].removesuffix("批示").strip() or match["name"], match["words"].strip()


def standing_of(unit: str, name: str, posts: Mapping[str, str]) -> Standing:
    """By which level a leader counts, whose unit and name the roster has: by the longest post that stands in both together.

    A post may stand around somebody's name: 县委 with 张书记 is 县委书记. A deputy of the county where none does. Where the
    unit is the longer (City Government Vice Mayor Qian), whether it is a deputy is said by the post of the same level behind it.
    """
    unit, name = _bare(unit), _bare(name)
    whole = unit + name
    # The last first: what an office has written itself wins over what it says in other capitals by default.
    here = [
        (post, posts[each])
        for each in reversed(list(posts))
        if (post := _bare(each)) and (post in whole or _is_around(post, unit=unit, name=name))
    ]

    def place(post: str) -> int:
        """Where it stands; around a name as if it stood behind it."""
        return whole.rfind(post) if post in whole else len(whole) - len(post)

    def rank(found: tuple[str, str]) -> tuple[int, int]:
        # Of equally long ones that of the name, which stands behind the unit.
        return len(found[0]), place(found[0])

    if not here:
        return Standing(1, is_deputy=True)
    longest = max(here, key=rank)
    end = place(longest[0]) + len(longest[0])
    behind = [each for each in here if each[1][0] == longest[1][0] and place(each[0]) >= end]
    said = max(behind or [longest], key=rank)[1]
    return Standing(int(said[0]), said.endswith(_DEPUTY))


def _is_around(post: str, *, unit: str, name: str) -> bool:
    """Whether the unit ends with the post's beginning and the name with its end, somebody's name between: 县委, 张书记."""
    return any(
        unit.endswith(post[:cut]) and name.endswith(post[cut:]) and _BEARER.fullmatch(name[: cut - len(post)])
        for cut in range(2, len(post) - 1)
    )


def _bare(title: str) -> str:
    """Vice-Governor is Vice Governor."""
    return squeeze(title).replace("-", "")


def leaders_meant(typed: str, names: Sequence[tuple[str, str]]) -> tuple[list[int], bool]:
    """Which of the leaders (unit and name) may be meant, by their place, and whether that is sure.

    Sure is a name that one of them alone has. 张县长 is perhaps everybody with the surname 张, Mayor Zhang whoever has one of the
    words in their name; otherwise anybody is.
    """
    word = squeeze(typed)
    bare = [squeeze(name) for _, name in names]
    same = [at for at, (unit, _) in enumerate(names) if word in (bare[at], squeeze(unit) + bare[at])]
    if len(same) == 1:
        return same, True
    near = same or [
        at for at, (unit, _) in enumerate(names) if word in squeeze(unit) + bare[at] or bare[at] in word
    ]
    if not near and word.isascii():
        said = set(typed.casefold().split())
        near = [at for at, (_, name) in enumerate(names) if said & set(name.casefold().split())]
    near = near or [at for at, name in enumerate(bare) if name[:1] == word[:1] and not word.isascii()]
    return near or list(range(len(names))), False
