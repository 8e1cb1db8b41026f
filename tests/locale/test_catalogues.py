"""The Chinese catalogues: complete, nothing doubled or left over, the same placeholders and tags as the English."""

from __future__ import annotations

import re
from collections import Counter

from tests.locale.messages import translated, used
from tests.support.table import each_row

FIELD = re.compile(r"\{(\w+)\}")
TAG = re.compile(r"</?\w+[^>]*>")


def has_words(message: str) -> bool:
    """Whether anything in the message is there to be translated: letters outside fields and tags."""
    return any(char.isalpha() for char in TAG.sub("", FIELD.sub("", message)))


def test_every_message_has_its_chinese() -> None:
    chinese = {message for message, words, _ in translated() if words}
    assert {m: at for m, at in used().items() if has_words(m) and m not in chinese} == {}


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
