"""The made-up county's papers as dated steps: what happened, when and by whom; doing them is seeding's and playing's affair.

Moments in the files count from the moment at which the demo begins, so that it is never out of date: "3 09:20" is the third
working day before its day, "+2 17:30" the second after it, "-1h20m" that long before. Quotas are few, as are the papers.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.rules.months import month_of, previous_month
from bot.rules.workdays import WorkCalendar

LIVE_FROM = "1 08:00"  # from then on things happen in the chats, before that only in the books

_NOTICE_AT, _NOTICE_BY = "1 10:05", "周明远"  # the office was late with it, so that it stands in the chats
_MORNING_DONE, _AFTERNOON, _EVENING = time(11, 30), time(16, 40), time(17, 30)
_FOLDER = Path(__file__).parent
_SPAN = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?")
_DAY = re.compile(r"\{(-?\d+)日\}")
_MOMENT = re.compile(r"\{(\+?\d+)( \d\d:\d\d)?\}")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing somebody does. `about` is an item's title, or a demand's or a bulletin's key; `data` its entry in the files."""

    at: datetime
    do: str
    who: str
    about: str
    data: Json


@dataclass(frozen=True, slots=True)
class Days:
    """The calendar around the moment (aware, in office hours) at which the demo begins."""

    now: datetime
    zone: ZoneInfo
    calendar: WorkCalendar
    _past: list[date] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The day at the desk."""
        return self.now.astimezone(self.zone).date()

    def moment(self, text: str) -> datetime:
        """A moment as the files write it, aware."""
        if text.startswith("-"):
            return self.now - _span(text[1:])
        days, clock = text.split()
        count = int(days)
        ahead = days.startswith("+")
        day = self.calendar.add_workdays(self.today, count) if ahead else self._days_before(count)
        return datetime.combine(day, time.fromisoformat(clock), tzinfo=self.zone)

    def _days_before(self, count: int) -> date:
        """The working day so many before today."""
        if not self._past:
            self._past.append(self.today)
        while len(self._past) <= count:
            self._past.append(self.calendar.previous_workday(self._past[-1]))
        return self._past[count]

    def timed(self, text: str) -> str:
        """The text with its {+1 15:00} and {+3} written as the desk reads them."""

        def written(found: re.Match[str]) -> str:
            moment = self.moment(f"{found[1]}{found[2] or ' 09:00'}")
            return f"{moment:%Y-%m-%d %H:%M}" if found[2] else f"{moment:%Y-%m-%d}"

        return _MOMENT.sub(written, text)

    def later(self, moment: datetime, span: str) -> datetime:
        """So long after a moment; what would fall on a day off is done on the next working day."""
        local = (moment + _span(span)).astimezone(self.zone)
        if local.date() == moment.astimezone(self.zone).date():
            return local
        return datetime.combine(self.calendar.next_workday(local.date()), local.time(), tzinfo=self.zone)

    def dated(self, text: str, *, on: datetime) -> str:
        """The text with its {-1日}, {上月} and {本月} written as the day of `on` has them."""
        day = on.astimezone(self.zone).date()
        last = day.replace(day=1) - timedelta(days=1)
        named = _DAY.sub(lambda found: _words_of(day + timedelta(days=int(found[1]))), text)
        return named.replace("{上月}", f"{last.month}月").replace("{本月}", f"{day:%Y-%m}")


def office_hour(now: datetime, *, zone: ZoneInfo, calendar: WorkCalendar) -> datetime:
    """The moment (aware) at which the demo begins: `now`, or the last working afternoon where nobody is in the office."""
    local = now.astimezone(zone)
    is_workday = calendar.is_workday(local.date())
    if is_workday and _MORNING_DONE <= local.time() <= _EVENING:
        return now
    is_evening = is_workday and local.time() > _EVENING
    day = local.date() if is_evening else calendar.previous_workday(local.date())
    return datetime.combine(day, _AFTERNOON, tzinfo=zone)


def read_data(name: str) -> Any:
    """One of the files of this room."""
    return json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def read_story(days: Days) -> list[Step]:
    """Everything that has happened before now, in order."""
    steps: list[Step] = []
    for item in read_data("items"):
        at = days.moment(item["when"])
        item["body"] = days.dated(item["body"], on=at)
        steps.append(Step(at, "submit", item["by"], item["title"], item))
        steps += _then(days, item, at=at, about=item["title"])
    for demand in read_data("demands"):
        at = days.moment(demand["when"])
        demand["due"] = f"{days.moment(demand['due']):%Y-%m-%d %H:%M}"
        steps.append(Step(at, "announce", demand["by"], demand["key"], demand))
        steps += _then(days, demand, at=at, about=demand["key"])
    for bulletin in read_data("bulletins"):
        at = days.moment(bulletin["when"])
        steps.append(Step(at, "compose", bulletin["by"], bulletin["key"], bulletin))
        steps += _then(days, bulletin, at=at, about=bulletin["key"])
    for paper in read_data("mechanisms"):
        at = days.moment(paper["when"])
        paper["text"] = days.timed(days.dated(paper.get("text", ""), on=at))
        steps.append(Step(at, paper.get("do", "write"), paper["by"], paper["key"], paper))
        steps += _then(days, paper, at=at, about=paper["key"])
    at = days.moment(_NOTICE_AT)
    steps.append(Step(at, "post_notice", _NOTICE_BY, "", {"month": previous_month(month_of(at, days.zone))}))
    for said in read_data("talk"):
        steps.append(Step(days.moment(said["when"]), "say", said["by"], "", said))
    return sorted((step for step in steps if step.at <= days.now), key=lambda step: step.at)


def item_text(item: Json, *, demand_number: int | None) -> str:
    """An item as its reporter types it in one step."""
    lines = [f"#报送 {item['title']}"]
    if item["kind"] != "普通":
        lines.append(f"类别：{item['kind']}")
    lines.append(f"主题：{'、'.join(item['themes'])}")
    if demand_number is not None:
        lines.append(f"选题：T{demand_number}")
    if item.get("urgent"):
        lines.append("紧急")
    return "\n".join([*lines, item["body"]])


def caption_of(item: Json) -> str:
    """What its reporter types under a paper that holds title and text."""
    return f"#报送\n主题：{'、'.join(item['themes'])}"


def demand_text(demand: Json) -> str:
    """A demand as an editor types it in one step."""
    lines = [f"#需求 {demand['title']}", f"截止：{demand['due']}"]
    if "slots" in demand:
        lines.append(f"名额：{demand['slots']}")
    if "units" in demand:
        lines.append(f"单位：{'、'.join(demand['units'])}")
    if "kind" in demand:
        lines.append(f"类别：{demand['kind']}")
    return "\n".join([*lines, demand["brief"]])


def _then(days: Days, entry: Json, *, at: datetime, about: str) -> list[Step]:
    steps = []
    for step in entry.get("then", []):
        when = days.later(at, step["after"]) if "after" in step else days.moment(step["when"])
        steps.append(Step(when, step["do"], step.get("who", entry["by"]), about, step))
    return steps


def _span(text: str) -> timedelta:
    found = _SPAN.fullmatch(text)
    assert found is not None and text, text
    return timedelta(hours=int(found[1] or 0), minutes=int(found[2] or 0))


def _words_of(day: date) -> str:
    return f"{day.month}月{day.day}日"
