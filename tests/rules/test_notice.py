"""A month's notice as one object: kept and read again, compared with itself, and what the year comes to."""

from __future__ import annotations

from dataclasses import replace

from bot.rules.notice import (
    BookingRow,
    ChannelRow,
    CountyTarget,
    Figure,
    Handed,
    MonthNotice,
    Of,
    PersonRow,
    UnitRow,
    Whole,
    differences,
    forecast,
    from_json,
    to_json,
)
from bot.rules.quota import Absent, MonthFigures, Short
from tests.support.table import each_row

MAY = MonthNotice(
    month="2026-05",
    now=Whole(9, 6, 4, 1, 1350),
    before=Whole(1, 1, 1, 0, 100),
    channels=(ChannelRow("县", 1, 4, 1), ChannelRow("市", 2, 3, 0), ChannelRow("报社", 0, 1, 0)),
    units=(
        UnitRow(1, "云茶镇", 1, 4, 4, 1, (1, 1, 1), 1, 550, 650, 3000),
        UnitRow(4, "教育局", 0, 0, 1, 1, (3, 2, 0), 0, 0, 0, None),
    ),
    people=(PersonRow(1, "云茶镇", "张三", 1, 550),),
    bookings=(BookingRow(1, "专报", "水利局", Handed.LATE),),
    quota=MonthFigures(
        "2026-05", 3, (Short(1, "云茶镇", "张三", 1, 4, 3),), 2, (Absent(5, "财政局", "孙八"),)
    ),
    county=CountyTarget(900, 15900),
)


def test_what_was_kept_is_read_again_and_differs_in_nothing() -> None:
    kept = from_json(to_json(MAY))
    assert kept == MAY and differences(MAY, kept) == []
    assert from_json(to_json(replace(MAY, county=None))).county is None


def test_a_table_shows_county_city_and_province_always_and_others_where_they_took_something() -> None:
    assert MAY.levels == (1, 2, 3, 0)
    assert [MAY.taken_by(MAY.units[0], level) for level in MAY.levels] == [1, 1, 0, 1]
    assert replace(MAY, channels=MAY.channels[:2]).levels == (1, 2, 3)


def test_each_figure_that_differs_is_named_with_what_it_was_and_is() -> None:
    now = replace(
        MAY,
        now=MAY.now._replace(counted=7),
        before=Whole(5, 5, 5, 5, 5),  # of the month before, which this is no correction of
        channels=(MAY.channels[0], MAY.channels[1]._replace(number=4, before=9), MAY.channels[2]),
        units=(MAY.units[0]._replace(counted=2, taken=(1, 2, 1), target=None), MAY.units[1]),
        people=(*MAY.people, PersonRow(2, "沙河镇", "李四", 2, 200)),
        bookings=(),
        quota=replace(MAY.quota, short=(Short(1, "云茶镇", "张三", 2, 4, 2),)),
        county=CountyTarget(1100, 15900),
    )
    assert [tuple(each) for each in differences(MAY, now)] == [
        (Of.COUNTY, "", Figure.COUNTED, 6, 7, ""),
        (Of.COUNTY, "", Figure.MISSING, 3, 2, ""),
        (Of.COUNTY, "", Figure.TAKEN, 3, 4, "市"),
        (Of.COUNTY, "", Figure.YEAR, 900, 1100, ""),
        (Of.UNIT, "云茶镇", Figure.COUNTED, 1, 2, ""),
        (Of.UNIT, "云茶镇", Figure.TAKEN, 1, 2, "市"),
        (Of.UNIT, "云茶镇", Figure.TARGET, 3000, None, ""),
        (Of.PERSON, "沙河镇 李四", Figure.PLACE, None, 2, ""),
        (Of.PERSON, "沙河镇 李四", Figure.POINTS, None, 200, ""),
        (Of.BOOKING, "T1 水利局", Figure.BOOKING, "late", None, ""),
        (Of.SHORT_PERSON, "云茶镇 张三", Figure.SHORT, "1/4", "2/4", ""),
    ]


@each_row(
    ("reached", "months", "expected"),
    [
        (0, 5, None),  # nothing was reached yet
        (500, 0, None),  # January: no month is over
        (-100, 5, None),
        (16500, 5, 39600),
        (250, 1, 3000),
        (100, 7, 170),  # 1.714 points, to a tenth
        (19100, 12, 19100),
    ],
)
def test_a_forecast_goes_on_as_the_months_that_are_over(
    reached: int, months: int, expected: int | None
) -> None:
    assert forecast(reached, months) == expected


def test_the_time_passed_counts_a_month_whole() -> None:
    assert [replace(MAY, month=f"2026-{month:02}").passed for month in (1, 5, 12)] == [83, 417, 1000]
