"""The field's words for roles, kinds, states and reasons, as catalogue messages; sentences are in the other views."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import (
    AdoptionKind,
    BookingState,
    Employment,
    Fault,
    ItemState,
    Kind,
    Person,
    PersonState,
    PlaceKind,
    Reason,
    Reminder,
    Role,
    TaskState,
)

ROLES = {
    Role.OWNER: N_("Owner"),
    Role.ADMIN: N_("Administrator"),
    Role.EDITOR: N_("Editor"),
    Role.LEADER: N_("Leader"),
    Role.MEMBER: N_("Reporter"),
    Role.PARTNER: N_("Partner"),
    Role.NOBODY: N_("Not joined"),
}
EMPLOYMENTS = {Employment.FULL_TIME: N_("Full-time"), Employment.PART_TIME: N_("Part-time")}
PERSON_STATES = {
    PersonState.ACTIVE: N_("Active"),
    PersonState.SUSPENDED: N_("Suspended"),
    PersonState.REMOVED: N_("Removed"),
}
PLACES = {
    PlaceKind.WORK: N_("Work group"),
    PlaceKind.DESK: N_("Desk group"),
    PlaceKind.PARTNER: N_("Partner group"),
}
KINDS = {
    Kind.ORDINARY: N_("Ordinary"),
    Kind.COMPREHENSIVE: N_("Comprehensive"),
    Kind.POLICY: N_("Policy"),
    Kind.EARLY_WARNING: N_("Early warning"),
}
STATES = {
    ItemState.WAITING: N_("Waiting for review"),
    ItemState.REVIEWING: N_("In review"),
    ItemState.ADOPTED: N_("Adopted"),
    ItemState.RESERVED: N_("In reserve"),
    ItemState.RETURNED: N_("Returned"),
    ItemState.REJECTED: N_("Not adopted"),
    ItemState.MERGED: N_("Merged"),
    ItemState.WITHDRAWN: N_("Withdrawn"),
    ItemState.HELD: N_("Waiting for secrecy review"),
    ItemState.DESTROYED: N_("Destroyed"),
}
REASONS = {
    Reason.INCOMPLETE: N_("Key facts missing"),
    Reason.STALE: N_("Out of date"),
    Reason.REPEATED: N_("Repeated or reported before"),
    Reason.ROUTINE: N_("Routine activity"),
    Reason.DOUBTFUL: N_("Figures in doubt"),
    Reason.OTHER_CHANNEL: N_("Better sent through another channel"),
    Reason.EMPTY: N_("Lacks substance"),
    Reason.OTHER: N_("Other reason"),
}
_BUILT_IN = frozenset(REASONS)
BOOKINGS = {
    BookingState.ASKED: N_("asked, no answer yet"),
    BookingState.DECLINED: N_("declined"),
    BookingState.BOOKED: N_("booked"),
    BookingState.QUEUED: N_("on the waiting list"),
    BookingState.OFFERED: N_("offered, answer awaited"),
    BookingState.FULFILLED: N_("handed in"),
    BookingState.CANCELLED: N_("cancelled"),
    BookingState.LAPSED: N_("lapsed"),
    BookingState.UNANSWERED: N_("unanswered"),
}
TASK_STATES = {
    TaskState.WAITING: N_("waiting to be accepted"),
    TaskState.UNDER_WAY: N_("under way"),
    TaskState.REPORTED: N_("reported as done"),
    TaskState.SENT_BACK: N_("sent back to be completed"),
    TaskState.DONE: N_("done"),
    TaskState.CALLED_OFF: N_("no longer pursued"),
}
ADOPTION_KINDS = {
    AdoptionKind.DIGEST: N_("digest"),
    AdoptionKind.SINGLE: N_("single item"),
    AdoptionKind.COMMISSION: N_("commissioned"),
    AdoptionKind.SPECIAL: N_("special issue"),
}
REMINDERS = {
    Reminder.QUOTA: N_("Monthly quota not met"),
    Reminder.DEADLINE: N_("Bookings and commissions due"),
    Reminder.READING: N_("Papers to read"),
    Reminder.MEETING: N_("Meetings ahead"),
    Reminder.SUPERVISION: N_("Supervision tasks due"),
    Reminder.ROTATION: N_("Training"),
    Reminder.DRAFT: N_("Unfinished drafts"),
    Reminder.DIGEST: N_("Weekly digest"),
    Reminder.NOTICE: N_("Monthly notice and yearly appraisal"),
    Reminder.DESK: N_("The desk's daily list"),
}
FAULTS = {Fault.UNTRUE: N_("untrue"), Fault.LATE_REPORT: N_("late")}
STATE_MARKS = {
    ItemState.WAITING: "🕓",
    ItemState.REVIEWING: "🔎",
    ItemState.ADOPTED: "✅",
    ItemState.RESERVED: "🗂",
    ItemState.RETURNED: "↩️",
    ItemState.REJECTED: "✖️",
    ItemState.MERGED: "🔗",
    ItemState.WITHDRAWN: "🔙",
    ItemState.HELD: "🔒",
    ItemState.DESTROYED: "⬛",
}


# What a press has come to, as a sentence.
_DECIDED = {
    ItemState.REVIEWING: N_("You have taken {number}."),
    ItemState.ADOPTED: N_("{number} is adopted."),
    ItemState.RESERVED: N_("{number} is kept in reserve."),
    ItemState.RETURNED: N_("{number} is returned."),
    ItemState.REJECTED: N_("{number} is not adopted."),
    ItemState.MERGED: N_("{number} is merged."),
}


# The defaults of `appraisal.awards` and of `review.reasons`, as they are stored.
_OWN = {
    "先进单位": N_("Outstanding unit"),
    "优秀信息员": N_("Excellent reporter"),
    "请补齐时间、地点、单位、数据或结果": N_("please add time, place, unit, figures or result"),
}


def decided(t: Texts, value: ItemState, *, number: str) -> str:
    """已采用 2026-0001。"""
    return t.plain(_DECIDED[value], number=number)


def reason(t: Texts, value: str, text: str | None) -> str:
    """要素不全：请补齐时间、地点、单位、数据或结果. The name, with its sentence where it has one; what was typed stands alone."""
    if value == Reason.OTHER and text:
        return text
    if value in _BUILT_IN:
        name = reason_name(t, value)
    else:
        # An office's own reason is kept with its words: they stay when the settings name it no more.
        kept, _, text = (text or value).partition("：")
        name = t.reasons.get(value, kept)
    return t.plain("{reason}: {sentence}", reason=name, sentence=own(t, text)) if text else name


def reason_name(t: Texts, value: str) -> str:
    """要素不全, in the office's own words where it has some."""
    return t.reasons.get(value) or (t.plain(REASONS[Reason(value)]) if value in _BUILT_IN else value)


