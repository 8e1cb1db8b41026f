"""What the administrators hear of when the machine or a message is out of order."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bot.desk.common.audience import tell_administrators
from bot.desk.common.office import Office
from bot.errors import CopyFault
from bot.store.work import Work
from bot.views.upkeep import troubles


async def report_aside(office: Office, work: Work, *, update_id: int, error: str) -> None:
    """One update failed five times: the administrators hear of it once; the rest went on meanwhile."""
    await tell_administrators(
        office, work, lambda t: troubles.render_aside(t, update_id=update_id, error=error)
    )


async def report_copy_failed(office: Office, work: Work, *, fault: CopyFault) -> None:
    """The scheduled copy could not be made."""
    await tell_administrators(office, work, lambda t: troubles.render_copy_failed(t, fault))


async def report_trouble(office: Office, work: Work, *, reason: str, begun: datetime) -> None:
    """The database could not be written for a while, and can be now."""
    await tell_administrators(
        office, work, lambda t: troubles.render_trouble(t, reason=reason, begun=begun, ended=work.now)
    )


async def report_chain_broken(office: Office, work: Work, *, line: int, path: Path) -> None:
    """A copy has shown that the audit trail was changed past the desk."""
    await tell_administrators(
        office, work, lambda t: troubles.render_chain_broken(t, line=line, path=path.name)
    )
