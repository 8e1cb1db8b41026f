"""From an outbox row to one raw call of the Bot API; what becomes of the row is not decided here."""

from __future__ import annotations

import base64
from typing import Any

from telegram import Bot, InputFile

from bot.delivery.http.api import call_api
from bot.delivery.http.transport import AiohttpRequest
from bot.errors import DeliveryError
from bot.model import OutboxRow
from bot.store.jsontext import from_json


class Unsendable(DeliveryError):
    """The row itself is broken: no later try can help."""


async def call_row(bot: Bot, row: OutboxRow, *, read_timeout: float) -> Any:
    """Makes the row's call. A topic that is gone is never left out: outside of it the group may be bound as nothing."""
    params = params_of(row)
    if "document" not in params and isinstance(bot.request, AiohttpRequest):
        return await bot.request.call(f"{bot.base_url}/{row.method}", params, read_timeout=read_timeout)
    return await call_api(bot, row.method, params, read_timeout=read_timeout)


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
