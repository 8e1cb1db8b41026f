"""Items are compared with others soon after they came in: found, weighed, and handed to the desk; what follows is its affair.

Nothing of this is on a submission's way: an item is compared in a Work of its own once its receipt is in the outbox. What has
not been compared when the bot ends is found when it begins.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from bot.clock import Clock
from bot.desk.common.office import Office
from bot.desk.items import likenesses
from bot.errors import StoreError
from bot.logs import get_logger
from bot.model import Item, Likeness
from bot.rules.likeness import pairs
from bot.rules.likeness.events import Names
from bot.rules.likeness.pairs import Reading
from bot.store.base import Store
from bot.store.directory import Directory
from scheduler import behind

AT_ONCE = 20  # items read together
_YIELD_MOST = 5.0  # seconds that the comparing waits for updates to be handled first

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """What an item is like. `last_id` is the newest item that had been compared then: what came later was not looked at."""

    reading: Reading
    likenesses: list[Likeness]
    repeats: Item | None
    text_keys: list[int]
    event_keys: list[int]
    last_id: int


class Comparing:
    """Compares what has not been compared, one item after another, oldest first.

    `rested` says since how many seconds no update waits to be handled: these go first, for some seconds.
    Only the copy of the bot that leads compares; were there two for a moment, neither would miss anything (`compare`).
    """

    def __init__(
        self,
        office: Office,
        database: Store,
        clock: Clock,
        *,
        rested: Callable[[], float] = behind.long_since,
    ) -> None:
        self._office = office
        self._database = database
        self._clock = clock
        self._rested = rested
        self._bell = behind.bell_of(database)
        self._names: tuple[str, Names] | None = None

    async def compare_forever(self, halt: asyncio.Event) -> None:
        """Until `halt` is set; an item under way is compared to its end."""
        await behind.follow(
            self._database,
            self._bell,
            halt,
            some=lambda: self.compare_some(halt),
            rest=lambda: self._give_way(halt),
            told=self._tell,
        )

    def _tell(self, error: StoreError) -> None:
        if self._database.alarm.is_news("comparing.unavailable"):
            _log.error("comparing.unavailable", failure=error)

    async def compare_some(self, halt: asyncio.Event | None = None) -> bool:
        """Compares the next items; False where there was nothing to do."""
        has_done = False
        for item in await self._database.reads.likenesses.uncompared(most=AT_ONCE):
            if halt is not None:
                await self._give_way(halt)
                if halt.is_set():
                    return False
            has_done |= await self._compare_or_pass(item)
        return has_done

    async def _compare_or_pass(self, item: Item) -> bool:
        """An item that cannot be compared is passed over, and never stands in the way of the others."""
        try:
            return await self.compare(item)
        except StoreError:
            raise
        except Exception as error:
            _log.error("comparing.failed", item=item.number, failure=error)
            async with self._database.work(now=self._clock.now()) as work:
                await work.likenesses.keep_keys(item, text_keys=(), event_keys=())
            return True

    async def compare(self, item: Item) -> bool:
        """Compares one item; False where it, or what it would have been compared with, has changed meanwhile."""
        found = await self.find(item)
        now = self._clock.now()
        async with self._database.work(now=now) as work:
            present = await work.items.find(item.id)
            known = await work.likenesses.compared_version(item.id)
            if present is None or present.version != item.version or known == item.version:
                return False
            compared = await work.likenesses.compared(since=now)
            if compared.last_id != found.last_id:
                return False
            before = [*await work.likenesses.of(item.id), *await work.likenesses.of_later(item.id)]
            await work.likenesses.keep_keys(present, text_keys=found.text_keys, event_keys=found.event_keys)
            await likenesses.take_found(
                self._office,
                work,
                present,
                likenesses=found.likenesses,
                before=before,
                repeats=found.repeats,
            )
        return True

    async def find(self, item: Item) -> Found:
        """What the item is like of everything that has been compared."""
        reads, zone = self._database.reads, self._office.zone
        names = self._names_of(await self._database.current_directory())
        since = self._clock.now() - pairs.EVENT_WITHIN
        compared = await reads.likenesses.compared(since=since)
        reading = await asyncio.to_thread(pairs.read, item, names=names, zone=zone)

        same = await reads.likenesses.with_text_keys(reading.text_keys, but=item.id)
        candidates = await reads.items.find_all(pairs.text_candidates(same)) if same else []
        texts = await asyncio.to_thread(pairs.same_texts, reading, candidates) if candidates else []
        repeats = pairs.repeated(reading, [other for _, other in texts])

        found = [likeness for likeness, _ in texts]
        event_keys: list[int] = []
        if item.received_at >= since:
            told = sorted(reading.told.keys)
            shared = await reads.likenesses.with_event_keys(told, first=compared.first_id, but=item.id)
            event_keys = pairs.kept_event_keys(reading, shared)
            known = {other.id for _, other in texts}
            weighed = pairs.weights(shared, texts_seen=compared.texts)
            chosen = [each for each in pairs.event_candidates(shared, weighed) if each not in known]
            others = await reads.items.find_all(chosen) if chosen else []
            events = await asyncio.to_thread(
                pairs.same_events, reading, others, weighed, names=names, zone=zone
            )
            found += [each for each, _ in events]
        return Found(
            reading,
            found,
            repeats,
            text_keys=pairs.kept_text_keys(reading, same),
            event_keys=event_keys,
            last_id=compared.last_id,
        )

    def _names_of(self, directory: Directory) -> Names:
        """The names of the roster as it is now."""
        version = directory.versions.roster
        if self._names is None or self._names[0] != version:
            units = [unit.name for unit in directory.units]
            self._names = version, Names(units, self._office.settings.desk.places)
        return self._names[1]

    async def _give_way(self, halt: asyncio.Event) -> None:
        await behind.give_way(halt, self._rested, most=_YIELD_MOST)
