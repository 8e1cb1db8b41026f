"""How living messages whose words were wiped are shown afterwards; wiping itself is in items, which knows no later room."""

from __future__ import annotations

from collections.abc import Mapping

from bot.desk.common.office import Redraw
from bot.desk.common.slots import Slot
from bot.desk.supervision import decisions, lists

REDRAW: Mapping[str, Redraw] = {Slot.TASK: lists.redraw, Slot.TASK_REPORT: decisions.redraw}
