"""A call's parameters, however they were sent, read as the types that Telegram expects; no method's own rules."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.world.errors import broken_rule


@dataclass(frozen=True)
class Upload:
    """A file that came with a multipart call."""

    name: str
    mime: str
    data: bytes


@dataclass
class Arguments:
    """The parameters of one call; a value is a string unless the call's body was JSON."""

    values: dict[str, Any]
    uploads: dict[str, Upload] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether the parameter was given and is not empty."""
        return self.values.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        """A string."""
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, dict | list | bool):
            raise broken_rule(f'field "{name}" must be of type String')
        return str(value)

    def integer(self, name: str, default: int = 0) -> int:
        """An integer, also in a string."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise broken_rule(f'field "{name}" must be of type Number') from None

    def flag(self, name: str) -> bool:
        """A boolean, also as a word."""
        return str(self.values.get(name, "")).lower() in ("true", "1", "yes", "t", "y")

    def structure(self, name: str) -> Any:
        """An object or array, also as JSON in a string; None where it was not given."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise broken_rule(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def array(self, name: str) -> list[Any] | None:
        """A JSON array; None where it was not given."""
        value = self.structure(name)
        if value is not None and not isinstance(value, list):
            raise broken_rule(f"can't parse {name.replace('_', ' ')}: expected an Array")
        return value

    def mapping(self, name: str) -> dict[str, Any] | None:
        """A JSON object; None where it was not given."""
        value = self.structure(name)
        if value is not None and not isinstance(value, dict):
            raise broken_rule(f"can't parse {name.replace('_', ' ')}: object expected")
        return value

    def upload(self, name: str, value: object = None) -> Upload | None:
        """The uploaded file a parameter means: its own part, or the one that `attach://...` names."""
        reference = value if value is not None else self.values.get(name)
        if isinstance(reference, str) and reference.startswith("attach://"):
            return self.uploads.get(reference.removeprefix("attach://"))
        return self.uploads.get(name) if value is None else None

    def shown(self) -> dict[str, Any]:
        """The parameters for the call log: a file as its name and size."""
        files = {name: f"<{item.name}, {len(item.data)} bytes>" for name, item in self.uploads.items()}
        return {**self.values, **files}
