"""An office over a long time, restarted at random moments: nothing comes twice, too early, too late, at night or to strangers.

By default some weeks, with the turn of a year in them; `ZHIBAO_DAYS=365` lives through a year of it on both databases.
"""

from __future__ import annotations

import os
import re
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.clock import from_ms
from bot.rules.workdays import WorkCalendar
from bot.sections import Schedule
from tests.support.county import SHANGHAI, rows_of
from tests.support.databases import OnServer
from tests.support.habits import Someone
from tests.support.simulated import DESK, PARTNERS, WORK, Heard, SimulatedOffice, simulated_office

pytestmark = pytest.mark.timeout(3600)

DAYS = int(os.environ.get("ZHIBAO_DAYS", "0"))
BEGIN = date(2025, 12, 22)
# Several copies cost a look each: their days are the fewest with a week's posts, the turn of the year and a month's posts, which
# come on its first working day, Sunday the 4th.
BEGIN_SEVERAL = date(2025, 12, 29)
# Some of them by night: what waits for the morning has to wait through looks and restarts.
MOMENTS = tuple(
    time(*at)
    for at in ((6, 30), (8, 30), (9, 0), (9, 30), (10, 0), (15, 0), (16, 0), (17, 0), (17, 30), (22, 30))
)
QUIET = (time(22, 0), time(8, 0))
# Written down here once more, by the manual's section 5: when each post is due.
_MONDAY, _FRIDAY = 1, 5
_PLACE = re.compile(r"-?\d+:\d+|person:\d+|desk|private")
_DONE = (
    "items",
    "demands",
    "bookings",
    "circular_readers",
    "meetings",
    "tasks",
    "proposals",
    "quiet_hours",
    "inquiries",
)
_WEEKLY = {
    "demands": (_MONDAY, time(9)),
    "consultation": (_FRIDAY, time(15)),
    "rotation": (_FRIDAY, time(16)),
    "digest": (_FRIDAY, time(17)),
}
_DAILY = {"reminder": time(9), "deadlines": time(9), "reading": time(16)}
_MONTHLY = {
    "keypoints": (0, 1, time(9)),
    "liaison": (1, 1, time(10)),
    "shortfall": (1, 1, time(9, 30)),
    "notice_draft": (1, 1, time(10)),
    "notice": (1, 3, time(9)),
}


