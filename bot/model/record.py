"""How records are made that each submission needs a dozen of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

_Record = TypeVar("_Record")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[_Record]) -> type[_Record]:
    """A dataclass whose fields nobody sets again: the type checker sees to it, not the interpreter.

    `frozen=True` sees to it while the program runs, too, and making one takes four times as long: of a submission a fiftieth.
    """
    make: Callable[[type[_Record]], type[_Record]] = dataclass(slots=True, unsafe_hash=True)
    return make(cls)
