"""The rules about secret and internal papers, as data: read from a file, and held against texts and file names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from ahocorasick_rs import AhoCorasick

from bot.errors import Unfit
from bot.rules.secrecy.normal import Normal, disguises, is_drawn_apart, normal, plain

_MOST_WORDS, _LONGEST_WORD, _LONGEST_PATTERN, _LONGEST_NAME = 2000, 40, 1000, 40
_MENTION = "□"  # stands where a mention was: no letter, and no blank either
_EXTENSION = re.compile(r"\.\w{1,5}\Z")
# Possessive, so that no text takes long: what may stand before a word never holds one.
_NAMES = {
    "{G}": "(?:绝密|机密|秘密)",
    "{T}": r"(?:(?<!\d)\d{1,2}(?:年|个月)|[一二三四五六七八九十]{1,3}(?:年|个月)"
    r"|长期|永久|启用前|会议开始前|公布前|解密前)",
    "{HEAD}": r"(?:[^\w\n#/@]|_)*+(?:@\w++ ?)?(?:#? ?(?:报送|需求|submit|demand)#?|/[a-z_]++(?:@\w++)?)?"
    r"(?:[^\w\n]|_)*+(?:标题 ?:?)?(?:[^\w\n]|_)*+",
    # Also drawn apart, S E C R E T; a part of no other word.
    "{E}": r"(?<![^\W_])(?:(?:t ?o ?p ?[ _-]? ?)?s ?e ?c ?r ?e ?t|c ?o ?n ?f ?i ?d ?e ?n ?t ?i ?a ?l)(?![^\W_])",
}
_HAN = re.compile(r"\[[^\]]*\]|[\u4e00-\u9fff](?![?*+{])")


class Screening(StrEnum):
    """What is done with a text."""

    BLOCK = "block"
    """A marking: nothing of it is kept."""
    HOLD = "hold"
    """An officer decides."""
    CLEAR = "pass"
    """Nothing."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The gravest rule that a text meets, and where: pairs of offsets in the text as it was written."""

    screening: Screening
    rule: str = ""
    spans: tuple[tuple[int, int], ...] = ()


PASSES = Verdict(Screening.CLEAR)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `pattern` is searched where one of the words was found; `place` is text, file_name, or empty for both.

    `name` is what an office calls one of its own; the product's have their names in the views.
    """

    id: str
    screening: Screening
    words: tuple[str, ...]
    pattern: re.Pattern[str]
    place: str = ""
    name: str = ""


class Rulebook:
    """Rules that texts are held against. `screen` costs an ordinary text of 300 characters about ten microseconds."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        by_class: dict[Screening, list[Rule]] = {each: [] for each in Screening}
        for rule in rules:
            by_class[rule.screening].append(rule)
        self._mentions = [rule.pattern for rule in by_class[Screening.CLEAR]]
        self._alarms = [*by_class[Screening.BLOCK], *by_class[Screening.HOLD]]
        words = {word.casefold() for rule in self._alarms for word in rule.words}
        self._automaton = AhoCorasick(sorted(words))
        self._disguises = disguises()
        self.rules = (*self._alarms, *by_class[Screening.CLEAR])
        self.count = len(self._alarms)
        self._names = {rule.id: rule.name for rule in self.rules if rule.name}

    def name_of(self, rule: str) -> str:
        """What the office calls the rule with this id; the id where it does not say."""
        return self._names.get(rule, rule)

    def is_clear(self, text: str) -> bool:
        """Whether a text certainly meets no rule, since it has none of the words; most have none."""
        if self._disguises.search(text) is not None or is_drawn_apart(text):
            text = plain(text)
        # Secretaries are many, and secret nothing that begins their name.
        text = text.casefold().replace("secretar", "")
        return not self._automaton.find_matches_as_strings("".join(text.split()))

    def screen(self, text: str, *, file_name: bool = False) -> Verdict:
        """Holds a text, or a file's name, against the rules."""
        return PASSES if self.is_clear(text) else self._judge(text, file_name=file_name)

    def _judge(self, text: str, *, file_name: bool) -> Verdict:
        written = _EXTENSION.sub("", text) if file_name else text
        shown = self._without_mentions(plain(written))
        place = "file_name" if file_name else "text"
        for rule in self._alarms:
            if rule.place and rule.place != place:
                continue
            if rule.pattern.search(shown):
                form = normal(written)
                spans = _spans(rule, self._without_mentions(form.text), form)
                return Verdict(rule.screening, rule.id, spans)
        return PASSES

    def _without_mentions(self, text: str) -> str:
        for mention in self._mentions:
            text = mention.sub(lambda found: _MENTION * len(found[0]), text)
        return text


