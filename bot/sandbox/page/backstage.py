"""The HTTP side of what lies behind the page: the clock, the log of calls, the queues, faults and the bot's life."""

from __future__ import annotations

import calendar
import json
from datetime import datetime, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.sandbox.api.calls import CallLog
from bot.sandbox.api.faults import SWITCHES, Faults
from bot.sandbox.page.backing import Backing
from bot.sandbox.page.entries import call_entry, queue_entry, when
from bot.sandbox.page.fields import Fields, read_object
from bot.sandbox.world.errors import ActionError
from bot.sandbox.world.records import Json
from bot.sandbox.world.world import World

_MAX_CALLS = 1000


class Backstage:
    """Answers the page's drawer and clock; `log` and `faults` are the Bot API's."""

    def __init__(self, world: World, *, log: CallLog, faults: Faults, backing: Backing) -> None:
        self.world = world
        self.noted = log
        self.faults = faults
        self.backing = backing
        self._windings = 0  # jumps that are under way

    async def log(self, request: Request) -> Response:
        """The last calls of the Bot API after number `after`, newest first, and what was wrong with calls."""
        query = Fields(dict(request.query_params))
        limit, after = min(query.number("limit") or 100, _MAX_CALLS), query.number("after") or 0
        newest = takewhile(lambda call: call.number > after, reversed(self.noted.calls))
        calls = [call_entry(call) for call in islice(newest, limit)]
        violations = [vars(violation) for violation in self.noted.violations[-limit:]]
        body = json.dumps({"calls": calls, "violations": violations}, default=str, ensure_ascii=False)
        return Response(body, media_type="application/json")

    async def glass(self, request: Request) -> Response:
        """The queues, the switches and the bot's life, as far as the application shows them."""
        queues = await self.backing.glass.queues() if self.backing.glass else []
        return JSONResponse({"queues": [queue_entry(queue) for queue in queues], **self._state()})

    async def fault(self, request: Request) -> Response:
        """Switch the lasting fault `name` on or off."""
        body = Fields(await read_object(request))
        name = body.text("name")
        if name not in SWITCHES:
            raise ActionError("no such fault")
        self.faults.switch(name, on=body.values.get("on") is True)
        self.world.journal.add("glass")
        return JSONResponse(self._state())

    async def process(self, request: Request) -> Response:
        """Kill the bot or start it again, as `do` says."""
        process = self.backing.process
        wanted = Fields(await read_object(request)).text("do")
        if process is None or wanted not in ("kill", "start"):
            raise ActionError("the bot is not started or killed from here")
        await (process.kill() if wanted == "kill" else process.start())
        self.world.journal.add("glass", process=process.state)
        return JSONResponse(self._state())

    async def clock(self, request: Request) -> Response:
        """The present moment, and what the clock will do where the application lets it be moved."""
        controls = self.backing.controls
        upcoming = await controls.upcoming() if controls else []
        return JSONResponse(
            {
                "now": when(self.world.now()),
                "movable": controls is not None,
                "winding": self._windings > 0,
                "upcoming": [{**vars(u), "at": when(u.at)} for u in upcoming],
            }
        )

    async def move_clock(self, request: Request) -> Response:
        """Move the clock on: to `to` (milliseconds since 1970), by `days`, or by `months` of the page's time zone."""
        controls = self.backing.controls
        if controls is None:
            raise ActionError("this clock cannot be moved")
        body = Fields(await read_object(request))
        now, to = self.world.now(), body.number("to")
        if to is not None:
            moment = datetime.fromtimestamp(to / 1000, now.tzinfo)
        else:
            moment = _months_on(now, body.number("months") or 0, self.backing.timezone)
            moment += timedelta(days=body.number("days") or 0)
        if not now < moment <= now + timedelta(days=400):
            raise ActionError("the clock only goes forward, at most 400 days at once")
        journal = self.world.journal
        journal.add("winding", to=when(moment))  # so that pages can tell what arrives through the jump
        self._windings += 1
        try:
            await controls.jump(moment)
        finally:
            self._windings -= 1
            journal.add("clock", now=when(self.world.now()))
        return await self.clock(request)

    def _state(self) -> Json:
        process = self.backing.process
        return {
            "waiting": len(self.world.mailbox.pending),
            "faults": {name: name in self.faults.switched for name in SWITCHES},
            "process": process.state if process else None,
        }


def _months_on(now: datetime, months: int, zone: str) -> datetime:
    """The same day and time so many months on; the month's last day where it has no such day."""
    if not 0 <= months <= 12:
        raise ActionError("the clock only goes forward, at most 400 days at once")
    local = now.astimezone(ZoneInfo(zone))
    years, month = divmod(local.month - 1 + months, 12)
    year, month = local.year + years, month + 1
    day = min(local.day, calendar.monthrange(year, month)[1])
    return local.replace(year=year, month=month, day=day).astimezone(now.tzinfo)
