"""Calls held against the published Bot API schema, where it lies beside the project; it is never part of the project."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

PATH = Path(__file__).resolve().parents[3] / "shared" / "data" / "botapi.json"


def faults(calls: Iterable[tuple[str, dict[str, Any]]]) -> list[str]:
    """What the schema does not know, or misses, in calls of (method, parameters)."""
    methods = json.loads(PATH.read_text(encoding="utf-8"))["methods"]
    found = set()
    for method, params in calls:
        known = {field["name"]: field for field in methods.get(method, {"fields": []})["fields"]}
        if method not in methods:
            found.add(f"{method}: unknown method")
        found |= {f"{method}: unknown parameter {name}" for name in params if name not in known}
        found |= {f"{method}: {n} is missing" for n, f in known.items() if f["required"] and n not in params}
    return sorted(found)
