"""JSON as the tables and the ends have it: compact text, quickly written and read."""

from __future__ import annotations

import json
from typing import Any

import orjson


def as_json(value: object) -> str:
    """A list or a table as JSON text, the database's form.

    TypeError where it is none, or holds half a surrogate pair or a number beyond 64 bits.
    """
    return orjson.dumps(value).decode()


def from_json(text: str | bytes) -> Any:
    """What the text says. ValueError where it is no JSON."""
    try:
        return orjson.loads(text)
    except ValueError:
        return json.loads(text)  # which takes half of a surrogate pair, as people's telephones send it
