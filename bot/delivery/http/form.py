"""What is sent with a call: its parameters as a form."""

from __future__ import annotations

from binascii import hexlify
from collections.abc import Mapping
from typing import Any

import aiohttp
from telegram.request import RequestData

from bot.store.jsontext import as_json

CONTENT_TYPE = "application/x-www-form-urlencoded"  # of a form without files


class Form:
    """What a request reads of a RequestData, for parameters without files. None is left out."""

    contains_files = False

    def __init__(self, params: Mapping[str, Any]) -> None:
        self.json_parameters = {
            name: value if isinstance(value, str) else as_json(value)
            for name, value in params.items()
            if value is not None
        }


def encoded(data: RequestData | None) -> bytes | aiohttp.FormData | None:
    """The body: a short form as it is sent, or one with files."""
    if data is None:
        return None
    if not data.contains_files:
        return "&".join(f"{name}={_quoted(value)}" for name, value in data.json_parameters.items()).encode()
    form = aiohttp.FormData(quote_fields=False)  # Telegram takes file names as they are, in UTF-8
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=one_line(file_name), content_type=kind)
    return form


def _quoted(value: str) -> str:
    # Every byte in per cent form: longer than need be, and twenty times as quick as urllib over Chinese text.
    return "%" + hexlify(value.encode(), "%").decode() if value else ""


def one_line(name: str) -> str:
    """A file's name without line breaks: one would end the part's header."""
    return "".join(char if char.isprintable() else "_" for char in name)
