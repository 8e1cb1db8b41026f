"""The monthly notice (通报): its figures reckoned, published and from then on as they were; what it says is the views' affair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from bot.desk.common.audience import texts_at
from bot.desk.common.office import Office
from bot.desk.common.slots import Slot, slot_name
from bot.desk.figures.point_lists import county_sum
from bot.desk.figures.targets import county_target
from bot.desk.items import quota
from bot.locale.texts import Texts
from bot.model import Chat, Message, Notice, NoticeKind
from bot.rules.months import month_bounds, previous_month
from bot.rules.named_keypoints import Covered, covered
from bot.rules.notice import (
    BookingRow,
    ChannelRow,
    CountyTarget,
    Handed,
    KeyPointRow,
    MonthNotice,
    PersonRow,
    UnitRow,
    Whole,
    from_json,
    to_json,
)
from bot.rules.ranking import Placed, ranking
from bot.rules.stats import Stats, stats
from bot.store.beside import beside
from bot.store.look import Look
from bot.store.repositories.adoptions import Taken
from bot.store.work import Work
from bot.views.common.bulletins import issuer_name
from bot.views.figures import notices as words
from bot.views.figures.notices import Frame

OBJECTIONS = timedelta(hours=8)  # working time that lies at least between a draft and its notice
SUBJECT = "notice"


async def figures_of(office: Office, work: Work, *, month: str) -> MonthNotice:
    """The month's figures: as they were published last, or, before that, as they stand now."""
    newest = await work.notices.newest(month)
    return from_json(newest.figures) if newest else await reckon_beside(office, work, month=month)


async def publish(office: Office, work: Work, *, month: str, by: int | None = None) -> Notice:
    """The month's notice, with its number, published now where it was not before. `by`: a person, None for the clock."""
    published = await work.notices.of_month(month)
    if published is not None:
        return published
    figures = to_json(await reckon_beside(office, work, month=month, is_last=True))
    notice = await work.notices.add(NoticeKind.NOTICE, month=month, figures=figures, now=work.now, by=by)
    await _record(work, notice, step="notice_publish", person_id=by)
    await show_foot(office, work, month=month)
    return notice


async def correct(office: Office, work: Work, *, figures: MonthNotice, why: str | None, by: int) -> Notice:
    """A correction of a published month with these figures."""
    notice = await work.notices.add(
        NoticeKind.CORRECTION, month=figures.month, figures=to_json(figures), now=work.now, by=by, why=why
    )
    await _record(work, notice, step="notice_correct", person_id=by)
    return notice


async def held_by(work: Work, month: str) -> int | None:
    """The person who said that the clock is not to publish the month's notice (暂缓)."""
    kept = await work.get_meta(_kept_as(month))
    return int(kept) if kept else None


async def hold(work: Work, month: str, *, by: int) -> None:
    """The clock is not to publish it."""
    await work.set_meta(_kept_as(month), str(by))
    await work.trail.record(
        SUBJECT, int(month.replace("-", "")), step="notice_hold", person_id=by, now=work.now, after={}
    )


async def resume(work: Work, month: str, *, by: int) -> None:
    """The clock publishes it after all."""
    await work.set_meta(_kept_as(month), "")
    await work.trail.record(
        SUBJECT, int(month.replace("-", "")), step="notice_resume", person_id=by, now=work.now, after={}
    )


async def _record(work: Work, notice: Notice, *, step: str, person_id: int | None) -> None:
    after = {"number": notice.number, "year": notice.year}
    subject_id = int(notice.month.replace("-", ""))
    await work.trail.record(SUBJECT, subject_id, step=step, person_id=person_id, now=work.now, after=after)


def _kept_as(month: str) -> str:
    return f"notice_held:{month}"


async def reckon_beside(office: Office, work: Work, *, month: str, is_last: bool = False) -> MonthNotice:
    """What `reckon` gives, reckoned beside the Work. `is_last`: it is published with these figures, and stays so."""
    return await beside(
        work,
        f"notice {month}",
        partial(reckon, office, month=month, today=office.today(work.now)),
        closes=month if is_last else None,
    )


