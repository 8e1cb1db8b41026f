"""What is seen to at every start: owners on the roster, the bot's name, current menus."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk.common import menus
from bot.desk.common.office import Office
from bot.locale.texts import N_
from bot.model import Employment, Role
from bot.store.work import Work

OFFICE_UNIT = N_("Government office")


async def open_office(office: Office, work: Work, *, owners: Sequence[int]) -> None:
    """At start: every owner of the settings is on the roster, the bot's name is remembered for links, the menus are current."""
    t = office.texts(None)
    missing = [owner for owner in owners if work.directory.find_any_account(owner) is None]
    for owner in missing:
        await work.people.add(
            name=t.plain("Administrator"),
            unit_id=await work.people.ensure_unit(t.plain(OFFICE_UNIT)),
            role=Role.ADMIN,
            employment=Employment.FULL_TIME,
            joined_on=office.today(work.now),
            telegram_id=owner,
        )
        await work.drafts.delete_of(owner)  # what was begun as a stranger is over
    await work.set_meta("bot_username", office.username)
    if missing:
        await work.refresh_directory()
    await menus.publish_menus(office, work)
