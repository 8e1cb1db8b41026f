"""The rows of an export as cells of their tables; which columns these have is in exports.py."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from json import loads
from typing import Any

from bot.locale.texts import N_, Texts
from bot.model import (
    AdoptionKind,
    AdoptionRow,
    Attendance,
    Attendee,
    BookingRow,
    BookingState,
    FeeLine,
    ItemRow,
    ItemState,
    KeyPoint,
    KeyPointMonth,
    Kind,
    LineRow,
    Meeting,
    MeetingState,
    PointRule,
    ReaderRow,
    Task,
    TaskPart,
)
from bot.rules.named_keypoints import Covered
from bot.rules.points import DEDUCTED
from bot.rules.quota import VOID, MonthFigures, counts
from bot.rules.secrecy.personal import mask
from bot.views.common import labels
from bot.views.common.deputies import in_place_of
from bot.views.figures.fees import RULES as FEE_RULES
from bot.views.figures.fees import titled
from bot.views.figures.point_lists import RULES

Cell = str | int | float | None
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE, _BLOCK, _BLOCKS = 60_000, 15 * 60_000, 4096  # milliseconds; how many blocks are kept in mind
_ANSWERS = {
    Attendance.COMING: N_("coming"),
    Attendance.EXCUSED: N_("excused"),
    Attendance.OPEN: N_("no answer"),
}
_MEETINGS = {
    MeetingState.AHEAD: N_("still to come"),
    MeetingState.BEGUN: N_("held"),
    MeetingState.OVER: N_("held"),
    MeetingState.OFF: N_("cancelled"),
}


class Cells:
    """Rows as the cells of their table, in one language; people's numbers are hidden. `void` are the reasons that do not count.

    `units` and `people` are names by id.
    """

    def __init__(
        self,
        t: Texts,
        *,
        units: Mapping[int, str],
        people: Mapping[int, str],
        zone: Any,
        void: frozenset[str] = VOID,
    ) -> None:
        self._t = t
        self._units, self._people, self._zone, self._void = units, people, zone, void
        # Asking a zone for each of many moments takes long; those of a block are an equal time apart everywhere.
        self._block = lru_cache(_BLOCKS)(partial(_block, zone=zone))
        self._yes, self._no = t.plain("yes"), t.plain("no")
        self._kinds = {kind.value: labels.kind(t, kind) for kind in Kind}
        self._states = {state.value: labels.state(t, state) for state in ItemState}
        self._adopted = {kind.value: labels.adoption_kind(t, kind) for kind in AdoptionKind}
        self._booked = {state.value: t.plain(labels.BOOKINGS[state]) for state in BookingState}
        self._rules = {rule.value: t.plain(RULES[rule]) for rule in PointRule}
        self._counting = {state.value: state for state in ItemState}
        self._fee_rules = {rule.value: t.plain(words) for rule, words in FEE_RULES.items()}
        # What stands for the channel where none is the cause.
        self._causes = {"": t.plain("Sharing"), DEDUCTED: t.plain("Deduction")}

    def of_item(self, row: ItemRow) -> list[Cell]:
        """ITEMS."""
        is_counted = counts(self._counting[row.state], row.reason, self._void)
        return [
            row.number,
            self._minute(row.received_at),
            row.month,
            self._units[row.unit_id],
            self._people[row.person_id],
            _masked(row.title),
            self._kinds[row.kind],
            self._yes if row.is_urgent else None,
            _listed(row.themes, self._t.listed),
            _listed(row.joint_units, self._t.listed),
            _masked(row.source),
            f"T{row.demand_id}" if row.demand_id is not None else None,
            self._states[row.state],
            _masked(labels.reason(self._t, row.reason, row.reason_text)) if row.reason else None,
            self._yes if is_counted else self._no,
            self._person(row.editor_id),
            self._minute(row.decided_at),
            row.merged_into,
            row.follows,
            _masked(row.body),
        ]

    def of_adoption(self, row: AdoptionRow) -> list[Cell]:
        """ADOPTIONS."""
        return [
            row.day,
            row.number,
            labels.title(self._t, _masked(row.title) or ""),
            self._units[row.unit_id],
            self._people[row.person_id],
            labels.channel_name(self._t, row.channel),
            self._adopted[row.kind],
            _masked(row.issue),
            self._yes if row.is_late else None,
            row.month,
            self._person(row.recorded_by),
            self._minute(row.recorded_at),
            self._minute(row.revoked_at),
            row.revoked_month,
        ]

    def of_booking(self, row: BookingRow) -> list[Cell]:
        """BOOKINGS."""
        return [
            f"T{row.demand_id}",
            _masked(row.title),
            self._units[row.unit_id],
            self._person(row.person_id),
            self._booked[row.state],
            self._minute(row.booked_at),
            self._minute(row.due_at),
            row.number,
            _masked(row.note),
        ]

    def of_reader(self, row: ReaderRow, *, unit_id: int) -> list[Cell]:
        """READERS."""
        return [
            f"D{row.circular_id}",
            _masked(row.title),
            self._person(row.posted_by),
            self._minute(row.posted_at),
            self._minute(row.due_at),
            self._units[unit_id],
            self._person(row.person_id),
            self._minute(row.read_at),
            self._person(row.read_by),
        ]

    def of_line(self, row: LineRow) -> list[Cell]:
        """POINTS."""
        return [
            row.day,
            row.month,
            row.number,
            labels.title(self._t, _masked(row.title) or "") if row.number else None,
            self._units[row.unit_id],
            self._person(row.person_id),
            self._causes.get(row.channel) or labels.channel_name(self._t, row.channel),
            self._adopted[row.kind] if row.kind else None,
            row.hundredths,
            self._rules[row.rule],
            row.version,
        ]

    def of_fee(self, line: FeeLine, *, number: str, title: str, is_untrue: bool) -> list[Cell]:
        """FEES; number and title are the item's, `is_untrue`: it was found so."""
        return [
            line.day.isoformat(),
            line.month,
            number,
            titled(self._t, _masked(title) or "", is_untrue=is_untrue),
            self._units[line.unit_id],
            self._person(line.person_id),
            labels.channel_name(self._t, line.channel) or None,
            self._adopted[line.kind] if line.kind else None,
            line.fen,
            self._fee_rules[line.rule],
        ]

    def of_task(
        self,
        task: Task,
        parts: Sequence[TaskPart],
        *,
        reported_at: datetime | None,
        feedbacks: int,
        is_late: bool,
        days: int | None,
        number: str | None,
    ) -> list[Cell]:
        """TASKS; `days` are the working days that it took, `number` is its item's."""
        lead = next(part for part in parts if part.is_lead)
        helpers = [self._units[part.unit_id] for part in parts if not part.is_lead]
        return [
            task.code,
            _masked(task.title),
            self._units[lead.unit_id],
            self._person(lead.person_id, deputy_id=lead.deputy_id),
            self._moment(lead.accepted_at),
            "、".join(helpers) or None,
            self._person(task.set_by),
            self._moment(task.set_at),
            self._moment(task.due_at),
            self._t.plain(labels.TASK_STATES[task.state]),
            self._yes if is_late else None,
            feedbacks,
            self._moment(reported_at),
            self._moment(task.ended_at),
            days,
            number,
            _masked(task.words),
        ]

    def of_attendee(
        self, meeting: Meeting, attendee: Attendee, *, state: MeetingState, unit_id: int
    ) -> list[Cell]:
        """ATTENDANCE."""
        return [
            meeting.code,
            _masked(meeting.title),
            self._moment(meeting.begins_at),
            _masked(meeting.place),
            self._person(meeting.called_by),
            self._t.plain(_MEETINGS[state]),
            self._units[unit_id],
            self._person(attendee.person_id),
            self._t.plain(_ANSWERS[attendee.answer]),
            _masked(attendee.reason),
            self._person(attendee.answered_by),
            self._moment(attendee.answered_at),
        ]

    def of_keypoint(
        self, point: KeyPoint, met: Covered | None, *, standing: KeyPointMonth, readers: int
    ) -> list[Cell]:
        """KEYPOINTS; `met` are the items that it has, `readers` how many have read the month's."""
        return [
            point.month,
            point.number,
            _masked(point.title),
            _masked(point.angle),
            _masked(point.units),
            point.due_on.isoformat() if point.due_on else None,
            self._moment(standing.published_at),
            met.items if met else 0,
            met.adopted if met else 0,
            readers,
        ]

    def of_month(self, figures: MonthFigures, *, is_published: bool) -> list[list[Cell]]:
        """SHORTFALLS: everybody who fell short in a month."""
        standing = self._t.plain("published") if is_published else self._t.plain("as of this file")
        return [
            [figures.month, each.unit, each.name, each.quota, each.done, each.missing, standing]
            for each in figures.short
        ]

    def _person(self, person_id: int | None, *, deputy_id: int | None = None) -> str | None:
        if person_id is None:
            return None
        deputy = None if deputy_id is None else self._people[deputy_id]
        return in_place_of(self._t, self._people[person_id], deputy)

    def _moment(self, moment: datetime | None) -> str | None:
        return None if moment is None else moment.astimezone(self._zone).isoformat()[:16]

    def _minute(self, milliseconds: int | None) -> str | None:
        if milliseconds is None:
            return None
        block, rest = divmod(milliseconds, _BLOCK)
        hour, minute = self._block(block)
        return f"{hour}{minute + rest // _MINUTE:02d}"


def _block(number: int, *, zone: Any) -> tuple[str, int]:
    """The quarter of an hour with this number: its day and hour, 2026-05-01T09:, and its first minute."""
    moment = (_EPOCH + timedelta(milliseconds=number * _BLOCK)).astimezone(zone)
    return f"{moment:%Y-%m-%dT%H:}", moment.minute


def _masked(text: str | None) -> str | None:
    return mask(text)[0] if text else None


@lru_cache(1024)  # a county has few themes
def _listed(names: str, together: Callable[[Iterable[str]], str]) -> str | None:
    """茶业、林竹, of a JSON list."""
    return None if names == "[]" else _masked(together(map(str, loads(names))))