async def reckon(office: Office, look: Look, *, month: str, today: date) -> MonthNotice:
    """The month's figures as they stand now, what counted when it was published before: what has been decided since is open.

    What the month before had is what its notice says.
    """
    published = await look.notices.of_month(month)
    was = from_json(published.figures) if published else None
    at = published.published_at if published else None
    before_month = previous_month(month)
    standings = await look.items.standings(before_month, month)
    if at is not None:
        standings = [each for each in standings if each.month != month]
        standings += await look.notices.standings_at(month, at)
    void = office.settings.review.void
    found = stats(standings, first=month, last=month, today=today, void=void)
    counted = await quota.count_month(
        office, look, month=month, at=at, absent=await _absent(look, month, was)
    )
    taken = await look.adoptions.taken(month, month)
    comments = await _comments(look, month)
    channels, by_unit = _channels(office, taken)
    units = await _units(
        office,
        look,
        month=month,
        found=found,
        owed=counted.owed,
        comments=comments,
        taken={unit_id for unit_id, _ in by_unit},
    )
    now = _whole(found, comments=comments.total(), hundredths=sum(row.month for row in units))
    if was is not None:
        before, channels_before = was.before, {row.key: row.before for row in was.channels}
    else:
        before_stats = stats(standings, first=before_month, last=before_month, today=today, void=void)
        before, channels_before = await _before(look, before_month, before_stats)
    keys = dict.fromkeys((*channels, *(key for key, number in channels_before.items() if number)))
    levels = {channel.key: channel.level for channel in office.settings.channels}
    return MonthNotice(
        month=month,
        now=now,
        before=before,
        channels=tuple(
            ChannelRow(key, levels.get(key, 0), channels.get(key, 0), channels_before.get(key, 0))
            for key in keys
        ),
        units=tuple(row._replace(taken=tuple(by_unit[row.unit_id, key] for key in keys)) for row in units),
        people=await _people(office, look, month, at),
        bookings=await _bookings(office, look, month),
        quota=counted.figures,
        county=await _county(office, look, month),
        keypoints=was.keypoints if was is not None else await _keypoints(office, look, month),
        shared=await look.notices.has_shared(month),
    )


async def _absent(look: Look, month: str, was: MonthNotice | None) -> set[int]:
    """Who had no account when the month was first counted: who joined since owed nothing for it."""
    first = was.quota if was else await quota.posted_figures(look, month=month)
    return {each.person_id for each in first.absent} if first else set()


def _whole(found: Stats, *, comments: int, hundredths: int) -> Whole:
    total = found.total
    return Whole(total.received, total.counted, total.adopted, comments, hundredths)


async def _before(look: Look, month: str, found: Stats) -> tuple[Whole, dict[str, int]]:
    """The county's month before, and what each channel took in it."""
    newest = await look.notices.newest(month)
    if newest is not None:
        said = from_json(newest.figures)
        return said.now, {row.key: row.number for row in said.channels}
    channels = Counter[str]()
    for each in await look.adoptions.taken(month, month):
        channels[each.channel] += each.number
    comments = await _comments(look, month)
    hundredths = sum((await look.notices.points_by_unit(month, month)).values())
    return _whole(found, comments=comments.total(), hundredths=hundredths), dict(channels)


async def _comments(look: Look, month: str) -> Counter[int]:
    """By unit, how many of leaders' comments are booked, as their points are: whether or not they may be passed on."""
    return Counter({unit_id: number for unit_id, number, _ in await look.notices.commented(month)})


def _channels(office: Office, taken: list[Taken]) -> tuple[dict[str, int], Counter[tuple[int, str]]]:
    """What each channel took, in the settings' order, those above the county always; and the same by unit."""
    by_unit, sums = Counter[tuple[int, str]](), Counter[str]()
    for each in taken:
        by_unit[each.unit_id, each.channel] += each.number
        sums[each.channel] += each.number
    shown = [channel.key for channel in office.settings.channels if 1 <= channel.level <= 3]
    known = [channel.key for channel in office.settings.channels]
    keys = [key for key in dict.fromkeys((*known, *sums)) if key in shown or sums[key]]
    return {key: sums[key] for key in keys}, by_unit


