"""From an outbox row to one raw call of the Bot API; what becomes of the row is not decided here."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from telegram import Bot, InputFile
from telegram.error import BadRequest

from bot.delivery.http.api import call_api
from bot.delivery.http.transport import ApiRequest
from bot.errors import DeliveryError
from bot.model import OutboxRow
from bot.store.files import path_of
from bot.store.jsontext import from_json
from bot.store.repositories.file_calls import ON_DISK

_UPLOAD_WITHIN = 300.0  # seconds
# Telegram's words for a file_id of another bot's, or that it has forgotten.
_UNKNOWN_FILE = ("wrong file", "file identifier", "file_id", "file reference", "wrong remote file")


class Unsendable(DeliveryError):
    """The row itself is broken: no later try can help."""


async def call_row(bot: Bot, row: OutboxRow, *, read_timeout: float, folder: Path | None = None) -> Any:
    """Makes the row's call. A topic that is gone is never left out: outside of it the group may be bound as nothing.

    A file that Telegram knows no more, or never knew, is brought along from the files `folder`.
    """
    params = params_of(row)
    on_disk = params.pop(ON_DISK, None)
    if on_disk is not None and folder is not None:
        return await _give_back(bot, row, params, on_disk, read_timeout=read_timeout, folder=folder)
    if "document" not in params and isinstance(bot.request, ApiRequest):
        return await bot.request.call(f"{bot.base_url}/{row.method}", params, read_timeout=read_timeout)
    return await call_api(bot, row.method, params, read_timeout=read_timeout)


async def _give_back(
    bot: Bot,
    row: OutboxRow,
    params: dict[str, Any],
    on_disk: dict[str, str],
    *,
    read_timeout: float,
    folder: Path,
) -> Any:
    request, address = bot.request, f"{bot.base_url}/{row.method}"
    assert isinstance(request, ApiRequest)
    field, path = on_disk["field"], path_of(folder, on_disk["sha256"])
    if field in params:
        try:
            return await request.call(address, params, read_timeout=read_timeout)
        except BadRequest as error:
            if not any(words in error.message.lower() for words in _UNKNOWN_FILE) or not path.is_file():
                raise
    elif not path.is_file():  # one that was made, and that somebody has taken away
        raise Unsendable("the file is not in the files folder")
    rest = {name: value for name, value in params.items() if name != field}
    return await request.upload(
        address,
        rest,
        field=field,
        name=on_disk["name"],
        path=path,
        preview=base64.b64decode(on_disk.get("preview", "")),
        within=_UPLOAD_WITHIN,
    )


def is_send(method: str) -> bool:
    """Whether the method makes a new message."""
    return method.startswith("send")


def params_of(row: OutboxRow) -> dict[str, Any]:
    """The call's parameters. The row's columns win over its payload: a chat may have moved. Raises Unsendable."""
    try:
        params: dict[str, Any] = dict(from_json(row.payload))
        if row.chat_id:
            params["chat_id"] = row.chat_id
        if row.post_id is not None and not is_send(row.method):
            params["message_id"] = row.post_message_id
        document = params.get("document")
        if isinstance(document, dict):
            content = base64.b64decode(document["base64"], validate=True)
            params["document"] = InputFile(content, filename=document["name"])
    except (ValueError, TypeError, LookupError) as error:
        raise Unsendable(f"payload: {type(error).__name__}") from error
    return params
