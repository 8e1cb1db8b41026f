"""`/export [2026-05|2026] [.csv]`: who may have it, and the rows of each of its tables, read at one moment outside any Work."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, NamedTuple

from bot.desk.common import making
from bot.desk.common.office import Office, Scene, answer
from bot.desk.common.slots import Slot, slot_name
from bot.desk.figures import fees
from bot.desk.items import quota
from bot.locale.texts import Texts
from bot.model import AdoptionRow, BookingRow, ItemRow, LineRow, ReaderRow, ReportKind
from bot.rules.exports import Asked, Form, read_asked
from bot.rules.meetings import state_at
from bot.rules.months import month_of
from bot.rules.named_keypoints import covered
from bot.rules.rights import Act
from bot.rules.spans import days_of
from bot.rules.supervision import finished_at, workdays_between
from bot.store.jsontext import as_json
from bot.store.repositories.exports import Extent
from bot.store.snapshot import Snapshot
from bot.store.work import Work
from bot.views.figures import exports as views
from bot.views.figures.export_cells import Cell, Cells

PAGE = 500  # rows that are read at a time
MOST_ITEMS = 60_000  # in one file that Telegram takes (50 MB): a year with more comes month by month
KIND = "export"  # as the maker knows it: one of GATHERED

Rows = list[list[Cell]]


@dataclass(frozen=True, slots=True)
class Source:
    """What the rows are made of, at the moment `as_of`. `month` is the present one."""

    office: Office
    snapshot: Snapshot
    asked: Asked
    cells: Cells
    month: str
    as_of: datetime


class Sheet(NamedTuple):
    """A table of the export: how it looks, about how many rows it has, and its rows, page by page."""

    look: views.Look
    size: Callable[[Source], Awaitable[int]]
    pages: Callable[[Source], AsyncIterator[Rows]]


async def export(office: Office, work: Work, scene: Scene, *, typed: str) -> None:
    """The command. The file follows its answer; who asked for what is on record."""
    person = scene.check(Act.EXPORT)
    today = office.today(work.now)
    asked = read_asked(typed, today=today)
    parts = await _parts_of(work, asked, until=f"{today:%Y-%m}")
    slot = ""
    for part in parts:
        made_id = await making.order(work, scene, views.order_export(scene.t, part))
        slot = slot_name(Slot.MAKING, made_id)  # the answer stands until the last file is there
        await record(work, made_id, part, person_id=person.id)
    begun = views.render_begun(scene.t, asked, files=len(parts))
    await answer(work, scene, begun, slot=slot)


async def record(work: Work, made_id: int, asked: Asked, *, person_id: int | None) -> None:
    """Who has asked for what; None is the command line."""
    after = {"period": asked.period, "form": asked.form.value}
    await work.trail.record(KIND, made_id, step=KIND, person_id=person_id, now=work.now, after=after)


async def _parts_of(work: Work, asked: Asked, *, until: str) -> list[Asked]:
    """A year in one file, or month by month where it is too large for one that Telegram takes."""
    if asked.first == asked.last or await work.numbers.last(f"item:{asked.first[:4]}") <= MOST_ITEMS:
        return [asked]
    return [Asked(month, month, asked.form) for month in asked.months if month <= until]


async def gather(
    office: Office,
    snapshot: Snapshot,
    asked: Asked,
    *,
    t: Texts,
    as_of: datetime,
    write: Callable[[bytes], Awaitable[object]],
    on_rows: Callable[[int, int], Awaitable[object]],
) -> dict[str, Any]:
    """All rows go to `write`, one a line as JSON, table after table; what comes back is the rest of the maker's spec.

    `on_rows(done, total)` is awaited after each page.
    """
    month = month_of(as_of, office.zone)
    source = Source(office, snapshot, asked, _cells(office, snapshot, t), month, as_of)
    total = sum([await sheet.size(source) for sheet in SHEETS])
    tables, done = [], 0
    for sheet in SHEETS:
        before = done
        async for rows in sheet.pages(source):
            await write("".join(f"{as_json(row)}\n" for row in rows).encode())
            done += len(rows)
            await on_rows(done, max(total, done))
        tables.append({**sheet.look.described(t, asked, as_of=as_of), "count": done - before})
    return {"form": asked.form.value, "tables": tables, "total": done}


def asked_of(spec: Mapping[str, Any]) -> Asked:
    """What an order asked for."""
    return Asked(spec["first"], spec["last"], Form(spec["form"]))


def _cells(office: Office, snapshot: Snapshot, t: Texts) -> Cells:
    directory = snapshot.directory
    return Cells(
        t,
        units={unit.id: unit.name for unit in directory.units},
        people={person.id: person.name for person in directory.people},
        zone=office.zone,
        void=office.settings.review.void,
    )


async def _paged(extent: Extent, read: Callable[..., Awaitable[list[Any]]]) -> AsyncIterator[list[Any]]:
    after = extent.least - 1
    while rows := await read(after=after, until=extent.most, most=PAGE):
        after = rows[-1][0]
        yield rows


async def _items_extent(source: Source) -> Extent:
    return await source.snapshot.exports.items_extent(source.asked.first, source.asked.last)


async def _item_pages(source: Source) -> AsyncIterator[Rows]:
    read = partial(source.snapshot.exports.items, source.asked.first, source.asked.last)
    async for rows in _paged(await _items_extent(source), read):
        yield [source.cells.of_item(ItemRow._make(row)) for row in rows]


async def _adoptions_extent(source: Source) -> Extent:
    return await source.snapshot.exports.adoptions_extent(*days_of(source.asked.first, source.asked.last))


async def _adoption_pages(source: Source) -> AsyncIterator[Rows]:
    days = days_of(source.asked.first, source.asked.last)
    async for rows in _paged(
        await _adoptions_extent(source), partial(source.snapshot.exports.adoptions, *days)
    ):
        yield [source.cells.of_adoption(AdoptionRow._make(row)) for row in rows]


def _times(source: Source) -> tuple[datetime, datetime]:
    """The first moment of the months at the desk, and the first one after them."""
    first, last = days_of(source.asked.first, source.asked.last)
    zone = source.office.zone
    return datetime.combine(first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone)


async def _bookings_extent(source: Source) -> Extent:
    return await source.snapshot.exports.bookings_extent(*_times(source))


async def _booking_pages(source: Source) -> AsyncIterator[Rows]:
    read = partial(source.snapshot.exports.bookings, *_times(source))
    async for rows in _paged(await _bookings_extent(source), read):
        yield [source.cells.of_booking(BookingRow._make(row)) for row in rows]


async def _readers_extent(source: Source) -> Extent:
    return await source.snapshot.exports.readers_extent(*_times(source))


async def _reader_pages(source: Source) -> AsyncIterator[Rows]:
    read = partial(source.snapshot.exports.readers, *_times(source))
    units = {person.id: person.unit_id for person in source.snapshot.directory.people}
    async for rows in _paged(await _readers_extent(source), read):
        found = [ReaderRow._make(row) for row in rows]
        yield [source.cells.of_reader(row, unit_id=units[row.person_id]) for row in found]


async def _lines_extent(source: Source) -> Extent:
    return await source.snapshot.exports.lines_extent(source.asked.first, source.asked.last)


async def _line_pages(source: Source) -> AsyncIterator[Rows]:
    read = partial(source.snapshot.exports.lines, source.asked.first, source.asked.last)
    async for rows in _paged(await _lines_extent(source), read):
        yield [source.cells.of_line(LineRow._make(row)) for row in rows]


async def _fee_pages(source: Source) -> AsyncIterator[Rows]:
    """Month by month, so that no step takes long: what has been settled as it was settled, the rest as it is listed now."""
    for month in source.asked.months:
        found = await fees.listed(source.office, source.snapshot, first=month, last=month)
        heads = ((line, found.items[line.item_id]) for line in found.lines)
        yield [
            source.cells.of_fee(line, number=head.number, title=head.title, is_untrue=head.is_untrue)
            for line, head in heads
        ]


async def _shortfall_pages(source: Source) -> AsyncIterator[Rows]:
    """Month by month: as it was told last, else as it stands; nobody owes anything for a month that has not begun."""
    for month in source.asked.months:
        if month > source.month:
            return
        told = await quota.told_figures(source.snapshot, month=month)
        figures = told or await quota.untold_figures(source.office, source.snapshot, month=month)
        yield source.cells.of_month(figures, is_published=told is not None)


async def _task_pages(source: Source) -> AsyncIterator[Rows]:
    """The supervision tasks that were set in these months."""
    supervision, office, times = source.snapshot.supervision, source.office, _times(source)
    extent = await supervision.extent(*times)
    after = extent.least - 1
    while tasks := await supervision.page(*times, after=after, until=extent.most, most=PAGE):
        after = tasks[-1].id
        parts, reports = await supervision.parts_of(tasks), await supervision.reports_of(tasks)
        numbers = {
            item.id: item.number
            for item in await source.snapshot.items.find_all(task.item_id for task in tasks if task.item_id)
        }
        rows = []
        for task in tasks:
            said = reports[task.id]
            finished = finished_at(task, said)
            done = [each.said_at for each in said if each.kind is ReportKind.DONE]
            ended = finished or task.ended_at or source.as_of
            rows.append(
                source.cells.of_task(
                    task,
                    parts[task.id],
                    reported_at=done[-1] if done else None,
                    feedbacks=sum(each.kind is ReportKind.FEEDBACK for each in said),
                    is_late=ended > task.due_at,
                    days=workdays_between(task.set_at, finished, zone=office.zone, calendar=office.calendar)
                    if finished
                    else None,
                    number=numbers.get(task.item_id or 0),
                )
            )
        yield rows


async def _keypoint_pages(source: Source) -> AsyncIterator[Rows]:
    """The key points that were published for these months, with what each has come to."""
    keypoints = source.snapshot.keypoints
    for month in source.asked.months:
        standing = await keypoints.month(month)
        points = await keypoints.published(month)
        if standing is None or not points:
            continue
        met = covered(await keypoints.items(month), void=source.office.settings.review.void)
        readers = await keypoints.readers(month)
        yield [
            source.cells.of_keypoint(point, met.get(point.number), standing=standing, readers=readers)
            for point in points
        ]


async def _attendance_pages(source: Source) -> AsyncIterator[Rows]:
    """Everybody who was called to a meeting that begins in these months."""
    units = {person.id: person.unit_id for person in source.snapshot.directory.people}
    for meeting in await source.snapshot.meetings.between(*_times(source)):
        state = state_at(meeting, source.as_of)
        yield [
            source.cells.of_attendee(meeting, each, state=state, unit_id=units[each.person_id])
            for each in await source.snapshot.meetings.attendees(meeting.id)
        ]


async def _tasks_extent(source: Source) -> Extent:
    return await source.snapshot.supervision.extent(*_times(source))


def _counted(extent: Callable[[Source], Awaitable[Extent]]) -> Callable[[Source], Awaitable[int]]:
    async def count(source: Source) -> int:
        return (await extent(source)).rows

    return count


async def _unknown(_: Source) -> int:
    return 0  # they show when they are counted themselves


# The tables of an export, in their order. What another mechanism keeps joins here, with its columns and cells in the views.
SHEETS: tuple[Sheet, ...] = (
    Sheet(views.ITEMS, _counted(_items_extent), _item_pages),
    Sheet(views.ADOPTIONS, _counted(_adoptions_extent), _adoption_pages),
    Sheet(views.BOOKINGS, _counted(_bookings_extent), _booking_pages),
    Sheet(views.POINTS, _counted(_lines_extent), _line_pages),
    Sheet(views.FEES, _unknown, _fee_pages),
    Sheet(views.SHORTFALLS, _unknown, _shortfall_pages),
    Sheet(views.TASKS, _counted(_tasks_extent), _task_pages),
    Sheet(views.READERS, _counted(_readers_extent), _reader_pages),
    Sheet(views.ATTENDANCE, _unknown, _attendance_pages),
    Sheet(views.KEYPOINTS, _unknown, _keypoint_pages),
)