def nominal(key: str, period: str) -> datetime:
    """When the post of a period would come if every day were a working day."""
    if key in _WEEKLY:
        weekday, at = _WEEKLY[key]
        return datetime.combine(date.fromisocalendar(int(period[:4]), int(period[6:]), weekday), at, SHANGHAI)
    if key in _DAILY:
        return datetime.combine(date.fromisoformat(period), _DAILY[key], SHANGHAI)
    if key == "appraisal":
        return datetime(int(period) + 1, 1, 5, 9, tzinfo=SHANGHAI)
    months, day, at = _MONTHLY[key]
    year, month = int(period[:4]), int(period[5:])
    year, month = (year + (month + months - 1) // 12, (month + months - 1) % 12 + 1)
    return datetime.combine(date(year, month, day), at, SHANGHAI)


def due_at(key: str, period: str, calendar: WorkCalendar) -> datetime:
    """The same on the working day to which it moves."""
    at = nominal(key, period)
    return datetime.combine(calendar.next_workday(at.date()), at.timetz())


def test_every_post_has_its_time_here() -> None:
    assert {*_WEEKLY, *_DAILY, *_MONTHLY, "appraisal"} == set(Schedule.model_fields)


async def live(office: SimulatedOffice, days: int, *, restarts_a_week: int = 3) -> list[Someone]:
    """So many days; some want quiet at night. Who they are."""
    quiet = office.of_role("信息员")[::3]
    for one in quiet:
        office.say(one, f"/quiet {QUIET[0]:%H:%M}-{QUIET[1]:%H:%M}")
    await office.rest()
    await office.pass_days(days, moments=MOMENTS, restarts_a_week=restarts_a_week)
    return quiet


async def check(office: SimulatedOffice, quiet: list[Someone]) -> None:
    """What has to hold over the whole time."""
    database, calendar = office.desks[0].database, office.desks[0].office.calendar
    ledger = await rows_of(database, "SELECT kind, place, period, outcome, posted_at FROM ledger")
    assert off_time([tuple(row) for row in ledger], calendar) == []
    assert doubled(office.ears.heard) == []
    by_night = [
        each
        for each in office.ears.heard
        if each.is_new and each.chat_id in {one.account for one in quiet} and is_night(each)
    ]
    assert [(f"{each.at.astimezone(SHANGHAI)}", each.text[:60]) for each in by_night] == []
    known = {one.account for one in office.people} | {WORK, DESK, PARTNERS}
    assert {each.chat_id for each in office.ears.heard} - known == set()
    stuck = await rows_of(database, "SELECT count(*) FROM inbox WHERE state <> 'handled'")
    assert stuck[0][0] == 0
    lost = await rows_of(
        database, "SELECT method, error FROM outbox WHERE state IN ('dead', 'held', 'sending')"
    )
    assert [tuple(row) for row in lost] == []


def off_time(ledger: list[tuple[str, str, str, str, int]], calendar: WorkCalendar) -> list[str]:
    """Lines of the ledger that came before their moment, or later than the next look after it."""
    wrong = []
    for kind, place, period, outcome, posted_at in ledger:
        # What a post brings about has lines of its own: a booking's reminder, an item's ring.
        if (
            kind not in Schedule.model_fields
            or outcome not in ("posted", "empty")
            or not _PLACE.fullmatch(place)
        ):
            continue
        due, came = due_at(kind, period, calendar), from_ms(posted_at).astimezone(SHANGHAI)
        if kind == "notice_draft":
            due = min(
                due, due_at("notice", period, calendar)
            )  # a holiday brings both to one day: the draft first
        # Owed to a place, or put off until its draft has been seen: a working day or two.
        latest = timedelta(days=4) if kind.startswith("notice") else timedelta(minutes=45)
        if not timedelta(0) <= came - due <= latest:
            wrong.append(f"{kind} {place} {period}: due {due}, came {came}")
    return wrong


def doubled(heard: list[Heard]) -> list[str]:
    """Messages that came to a chat twice in the same words within half a day, though nobody there had done anything."""
    last: dict[tuple[int, str, str], datetime] = {}
    wrong = []
    for each in heard:
        if not each.is_new or each.method != "sendMessage" or each.is_answer:
            continue
        key = (each.chat_id, each.text, ",".join(each.buttons))
        if key in last and each.at - last[key] < timedelta(hours=12):
            wrong.append(f"{each.chat_id} {each.at}: {each.text[:70]}")
        last[key] = each.at
    return wrong


def is_night(each: Heard) -> bool:
    """Whether it came when its reader wants quiet."""
    at = each.at.astimezone(SHANGHAI).time()
    return at >= QUIET[0] or at < QUIET[1]


async def test_on_a_file_nothing_comes_twice_or_at_the_wrong_time(tmp_path: Path) -> None:
    async with simulated_office(tmp_path, begin=BEGIN, seed=3) as office:
        quiet = await live(office, DAYS or 17)
        assert office.restarts > 3
        await check(office, quiet)
        assert await unused(office) == []


async def test_nor_by_three_copies_on_a_server(on_server: OnServer, tmp_path: Path) -> None:
    async with simulated_office(tmp_path, begin=BEGIN_SEVERAL, seed=5, copies=3, url=on_server.url) as office:
        quiet = await live(office, DAYS or 7, restarts_a_week=5)
        assert office.restarts > 1
        await check(office, quiet)


async def unused(office: SimulatedOffice) -> list[str]:
    """What the office has not done: what nobody did shows nothing."""
    counts = {name: await rows_of(office.desks[0].database, f"SELECT count(*) FROM {name}") for name in _DONE}
    return [name for name, rows in counts.items() if rows[0][0] == 0]
