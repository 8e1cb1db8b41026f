"""Cleaning, counting and shortening of what people write; no forum noise, no secrecy marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

ELLIPSIS = "…"
NEARLY_FULL = 4000  # a client cuts a paste at 4096, or at the last blank before
SENTENCE_ENDS = ("。", "！", "？", "；", "…", ".", "!", "?")

# Letters and marks by their Unicode class, yet nothing is seen.
_BLANK_LOOKING = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_NEWLINES = re.compile("[\r\v\f\x85\u2028\u2029]")
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but newline and tab
    "\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufeff"  # zero-width: spaces, joiners, the byte order mark
    "\u202a-\u202e\u2066-\u206f"  # direction overrides: they can turn a shown text around
    "\ud800-\udfff\ufffe\uffff]"  # no characters at all: UTF-8 and XML refuse them
)
# Whatever is not seen and is no blank, in the first plane; and all that is in the others.
_RARELY_SEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb]"
)
BEYOND = re.compile("[^\x00-\uffff]")  # among them emoji
_ADDRESS = re.compile(
    r"""[a-z][a-z0-9+.-]{0,20}://[!-~]+      # any scheme
      | [\w.+-]{1,64}@[a-z0-9.-]{3,255}      # e-mail
      | (?:[a-z0-9-]{1,63}\.){1,10}[a-z0-9-]{2,63}(?:[:/?\#][!-~]*)?   # host, host/path
    """,
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)
_WEB = re.compile(r"https?://\S{1,1000}", re.IGNORECASE)
_LINKS_MOST = 20  # of one message
_COURTESIES = frozenset(
    {"谢谢", "多谢", "感谢", "谢谢您", "谢谢你", "非常感谢", "辛苦", "辛苦了", "您辛苦了", "收到", "收到了", "已收到", "收到谢谢",
     "好", "好的", "好的收到", "好的谢谢", "知道了", "明白", "明白了", "嗯", "嗯嗯", "是的", "您好", "你好", "ok", "thanks",
     "thankyou", "thx", "已阅", "已阅知", "已读", "阅"}
)  # fmt: skip
_COURTESY_MOST = 12  # characters, with the marks around it
_COURTESY_MARKS = re.compile(r"[\s。.!！~～，,、👍🙏😊]")
_SENTENCE_MARKS = ("。", "！", "？", "；", "\n")
_AT_ENDS = "。！？；…!?.”’」』）)"
_JOINER = "\u200d"
_REGIONAL = range(0x1F1E6, 0x1F200)
_SKIN_TONES = range(0x1F3FB, 0x1F400)


def clean(text: str) -> str:
    """The text with plain newlines and without what cannot be seen; all other characters stay as they are.

    Every kind of line break becomes a newline; zero-width, direction and control characters (but
    newline and tab) go, and so do blanks at the ends of lines and blank lines around the text.
    """
    plain = _UNWANTED.sub("", _NEWLINES.sub("\n", text.replace("\r\n", "\n")))
    return "\n".join(line.rstrip() for line in plain.split("\n")).strip("\n")


def normal(raw: str) -> str:
    """Half-width and lower-case, blanks as one space each."""
    return " ".join(unicodedata.normalize("NFKC", raw).casefold().split())


def count_chars(text: str) -> int:
    """How many characters a reader sees: blanks, control and zero-width characters do not count."""
    if _RARELY_SEEN.search(text) is None and BEYOND.search(text) is None:
        return len("".join(text.split()))  # a fifth of the other way's time
    return len(text.translate(_SEEN))


def has_chars(text: str, least: int) -> bool:
    """Whether a reader sees at least so many; of a long text only the beginning is looked at where that is enough."""
    return count_chars(text[: 4 * least]) >= least or (len(text) > 4 * least and count_chars(text) >= least)


def is_hint_only(text: str) -> bool:
    """Whether there are only addresses, figures and marks, which a hint answers (manual, section 2)."""
    rest = _ADDRESS.sub(" ", text)
    return not any(unicodedata.category(char).startswith("L") for char in rest if not _is_unseen(char))


def is_courtesy(text: str) -> bool:
    """Whether somebody merely thanks, greets or says that they have read: no content, and nothing to be asked about."""
    return len(text) <= _COURTESY_MOST and _COURTESY_MARKS.sub("", text).casefold() in _COURTESIES


def utf16_length(text: str) -> int:
    """The length in UTF-16 code units, in which Telegram counts its limits and offsets."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shorten(text: str, limit: int) -> str:
    """The text itself, or its start with '…', together at most `limit` characters (code points)."""
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    return text[: cut_point(text, limit - 1)].rstrip() + ELLIPSIS


def last_sentence(text: str, *, most: int) -> str:
    """The text's last sentence, or the end of that with '…' before it, together at most `most` characters."""
    end = text.rstrip()
    words = len(end.rstrip(_AT_ENDS))
    start = max(end.rfind(mark, 0, words) for mark in _SENTENCE_MARKS) + 1
    sentence = end[start:].strip()
    if len(sentence) <= most:
        return sentence
    rest = len(sentence) - most + 1
    while rest < len(sentence) and _holds_together(sentence, rest):
        rest += 1
    return ELLIPSIS + sentence[rest:]


def cut_point(text: str, at: int) -> int:
    """The greatest place not after `at` where cutting leaves no mark without its letter and no emoji halved.

    0 where the text begins with one long cluster.
    """
    at = min(at, len(text))
    while 0 < at < len(text) and _holds_together(text, at):
        at -= 1
    return at


def with_addresses(text: str, links: Iterable[tuple[int, int, str]]) -> str:
    """The text with the addresses that lie under its words behind them, 县政府网（https://…）: the source would be lost.

    `links` are offset and length in UTF-16 units, and the address. Those of the first lines, where title and headers stand, are
    named at the text's end, unless Telegram has cut the text there.
    """
    units = text.encode("utf-16-le", "surrogatepass")
    lines = text.count("\n") + 1
    head = "\n".join(text.split("\n")[: 2 if lines > 2 else 1]) if lines > 1 else ""
    head_end = utf16_length(head) if utf16_length(text) < NEARLY_FULL else 0
    end = ""
    for offset, length, url in sorted(links, reverse=True)[-_LINKS_MOST:]:
        words = units[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")
        bare = url.partition("://")[2].rstrip("/")
        if not _WEB.fullmatch(url) or not words.strip() or bare in text:
            continue
        shown = f"（{url}）" if any(char > "\u2e7f" for char in words) else f" ({url})"
        if offset < head_end:
            end = f"\n{words.strip()}{shown}{end}"
            continue
        at = 2 * (offset + len(words.rstrip().encode("utf-16-le", "surrogatepass")) // 2)
        units = units[:at] + shown.encode("utf-16-le") + units[at:]
    return units.decode("utf-16-le", "surrogatepass") + end


def _is_unseen(char: str) -> bool:
    return char.isspace() or char in _BLANK_LOOKING or unicodedata.category(char) in ("Cc", "Cf", "Cs")


class _Seen(dict[int, int | None]):
    """A table for `str.translate` that leaves only what a reader sees; each character is looked up in Unicode once."""

    def __missing__(self, code: int) -> int | None:
        self[code] = kept = None if _is_unseen(chr(code)) else code
        return kept


_SEEN = _Seen()


def _holds_together(text: str, at: int) -> bool:
    """Whether the characters on both sides of `at` are shown as one."""
    before, after = text[at - 1], text[at]
    if _JOINER in (before, after) or ord(after) in _SKIN_TONES:
        return True
    if ord(before) in _REGIONAL and ord(after) in _REGIONAL:
        return _flags_before(text, at) % 2 == 1
    if "\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff":
        return True
    return unicodedata.category(after) in ("Mn", "Me", "Mc")


def _flags_before(text: str, at: int) -> int:
    """How many regional letters stand in a row right before `at`: a flag is two of them."""
    start = at
    while start > 0 and ord(text[start - 1]) in _REGIONAL:
        start -= 1
    return at - start


def join_parts(parts: Sequence[str]) -> str:
    """Several messages as one text, a line each; a sentence that Telegram cut in two at its limit is healed.

    A message without words, a picture whose caption was taken out, is no line.
    """
    parts = [part for part in parts if part.strip()]
    joined = parts[0] if parts else ""
    for before, part in pairwise(parts):
        cut = utf16_length(before) >= NEARLY_FULL and not before.endswith(SENTENCE_ENDS)
        joined += part if cut else f"\n{part}"
    return joined