def _spans(rule: Rule, shown: str, form: Normal) -> tuple[tuple[int, int], ...]:
    found = rule.pattern.finditer(shown)
    return tuple(form.span(*match.span()) for match in found if match.end() > match.start())


@cache
def built_in() -> tuple[Rule, ...]:
    """The rules that come with the product."""
    return read_rules(files("bot.rules.secrecy").joinpath("rules.toml").read_text(encoding="utf-8"))


@cache
def rulebook(own: tuple[Rule, ...] = ()) -> Rulebook:
    """The product's rules and an office's own, made once. ValueError where one of these has the id of another."""
    taken = {rule.id for rule in built_in()}
    for rule in own:
        if rule.id in taken:
            raise Unfit("rule {rule}: this id is taken", rule=rule.id)
        taken.add(rule.id)
    return Rulebook([*built_in(), *own])


def read_rules(content: str) -> tuple[Rule, ...]:
    """Rules from TOML, a table `[[rule]]` each. ValueError says which rule is wrong, and what is allowed."""
    data = tomllib.loads(content)
    tables = data.pop("rule", [])
    if data or not isinstance(tables, list):
        raise Unfit(
            "{keys}: write a table [[rule]] for each rule, and nothing else", keys=", ".join(data) or "rule"
        )
    return tuple(_read(number, table) for number, table in enumerate(tables, 1))


def _read(number: int, table: dict[str, Any]) -> Rule:
    name = table.get("id")
    if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name):
        raise Unfit("rule {rule}: id: write 1-40 of a-z, 0-9 and _, a letter first", rule=number)
    if unknown := set(table) - {"id", "name", "class", "words", "pattern", "in"}:
        raise Unfit("rule {rule}: unknown key {key}", rule=name, key=sorted(unknown)[0])
    if table.get("class") not in list(Screening):
        raise Unfit("rule {rule}: class: write block, hold or pass", rule=name)
    place = table.get("in", "")
    if place not in ("", "text", "file_name"):
        raise Unfit("rule {rule}: in: write text or file_name, or leave it out for both", rule=name)
    called = table.get("name", "")
    if not isinstance(called, str) or len(called) > _LONGEST_NAME:
        raise Unfit(
            "rule {rule}: name: write what officers read, up to {most} characters",
            rule=name,
            most=_LONGEST_NAME,
        )
    words = _read_words(name, table.get("words"), has_pattern=table.get("pattern") is not None)
    pattern = _read_pattern(name, table.get("pattern"), words)
    return Rule(name, Screening(table["class"]), words, pattern, place, called.strip())


def _read_words(rule: str, words: object, *, has_pattern: bool) -> tuple[str, ...]:
    if not isinstance(words, list) or not 0 < len(words) <= _MOST_WORDS:
        raise Unfit("rule {rule}: words: write a list of 1 to {most} words", rule=rule, most=_MOST_WORDS)
    found = []
    for word in words:
        tight = "".join(normal(word).text.split()) if isinstance(word, str) else ""
        if not 0 < len(tight) <= _LONGEST_WORD or (len(tight) == 1 and tight != "★"):
            raise Unfit(
                "rule {rule}: words: {word}: write 2 to {most} characters",
                rule=rule,
                word=repr(word),
                most=_LONGEST_WORD,
            )
        if tight.isascii() and not has_pattern:  # “art” would be found in “party”
            raise Unfit(
                "rule {rule}: words: {word}: write a word with Chinese characters, or a pattern beside the words",
                rule=rule,
                word=repr(word),
            )
        found.append(tight)
    return tuple(found)


def _read_pattern(rule: str, pattern: object, words: Sequence[str]) -> re.Pattern[str]:
    if pattern is None:
        # Longer words first, so that of several at one place the longest is found.
        source = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    elif isinstance(pattern, str) and 0 < len(pattern) <= _LONGEST_PATTERN:
        source = pattern
    else:
        raise Unfit(
            "rule {rule}: pattern: write a regular expression of up to {most} characters",
            rule=rule,
            most=_LONGEST_PATTERN,
        )
    for short, long in _NAMES.items():
        source = source.replace(short, long)
    try:
        return re.compile(_let_through(source), re.MULTILINE | re.IGNORECASE)
    except re.error as error:
        raise Unfit("rule {rule}: pattern: {error}", rule=rule, error=str(error)) from None


def _let_through(source: str) -> str:
    """The pattern with a blank or a line break let through behind each Chinese character, outside of sets."""
    return _HAN.sub(lambda found: found[0] if found[0][0] == "[" else f"{found[0]}[ \n]?", source)
