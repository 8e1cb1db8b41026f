"""Updates of every shape that the Bot API allows, for hypothesis: built from python-telegram-bot's own classes.

What is generated is valid by the schema; what it says is as odd as people, clients and other bots can make it.
"""

from __future__ import annotations

import collections.abc
import inspect
import re
import sys
import types
import typing
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import telegram
from hypothesis import strategies as st

DEEPEST = 4  # objects within objects; what lies deeper is left out
_NAMES = {
    **vars(telegram),
    "Any": Any,
    "Sequence": collections.abc.Sequence,
    "TimePeriod": int | timedelta,
    "JSONDict": dict[str, Any],
    "dtm": __import__("datetime"),
}
# What the test's world decides: who wrote where and when, and which message it was.
WHO_AND_WHERE = frozenset({"message_id", "chat", "from_user", "date", "message_thread_id", "sender_chat"})
_REQUIRED = re.compile(r"`(\w+)` is a required argument")

ODD = (
    "",
    " ",
    "\u200b",
    "\x00",
    "#报送",
    "#报送 云茶镇开展秋茶采摘",
    "#报送 甲\n选题:T1\n类别:苗头\n紧急\n" + "全镇组织开展秋茶采摘技术培训，参训农户一百二十户。" * 2,
    "#需求 森林防火情况\n截止:3天\n名额:2",
    "# 報送",
    "/start",
    "/item 2026-0001",
    "/revise@zhibao_bot 85",
    "取消",
    "<b>未闭合 & <script>",
    "{} {title} %s %(x)s \\n",
    "\u202e倒着写\u202c",
    "字" * 4096,
    "🍃" * 100,
    "名:值\n" * 200,
    "1=2026-13-45 25:61",
    "𠀀𠮷\ufffd\u0301",
)
texts = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cs"]), min_size=0, max_size=60)
_moments = st.integers(10**9, 2 * 10**9).map(lambda second: datetime.fromtimestamp(second, UTC))


@cache
def _fields(cls: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(cls.__init__, globalns={**vars(sys.modules[cls.__module__]), **_NAMES})
    return {name: hint for name, hint in hints.items() if name not in ("return", "api_kwargs")}


def _needed(cls: Any) -> set[str]:
    parameters = inspect.signature(cls.__init__).parameters
    return {
        name
        for name in _fields(cls)
        if name in parameters and parameters[name].default is inspect.Parameter.empty
    }


@cache
def _kinds_of(cls: Any) -> tuple[Any, ...]:
    """The classes that may stand where `cls` is named: itself, or what it is a family of."""
    below = tuple(
        kind for kind in cls.__subclasses__() if kind.__module__.startswith("telegram.") and kind is not cls
    )
    tagged = below and any(name in _fields(cls) for name in ("type", "source", "status"))
    return below if tagged else (cls, *below)


@cache
def of_hint(hint: Any, deep: int) -> st.SearchStrategy[Any] | None:
    """Values of a type as it is annotated; None where it would lie too deep."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        ones = [one for one in typing.get_args(hint) if one is not type(None)]
        if timedelta in ones:
            ones.remove(int)  # the same seconds, without a bound
        found = [choice for one in ones if (choice := of_hint(one, deep)) is not None]
        return st.one_of(found) if found else None
    if origin is typing.Literal:
        return st.sampled_from(typing.get_args(hint))
    if origin in (tuple, list, collections.abc.Sequence):
        within = of_hint(typing.get_args(hint)[0], deep)
        return st.lists(within, min_size=1, max_size=2) if within is not None else None
    simple: dict[Any, st.SearchStrategy[Any]] = {
        str: texts,
        int: st.integers(0, 2**52 - 1) | st.integers(0, 3),
        float: st.floats(-180, 180),
        bool: st.booleans(),
        datetime: _moments,
        timedelta: st.integers(0, 10**6).map(lambda seconds: timedelta(seconds=seconds)),
        object: texts,
    }
    if hint in simple:
        return simple[hint]
    if inspect.isclass(hint) and issubclass(hint, telegram.TelegramObject):
        if deep >= DEEPEST:
            return None
        family: tuple[Any, ...] = _kinds_of(typing.cast(Any, hint))
        found = [choice for kind in family if (choice := of_class(kind, deep + 1)) is not None]
        return st.one_of(found) if found else None
    return texts if inspect.isclass(hint) and issubclass(hint, str) else None


@cache
def of_class(cls: Any, deep: int = 0) -> st.SearchStrategy[Any] | None:
    """Objects of a class with what it needs and up to three of what it may have."""
    needed = _needed(cls)
    choices = {name: of_hint(hint, deep) for name, hint in _fields(cls).items()}
    if any(choices[name] is None for name in needed):
        return None
    may = sorted(name for name, choice in choices.items() if choice is not None and name not in needed)
    # Made once: a strategy that is made anew for each draw takes more time than what is drawn from it.
    some = st.lists(st.sampled_from(may), max_size=3, unique=True) if may else st.just([])

    @st.composite
    def build(draw: st.DrawFn) -> Any:
        chosen = draw(some)
        values = {name: draw(choices[name]) for name in [*sorted(needed), *chosen]}  # type: ignore[arg-type]
        while True:
            try:
                return cls(**values)
            except (
                TypeError
            ) as error:  # what became needed with a later Bot API is still optional by signature
                late = _REQUIRED.search(str(error))
                if late is None or choices.get(late[1]) is None or late[1] in values:
                    raise
                values[late[1]] = draw(choices[late[1]])  # type: ignore[arg-type]

    return build()


@cache
def content_fields() -> tuple[str, ...]:
    """Every field of a message that says what is in it."""
    return tuple(name for name in _fields(telegram.Message) if name not in WHO_AND_WHERE)


@cache
def contents() -> st.SearchStrategy[dict[str, Any]]:
    """A message's content as JSON: one to three fields of any kind, a text more often than not."""
    some = st.lists(st.sampled_from(content_fields()), min_size=0, max_size=3, unique=True)
    has_text = st.booleans()

    @st.composite
    def build(draw: st.DrawFn) -> dict[str, Any]:
        chosen = draw(some)
        content: dict[str, Any] = {}
        if draw(has_text) or not chosen:
            content["text"] = draw(texts)
        for name in chosen:
            choice = of_hint(_fields(telegram.Message)[name], 0)
            if choice is None:
                continue
            value = draw(choice)
            content[name] = as_sent(value)
        return content

    return build()


def as_sent(value: Any) -> Any:
    """A value as it stands in the JSON of an update."""
    if isinstance(value, telegram.TelegramObject):
        return value.to_dict()
    if isinstance(value, list | tuple):
        return [as_sent(one) for one in value]
    if isinstance(value, datetime):
        return int(value.timestamp())
    return value.total_seconds() if isinstance(value, timedelta) else value
