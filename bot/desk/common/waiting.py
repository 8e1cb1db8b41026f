"""What /today says of things that wait for somebody: each mechanism has a function that looks, listed in desk/today.py."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.desk.common.office import Office
from bot.locale.texts import Texts
from bot.model import Person
from bot.store.work import Work
from bot.views.common.waiting import Waiting

# What waits for the person, in the words of `t`: of a mechanism that has several things for them the nearest, and how many more.
Look = Callable[[Office, Work, Texts, Person], Awaitable[list[Waiting]]]
