"""Texts that were meant as items but do not begin with the tag (manual, section 1); what becomes of them is the desk's affair."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.rules.onestep import TAGS_SUBMIT, has_tag, is_complete, parse_submission
from bot.rules.text import has_chars

LEAST = 30  # characters: a shorter one is talk
_TAG = "#报送"
_HEAD = re.compile(
    r"\s*[\[［【〔（(「《*#＃井 \t\u3000]*(?:政务)?(?:信息|情况)?[报報][ \u3000]?送"
    r"(?P<set_off>[\]］】〕）)」》*#＃:：,，、.。\s]*)"
)
# Other words behind the sign of a tag, as they are used elsewhere.
_OTHER_TAG = re.compile(
    r"\s*[#＃][ \t\u3000]?(?:上报|投稿|报稿|来稿|供稿|报信息|政务信息|信息)(?:[#＃:：,，\s]+)"
)
_LATER_TAG = re.compile(
    r"[#＃][ \t\u3000]{0,3}(?:信息)?(?:报送|報送|submit(?!\w))[#＃]?[:：]?[ \t]*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class NearMiss:
    """What the writer probably meant: the text as it should have begun, and what stood before the tag and is left out."""

    text: str
    left_out: str = ""


def near_miss(text: str) -> NearMiss | None:
    """Reads a text of 30 characters or more with 报送 at its head, or with the tag further on; None for any other.

    What stands before the tag is left out only where an item follows that is complete without it.
    """
    if not has_chars(text, LEAST) or has_tag(text, tags=TAGS_SUBMIT):
        return None
    head = _HEAD.match(text)
    if head is not None:
        # Without a sign behind it, the word belongs to the title: 报送工作…
        return NearMiss(f"{_TAG} {text[head.end() :] if head['set_off'] else text.lstrip()}")
    if (other := _OTHER_TAG.match(text)) is not None:
        return NearMiss(f"{_TAG} {text[other.end() :]}")
    tag = _LATER_TAG.search(text)
    if tag is None:
        return None
    behind = f"{_TAG} {text[tag.end() :]}"
    if is_complete(parse_submission(behind)):
        return NearMiss(behind, left_out=text[: tag.start()].strip())
    return NearMiss(f"{_TAG}\n{text[: tag.start()]}{text[tag.end() :]}")
