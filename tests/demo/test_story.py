"""The demo's files: moments that never grow old, and a story that hangs together whenever it is told."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.demo.story import LIVE_FROM, Days, office_hour, read_data, read_story
from bot.rules.secrecy.personal import mask
from bot.rules.secrecy.rulebook import Screening
from bot.rules.workdays import WorkCalendar
from tests.support.county import office_of
from tests.support.table import each_row

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar()
NOON = datetime(2026, 6, 3, 12, 0, tzinfo=ZONE)  # a Wednesday
YEAR = [NOON + timedelta(days=day) for day in range(0, 366, 7)]


def days_at(now: datetime) -> Days:
    """The calendar of a demo that is started at this moment."""
    return Days(office_hour(now, zone=ZONE, calendar=CALENDAR), ZONE, CALENDAR)


@each_row(
    ("written", "meant"),
    [
        ("1 09:20", "2026-06-02 09:20"),
        ("3 17:05", "2026-05-29 17:05"),  # over the weekend
        ("+1 17:30", "2026-06-04 17:30"),
        ("+3 17:30", "2026-06-08 17:30"),
        ("-1h20m", "2026-06-03 10:40"),
        ("-12m", "2026-06-03 11:48"),
    ],
)
def test_a_moment_is_counted_from_the_demos_own(written: str, meant: str) -> None:
    assert f"{days_at(NOON).moment(written):%Y-%m-%d %H:%M}" == meant


@each_row(
    ("now", "begins"),
    [
        ("2026-06-03 12:00", "2026-06-03 12:00"),
        ("2026-06-03 17:30", "2026-06-03 17:30"),
        ("2026-06-03 22:15", "2026-06-03 16:40"),
        ("2026-06-03 03:00", "2026-06-02 16:40"),
        ("2026-06-07 14:00", "2026-06-05 16:40"),  # a Sunday
        ("2026-10-05 14:00", "2026-09-30 16:40"),  # a holiday
    ],
)
def test_the_demo_begins_in_office_hours(now: str, begins: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=ZONE)
    begun = office_hour(moment, zone=ZONE, calendar=CALENDAR)
    assert f"{begun.astimezone(ZONE):%Y-%m-%d %H:%M}" == begins


def test_what_would_be_done_on_a_day_off_is_done_on_the_next_working_day() -> None:
    friday = datetime(2026, 6, 5, 17, 20, tzinfo=ZONE)
    assert days_at(NOON).later(friday, "16h") == datetime(2026, 6, 8, 9, 20, tzinfo=ZONE)
    assert days_at(NOON).later(friday, "30m") == datetime(2026, 6, 5, 17, 50, tzinfo=ZONE)


def test_days_in_a_text_are_those_of_the_item() -> None:
    on = datetime(2026, 3, 1, 9, 0, tzinfo=ZONE)
    assert days_at(NOON).dated("{-1日}至{0日}，{上月}", on=on) == "2月28日至3月1日，2月"


@each_row("now", YEAR, ids=lambda now: f"{now:%m-%d}")
def test_the_story_is_in_order_whenever_it_is_told(now: datetime) -> None:
    days = days_at(now)
    steps = read_story(days)
    begun: dict[str, datetime] = {}
    adopted = {step.about: step.at for step in steps if step.do == "adopt"}
    for step in steps:
        if step.do in ("submit", "announce", "compose", "write", "publish_news"):
            begun[step.about] = step.at
            assert all(adopted[title] < step.at for title in step.data.get("titles", ()))
        elif step.about:
            assert begun[step.about] <= step.at, step
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert all(CALENDAR.is_workday(step.at.astimezone(ZONE).date()) for step in steps)
    assert steps[0].at < days.now - timedelta(days=80)


@each_row("now", YEAR, ids=lambda now: f"{now:%m-%d}")
def test_what_is_pressed_in_a_chat_stands_in_the_chat(now: datetime) -> None:
    days = days_at(now)
    live_from = days.moment(LIVE_FROM)
    steps = read_story(days)
    shown = {
        step.about
        for step in steps
        if step.do in ("submit", "announce", "offer", "compose", "write") and step.at >= live_from
    }
    # What needs no message to press or to reply to.
    typed = (
        "submit",
        "announce",
        "say",
        "appeal",
        "offer",
        "compose",
        "post_notice",
        "write",
        "publish_news",
    )
    pressed = {step.about for step in steps if step.do not in typed and step.at >= live_from}
    assert pressed <= shown and pressed


def test_the_county_has_what_a_visitor_should_see() -> None:
    county, items, demands = read_data("county"), read_data("items"), read_data("demands")
    roles = Counter(one["role"] for one in county["people"])
    assert len(county["people"]) >= 20 and roles["editor"] == roles["leader"] == 2
    assert roles["member"] >= 16 and roles["partner"] == roles["nobody"] == roles["owner"] == 1
    assert len({one["unit"] for one in county["people"] if "unit" in one}) >= 12
    assert len(items) >= 45 and {item["kind"] for item in items} == {"普通", "综合", "政策", "苗头"}
    assert sum("file" in item for item in items) >= 1 and sum("photos" in item for item in items) >= 1
    rulebook = office_of().rulebook
    assert [rulebook.screen(item["body"]).screening for item in items].count(Screening.HOLD) == 1
    assert [item["title"] for item in items if mask(item["body"])[1]] == [
        "县民政局开通临时救助“急事急办”窗口"
    ]
    assert len(demands) >= 6
    names = {one["name"] for one in county["people"]}
    assert {
        entry["by"] for entry in [*items, *demands, *read_data("talk"), *read_data("mechanisms")]
    } <= names


def test_items_are_of_a_clerks_length_and_have_titles_of_their_own() -> None:
    items = read_data("items")
    assert len({item["title"] for item in items}) == len(items)
    assert [item["title"] for item in items if not 110 <= len(item["body"]) <= 270] == []
