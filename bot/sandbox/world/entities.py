"""The entities Telegram finds in a plain text by itself, counted in UTF-16 units; no parse modes."""

from __future__ import annotations

import re

from bot.sandbox.world.records import Json

_TOP_DOMAINS = "com|cn|org|net|gov|edu|me|io|info|dev|app|top|xyz|cc|tv"
_PATH = r"[^\s<>\"'，。；：！？、（）《》【】“”‘’]"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("url", re.compile(rf"(?<![A-Za-z0-9_])(?:https?|tg)://{_PATH}+", re.IGNORECASE)),
    ("email", re.compile(r"(?<![A-Za-z0-9._+-])[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")),
    (
        "url",
        re.compile(
            rf"(?<![A-Za-z0-9_@./-])(?:[a-z0-9-]+\.)+(?:{_TOP_DOMAINS})(?![A-Za-z0-9_])(?:[/?#]{_PATH}*)?",
            re.IGNORECASE,
        ),
    ),
    ("mention", re.compile(r"(?<![\w])@[A-Za-z0-9_]{3,32}(?![A-Za-z0-9_])")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![A-Za-z0-9_/>])")),
    ("hashtag", re.compile(r"(?<![\w#＃])[#＃](?=\d*[^\W\d])[\w·\u200c]{1,256}(?![#＃@])")),
)


def utf16_length(text: str) -> int:
    """The length in UTF-16 units, which is how Telegram counts."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part of `text` that an entity's offset and length name."""
    raw = text.encode("utf-16-le")
    return raw[offset * 2 : (offset + length) * 2].decode("utf-16-le", errors="replace")


def find_entities(text: str) -> list[Json]:
    """Commands, hashtags (Chinese and full-width too), mentions, links and addresses, in order, never overlapping."""
    taken: list[tuple[int, int]] = []
    found: list[Json] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.start(), match.end()
            if kind == "url":
                end = start + len(match.group().rstrip(".,;:!?)]}"))
            if any(start < other_end and other_start < end for other_start, other_end in taken):
                continue
            taken.append((start, end))
            found.append(
                {"type": kind, "offset": utf16_length(text[:start]), "length": utf16_length(text[start:end])}
            )
    return in_order(found)


def with_found(text: str, entities: list[Json]) -> list[Json]:
    """The given entities and those found in the text outside code and links."""
    closed = [e for e in entities if e["type"] in ("code", "pre", "text_link", "text_mention")]
    free = [
        found
        for found in find_entities(text)
        if not any(
            found["offset"] < e["offset"] + e["length"] and e["offset"] < found["offset"] + found["length"]
            for e in closed
        )
        and not any(e["type"] == found["type"] and e["offset"] == found["offset"] for e in entities)
    ]
    return in_order(entities + free)


def in_order(entities: list[Json]) -> list[Json]:
    """Sorted as Telegram sorts: by place, the longer first."""
    return sorted(entities, key=lambda e: (e["offset"], -e["length"]))


def trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Text without white space at both ends, as Telegram stores it, and the entities moved along."""
    body = text.strip()
    if body == text:
        return text, entities
    shift = utf16_length(text[: len(text) - len(text.lstrip())])
    total = utf16_length(body)
    kept: list[Json] = []
    for entity in entities:
        start = max(entity["offset"] - shift, 0)
        end = min(entity["offset"] + entity["length"] - shift, total)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return body, kept
