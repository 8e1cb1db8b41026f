"""The alarm of a database that cannot be written: rings once, is over once, and does not flutter."""

from __future__ import annotations

import asyncio

import pytest

from bot.errors import StoreError
from bot.store.alarm import Alarm, Past
from tests.support.logged import events, names

FULL = StoreError("database or disk is full", passing=True)
LOCKED = StoreError("database is locked", passing=True)
CALM = 4.0


class Time:
    """The running loop's, which goes on by hand alone: on a busy machine a sleep may take any time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._now = 1000.0
        monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: self._now)

    async def passes(self, seconds: float) -> None:
        self._now += seconds
        for _ in range(2):  # in the first turn the loop finds what rings now
            await asyncio.sleep(0)


@pytest.fixture
async def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(monkeypatch)


async def test_a_trouble_is_said_once_however_often_it_shows(
    caplog: pytest.LogCaptureFixture, time: Time
) -> None:
    alarm = Alarm(calm=CALM)
    for _ in range(5):
        alarm.note(FULL)
    assert names(caplog) == ["database.stuck"] and alarm.lasts
    alarm.clear()
    alarm.clear()
    await time.passes(2 * CALM)
    assert names(caplog) == ["database.stuck", "database.recovered"] and not alarm.lasts
    assert events(caplog)[-1]["failures"] == 5


async def test_small_commits_between_failures_do_not_end_it(
    caplog: pytest.LogCaptureFixture, time: Time
) -> None:
    alarm = Alarm(calm=CALM)
    for _ in range(4):
        alarm.note(FULL)
        alarm.clear()
        await time.passes(CALM / 3)
    alarm.note(FULL)
    await time.passes(2 * CALM)
    assert names(caplog) == ["database.stuck"] and alarm.lasts


async def test_what_comes_of_it_is_news_once_each_time_it_lasts(time: Time) -> None:
    alarm = Alarm(calm=CALM)
    assert [alarm.is_news("a.b"), alarm.is_news("a.b")] == [True, True], "nothing is hushed without a trouble"
    for _ in range(2):
        alarm.note(FULL)
        assert [alarm.is_news("a.b"), alarm.is_news("a.c"), alarm.is_news("a.b")] == [True, True, False]
        alarm.clear()
        await time.passes(2 * CALM)


@pytest.mark.parametrize(("error", "is_told"), [(FULL, True), (LOCKED, False)])
async def test_the_administrators_hear_of_what_somebody_must_see_to(
    error: StoreError, is_told: bool, time: Time
) -> None:
    alarm = Alarm(calm=CALM)
    alarm.note(error)
    assert alarm.untold is None, "while nothing can be stored nothing can be told"
    alarm.clear()
    await time.passes(2 * CALM)
    past = alarm.untold
    assert isinstance(past, Past) == is_told
    if past is not None:
        assert past.reason == str(error) and 0 <= past.seconds < CALM
        alarm.told()
    assert alarm.untold is None


async def test_a_broken_statement_is_no_trouble_of_the_machine(caplog: pytest.LogCaptureFixture) -> None:
    alarm = Alarm(calm=CALM)
    alarm.note(StoreError("no such table: items"))
    alarm.clear()
    assert names(caplog) == [] and not alarm.lasts
