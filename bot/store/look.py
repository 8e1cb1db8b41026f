"""What an office can be looked at through: a Work, or a snapshot beside the Works for figures that take long."""

from __future__ import annotations

from bot.store.snapshot import Snapshot
from bot.store.work import Work

Look = Work | Snapshot
