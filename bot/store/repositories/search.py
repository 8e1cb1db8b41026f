"""The index by which items are found by their words, and what it has not got yet; who may search for what is the desk's affair.

An item that is handed in costs a submission nothing here: what came after the last item of the index, and what has changed
since it was indexed, is read itself, and indexed a little later (scheduler/indexing.py). So every search finds what a look at
all items would find, at any moment.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, NamedTuple

from bot.model import Item, ItemState, Scope
from bot.rules.search import FORM, Hit, Wanted, lexemes_of, month_lexeme, unit_lexeme
from bot.store.jsontext import as_json
from bot.store.repositories.repository import Repository
from bot.store.repositories.rows import mapper

WINDOW = 8192  # items; as in sql/postgres/search.sql
_MOST_WINDOWS = 128  # in one question
_AT_ONCE = 200  # items read together
_MOST_AT_ONCE = 2000  # the same where those before were none of them
# Seconds. A Work keeps all others waiting: a word that stands in none of the many items with its pairs is not looked for in all.
_PATIENCE = 1.5
_QUICK, _SLOW = (
    0.1,
    0.4,
)  # a question that took less may be followed by one about more items; one that took more, by one about fewer
_NEVER = (ItemState.HELD, ItemState.DESTROYED)  # what nobody finds
_END = 2**53

_item = mapper(Item)
_Accepts = Callable[[Sequence[Any]], Awaitable[list[Item]]]  # of the rows of items


class Words(NamedTuple):
    """An item as it is indexed."""

    item_id: int
    title: str
    body: str
    unit_id: int
    month: str
    state: str
    sent_title: str  # as its reporter sent it, where an editor has written what it is now
    sent_body: str

    @property
    def lexemes(self) -> str:
        """What the index keeps of it."""
        sent = (self.sent_title, self.sent_body)
        return " ".join(lexemes_of(self.title, self.body, unit_id=self.unit_id, month=self.month, sent=sent))


class Progress(NamedTuple):
    """The index goes up to this item; 0 where it is of another form than this release's. `is_to_erase`: see `erase`."""

    last_id: int
    is_to_erase: bool
    is_current: bool


class Found(list[Item]):
    """Items that were found; those before the one with the id `since` were not looked at, for want of time (1: all were)."""

    since: int = 1

    def __init__(self, items: Iterable[Item] = (), *, since: int = 1) -> None:
        super().__init__(items)
        self.since = since


