"""Every message that the views can make, out of words typed to break it: it is HTML, and shows exactly what was typed.

The views are walked: each public function is given arguments made from its annotations, once with hostile words everywhere
and once with plain words of the same length. Both must come to the same text and the same formatting.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib
import inspect
import json
import pkgutil
import types
import typing
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

import bot.views
from bot.errors import CopyFault
from bot.locale.texts import N_, Texts
from bot.model import Document, Message
from bot.sandbox.api.markup import parse_html
from tests.support.table import each_row

# At most 18 characters each: longer ones are shortened here and there, in the midst of a tag.
HOSTILE = (
    "<b>粗&amp;\"'",
    "</b></blockquote>",
    "<a/href='tg://x'>",
    "&lt;b&gt;&#60;&",
    "{title}{0}%s%n{{",
    "<i><u><s><code>",
    "=1+1<tg-spoiler>",
)
VARIANTS = range(6)
MOMENT = datetime(2026, 6, 3, 4, 0, tzinfo=UTC)
# Texts that no person types: codes, periods, names of fields. Markup in a view's hands is another view's.
CODES = {
    "number": "2026-0001",
    "merged_into": "2026-0002",
    "month": "2026-06",
    "other_month": "2026-05",
    "months": "2026-06",
    "week": "2026-W23",
    "period": "2026-06",
    "first": "2026-06",
    "last": "2026-06",
    "key": "demands",
    "language": "zh",
    "version": "1",
    "attachment": "photo",
    "step": "submit",
    "link": "https://t.me/zhibao_bot?start=x",
    "address": "https://t.me/zhibao_bot?start=x",
    "codes": "r.member",
    "code": "u.1",
    "field": "units",
}
ALWAYS = {
    "DemandDraft.due_at",
    "AuditEntry.before",
    "AuditEntry.after",
}  # where these are looked at, they are there
SKIPPED = {"bot.views.common.callbacks"}  # data of buttons, which nobody types


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    for info in pkgutil.walk_packages(bot.views.__path__, "bot.views."):
        module = importlib.import_module(info.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == info.name and not name.startswith("_") and info.name not in SKIPPED:
                yield f"{info.name.removeprefix('bot.views.')}.{name}", function


@functools.cache
def hints_of(what: Any) -> dict[str, Any]:
    """The annotations of a function or a class: each is read once, for reading them is most of the work."""
    return typing.get_type_hints(what)


signature_of = functools.cache(inspect.signature)


@functools.cache
def texts_in(language: str) -> Texts:
    return Texts(language, ZoneInfo("Asia/Shanghai"))


Made = Callable[[str, int, Texts], Any]


@functools.cache
def maker(hint: Any, name: str) -> Made:
    """What makes an annotation's value of words, a variant and texts, with the words wherever somebody may have typed them.

    It is found once for each annotation and name: to look at annotations takes longer than to make the values.
    """
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint is Texts:
        return lambda _words, _variant, t: t
    if origin in (types.UnionType, typing.Union):
        present = [each for each in inner if each is not type(None)]
        first = maker(present[0], name)
        if len(present) == len(inner) or name in ALWAYS:
            return first
        return lambda words, variant, t: None if variant % 3 == 2 else first(words, variant, t)
    if hint is Markup:
        return lambda words, _variant, _t: Markup.escape(words)
    if name in ("AuditEntry.before", "AuditEntry.after"):
        return lambda words, _variant, _t: json.dumps(
            {"title": words, "state": "waiting", "reason": "stale", "reason_text": words}
        )
    if hint is str:
        code = CODES.get(name.rpartition(".")[2])
        return lambda words, _variant, _t: words if code is None else code
    if isinstance(hint, type) and issubclass(hint, Enum):
        members = list(hint)
        return lambda _words, variant, _t: members[variant % len(members)]
    if hint is bool:
        return lambda _words, variant, _t: variant % 2 == 0
    if hint is int:
        return lambda _words, variant, _t: 1 + variant
    if hint is CopyFault:
        said = N_("Nobody on the roster is called “{name}”. /members lists everybody.")
        return lambda words, _variant, _t: CopyFault(said, name=words)
    if hint in (float, datetime, date):
        fixed = {float: 1.5, datetime: MOMENT, date: MOMENT.date()}[hint]
        return lambda _words, _variant, _t: fixed
    if isinstance(hint, type) and (dataclasses.is_dataclass(hint) or hasattr(hint, "_fields")):
        hints = hints_of(hint)
        names = (
            [field.name for field in dataclasses.fields(hint) if field.init]
            if dataclasses.is_dataclass(hint)
            else list(hint._fields)
        )
        made = {each: maker(hints[each], f"{hint.__name__}.{each}") for each in names}
        return lambda *how: hint(**{each: make(*how) for each, make in made.items()})
    if origin is tuple and inner[-1:] != (Ellipsis,):
        parts = [maker(each, name) for each in inner]
        return lambda *how: tuple(make(*how) for make in parts)
    if origin is dict or getattr(origin, "__name__", "") == "Mapping":
        key, value = maker(inner[0], name), maker(inner[1], name)
        return lambda *how: {key(*how): value(*how)}
    if origin is not None:  # a sequence of some kind
        one = maker(inner[0], name)
        return lambda words, variant, t: tuple(one(words, variant, t) for _ in range(1 + variant % 2))
    return lambda words, _variant, _t: words if hint is object or hint is Any else {}


def shown(value: Any) -> list[tuple[str, str]]:
    """Every text for people in what a view gives, as ("html" or "plain", text)."""
    if isinstance(value, Message):
        labels = [button.label for row in value.keyboard for button in row]
        return [("html", str(value.text)), *[("plain", label) for label in labels]]
    if isinstance(value, Document):
        return [("html", str(value.caption))]
    if isinstance(value, Markup):
        return [("html", str(value))]
    if isinstance(value, str):
        return [("plain", value)]
    if isinstance(value, (list, tuple)):
        return [text for each in value for text in shown(each)]
    return []


def outcome(
    function: Callable[..., Any], *, words: str, variant: int, language: str
) -> list[tuple[str, Any]]:
    """What people see of it: texts, and the formatting of those that are HTML."""
    t = texts_in(language)
    hints, parameters = hints_of(function), signature_of(function).parameters
    arguments = {name: maker(hints[name], name)(words, variant, t) for name in parameters}
    arguments |= special(function, words)
    positional = [
        name for name, parameter in parameters.items() if parameter.kind is not inspect.Parameter.KEYWORD_ONLY
    ]
    given = [arguments.pop(name) for name in positional]
    seen: list[tuple[str, Any]] = []
    for kind, text in shown(function(*given, **arguments)):
        if kind == "plain":
            seen.append((text, []))
            continue
        parsed = parse_html(text)  # ApiError where Telegram would refuse it
        assert parsed.doubts == []
        seen.append((parsed.text, parsed.entities))
    return seen


def special(function: Callable[..., Any], words: str) -> dict[str, Any]:
    """Arguments whose form their annotation does not tell."""
    if function.__name__ == "render_doubt":
        return {"text": f"<b>{Markup.escape(words)}</b>"}
    return {}


def outcomes(name: str, *, words: str, variant: Any, language: Any) -> list[tuple[str, Any]]:
    """The same, and nothing where the view says nothing of the state that the variant brings."""
    try:
        return outcome(ALL[name], words=words, variant=variant, language=language)
    except KeyError as error:
        if isinstance(error.args[0], Enum):
            return []
        raise


ALL = dict(functions())


@each_row("name", ALL)
def test_hostile_words_are_shown_as_typed_and_change_no_formatting(name: str) -> None:
    for turn in range(3 * len(HOSTILE)):  # every variant and every hostile word, in changing company
        words, plain = HOSTILE[turn % len(HOSTILE)], "囗" * len(HOSTILE[turn % len(HOSTILE)])
        how = {"variant": VARIANTS[turn % len(VARIANTS)], "language": ("zh", "en")[turn // len(HOSTILE) % 2]}
        expected = [
            (text.replace(plain, words), entities) for text, entities in outcomes(name, words=plain, **how)
        ]
        assert outcomes(name, words=words, **how) == expected


def test_the_walk_meets_every_view_and_most_of_them_show_words() -> None:
    def texts(name: str) -> str:
        found = [outcomes(name, words="囗" * 9, variant=each, language="zh") for each in VARIANTS]
        return "".join(text for one in found for text, _ in one)

    assert len(ALL) > 100
    assert len([name for name in ALL if "囗" in texts(name)]) > 55
