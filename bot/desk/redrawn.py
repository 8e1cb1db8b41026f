"""What becomes of what shows or holds words that were wiped; wiping itself is in items, which knows no later room."""

from __future__ import annotations

from collections.abc import Mapping

from bot.desk import mine, today
from bot.desk.common.office import Blank, Redraw, Renew
from bot.desk.common.slots import Slot
from bot.desk.demands import blanking as demands
from bot.desk.documents import blanking as documents
from bot.desk.meetings import blanking as meetings
from bot.desk.planning import agenda
from bot.desk.planning import blanking as planning
from bot.desk.supervision import decisions, lists
from bot.model import Subject

# A living message about one thing, by its number.
REDRAW: Mapping[str, Redraw] = {Slot.TASK: lists.redraw, Slot.TASK_REPORT: decisions.redraw}
# A living list about many things, where it stands.
RENEW: Mapping[str, Renew] = {
    Slot.TODAY: today.renew,
    Slot.MINE: mine.renew,
    Slot.AGENDA: agenda.renew,
}
# What was published, by its number; tasks go with items and leaders' comments, so that wiping knows them.
BLANK: Mapping[Subject, Blank] = {
    Subject.DEMAND: demands.blank_demand,
    Subject.PROPOSAL: demands.blank_proposal,
    Subject.WISH_ANSWER: demands.blank_answer,
    Subject.SHELVING: demands.blank_shelving,
    Subject.DIFFICULTY: demands.blank_difficulty,
    Subject.PLACE: meetings.blank_place,
    Subject.EXCUSE: meetings.blank_excuse,
    Subject.CIRCULAR: documents.blank,
    Subject.MEETING: meetings.blank,
    Subject.MINUTES: planning.blank,
    Subject.KEYPOINT: planning.blank_point,
}