class Search(Repository):
    """Finding items, and keeping the index true to them. Finding takes several statements: it belongs into a Work."""

    async def newest(self, wanted: Wanted, scope: Scope, *, most: int) -> Found:
        """The newest items in which all words stand."""
        hits = (Hit.TITLE, Hit.BODY)
        return await self._find(wanted, wanted.lexemes, scope, hits, most=most)

    async def best(self, wanted: Wanted, scope: Scope, *, most: int) -> Found:
        """Those in whose title all words stand, the newest first; then the others, the newest first."""
        found = await self._find(wanted, wanted.title_lexemes, scope, (Hit.TITLE,), most=most)
        if len(found) < most:
            rest = await self._find(wanted, wanted.lexemes, scope, (Hit.BODY,), most=most - len(found))
            found = Found([*found, *rest], since=max(found.since, rest.since))
        return found

    async def _find(
        self, wanted: Wanted, lexemes: Sequence[str], scope: Scope, hits: Sequence[Hit], *, most: int
    ) -> Found:
        async def accepts(rows: Sequence[Any]) -> list[Item]:
            items = [_item(row) for row in rows]
            sent = await self._sent(items, of=scope.as_sent_of)
            return [
                item
                for item in items
                if wanted.hit(item.title, item.body, sent=sent.get(item.id, ("", ""))) in hits
            ]

        last_id = (await self.progress()).last_id
        which: dict[str, Any] = {
            "own": scope.own_of or 0,
            "shared": int(scope.is_shared),
            "unit_id": scope.unit_id or 0,
            "state": scope.state or "",
            "month": scope.month or "",
        }
        marks = [unit_lexeme(scope.unit_id)] if scope.unit_id else []
        marks += [month_lexeme(scope.month)] if scope.month else []
        sure = {**which, "sure": f"%{wanted.sure}%"}
        if not (lexemes or marks):  # a state alone is none of the index's
            return Found(await self._read(accepts, sure, first=1, most=most))
        found = Found(await self._read(accepts, sure, first=last_id + 1, most=most))
        if len(found) < most and last_id:
            known = as_json([*lexemes, *marks])
            older = await self._look_up(known, accepts, sure, last_id=last_id, most=most - len(found))
            found = Found([*found, *older], since=older.since)
        rows = await self._q.list_stale_found(self._conn, before=last_id + 1, **which)
        if stale := await accepts(rows):
            both = sorted([*found, *stale], key=lambda item: -item.id)[:most]
            found = Found(both, since=found.since)
        return found

    async def _sent(self, items: Sequence[Item], *, of: int | None) -> dict[int, tuple[str, str]]:
        """Title and body as they were sent, of those items that editors have written anew; `of` one person's alone."""
        ids = [item.id for item in items if item.version > 1 and of in (None, item.person_id)]
        rows = await self._q.list_sent(self._conn, ids=as_json(ids)) if ids else []
        return {row[0]: (row[1], row[2]) for row in rows}

    async def _read(self, accepts: _Accepts, which: dict[str, Any], *, first: int, most: int) -> list[Item]:
        """Of the items that the index has not got yet, one after another."""
        found: list[Item] = []
        before = _END
        while len(found) < most:
            rows = await self._q.list_unindexed(
                self._conn, first=first, before=before, most=_AT_ONCE, **which
            )
            found += await accepts(rows)
            if len(rows) < _AT_ONCE:
                break
            before = rows[-1][0]
        return found[:most]

    async def _look_up(
        self, lexemes: str, accepts: _Accepts, which: dict[str, Any], *, last_id: int, most: int
    ) -> Found:
        """By the index: in the newest items first, then in eight times as many before them, while there is time."""
        found = Found()
        now = asyncio.get_running_loop().time
        begun = now()
        window, windows = last_id // WINDOW, 1
        while window >= 0 and len(found) < most:
            step = now()
            first = max(0, window - windows + 1) * WINDOW
            before = min((window + 1) * WINDOW, last_id + 1)
            at_once = 0
            while len(found) < most:
                # On a server each question looks up all of the windows anew: the fewer, the more are in vain.
                at_once = min(_MOST_AT_ONCE, max(4 * at_once, 2 * (most - len(found))))
                rows = await self._q.list_found(
                    self._conn, lexemes=lexemes, first=first, before=before, most=at_once, **which
                )
                found += await accepts(rows)
                if len(rows) < at_once:
                    before = first
                    break
                before = rows[-1][0]
                if now() - begun > _PATIENCE:
                    break
            if len(found) < most and before > 1 and now() - begun > _PATIENCE:
                return Found(found, since=before)
            window -= windows
            took = now() - step
            windows = 8 * windows if took < _QUICK else windows if took < _SLOW else max(1, windows // 2)
            windows = min(windows, _MOST_WINDOWS)
        return Found(found[:most])

    # --- what changes items ---------------------------------------------------------------------------------

    async def keep(self, item_id: int) -> None:
        """Before the words of an item change, whatever changes them: it is found by the new ones, and no more by the old."""
        words, is_stale = await self._as_indexed(item_id)
        if words is not None and words.state not in _NEVER:
            await self._take_out(words, is_stale=is_stale)
            await self.demand(item_id)

    async def forget(self, item_id: int) -> None:
        """Before the words of an item go, or are held: nothing of it stays in the index."""
        words, is_stale = await self._as_indexed(item_id)
        if words is None:
            return
        if words.item_id <= (await self.progress()).last_id:
            await self._take_out(words, is_stale=is_stale or words.state in _NEVER)
            await self._q.set_search_erasing(self._conn, is_to_erase=1)
        await self._q.delete_stale(self._conn, item_ids=as_json([item_id]))

    async def demand(self, item_id: int) -> None:
        """The item is to be indexed, though others after it have been."""
        await self._q.insert_stale(self._conn, item_id=item_id)

    async def _as_indexed(self, item_id: int) -> tuple[Words | None, bool]:
        row = await self._q.find_indexed(self._conn, id=item_id)
        return (Words(item_id, *row[:7]), bool(row[7])) if row else (None, False)

    async def _take_out(self, words: Words, *, is_stale: bool) -> None:
        if not is_stale and words.item_id <= (await self.progress()).last_id:
            await self._q.delete_search_row(self._conn, item_id=words.item_id, lexemes=words.lexemes)

    # --- what keeps the index up ----------------------------------------------------------------------------

    async def progress(self) -> Progress:
        """How far the index is."""
        form, last_id, is_to_erase = await self._q.get_search_progress(self._conn)
        return Progress(last_id if form == FORM else 0, bool(is_to_erase), form == FORM)

    async def next_words(self, *, after: int, most: int) -> list[Words]:
        """The items that come next."""
        rows = await self._q.list_to_index(self._conn, after=after, most=most)
        return [Words(*row) for row in rows]

    async def begin_anew(self) -> None:
        """The index is emptied, where it is of another form."""
        await self._q.clear_search_index(self._conn)
        await self._q.clear_stale(self._conn)
        await self._q.set_search_progress(self._conn, form=FORM, last_id=0)

    async def add(self, rows: Sequence[tuple[int, str]], *, after: int, last_id: int) -> bool:
        """These items with their lexemes, which are all between the two; what has changed since it was read is left out.

        False where the index does not end with `after` any more.
        """
        progress = await self.progress()
        if not progress.is_current or progress.last_id != after:
            return False
        changed = await self._q.list_changed_since_read(self._conn, after=after, last=last_id)
        but = {row[0] for row in changed}
        await self._insert([row for row in rows if row[0] not in but])
        await self._q.set_search_progress(self._conn, form=FORM, last_id=last_id)
        return True

    async def add_stale(self, *, most: int) -> int:
        """Items that have changed, as they are now; how many."""
        last_id = (await self.progress()).last_id
        found = [Words(*row) for row in await self._q.list_stale_to_index(self._conn, most=most)]
        # What comes after the last one waits until the index has come so far.
        due = [words for words in found if words.item_id <= last_id]
        await self._insert([(each.item_id, each.lexemes) for each in due if each.state not in _NEVER])
        if due:
            await self._q.delete_stale(self._conn, item_ids=as_json([words.item_id for words in due]))
        return len(due)

    async def erase(self, *, pages: int, is_first: bool) -> bool:
        """What was taken out by `forget` goes from the file as well; True when nothing is left of it."""
        before = await self._q.get_writes(self._conn)
        act = self._q.begin_erasing if is_first else self._q.go_on_erasing
        await act(self._conn, pages=pages)
        is_over = not is_first and await self._q.get_writes(self._conn) - before < 2
        if is_over:
            await self._q.set_search_erasing(self._conn, is_to_erase=0)
        return bool(is_over)

    async def _insert(self, rows: Sequence[tuple[int, str]]) -> None:
        if rows:
            await self._q.insert_search_rows(self._conn, rows=as_json(list(rows)))
