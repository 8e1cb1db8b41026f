"""Half-width marks between Chinese characters are written full-width; those of figures, times, addresses and Latin text stay."""

from __future__ import annotations

import re

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_CHINESE = rf"{_HAN}》”’）】」』〉〕。、；"  # what a mark follows
_FOLLOWS = rf"{_HAN}《“‘（【「『〈〔"
_ADDRESS = r"(?P<address>(?:[A-Za-z][A-Za-z0-9+.-]{0,20}://|[Ww]{3}\.)[!-~]+)|"
_BRACKETS = r"\((?P<inner>[^()\n]{1,200})\)"
_MARKS = (
    rf"(?P<comma>(?<=[{_CHINESE}]), ?|(?<=[0-9A-Za-z%％]),(?=[{_FOLLOWS}]))"
    rf"|(?P<colon>(?<=[{_HAN}》”）]): ?(?=[{_FOLLOWS}]))"
)
# With and without a look-out for addresses, which few texts have and which takes longest. No IGNORECASE: all Chinese characters
# would be gone through for their other case as this is imported.
_PLAIN = re.compile(_BRACKETS), re.compile(_MARKS)
_ADDRESSED = re.compile(_ADDRESS + _BRACKETS), re.compile(_ADDRESS + _MARKS)
_ANY_HAN = re.compile(f"[{_HAN}]")

_ENDS = re.compile(
    rf"(?<=[{_CHINESE}])(?:[;?!:] ?|\. ?(?=[{_FOLLOWS}]|$))|(?<=[%％])\.(?=[{_FOLLOWS}])", re.MULTILINE
)
_FULL = {";": "；", "?": "？", "!": "！", ".": "。", ":": "："}
_QUOTED = re.compile(r'"(?P<inner>[^"\n]{1,200})"')


def widen(text: str) -> tuple[str, int]:
    """The text with full-width commas, colons and brackets where Chinese characters are around, and how many marks that were.

    Not in figures, times, addresses, Latin text or `(1)`.
    """
    if "," not in text and ":" not in text and "(" not in text:
        return text, 0
    widened = 0

    def bracketed(found: re.Match[str]) -> str:
        nonlocal widened
        if not found["inner"] or not _ANY_HAN.search(found["inner"]):
            return found[0]
        widened += 2
        return f"（{found['inner']}）"

    def marked(found: re.Match[str]) -> str:
        nonlocal widened
        if not found["comma"] and not found["colon"]:
            return found[0]
        widened += 1
        return "，" if found["comma"] else "："

    brackets, marks = _ADDRESSED if "://" in text or "www." in text.lower() else _PLAIN
    if "(" in text:
        text = brackets.sub(bracketed, text)
    return marks.sub(marked, text), widened


def widen_for_print(text: str) -> str:
    """What `widen` does, and semicolons, question and exclamation marks, full stops and quotation marks as well, and every colon
    after a Chinese character.
    """
    text, _ = widen(text)
    if '"' in text:
        text = _QUOTED.sub(
            lambda found: f"“{found['inner']}”" if _ANY_HAN.search(found["inner"]) else found[0], text
        )
    return _ENDS.sub(lambda found: _FULL[found[0][0]], text)
