"""A month counted from the store: who owes, who falls short, and that receipts say the same as the lists."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.desk.items import quota
from bot.model import Employment, ItemState, PersonState, Reason, Role
from bot.rules.quota import MonthFigures
from scheduler.runner import Runner
from tests.support.county import County, at, county, office_of
from tests.support.databases import Home


async def figures_of(place: County, month: str = "2026-05") -> MonthFigures:
    async with place.database.work(now=place.clock.now()) as work:
        return await quota.month_figures(place.office, work, month=month)


async def standing_of(place: County, name: str, month: str = "2026-05") -> tuple[int, int | None]:
    async with place.database.work(now=place.clock.now()) as work:
        person = next(each for each in work.directory.people if each.name == name)
        return await quota.standing(place.office, work, person=person, month=month)


def shown(figures: MonthFigures) -> list[tuple[str, int, int, int]]:
    return [(each.name, each.done, each.quota, each.missing) for each in figures.short]


async def test_only_items_that_count_are_counted(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-01 09:30") as place:
        zhang = await place.reporter("张三", "云茶镇")
        for state, reason in [
            (ItemState.WAITING, None),
            (ItemState.RETURNED, Reason.EMPTY),
            (ItemState.REJECTED, Reason.STALE),
            (ItemState.REJECTED, Reason.EMPTY),
            (ItemState.MERGED, None),
            (ItemState.WITHDRAWN, None),
        ]:
            await place.item(zhang, state=state, reason=reason)
        assert shown(await figures_of(place)) == [("张三", 3, 4, 1)]
        assert await standing_of(place, "张三") == (3, 4)


async def start(place: County, moment: str, **numbers: object) -> None:
    """The bot is started, with these numbers in its settings."""
    place.clock.moment, place.office = at(moment), office_of(quota=numbers)
    await Runner(place.office, place.database, place.clock).prepare()


async def test_numbers_changed_in_the_settings_hold_from_the_month_of_the_start(home: Home) -> None:
    """What was owed before stays as it was, in every figure: a new year's number is no correction of the old one's."""
    async with county(home, now="2026-04-20 10:00") as place:
        await place.reporter("张三", "云茶镇")
        await place.reporter("李四", "水利局")
        assert shown(await figures_of(place)) == [("张三", 0, 4, 4), ("李四", 0, 4, 4)]
        await start(place, "2026-05-06 08:00")
        await start(place, "2026-06-01 08:00")  # nothing has changed
        await start(place, "2026-06-10 08:00", part_time=6, units={"水利局": 2})
        await start(place, "2026-06-11 08:00", part_time=5, units={"水利局": 2})  # as it was meant
        await start(place, "2026-08-03 08:00", part_time=5)
        owed = {
            month: [each[2] for each in shown(await figures_of(place, month))]
            for month in ("2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09")
        }
        assert owed == {
            "2026-04": [4, 4],  # before anything was noted: as it was when it was
            "2026-05": [4, 4],
            "2026-06": [5, 2],
            "2026-07": [5, 2],
            "2026-08": [5, 5],
            "2026-09": [5, 5],
        }
        for month, (_, of_li) in owed.items():
            assert await standing_of(place, "李四", month) == (0, of_li)
        async with place.database.work(now=place.clock.now()) as work:
            months = [each.month for each in await work.people.quota_numbers()]
        assert months == ["2026-05", "2026-06", "2026-08"]


async def test_either_database_groups_a_month_and_ranks_it_alike(home: Home) -> None:
    async with county(home, now="2026-06-01 09:30") as place:
        zhang, li = await place.reporter("张三", "云茶镇"), await place.reporter("李四", "水利局")
        await place.item(li, "2026-05-01 10:00:00")
        for state, reason in [
            (ItemState.REJECTED, Reason.EMPTY),
            (ItemState.REJECTED, Reason.STALE),
            (ItemState.WAITING, None),
            (ItemState.WAITING, None),
        ]:
            await place.item(zhang, state=state, reason=reason)
        await place.item(zhang, "2026-04-30 10:00:00")
        assert shown(await figures_of(place)) == [("张三", 3, 4, 1), ("李四", 1, 4, 3)]
        async with place.database.work(now=place.clock.now()) as work:
            people = await work.items.count_by_person("2026-05", "2026-06")
            units = await work.items.count_by_unit("2026-04", "2026-05")
        waiting, rejected = (ItemState.WAITING, None), ItemState.REJECTED
        assert people == [
            (li.id, *waiting, 1),
            (zhang.id, rejected, Reason.EMPTY, 1),
            (zhang.id, rejected, Reason.STALE, 1),
            (zhang.id, *waiting, 2),
        ]
        assert [(unit, state, number) for unit, state, reason, number in units if reason is None] == [
            (li.unit_id, ItemState.WAITING, 1),
            (zhang.unit_id, ItemState.WAITING, 3),
        ]


async def test_a_month_begins_and_ends_at_midnight_in_shanghai(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-01 09:30") as place:
        zhang = await place.reporter("张三", "云茶镇")
        for received in (
            "2026-04-30 23:59:59",
            "2026-05-01 00:00:00",
            "2026-05-31 23:59:59",
            "2026-06-01 00:00:00",
        ):
            await place.item(zhang, received)
        months = ("2026-04", "2026-05", "2026-06", "2026-07")
        assert [await standing_of(place, "张三", month) for month in months] == [
            (1, 4),
            (2, 4),
            (1, 4),
            (0, 4),
        ]


async def test_the_number_owed_goes_by_person_before_unit_before_employment(tmp_path: Path) -> None:
    numbers = {"part_time": 3, "full_time": 7, "units": {"水利局": 2}}
    async with county(tmp_path, now="2026-06-01 09:30", quota=numbers) as place:
        await place.reporter("兼职", "云茶镇")
        await place.reporter("专职", "云茶镇", employment=Employment.FULL_TIME)
        await place.reporter("按单位", "水利局", employment=Employment.FULL_TIME)
        await place.reporter("按个人", "水利局", quota=5)
        await place.reporter("免", "水利局", quota=0)
        figures = await figures_of(place)
        assert shown(figures) == [
            ("兼职", 0, 3, 3),
            ("专职", 0, 7, 7),
            ("按单位", 0, 2, 2),
            ("按个人", 0, 5, 5),
        ]
        assert (figures.owing, figures.fulfilled, figures.missing) == (4, 0, 17)
        names = ("兼职", "专职", "按单位", "按个人", "免")
        assert [await standing_of(place, name) for name in names] == [
            (0, 3),
            (0, 7),
            (0, 2),
            (0, 5),
            (0, None),
        ]


async def test_who_is_not_a_working_reporter_of_the_month_owes_nothing(tmp_path: Path) -> None:
    removed = PersonState.REMOVED
    async with county(tmp_path, now="2026-06-01 09:30") as place:
        await place.reporter("十五日入职", "云茶镇", joined_on=date(2026, 5, 15))
        await place.reporter("十六日入职", "云茶镇", joined_on=date(2026, 5, 16))
        await place.reporter("六月入职", "云茶镇", joined_on=date(2026, 6, 1))
        await place.reporter("停用", "云茶镇", state=PersonState.SUSPENDED)
        await place.reporter("月中离开", "云茶镇", state=removed, left_on=date(2026, 5, 31))
        await place.reporter("月后离开", "云茶镇", state=removed, left_on=date(2026, 6, 1))
        await place.reporter("离开又回", "云茶镇", left_on=date(2026, 3, 1))
        for role in (Role.ADMIN, Role.EDITOR, Role.LEADER, Role.PARTNER):
            await place.reporter(role.value, "政府办", role=role)
        on_leave = await place.reporter("请假", "云茶镇")
        async with place.database.work(now=place.clock.now()) as work:
            await work.people.set_leave(on_leave.id, month="2026-05", on_leave=True)
            await work.refresh_directory()
        assert [each.name for each in (await figures_of(place)).short] == [
            "十五日入职",
            "月后离开",
            "离开又回",
        ]
        assert await standing_of(place, "请假") == (0, None)
        assert await standing_of(place, "请假", "2026-06") == (0, 4)
        assert await standing_of(place, "editor") == (0, None)
        assert await standing_of(place, "十六日入职") == (0, None)


async def test_another_persons_items_are_not_counted(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-01 09:30") as place:
        zhang, li = await place.reporter("张三", "云茶镇"), await place.reporter("李四", "云茶镇")
        for _ in range(4):
            await place.item(zhang)
        await place.item(li)
        figures = await figures_of(place)
        assert shown(figures) == [("李四", 1, 4, 3)]
        assert (figures.owing, figures.fulfilled) == (2, 1)
        assert (await standing_of(place, "张三"), await standing_of(place, "李四")) == ((4, 4), (1, 4))
