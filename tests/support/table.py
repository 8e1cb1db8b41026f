"""A table of rows as one test: every row is tried, and each that fails is told of by its name."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest

Test = Callable[..., Any]


def each_row(
    names: str | Sequence[str],
    rows: Iterable[Any],
    *,
    ids: Callable[[Any], object] | Sequence[str] | None = None,
) -> Callable[[Test], Test]:
    """Takes what `pytest.mark.parametrize` takes, and makes one test of it: for rows that cost less than a test does.

    What else the test asks for (fixtures) is the same for all rows. ValueError where there is no row, or one with marks.
    """
    arguments = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    table = list(_named(rows, arguments, ids))
    if not table:
        raise ValueError("a table without rows tests nothing")

    def decorate(test: Test) -> Test:
        if inspect.iscoroutinefunction(test):

            @functools.wraps(test)
            async def run(**fixtures: Any) -> None:
                failed: dict[str, BaseException] = {}
                for name, values in table:
                    try:
                        await test(**fixtures, **values)
                    except _FAILURES as error:
                        failed[name] = error
                _tell(failed, len(table))
        else:

            @functools.wraps(test)
            def run(**fixtures: Any) -> None:
                failed: dict[str, BaseException] = {}
                for name, values in table:
                    try:
                        test(**fixtures, **values)
                    except _FAILURES as error:
                        failed[name] = error
                _tell(failed, len(table))

        signature = inspect.signature(test)
        rest = [each for each in signature.parameters.values() if each.name not in arguments]
        assert len(rest) + len(arguments) == len(signature.parameters), (
            "an argument that the test does not take"
        )
        run.__signature__ = signature.replace(parameters=rest)  # type: ignore[attr-defined]
        return run

    return decorate


# A row that skips itself would be a row that is not tried: it counts as failed.
_FAILURES = (Exception, pytest.fail.Exception, pytest.skip.Exception)


def _named(
    rows: Iterable[Any], arguments: list[str], ids: Callable[[Any], object] | Sequence[str] | None
) -> Iterable[tuple[str, dict[str, Any]]]:
    """Name and arguments of each row; the place in the table is part of the name, since two may look alike."""
    single = len(arguments) == 1
    for place, row in enumerate(rows):
        name = None
        if isinstance(row, type(pytest.param())):
            if row.marks:
                raise ValueError("a row of one test has no marks of its own")
            name, values = row.id, tuple(row.values)
        else:
            values = (row,) if single else tuple(row)
        if callable(ids):
            name = "-".join(str(ids(value)) for value in values)
        elif ids is not None:
            name = ids[place]
        shown = name or ", ".join(repr(value) for value in values)
        yield f"{place + 1}: {shown}", dict(zip(arguments, values, strict=True))


def _tell(failed: dict[str, BaseException], count: int) -> None:
    if not failed:
        return
    for name, error in failed.items():
        error.add_note(f"in row {name}")
    # All names stand in the message: of a long group Python shows the first errors alone.
    raise BaseExceptionGroup(
        f"{len(failed)} of {count} rows failed:\n" + "\n".join(failed), list(failed.values())
    ) from None
