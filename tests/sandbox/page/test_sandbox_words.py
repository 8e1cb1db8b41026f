"""What the tour promises: only what the product does, each language in its own words."""

from __future__ import annotations

import re
from pathlib import Path

import bot.sandbox

STATIC = Path(bot.sandbox.__file__).parent / "static"
WORDS = (STATIC / "words-tour.js").read_text(encoding="utf-8")
CHINESE, ENGLISH = WORDS.split("\n  en: {")


def test_the_tour_promises_nothing_that_there_is_not() -> None:
    """Found in use (33): an editorial office that has seen it already. Points and a bulletin there are by now."""
    assert re.findall("计分|积分|编辑部|简报", CHINESE) == []
    (review,) = re.findall(r'"tour-review-done": "([^"]*)"', ENGLISH)
    (sample,) = re.findall(r'sampleItem: "([^"]*)"', ENGLISH)
    assert "point" in review and "collection points" in sample


def test_the_tour_shows_that_nothing_is_lost_by_the_items_number() -> None:
    """Found in use (33): step 6 proved it with `/my`."""
    for words in (CHINESE, ENGLISH):
        (done,) = re.findall(r'"tour-glass-done": "([^"]*)"', words)
        assert "{number}" in done and "/my" not in done


def test_the_english_tour_has_no_chinese_words() -> None:
    """Found in use (34): “press 签收”."""
    assert re.findall("[\\u4e00-\\u9fff]", ENGLISH) == []


def test_what_else_there_is_says_nothing_that_ends_with_the_first_day() -> None:
    """Who had moved the clock a month on read that there is a meeting tomorrow."""
    words = (STATIC / "words-else.js").read_text(encoding="utf-8")
    assert re.findall("明天|今晚|已经过期|在等|tomorrow|tonight|already|waits for an", words) == []
