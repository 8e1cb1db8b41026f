"""An office simulated over weeks or a year: the product's own `app`, its people, a far end that hears, and a clock that jumps.

Restarts come at random moments; on a server several copies run at once. What is kept is what people would remember: each message
with its moment, its chat and its buttons.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.corpus import Corpus
from bot import app
from bot.clock import Clock
from bot.config import Settings
from bot.model import PlaceKind, Role
from tests.support import habits
from tests.support.county import SHANGHAI, enrol
from tests.support.far_end import FarEnd, Params, open_far_end
from tests.support.habits import HABITS, ITEM, Someone
from tests.support.running import is_busy, settings_for

OWNER = 1
WORK, DESK, PARTNERS = -1001, -1002, -1003
_ROLES = {
    "信息员": Role.MEMBER,
    "编辑": Role.EDITOR,
    "管理员": Role.ADMIN,
    "领导": Role.LEADER,
    "联席": Role.PARTNER,
}
_TOGETHER = timedelta(minutes=15)  # what is done within it is heard at once, and answered by then
_MEMORY = 400  # messages that a chat's people can still press


@dataclass(frozen=True)
class Heard:
    """A message as it came, or as it was changed; whether whoever reads it there had just done something."""

    at: datetime
    chat_id: int
    message_id: int
    method: str
    text: str
    buttons: dict[str, str]
    is_answer: bool

    @property
    def is_new(self) -> bool:
        """Whether a telephone rings for it."""
        return self.method.startswith(("send", "copy", "forward"))


@dataclass
class Ears:
    """What the far end has heard; `standing` are the messages that can still be pressed."""

    clock: Clock
    heard: list[Heard] = field(default_factory=list)
    standing: dict[int, dict[int, Heard]] = field(default_factory=lambda: defaultdict(dict))
    calls: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    fresh: list[Heard] = field(default_factory=list)
    acted: dict[int, datetime] = field(default_factory=dict)  # by account or group

    def hear(self, method: str, params: Params, message_id: int) -> None:
        """One call as it arrives."""
        self.calls[method] += 1
        if "chat_id" not in params or not method.startswith(("send", "edit", "delete", "copy")):
            return
        chat_id = int(params["chat_id"])
        here = self.standing[chat_id]
        if method == "deleteMessage":
            here.pop(int(params["message_id"]), None)
            return
        if method.startswith("edit"):
            message_id = int(params["message_id"])
        markup = params.get("reply_markup") or "{}"
        rows = (json.loads(markup) if isinstance(markup, str) else markup).get("inline_keyboard", [])
        buttons = {key["text"]: key["callback_data"] for row in rows for key in row if "callback_data" in key}
        before = here.get(message_id)
        text = str(params.get("text") or params.get("caption") or (before.text if before else ""))
        acted = self.acted.get(chat_id)
        is_answer = acted is not None and self.clock.now() - acted < _TOGETHER
        found = Heard(self.clock.now(), chat_id, message_id, method, text, buttons, is_answer)
        here[message_id] = found
        if len(here) > _MEMORY:
            del here[next(iter(here))]
        self.heard.append(found)
        self.fresh.append(found)


Deed = Callable[[], Awaitable[None]]


@dataclass
class SimulatedOffice:
    """The office, whoever is in it and what comes next."""

    settings: Settings
    clock: Clock
    end: FarEnd
    ears: Ears
    chance: random.Random
    copies: int
    people: list[Someone] = field(default_factory=list)
    desks: list[app.Desk] = field(default_factory=list)
    restarts: int = 0
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _updates: Any = field(default_factory=lambda: count(1))
    _ids: Any = field(default_factory=lambda: count(5_000_001))
    _deeds: list[tuple[datetime, int, Deed]] = field(default_factory=list)
    _order: Any = field(default_factory=count)
    _corpus: Corpus = field(default_factory=Corpus)
    _seen: set[tuple[int, int, str]] = field(default_factory=set)

    # --- the bot's processes -----------------------------------------------------------------------------------

    async def start(self) -> None:
        """The copies come up."""
        for _ in range(self.copies):
            desk = await self._stack.enter_async_context(
                app.opened(self.settings, clock=self.clock, is_watched=False)
            )
            self.desks.append(desk)
            self._stack.push_async_callback(self._stopper(desk))

    def _stopper(self, desk: app.Desk) -> Callable[[], Awaitable[None]]:
        stop = asyncio.Event()
        running = asyncio.ensure_future(app.run(desk, stop=stop))

        async def end() -> None:
            stop.set()
            await running

        return end

    async def stop(self) -> None:
        """All of them go down."""
        await self._stack.aclose()
        self.desks.clear()

    async def restart(self) -> None:
        """A restart, as an operator does one or a machine."""
        self.restarts += 1
        await self.stop()
        await self.start()

    # --- the people --------------------------------------------------------------------------------------------

    async def enrol(self, *, reporters: int, units: int) -> None:
        """The roster, with every private chat open, and the groups."""
        numbers = count(1001)
        names = [
            (f"信息员{habits.spelt(place + 1)}", "信息员", habits.UNITS[place % units])
            for place in range(reporters)
        ]
        names += [
            ("编辑一", "编辑", habits.CENTRE),
            ("编辑二", "编辑", habits.CENTRE),
            ("编辑三", "编辑", habits.CENTRE),
        ]
        names += [
            ("管理员一", "管理员", habits.OFFICE),
            ("张县长", "领导", habits.OFFICE),
            ("李县长", "领导", habits.OFFICE),
        ]
        names += [("报社联络员", "联席", habits.PRESS)]
        self.people = [Someone(next(numbers), name, role, unit) for name, role, unit in names]
        desk = self.desks[0]
        async with desk.database.work(now=self.clock.now()) as work:
            for unit in habits.UNITS[:units]:
                await work.people.ensure_unit(unit)
            for one in self.people:
                await enrol(
                    work,
                    one.name,
                    one.unit,
                    role=_ROLES[one.role],
                    telegram_id=one.account,
                    joined_on=date(2024, 1, 1),
                )
                await work.people.set_open(one.account, is_open=True, now=work.now)
            for chat_id, kind in (
                (WORK, PlaceKind.WORK),
                (DESK, PlaceKind.DESK),
                (PARTNERS, PlaceKind.PARTNER),
            ):
                await work.people.bind(chat_id, 0, kind=kind, title=kind.value)
            await work.refresh_directory()

    def of_role(self, role: str) -> list[Someone]:
        """Everybody of a role."""
        return [one for one in self.people if one.role == role]

    def say(
        self, one: Someone, text: str, *, chat_id: int | None = None, reply_to: int | None = None
    ) -> None:
        """They write."""
        self._acts(one, chat_id)
        message: Params = {
            "message_id": next(self._ids),
            "date": int(self.clock.now().timestamp()),
            "chat": _chat(one, chat_id),
            "from": {"id": one.account, "is_bot": False, "first_name": one.name},
            "text": text,
        }
        if text.startswith("/"):
            message["entities"] = [
                {"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}
            ]
        if reply_to is not None:
            message["reply_to_message"] = {
                "message_id": reply_to,
                "date": message["date"],
                "chat": message["chat"],
                "from": {"id": 123456, "is_bot": True, "first_name": "bench", "username": "bench_bot"},
            }
        self.end.give([{"update_id": next(self._updates), "message": message}])

    def press(self, one: Someone, message: Heard, label: str) -> None:
        """They press."""
        self._acts(one, message.chat_id)
        of = {
            "message_id": message.message_id,
            "date": int(message.at.timestamp()),
            "chat": _chat(one, message.chat_id if message.chat_id < 0 else None),
            "text": "…",
        }
        query = {
            "id": str(next(self._ids)),
            "from": {"id": one.account, "is_bot": False, "first_name": one.name},
            "chat_instance": "1",
            "message": of,
            "data": message.buttons[label],
        }
        self.end.give([{"update_id": next(self._updates), "callback_query": query}])

    def _acts(self, one: Someone, chat_id: int | None) -> None:
        self.ears.acted[one.account] = self.clock.now()
        if chat_id is not None:
            self.ears.acted[chat_id] = self.clock.now()

    # --- time --------------------------------------------------------------------------------------------------

    def later(self, at: datetime, deed: Deed) -> None:
        """Something that somebody does at its moment."""
        heappush(self._deeds, (at, next(self._order), deed))

    async def rest(self) -> None:
        """Until everything is heard, said and answered."""
        deadline = asyncio.get_running_loop().time() + 60
        while asyncio.get_running_loop().time() < deadline:
            desk = self.desks[0]
            is_still = not self.end.waiting and not await is_busy(desk.database, self.clock.now())
            # What follows an item a moment later is not left to a clock that jumps.
            if is_still and not await desk.comparing.compare_some():
                return
            for each in self.desks:
                each.sender.settle_soon()
            await asyncio.sleep(0.005)
        raise TimeoutError("the office did not come to rest")

    async def go_to(self, moment: datetime) -> None:
        """The clock, with every copy's look at it."""
        self.clock.shift_to(moment)
        for desk in self.desks:
            await desk.runner.tick()
        await self.rest()

    async def pass_days(self, days: int, *, moments: tuple[time, ...], restarts_a_week: float = 1.0) -> None:
        """So many days, each looked at at those moments, and whenever somebody does something."""
        for _ in range(days):
            today = self.clock.now().astimezone(SHANGHAI).date()
            tomorrow = today + timedelta(days=1)
            self._plan(tomorrow)
            stops = [datetime.combine(tomorrow, moment, SHANGHAI) for moment in moments]
            if self.chance.random() < restarts_a_week / 7:
                self.later(
                    datetime.combine(
                        tomorrow, time(self.chance.randrange(24), self.chance.randrange(60)), SHANGHAI
                    ),
                    self.restart,
                )
            for stop in stops:
                await self._up_to(stop.astimezone(UTC))

    async def _up_to(self, stop: datetime) -> None:
        while self._deeds and self._deeds[0][0] <= stop:
            at, _, deed = heappop(self._deeds)
            if at > self.clock.now() + timedelta(minutes=1):
                await self.go_to(at)
            await deed()
            if not self._deeds or self._deeds[0][0] > self.clock.now() + _TOGETHER:
                await self.rest()
                self._react()
        await self.go_to(stop)
        self._react()

    # --- habits ------------------------------------------------------------------------------------------------

    def _plan(self, day: date) -> None:
        """What is begun on that day."""
        calendar = self.desks[0].office.calendar
        if not calendar.is_workday(day):
            return
        for role, hour, text in habits.begun_by_office(self.chance, day, calendar, self.people):
            one = self.chance.choice(self.of_role(role))
            self.later(_at(day, hour), self._begin(one, text))
        for one in self.of_role("信息员"):
            for hour, text in habits.begun_by_reporter(self.chance, self._corpus, day, one):
                self.later(_at(day, hour), self._begin(one, text))

    def _begin(self, one: Someone, text: str) -> Deed:
        async def deed() -> None:
            self.say(one, text)
            if text.startswith(("#需求", "/doc", "/meeting", "/task", "/keypoints")):
                await self.rest()
                self._press_newest(one, "发布")

        return deed

    def _press_newest(self, one: Someone, label: str) -> bool:
        for message in reversed(list(self.ears.standing[one.account].values())):
            if label in message.buttons:
                self.press(one, message, label)
                return True
        return False

    def _react(self) -> None:
        """Whoever sees a button that asks something of them presses it some time later, or does not."""
        fresh, self.ears.fresh = self.ears.fresh, []
        for message in fresh:
            readers = [one for one in self.people if one.account == message.chat_id]
            if message.chat_id in (DESK, WORK, PARTNERS):
                role = {DESK: "编辑", WORK: "信息员", PARTNERS: "联席"}[message.chat_id]
                readers = [self.chance.choice(self.of_role(role))]
            for one in readers:
                self._answer_some_time(one, message)

    def _answer_some_time(self, one: Someone, message: Heard) -> None:
        for label in message.buttons:
            habit = HABITS.get(label.split("（")[0].split(" ")[0])
            key = (message.chat_id, message.message_id, label)
            if habit is None or key in self._seen:
                continue
            self._seen.add(key)
            if self.chance.random() < habit.share:
                self.later(
                    self._in_hours(habit.hours),
                    self._answering(
                        one, message, label, self._corpus.next()[1] if habit.words == ITEM else habit.words
                    ),
                )
                return

    def _in_hours(self, hours: float) -> datetime:
        """Some hours on, but by day: people sleep."""
        at = self.clock.now() + timedelta(hours=self.chance.uniform(0.3, 1.5) * hours)
        here = at.astimezone(SHANGHAI)
        return (
            at
            if 8 <= here.hour < 19
            else _at(here.date() + timedelta(days=int(here.hour >= 19)), 8.7).astimezone(UTC)
        )

    def _answering(self, one: Someone, message: Heard, label: str, words: str) -> Deed:
        async def deed() -> None:
            standing = self.ears.standing[message.chat_id].get(message.message_id)
            if standing is None or label not in standing.buttons:
                return  # somebody was quicker, or it is over
            place = len(self.ears.heard)
            self.press(one, standing, label)
            if words:
                await self.rest()
                asked = [
                    each
                    for each in self.ears.heard[place:]
                    if each.is_new and each.chat_id in (message.chat_id, one.account)
                ]
                if asked:
                    last = asked[-1]
                    self.say(
                        one,
                        words,
                        chat_id=last.chat_id if last.chat_id < 0 else None,
                        reply_to=last.message_id,
                    )

        return deed


