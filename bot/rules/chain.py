"""The audit trail's hash chain: what a line's hash is, and where a chain breaks; reading and keeping lines is the store's affair.

A line's hash is the SHA-256, in lower-case hex, of this JSON array in ASCII without spaces:
`[hash of the line before, subject, subject_id, person_id, step, before, after, done_at]`, where `before` and `after` are the
stored texts and a missing value is null. The first line follows 64 zeros. Ids only give the order: they may have gaps.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64


_encode = json.JSONEncoder(separators=(",", ":")).encode  # json.dumps would make one each time


def next_hash(
    previous: str,
    *,
    subject: str,
    subject_id: int,
    person_id: int | None,
    step: str,
    before: str | None,
    after: str | None,
    done_at: int,
) -> str:
    """The hash of a line that follows the one with the hash `previous`; `done_at` in milliseconds."""
    content = [previous, subject, subject_id, person_id, step, before, after, done_at]
    return hashlib.sha256(_encode(content).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Chain:
    """What walking a chain came to: the number of lines, the last one's hash, and the id of the first that does not follow."""

    lines: int
    head: str
    broken_at: int | None


def check_chain(lines: Iterable[Sequence[Any]]) -> Chain:
    """Walks the lines in the order of their ids, each (id, subject, subject_id, person_id, step, before, after, done_at, hash).

    An altered or inserted line is named itself, unless its hash was reckoned anew; then, as where a line is missing, the one
    behind it. A tail that was cut off leaves a whole chain: only a number of lines, or a head, that was noted before shows it.
    """
    count, head, broken_at = 0, GENESIS, None
    for id_, subject, subject_id, person_id, step, before, after, done_at, found in lines:
        expected = next_hash(
            head,
            subject=subject,
            subject_id=subject_id,
            person_id=person_id,
            step=step,
            before=before,
            after=after,
            done_at=done_at,
        )
        if found != expected and broken_at is None:
            broken_at = id_
        count, head = count + 1, str(found)
    return Chain(count, head, broken_at)
