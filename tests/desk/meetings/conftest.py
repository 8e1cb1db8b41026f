"""A meeting of the editors and of one reporter, called on Wednesday 3 June 2026 for Friday 15:00."""

from __future__ import annotations

import pytest

from bot.desk.meetings import calling
from bot.model import Meeting, Person, Role
from bot.rules.addressees import Addressees, of_people, of_roles
from tests.support.county import County, at

FRIDAY = "2026-06-05 15:00"


async def call(
    gao: County,
    author: Person,
    addressees: Addressees,
    *,
    begins: str = FRIDAY,
    place: str = "县政府三楼会议室",
    brief: str = "请带上月统计表。",
) -> Meeting:
    """A meeting as it stands once 发布 has been pressed."""
    async with gao.database.work(now=gao.clock.now()) as work:
        written = calling.Written("信息工作例会", brief, at(begins), place, addressees)
        return await calling.call(gao.office, work, work.directory.get_person(author.id), written)


@pytest.fixture
async def meeting(gao: County, zhou: Person, wu: Person, zhang: Person) -> Meeting:
    return await call(gao, zhou, of_roles(Role.EDITOR).with_(*of_people(zhang.id).codes))
