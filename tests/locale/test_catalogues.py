"""The Chinese catalogues: complete, nothing doubled or left over, the same placeholders and tags as the English."""

from __future__ import annotations

import argparse
import ast
import inspect
import io
import re
import tomllib
from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel.messages.extract import extract

import bot.__main__
from bot.errors import Worded
from bot.locale.texts import Texts
from tests.locale.messages import ROOT, translated, used
from tests.support.table import each_row

FIELD = re.compile(r"\{(\w+)\}")
TAG = re.compile(r"</?\w+[^>]*>")


def has_words(message: str) -> bool:
    """Whether anything in the message is there to be translated: letters outside fields and tags."""
    return any(char.isalpha() for char in TAG.sub("", FIELD.sub("", message)))


def test_every_message_has_its_chinese() -> None:
    chinese = {message for message, words, _ in translated() if words}
    assert {m: at for m, at in used().items() if has_words(m) and m not in chinese} == {}


def kinds_of(kind: type[Worded]) -> set[str]:
    """The names of a class and of all that are made of it."""
    return {kind.__name__}.union(*(kinds_of(each) for each in kind.__subclasses__()))


def test_no_line_of_the_command_line_is_put_together_past_the_catalogue() -> None:
    # What is no text as it stands is not found above: f"{path} cannot be read" stayed English for a long time.
    kinds = kinds_of(Worded)
    found = []
    for path in (path for room in ("bot", "handlers", "scheduler") for path in (ROOT / room).rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if any(f"{kind}(" in source for kind in kinds):
            found += [
                f"{path.name}:{node.lineno}"
                for node in ast.walk(ast.parse(source))
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds
                if node.args and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
            ]
    assert found == []
    helps = [
        word.value
        for node in ast.walk(ast.parse(inspect.getsource(bot.__main__)))
        if isinstance(node, ast.Call)
        for word in node.keywords
        if word.arg in ("help", "description")
    ]
    assert len(helps) > 20 and all(ast.unparse(each).startswith("t.plain(") for each in helps)


def test_what_python_says_at_the_command_line_is_known() -> None:
    source = io.BytesIO(inspect.getsource(argparse).encode())
    said = {str(message) for _, message, _, _ in extract("python", source, keywords={"_": None})}
    of_programmers = re.compile(
        r"conflict|invalid option string|not defined|is an? invalid|dest=|cannot (have|merge)|must be optional|is not callable"
        r"|at (most|least) one|unexpected option string|argument \"-\"|can't open"
    )
    known = {message for message, words, _ in translated() if words}
    assert [each for each in said - known if not of_programmers.search(each)] == []
    for wrong in (
        "a",
        "a = ",
        "a = 1 2",
        "[a",
        "[[a]",
        "a = [1",
        "a = {",
        "a = 'x",
        "a = 1\na = 2",
        '"\\u',
        'a = "\\q"',
        "=1",
    ):
        try:
            tomllib.loads(wrong)
        except tomllib.TOMLDecodeError as error:
            words = re.sub(
                """(["'(].*["')])""", "{found}", str(error).rpartition(" (at ")[0], flags=re.DOTALL
            )
            assert words in known, wrong


def test_no_message_is_left_over() -> None:
    spoken = used()
    assert [(message, file) for message, _, file in translated() if message not in spoken] == []


def test_no_message_stands_in_two_files() -> None:
    counts = Counter(message for message, _, _ in translated())
    assert [message for message, count in counts.items() if count > 1] == []


@each_row(("message", "words", "_file"), translated())
def test_fields_and_tags_are_the_same_in_both(message: str, words: str, _file: str) -> None:
    # A plural's Chinese may name the number where the English singular spells it out.
    assert set(FIELD.findall(words)) - {"n"} == set(FIELD.findall(message)) - {"n"}
    assert Counter(TAG.findall(words)) == Counter(TAG.findall(message))


SHOWS_CHINESE = ("#报送 in groups",)  # the tag, as it is written in the manual


def test_an_english_text_shows_no_chinese_but_what_must_be_typed() -> None:
    # Found in use (34): “press 签收”, “6月20日, 3天, 3个工作日 or 周五”.
    found = [message for message in used() if re.search("[\u4e00-\u9fff]", message)]
    assert [message for message in found if not any(shown in message for shown in SHOWS_CHINESE)] == []


def test_an_english_text_is_set_without_full_width_signs() -> None:
    # 《》 and 〓 are named where they are meant; a line that is set in stands behind a point, not behind a blank of two.
    found = [message for message in used() if re.search("[\u3000-\u303f\uff01-\uff5e]", message)]
    assert [message for message in found if "《》" not in message and "〓" not in message] == []


def test_a_moment_stands_in_english_as_a_clerk_writes_it() -> None:
    # Found in use: “at 3 Jun 09:00”. A moment brings its own “at”, a day stands after “on”.
    moment = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)
    t = Texts("en", ZoneInfo("Asia/Shanghai"))
    assert (t.moment(moment), t.due(moment)) == ("3 Jun at 09:00", "Wed 3 Jun at 09:00")
    stray = re.compile(
        r"(?:\b(?:at|[Ss]ent|[Rr]ead|begins|began)|\{(?:name|signer|editor)\}) \{(?:at|moment|begins|due|until|since|ended)\}"
    )
    assert [message for message in used() if stray.search(message)] == []


def test_one_thing_has_one_name_in_english() -> None:
    # Found in use (34): Kind and Category, demand and topic, Report, Submit and Mine. The tag `#demand` is typed as it is.
    # A year has an appraisal (年终评比), a trainee an assessment (学习鉴定): docs/glossary.md.
    stray = re.compile(
        r"(?<!#)\b[Dd]emands?\b|\bKind\b|\bMine\b|^Report$|I speak English|You are here as"
        r"|\byear(?:ly|'s)? assessment"
    )
    assert [message for message in used() if stray.search(FIELD.sub("", message))] == []


# What has many always: more than fits, two parts at least, a rule book, a whole office.
MANY = (
    "at most",
    "characters",
    "columns",
    "Split into",
    "seems to hold",
    "things wait for",
    "lines were read",
    "Item {count} this",
    "{count} persons",
    "All {count} faults",
    "secrecy rules",
    "rows of {tables}",
    "times): {why}",
)


def test_a_count_stands_before_no_plural_that_one_would_make_wrong() -> None:
    # Found in use: “1 rows”, “1 files are missing”, “1 items, 0 adopted”. Such a message has two forms, or its count behind.
    wrong = re.compile(r"\{(?:count|items|rows)\} (?:[a-z]+ )?(?:[a-z]+s|people)\b")
    one_form = [message for message in used() if wrong.search(message)]
    assert [message for message in one_form if not any(many in message for many in MANY)] == []


def test_notices_are_an_offices() -> None:
    # Found in use (20, 23, 37): 🎉 in a notice, ⤺ that a phone may not have, four words for 逾期, 补报 for what is not late.
    stray = re.compile("🎉|⤺|已过期（[0-9{]|已截止|逾期释放|🔴 督办|前补报")
    assert [words for _, words, file in translated() if file != "cli.po" and stray.search(words)] == []


def test_a_command_that_a_tap_would_cut_short_is_written_in_one_word() -> None:
    # Found in use (4): a client sends only the blue word; what can be copied stands in <code>.
    cut = re.compile(r"(?<!<code>)/(book|unbook|item|revise|withdraw|close|extend|audit|topics) [{\dT]")
    found = [
        words for message, chinese, _ in translated() for words in (message, chinese) if cut.search(words)
    ]
    assert found == []
