"""Telegram's HTML parse mode: a text with tags -> plain text and entities; refusals in Telegram's words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.sandbox.world.entities import in_order, utf16_length
from bot.sandbox.world.errors import broken_rule
from bot.sandbox.world.records import Json

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_PLAIN = re.compile("[^<&]+")
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot));?")
_START_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9-]*)([^<>]*)>")
_END_TAG = re.compile(r"</([A-Za-z0-9-]*)\s*>")
_ATTRIBUTE = re.compile(r"""\s*([A-Za-z][A-Za-z0-9-]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?\s*""")


@dataclass
class _Open:
    tag: str
    at: int
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass
class Parsed:
    """What a parse mode made of a text. `doubts` are things Telegram lets pass and a careful bot does not send."""

    text: str
    entities: list[Json]
    doubts: list[str] = field(default_factory=list)


def parse_html(source: str) -> Parsed:
    """Parse a text in HTML mode; raises ApiError 400 "can't parse entities: ..." as Telegram does."""
    parser = _Parser(source)
    parser.run()
    return Parsed("".join(parser.out), in_order(parser.entities), parser.doubts)


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.out: list[str] = []
        self.length = 0
        self.stack: list[_Open] = []
        self.entities: list[Json] = []
        self.doubts: list[str] = []

    def run(self) -> None:
        place = 0
        while place < len(self.source):
            character = self.source[place]
            if character == "<":
                place = self._tag(place)
            elif character == "&":
                place = self._reference(place)
            else:
                plain = _PLAIN.match(self.source, place)
                assert plain is not None
                self._write(plain.group())
                place = plain.end()
        if self.stack:
            raise _refused(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')

    def _write(self, text: str) -> None:
        self.out.append(text)
        self.length += utf16_length(text)

    def _byte(self, place: int) -> int:
        return len(self.source[:place].encode())

    def _reference(self, place: int) -> int:
        match = _REFERENCE.match(self.source, place)
        if match is None:
            self.doubts.append(f"an & that is not escaped at byte offset {self._byte(place)}")
            self._write("&")
            return place + 1
        hexadecimal, decimal, name = match.groups()
        code = int(hexadecimal, 16) if hexadecimal else int(decimal) if decimal else ord(_NAMED[name])
        if code == 0 or code > 0x10FFFF or 0xD800 <= code < 0xE000:
            self.doubts.append(f"a bad character reference at byte offset {self._byte(place)}")
            self._write(match.group())
        else:
            self._write(chr(code))
        return match.end()

    def _tag(self, place: int) -> int:
        if self.source.startswith("</", place):
            return self._close(place)
        match = _START_TAG.match(self.source, place)
        if match is None:
            name = re.match(r"<([^\s<>]*)", self.source[place:])
            if ">" in self.source[place:] and name is not None:
                raise _refused(f'Unsupported start tag "{name[1]}" at byte offset {self._byte(place)}')
            raise _refused(f"Unclosed start tag at byte offset {self._byte(place)}")
        tag = match[1].lower()
        if tag not in _KINDS:
            raise _refused(f'Unsupported start tag "{tag}" at byte offset {self._byte(place)}')
        attributes = self._attributes(tag, match[2], place)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _refused(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(place)}')
        self.stack.append(_Open(tag, self.length, attributes))
        return match.end()

    def _attributes(self, tag: str, source: str, place: int) -> dict[str, str]:
        found: dict[str, str] = {}
        at = 0
        while at < len(source) and source[at:].strip():
            match = _ATTRIBUTE.match(source, at)
            if match is None or match.end() == at:
                raise _refused(f'Empty attribute name in the tag "{tag}" at byte offset {self._byte(place)}')
            value = (match[2] or "").strip("\"'")
            found[match[1].lower()] = _REFERENCE.sub(_decode, value)
            at = match.end()
        return found

    def _close(self, place: int) -> int:
        match = _END_TAG.match(self.source, place)
        if match is None:
            raise _refused(f"Unclosed end tag at byte offset {self._byte(place)}")
        if not self.stack:
            raise _refused(f"Unexpected end tag at byte offset {self._byte(place)}")
        opened = self.stack.pop()
        found = match[1].lower()
        if found not in ("", opened.tag):
            raise _refused(
                f'Unmatched end tag at byte offset {self._byte(place)}, expected "</{opened.tag}>", found "</{found}>"'
            )
        self._finish(opened)
        return match.end()

    def _finish(self, opened: _Open) -> None:
        if self.length == opened.at:
            return
        language = opened.attributes.get("class", "")
        if opened.tag == "code" and self.stack and self.stack[-1].tag == "pre" and language:
            self.stack[-1].attributes["language"] = language.removeprefix("language-")
            return
        entity: Json = {
            "type": _KINDS[opened.tag],
            "offset": opened.at,
            "length": self.length - opened.at,
        }
        if opened.tag == "a" and not self._link(entity, opened):
            return
        if opened.tag == "pre" and opened.attributes.get("language"):
            entity["language"] = opened.attributes["language"]
        if opened.tag == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        if opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
        self.entities.append(entity)

    def _link(self, entity: Json, opened: _Open) -> bool:
        """Complete a link's entity; False where Telegram would drop it in silence."""
        url = opened.attributes.get("href", "")
        person = re.fullmatch(r"tg://user\?id=(\d+)", url)
        if person:
            entity.update(type="text_mention", user={"id": int(person[1])})
            return True
        if not re.match(r"(?:https?|tg|mailto|tel)[:]|[\w-]+\.[\w.-]+", url):
            self.doubts.append(f"a link without a usable address: {url!r}")
            return False
        entity["url"] = url
        return True


def _decode(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    code = int(hexadecimal, 16) if hexadecimal else int(decimal) if decimal else ord(_NAMED[name])
    return chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else match.group()


def _refused(text: str) -> Exception:
    return broken_rule(f"can't parse entities: {text}")