def _chat(one: Someone, chat_id: int | None) -> Params:
    if chat_id is None:
        return {"id": one.account, "type": "private", "first_name": one.name}
    return {"id": chat_id, "type": "supergroup", "title": "群"}


def _at(day: date, hour: float) -> datetime:
    return datetime.combine(day, time(), SHANGHAI) + timedelta(hours=hour)


@asynccontextmanager
async def simulated_office(
    folder: Path,
    *,
    begin: date,
    seed: int = 7,
    reporters: int = 12,
    units: int = 6,
    copies: int = 1,
    url: str | None = None,
    **sections: dict[str, Any],
) -> AsyncIterator[SimulatedOffice]:
    """An office on the evening before `begin`, in a folder's file or on a server (`url`)."""
    clock = Clock()
    clock.shift_to(datetime.combine(begin - timedelta(days=1), time(20), SHANGHAI).astimezone(UTC))
    ears = Ears(clock)
    end = FarEnd(keeps_calls=False, watch=ears.hear)
    async with open_far_end(end):
        settings = settings_for(end.url, folder, **{**sections, **({"storage": {"url": url}} if url else {})})
        office = SimulatedOffice(settings, clock, end, ears, random.Random(seed), copies)
        await office.start()
        try:
            await office.enrol(reporters=reporters, units=units)
            yield office
        finally:
            await office.stop()
