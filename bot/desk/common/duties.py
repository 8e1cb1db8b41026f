"""What a person owes a month by the roster and the settings, for greetings, cards and counts; the rule is rules/quota.py."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.desk.common.office import Office
from bot.logs import get_logger
from bot.model import Employment, Person, PersonState, QuotaNumbers, Role
from bot.rules.months import month_of
from bot.rules.quota import Reporter, is_halved, number_of, quota_of
from bot.store.directory import Directory
from bot.store.work import Work

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Duty:
    """`usual` items a month, of which the person `owes` this month's or is exempt (False); no duty where `usual` is 0."""

    usual: int
    owes: bool


def numbers_in(office: Office, directory: Directory, month: str) -> QuotaNumbers:
    """Items a month as the settings had them in the month 'YYYY-MM'."""
    if (held := directory.quota_numbers(month)) is not None:
        return held
    now = office.settings.quota  # before the first start, which notes them
    return QuotaNumbers(month, now.part_time, now.full_time, now.units)


async def note_numbers(office: Office, work: Work) -> None:
    """Settings that were changed hold from this month on: what was owed in the months before stays as it was."""
    month, now = month_of(work.now, office.zone), office.settings.quota
    said = QuotaNumbers(month, now.part_time, now.full_time, now.units)
    held = work.directory.quota_numbers(month)
    if held is not None and replace(held, month=month) == said:
        return
    await work.people.set_quota_numbers(said)
    await work.refresh_directory()
    if held is not None:
        _log.info("quota.changed", month=month)


def usual_quota(office: Office, directory: Directory, person: Person) -> int:
    """The number that counts where the person has none of their own."""
    numbers = office.settings.quota
    by_employment = numbers.full_time if person.employment is Employment.FULL_TIME else numbers.part_time
    of_unit = number_of(person.unit, numbers.units, directory.former_units)
    return by_employment if of_unit is None else of_unit


def duty_of(office: Office, work: Work, person: Person) -> Duty:
    """A reporter's duty as it stands now; nobody else has one."""
    if person.role is not Role.MEMBER:
        return Duty(0, owes=False)
    usual = usual_quota(office, work.directory, person) if person.month_quota is None else person.month_quota
    month = month_of(work.now, office.zone)
    reporter = reporter_of(office, work.directory, person, month=month)
    numbers = numbers_in(office, work.directory, month)
    owed = quota_of(reporter, month=month, part_time=numbers.part_time, full_time=numbers.full_time)
    return Duty(usual, owes=owed is not None)


def reporter_of(office: Office, directory: Directory, person: Person, *, month: str) -> Reporter:
    """The person as the quota of the month 'YYYY-MM' sees them."""
    return Reporter(  # in the order of its fields: by name it takes twice as long, and there are ten thousand
        person.id,
        person.unit,
        person.name,
        person.employment,
        person.month_quota,
        number_of(person.unit, numbers_in(office, directory, month).units, directory.former_units),
        person.joined_on,
        person.left_on if person.state is PersonState.REMOVED else None,  # who came back has not left
        directory.is_on_leave(person.id, month),
        person.telegram_id is not None,
        is_in_training(office, directory, person.id, month=month),
    )


def is_in_training(office: Office, directory: Directory, person_id: int, *, month: str) -> bool:
    """Whether so much of the month is training (跟班学习) that the person's quota is halved."""
    periods = directory.training.get(person_id)
    return periods is not None and is_halved(periods, month=month, is_workday=office.calendar.is_workday)