def own(t: Texts, words: str) -> str:
    """Words of the settings, or kept with an item, that are the product's own where no office has written others."""
    return t.plain(_OWN[words]) if words in _OWN else words


def kept_with(reason: str, words: str, sentence: str | None) -> str | None:
    """What is kept beside a ready reason: its sentence, and of an office's own reason the words as well."""
    if reason in _BUILT_IN:
        return sentence
    return f"{words}：{sentence}" if sentence else words


def kind(t: Texts, value: Kind) -> str:
    """普通."""
    return t.plain(KINDS[value])


def adoption_kind(t: Texts, value: AdoptionKind) -> str:
    """单条."""
    return t.plain(ADOPTION_KINDS[value])


def reminder(t: Texts, value: Reminder) -> str:
    """月任务提醒."""
    return t.plain(REMINDERS[value])


def fault(t: Texts, value: Fault) -> str:
    """失实, as the command understands it too."""
    return t.plain(FAULTS[value])


def title(t: Texts, words: str) -> str:
    """An item's title beside its figures; that its text was wiped, where nothing is left of it."""
    return words or t.plain("(text wiped)")


def tapped(number: str) -> str:
    """2026_0099: an item's number inside a command that a tap sends whole."""
    return number.replace("-", "_")


def state(t: Texts, value: ItemState) -> str:
    """待审."""
    return t.plain(STATES[value])


def state_in(t: Texts, value: ItemState) -> str:
    """The same within a sentence: "2026-0001 is waiting for review"."""
    return state(t, value).lower()


def halved(t: Texts, *, is_halved: bool) -> Markup:
    """（跟班学习减半）, behind a quota that is."""
    return t(" (halved for training)") if is_halved else Markup("")


def role(t: Texts, value: Role) -> str:
    """信息员."""
    return t.plain(ROLES[value])


def standing(t: Texts, person: Person) -> str:
    """云茶镇信息员; of a partner the unit alone, which says it already."""
    if person.role is Role.PARTNER:
        return person.unit
    return t.plain("{role}, {unit}", role=role(t, person.role), unit=person.unit)


def apart(t: Texts, person: Person) -> str:
    """云茶镇 王茗·兼职·账号尾号4321·2026-05-01入职: what tells somebody from others of that name in that unit."""
    parts = [person.label]
    parts.append(
        t.plain(EMPLOYMENTS[person.employment]) if person.role is Role.MEMBER else role(t, person.role)
    )
    if person.telegram_id is not None:
        parts.append(t.plain("account …{end}", end=f"{person.telegram_id % 10_000:04d}"))
    if person.joined_on is not None:
        parts.append(t.plain("since {day}", day=person.joined_on.isoformat()))
    return " · ".join(parts)


def names_apart(t: Texts, people: Sequence[Person]) -> dict[int, str]:
    """By their ids what people are called on buttons: two with the same words could only be guessed at."""
    names, whole = Counter(one.name for one in people), Counter(one.label for one in people)
    return {
        one.id: one.name if names[one.name] == 1 else one.label if whole[one.label] == 1 else apart(t, one)
        for one in people
    }


# The built-in channels' keys, where they are not spoken of in Chinese; an office's own stand as it has named them.
_CHANNELS = {"县": N_("County"), "市": N_("City"), "省": N_("Province"), "国": N_("Nation")}


def channel_name(t: Texts, key: str) -> str:
    """A channel as it is called in figures."""
    return key if t.language == "zh" or key not in _CHANNELS else t.plain(_CHANNELS[key])
