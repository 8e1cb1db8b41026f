"""A year of a small county, seeded: what is sent, merged, adopted, taken back, commented on and left undone; no Telegram.

What happens is done by the desk's own functions at its moment, so that every line that is booked is one that the rules gave.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from typing import Any

from bot.desk.items import points
from bot.model import AdoptionKind, BookingState, Employment, Item, ItemState, Kind, Person, PersonState, Role
from bot.rules.months import month_of
from bot.store.work import Work
from tests.support.county import SHANGHAI, County

YEAR = 2026
UNITS = ("云茶镇", "沙河镇", "庆符镇", "水利局", "林业局", "教育局")
# An office that has a ready reason of its own beside those that it is delivered with.
REASONS = [
    {"key": "routine", "zh": "常规动态", "en": "Routine", "decisions": ["reject"]},
    {"key": "empty", "zh": "空洞无内容", "en": "Empty", "counts": False, "decisions": ["reject"]},
    {"key": "untrue", "zh": "信息失实", "en": "Untrue", "counts": False, "decisions": ["reject"]},
]
Deed = Callable[[Work], Awaitable[object]]


class SeededYear:
    """Everything that happens in the year, in its order; `happen` makes it so."""

    def __init__(self, gao: County, *, seed: int = 7, items_a_month: int = 2, people_a_unit: int = 2) -> None:
        self.gao = gao
        self.chance = random.Random(seed)
        self.items_a_month, self.people_a_unit = items_a_month, people_a_unit
        self.people: list[Person] = []
        self.deeds: list[tuple[datetime, int, Deed]] = []
        self.count = 0

    async def happen(self) -> None:
        """The roster, then the year."""
        await self._enrol()
        for month in range(1, 13):
            for person in self.people:
                if self._is_there(person, month):
                    for _ in range(self.chance.randint(0, 2 * self.items_a_month)):
                        self._send(person, month)
        self._lapse()
        # All in one Work, whose moment moves: a commit for each would take longest of all.
        async with self.gao.database.work(now=self.gao.clock.now()) as work:
            while self.deeds:
                work.now, _, deed = heappop(self.deeds)
                await deed(work)

    async def _enrol(self) -> None:
        gao = self.gao
        for place, unit in enumerate(UNITS):
            for number in range(self.people_a_unit):
                full = (place + number) % 5 == 0
                person = await gao.reporter(
                    f"{'赵钱孙李周吴郑王冯陈'[place]}{'一二三四五六七八九十'[number % 10]}{number // 10 or ''}",
                    unit,
                    employment=Employment.FULL_TIME if full else Employment.PART_TIME,
                    joined_on=date(YEAR, 5, 20) if place == 2 and number == 1 else date(2024, 1, 1),
                )
                self.people.append(person)
        self.editor = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
        self.leader = await gao.person("张县长", "县政府", role=Role.LEADER, telegram_id=31)
        gone = self.people[3]
        async with gao.database.work(now=gao.clock.now()) as work:
            await work.people.save(replace(gone, state=PersonState.REMOVED, left_on=date(YEAR, 9, 10)))
            for planned in work.directory.units[:4]:
                await work.people.set_target(planned.id, year=YEAR, points=1500 + 500 * planned.id)
            for month in (f"{YEAR}-03", f"{YEAR}-04"):
                await work.people.set_leave(self.people[0].id, month=month, on_leave=True)
            await work.refresh_directory()

    def _is_there(self, person: Person, month: int) -> bool:
        if person.id == self.people[3].id:
            return month < 9
        return person.joined_on.year < YEAR or month >= 5

    def _at(self, month: int) -> datetime:
        begin = datetime(YEAR, month, 1, 9, tzinfo=SHANGHAI)
        return begin + timedelta(minutes=self.chance.randint(0, 27 * 24 * 60))

    def _do(self, moment: datetime, deed: Deed) -> None:
        self.count += 1
        heappush(self.deeds, (moment, self.count, deed))

    def _send(self, person: Person, month: int) -> None:
        moment, chance = self._at(month), self.chance
        joint = tuple(unit for unit in UNITS if unit != person.unit and chance.random() < 0.04)
        is_late = chance.random() < 0.05
        fate = chance.random()

        async def send(work: Work) -> None:
            demand_id = (
                await self._commission(work, person, due=moment - timedelta(hours=1)) if is_late else None
            )
            item = await work.items.add(
                person=person,
                received_at=moment,
                month=month_of(moment, SHANGHAI),
                title=f"{person.unit}第{self.count}件",
                body="正文" * 15,
                kind=chance.choice(list(Kind)),
                is_urgent=False,
                themes=(),
                joint_units=joint,
                source=None,
                origin=None,
                demand_id=demand_id,
            )
            self._decide(item.id, moment, fate, is_late=is_late)

        self._do(moment, send)

    def _decide(self, item_id: int, moment: datetime, fate: float, *, is_late: bool) -> None:
        later = moment + timedelta(hours=self.chance.randint(1, 40))
        if fate < 0.5:
            self._do(later, lambda work: self._adopt(work, item_id, is_late=is_late))
        elif fate < 0.62:
            self._do(later, lambda work: self._merge(work, item_id))
        elif fate < 0.82:
            reason = self.chance.choices(("routine", "empty", "untrue"), (12, 5, 1))[0]
            self._do(later, lambda work: self._state(work, item_id, ItemState.REJECTED, reason=reason))
        elif fate < 0.9:
            state = self.chance.choice((ItemState.WITHDRAWN, ItemState.RETURNED, ItemState.RESERVED))
            self._do(later, lambda work: self._state(work, item_id, state))

    async def _commission(self, work: Work, person: Person, *, due: datetime) -> int:
        number = await work.numbers.next("demand")
        await work.demands.add(
            number,
            title="约稿",
            brief="",
            kind=None,
            due_at=due,
            slots=1,
            units=(person.unit_id,),
            posted_by=self.editor.id,
            now=due - timedelta(days=2),
        )
        return number

    async def _state(self, work: Work, item_id: int, state: ItemState, **more: Any) -> Item:
        item = await work.items.find(item_id)
        assert item is not None
        changed = replace(item, state=state, editor_id=self.editor.id, decided_at=work.now, **more)
        await work.items.set_state(changed)
        return changed

    async def _adopt(self, work: Work, item_id: int, *, is_late: bool) -> None:
        item, chance, day = await self._state(work, item_id, ItemState.ADOPTED), self.chance, work.now
        await self._take(work, item.id, "县", AdoptionKind.COMMISSION if is_late else AdoptionKind.SINGLE)
        for channel, share in (("市", 0.35), ("省", 0.1)):
            if chance.random() < share:
                day += timedelta(days=chance.randint(1, 45))
                kind = chance.choice(list(AdoptionKind))
                self._do(day, partial(self._take, item_id=item_id, channel=channel, kind=kind))
        if chance.random() < 0.15:
            after = day + timedelta(days=chance.randint(1, 50))
            self._do(after, lambda work: self._take_back(work, item_id))
        if chance.random() < 0.12:
            self._do(day + timedelta(days=3), lambda work: self._comment(work, item_id))

    async def _take(self, work: Work, item_id: int, channel: str, kind: AdoptionKind) -> None:
        item = await work.items.find(item_id)
        assert item is not None
        await points.record(
            self.gao.office,
            work,
            item,
            channel=channel,
            kind=kind,
            day=self.gao.office.today(work.now),
            issue="第7期" if channel == "市" else None,
            person_id=self.editor.id,
        )

    async def _take_back(self, work: Work, item_id: int) -> None:
        item = await work.items.find(item_id)
        standing = [each for each in await work.adoptions.of_item(item_id) if each.stands]
        if item is not None and standing:
            adoption = self.chance.choice(standing)
            await points.revoke(self.gao.office, work, item, adoption, person_id=self.editor.id)

    async def _merge(self, work: Work, item_id: int) -> None:
        """Into the newest adopted item of somebody else."""
        item = await work.items.find(item_id)
        newest = await work.items.newest(most=40)
        assert item is not None
        targets = [
            each for each in newest if each.state is ItemState.ADOPTED and each.person_id != item.person_id
        ]
        if targets:
            merged = await self._state(work, item_id, ItemState.MERGED, merged_into=targets[0].id)
            await points.follow_decision(
                self.gao.office, work, merged, target=targets[0], person_id=self.editor.id
            )

    async def _comment(self, work: Work, item_id: int) -> None:
        item, day = await work.items.find(item_id), self.gao.office.today(work.now)
        assert item is not None
        await work.leader_comments.add(
            item_id,
            leader_id=self.leader.id,
            recorded_by=self.leader.id,
            words="请认真研究。",
            chat_id=0,
            message_id=0,
            level=self.chance.choice((1, 2)),
            by_deputy=False,
            day=day,
            month=f"{day:%Y-%m}",
            now=work.now,
        )
        await points.rebook(self.gao.office, work, item)

    def _lapse(self) -> None:
        """Some units leave what they had booked undone."""
        for person in self.chance.sample(self.people, 5):
            moment = self._at(self.chance.randint(1, 12))
            self._do(moment, partial(self._let_lapse, person=person))

    async def _let_lapse(self, work: Work, person: Person) -> None:
        demand = await self._commission(work, person, due=work.now - timedelta(days=3))
        booking = await work.demands.add_booking(
            demand,
            unit_id=person.unit_id,
            person_id=person.id,
            state=BookingState.LAPSED,
            now=work.now - timedelta(days=9),
        )
        await work.trail.record("booking", booking, step="lapse", person_id=None, now=work.now)
