"""What the clock sees to at every tick: who has not answered, whose training ends, which assessment is owed; each once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.desk.common.audience import tell_desk
from bot.desk.common.office import Office
from bot.desk.training import assessments, periods, swaps
from bot.store.work import Work
from bot.views.training import rotations as words

ANSWER_WITHIN = 2  # working days
ASSESS_WITHIN = 3  # working days
ENDS_AT = time(16)
_SOON = timedelta(days=14)  # a period's last working day lies no farther before its last day
_AT_ONCE = 50
_HOURS = timedelta(hours=12)  # what was asked later than this cannot be two working days old


async def mind_training(office: Office, work: Work) -> None:
    """Each row says what has been done about it, in the Work in which it is done: a restart repeats nothing."""
    await _mind_swaps(office, work)
    await _mind_answers(office, work)
    await _mind_ends(office, work)


async def _mind_answers(office: Office, work: Work) -> None:
    """Who was planned two working days ago and has not answered is asked once more, and the desk told."""
    if not office.is_at_work(work.now):
        return
    waiting = {
        period for each in await work.training.open_swaps() for period in (each.rotation_id, each.other_id)
    }  # these are reminded of the swap
    late = [
        each
        for each in await work.training.unanswered(before=work.now - _HOURS, today=office.today(work.now))
        if each.id not in waiting and _is_over(office, each.asked_at, ANSWER_WITHIN, now=work.now)
    ][:_AT_ONCE]
    for each in late:
        reminded = replace(each, reminded_at=work.now)
        await work.training.save(reminded)
        await periods.show_own(office, work, reminded, before=words.reminded, is_reminder=True)
    if late:
        stays = [periods.stay_of(office, work, each) for each in late]
        await tell_desk(office, work, lambda t: words.render_unanswered(t, stays))


async def _mind_swaps(office: Office, work: Work) -> None:
    """Whoever was asked to swap is reminded like that; what has begun meanwhile cannot be swapped any more."""
    today, late = office.today(work.now), []
    for swap in (await work.training.open_swaps())[:_AT_ONCE]:
        rotation, other = await periods.get(work, swap.rotation_id), await periods.get(work, swap.other_id)
        if min(rotation.first, other.first) <= today:
            await periods.void_swap(office, work, swap, is_told=True)
        elif (
            swap.reminded_at is None
            and office.is_at_work(work.now)
            and _is_over(office, swap.asked_at, ANSWER_WITHIN, now=work.now)
        ):
            await swaps.remind(office, work, swap)
            late.append(
                (periods.stay_of(office, work, other), work.directory.get_person(swap.asked_by).label)
            )
    if late:
        await tell_desk(office, work, lambda t: words.render_swaps_unanswered(t, late))


async def _mind_ends(office: Office, work: Work) -> None:
    """On the last working day at 16:00 the assessment is asked for, three working days later once more."""
    today = office.today(work.now)
    for each in (await work.training.to_assess(today + _SOON))[:_AT_ONCE]:
        last = office.calendar.previous_workday(each.last + timedelta(days=1))
        ends = datetime.combine(max(last, each.first), ENDS_AT, tzinfo=office.zone)
        if each.ended_at is None and ends <= work.now:
            await work.training.save(replace(each, ended_at=work.now))
            await assessments.ask(office, work, each)
        elif (
            each.ended_at is not None
            and office.is_at_work(work.now)
            and _is_over(office, each.ended_at, ASSESS_WITHIN, now=work.now)
        ):
            await work.training.save(replace(each, nudged_at=work.now))
            await assessments.ask(office, work, each, is_reminder=True)


def _is_over(office: Office, since: datetime, workdays: int, *, now: datetime) -> bool:
    """Whether so many working days have passed since: at the same time of the day, or with the morning after."""
    there = since.astimezone(office.zone)
    day = office.calendar.add_workdays(there.date(), workdays)
    return now >= datetime.combine(day, there.time(), tzinfo=office.zone)
