"""One request's fields, read as what they name; raises ActionError where they name nothing."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request

from bot.sandbox.world.errors import ActionError
from bot.sandbox.world.records import Json


class Fields:
    """The plain values: numbers and texts."""

    def __init__(self, values: Json) -> None:
        self.values = values

    def number(self, name: str) -> int | None:
        """An integer, None where it was not given."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError):
            raise ActionError(f"{name} is not a number") from None

    def text(self, name: str) -> str:
        """A string, empty where it was not given."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""


async def read_object(request: Request) -> dict[str, Any]:
    """A request's JSON object. Nothing else is taken: a form of another site cannot send JSON without asking first."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise ActionError("a JSON body is expected")
    try:
        value = json.loads(await request.body())
    except ValueError:
        raise ActionError("a JSON body is expected") from None
    if not isinstance(value, dict):
        raise ActionError("a JSON body is expected")
    return value