async def _units(
    office: Office,
    look: Look,
    *,
    month: str,
    found: Stats,
    owed: Counter[str],
    comments: Counter[int],
    taken: Collection[int],
) -> list[UnitRow]:
    """Every unit that has any figure, by place, then those without; each one's `taken` is filled in by the caller.

    `taken`: the units whose items a channel took or gave back, though it may have brought them no points.
    """
    levels = {channel.key: channel.level for channel in office.settings.channels}
    figures = dict(found.units)
    sent = [unit_id for unit_id, each in figures.items() if each.counted]
    sums = await look.adoptions.sums_by_unit(month, month)
    placed = {each.subject: each for each in ranking(sums, levels=levels, others=sent)}
    year = await look.notices.points_by_unit(f"{month[:4]}-01", month)
    year_of_month = int(month[:4])
    targets = await look.people.targets(year_of_month)
    rows: list[UnitRow] = []
    for unit in look.directory.units:
        stand, has = placed.get(unit.id, Placed(0, unit.id, 0)), figures.get(unit.id)
        target = targets.get(unit.id)
        row = UnitRow(
            unit_id=unit.id,
            name=unit.name,
            place=stand.place,
            owed=owed[unit.name],
            received=has.received if has else 0,
            counted=has.counted if has else 0,
            taken=(),
            comments=comments[unit.id],
            month=stand.hundredths,
            year=year.get(unit.id, 0),
            target=target.points if target else None,
            target_of=target.year if target and target.year < year_of_month else None,
        )
        if (
            stand.place
            or unit.id in taken
            or any((row.owed, row.received, row.comments, row.year, row.target))
        ):
            rows.append(row)
    order = {unit_id: place for place, unit_id in enumerate(placed)}
    return sorted(rows, key=lambda row: (order.get(row.unit_id, len(order)), row.unit_id))


async def _people(office: Office, look: Look, month: str, at: datetime | None) -> tuple[PersonRow, ...]:
    """Who has points in the month, as /rank places them, in the unit in which they were `at` that moment."""
    people = look.directory.people if at is None else await quota.people_at(look, at)
    by_id = {person.id: person for person in people}
    levels = {channel.key: channel.level for channel in office.settings.channels}
    rows = []
    for each in ranking(await look.adoptions.sums_by_person(month, month), levels=levels):
        person = by_id[each.subject]
        if each.hundredths > 0:
            rows.append(PersonRow(person.id, person.unit, person.name, each.place, each.hundredths))
    return tuple(rows)


async def _bookings(office: Office, look: Look, month: str) -> tuple[BookingRow, ...]:
    rows = [
        BookingRow(
            each.booking.demand_id,
            each.title,
            each.booking.unit,
            Handed.IN_TIME if each.received_at <= each.due_at else Handed.LATE,
        )
        for each in await look.notices.handed_in(month)
    ]
    begin, end = month_bounds(month, office.zone)
    rows += [
        BookingRow(demand_id, title, unit, Handed.LAPSED)
        for demand_id, title, unit in await look.notices.given_up(begin, end)
    ]
    return tuple(sorted(rows, key=lambda row: row.demand_id))


async def _keypoints(office: Office, look: Look, month: str) -> tuple[KeyPointRow, ...]:
    """The month's key points and how many items each has."""
    points = await look.keypoints.published(month)
    if not points:
        return ()
    found = covered(await look.keypoints.items(month), void=office.settings.review.void)
    none = Covered(0, 0)
    return tuple(KeyPointRow(each.number, each.title, *found.get(each.number, none)) for each in points)


async def _county(office: Office, look: Look, month: str) -> CountyTarget | None:
    target = await county_target(look, int(month[:4]))
    if target is None:
        return None
    return CountyTarget(await county_sum(office, look, f"{month[:4]}-01", month), target)


