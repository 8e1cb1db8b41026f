"""A network source's RSS or Atom, read: titles and words without markup, links of http(s), moments; in a process of its own."""

from __future__ import annotations

import html
import io
import re
import time
from calendar import timegm
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser

from bot.reading.found import Fault

MOST_ENTRIES = 300  # the newest come first
_MOST_BYTES = 2 << 20
_TITLE, _SUMMARY, _LINK = 300, 1000, 1000  # characters
_ENDS = re.compile(rb"</(?:[a-z]{1,12}:)?(?:item|entry)\s*>", re.IGNORECASE)
_ROOT = re.compile(rb"<(rss|feed|rdf:rdf|channel)[\s>]", re.IGNORECASE)
_TAG = re.compile(
    r"<(?:script|style)\b.*?(?:</(?:script|style)\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*>", re.DOTALL | re.I
)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_GB = re.compile(r"\bgb(?:k|_?2312)\b", re.IGNORECASE)
_DECLARED = re.compile(rb"""(\A\s*<\?xml[^>]{0,80}encoding\s*=\s*["'])gb(?:k|_?2312)(["'])""", re.IGNORECASE)
_CLOSES = {
    b"rss": b"</channel></rss>",
    b"feed": b"</feed>",
    b"rdf:rdf": b"</rdf:RDF>",
    b"channel": b"</channel>",
}


def read(content: bytes, *, address: str, kind: str) -> dict[str, Any]:
    """The entries of a source that lies at `address` and came as `kind` (its Content-Type). Fault where it is no source."""
    if len(content) > _MOST_BYTES:
        raise Fault("large")
    # Who says GB 2312 or GBK means whatever GB 18030 has.
    headers = {"content-type": _GB.sub("gb18030", kind), "content-location": address}
    content = _DECLARED.sub(rb"\1gb18030\2", _shortened(content), count=1)
    try:
        found = feedparser.parse(
            io.BytesIO(content), response_headers=headers, resolve_relative_uris=True, sanitize_html=False
        )
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # it meets strange sources with many kinds of errors
        raise Fault("damaged") from error
    if not found.get("version") and not found.get("entries"):
        raise Fault("damaged")
    return {"entries": [_entry(each, address=address) for each in found.entries[:MOST_ENTRIES]]}


def _shortened(content: bytes) -> bytes:
    """The source up to its so-many-th entry: the time that parsing takes grows with each."""
    for count, end in enumerate(_ENDS.finditer(content), 1):
        if count == MOST_ENTRIES and end.end() < len(content):
            root = _ROOT.search(content)
            return content[: end.end()] + (_CLOSES[root[1].lower()] if root else b"")
    return content


def _entry(entry: Any, *, address: str) -> dict[str, Any]:
    # To ask for one that is not there would be given the other, and warned of that.
    moments = [entry[key] for key in ("published_parsed", "updated_parsed") if key in entry]
    return {
        "title": words_of(str(entry.get("title", "")))[:_TITLE],
        "link": _link(entry, address=address),
        "summary": words_of(str(entry.get("summary", "")))[:_SUMMARY],
        "published_at": _moment(next(filter(None, moments), None)),
    }


def words_of(text: str) -> str:
    """What a text with markup says, in one line; markup that was escaped is markup all the same."""
    for _ in range(2):
        text = html.unescape(_TAG.sub(" ", text))
    return " ".join(_UNSEEN.sub(" ", _TAG.sub(" ", text)).split())


def _link(entry: Any, *, address: str) -> str:
    typed = str(entry.get("link", "")).strip()
    try:
        link = urljoin(address, typed) if typed else ""
        parts = urlsplit(link)
        is_fit = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_fit = False
    return link if is_fit and len(link) <= _LINK and not re.search(r"[\s\x00-\x1f\x7f<>\"]", link) else ""


def _moment(parsed: object) -> int | None:
    """Milliseconds since 1970; None for what is no moment of our time."""
    if not isinstance(parsed, time.struct_time):
        return None
    try:
        seconds = timegm(parsed)
    except (ValueError, OverflowError):
        return None
    return seconds * 1000 if 0 < seconds < 1 << 33 else None
