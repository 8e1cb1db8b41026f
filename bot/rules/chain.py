"""The audit trail's hash chain: what a line's hash is, and where a chain breaks; reading and keeping lines is the store's affair.

A line's hash is the SHA-256, in lower-case hex, of this JSON array in ASCII without spaces:
`[hash of the line before, subject, subject_id, person_id, step, before, after, done_at]`, where `before` and `after` are the
stored texts and a missing value is null. The first line follows 64 zeros. Ids only give the order: they may have gaps.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring_ascii as _text
from typing import Any

GENESIS = "0" * 64


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
    # The array by hand: json.dumps takes eight times as long.
    line = (
        f"[{_text(previous)},{_text(subject)},{_whole(subject_id)},{_whole(person_id)},{_text(step)}"
        f",{_text_or_null(before)},{_text_or_null(after)},{_whole(done_at)}]"
    )
    return hashlib.sha256(line.encode()).hexdigest()


def _whole(number: int | None) -> str:
    return "null" if number is None else str(number)


def _text_or_null(text: str | None) -> str:
    return "null" if text is None else _text(text)


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