@dataclass(frozen=True, slots=True)
class Ready:
    """A month's figures, and what a notice says beside them in one language."""

    figures: MonthNotice
    frame: Frame


async def ready(office: Office, work: Work, t: Texts, *, month: str, is_draft: bool = False) -> Ready:
    """The month's notice as it was published, or as it would be published now."""
    published = await work.notices.of_month(month)
    if published is not None:
        day, number = office.today(published.published_at), published.number
        return Ready(from_json(published.figures), frame_of(office, t, number=number, day=day))
    number = await work.notices.next_number(NoticeKind.NOTICE, month)
    frame = frame_of(office, t, number=number, day=office.today(work.now), is_draft=is_draft)
    return Ready(await reckon_beside(office, work, month=month), frame)


def frame_of(office: Office, t: Texts, *, number: int, day: date, is_draft: bool = False) -> Frame:
    """What a notice says beside its figures, by the settings."""
    issuer, desk = office.settings.bulletin.issuer, office.settings.desk.name
    names = office.settings.notices.names
    return Frame(number, issuer_name(t, issuer=issuer, desk=desk), day, names, is_draft)


async def foot(office: Office, work: Work, t: Texts, *, month: str, is_asking: bool = False) -> Message:
    """What stands under the month's draft now; `is_asking`: whether it is to be published at once."""
    published, holder = await work.notices.of_month(month), await held_by(work, month)
    names = work.directory.get_person
    by = published.published_by if published else None
    state = words.DraftState(
        at=publishes_at(office, month, drafted_at=work.now),
        held_by=names(holder).name if holder is not None else None,
        published_by=names(by).name if by is not None else None,
        published_at=published.published_at if published else None,
        number=published.number if published else 0,
        appeals=await work.appeals.open_in(month),
        undecided=sum(undecided for _, _, undecided in await work.notices.commented(month)),
    )
    return words.render_draft_foot(t, month=month, state=state, is_asking=is_asking)


async def show_foot(office: Office, work: Work, *, month: str, asking_in: Chat | None = None) -> None:
    """The drafts say what has become of them, wherever they stand; the one in `asking_in` asks whether it is to go out now."""
    for post in await work.outbox.posts(draft_slot(month)):
        chat = Chat(post.chat_id, post.thread_id)
        t, is_asking = texts_at(office, work, chat), chat == asking_in
        message = await foot(office, work, t, month=month, is_asking=is_asking)
        await work.outbox.show(post.slot, chat, message)


def draft_slot(month: str) -> str:
    """The living message under the month's draft."""
    return slot_name(Slot.NOTICE, month)


def publishes_at(office: Office, month: str, *, drafted_at: datetime) -> datetime | None:
    """When the clock publishes the month's notice, as far as its settings name one moment of the month after."""
    times = office.settings.schedule.notice
    fields = times.cron.split()
    if not times.enabled or not all(each.isdecimal() for each in fields[:3]) or fields[3:] != ["*", "*"]:
        return None
    minute, hour, day = (int(each) for each in fields[:3])
    try:
        due = datetime.combine(_after(month).replace(day=day), time(hour, minute), office.zone)
    except ValueError:
        return None
    if times.workdays_only:
        while not office.calendar.is_workday(due.date()):
            due += timedelta(days=1)
    return max(due, earliest(office, drafted_at))


def earliest(office: Office, drafted_at: datetime) -> datetime:
    """When the clock publishes a notice at the earliest: on another working day than its draft's, after some working hours."""
    moment, drafted = office.after_hours(drafted_at, OBJECTIONS), drafted_at.astimezone(office.zone)
    if moment.astimezone(office.zone).date() != drafted.date():
        return moment
    evening = datetime.combine(drafted.date(), office.settings.desk.day_end, office.zone)
    return office.after_hours(evening, timedelta(minutes=30))


def _after(month: str) -> date:
    """The first day of the month after."""
    return (date.fromisoformat(f"{month}-01") + timedelta(days=31)).replace(day=1)
