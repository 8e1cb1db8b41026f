"""The usual county, founded once for a process: a test gets a copy of its database and its Telegram, and a desk of its own.

To begin, to greet the owner and to bind two groups costs twice what most tests do afterwards.
"""

from __future__ import annotations

import pickle
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.clock import Clock
from bot.sandbox import Sandbox
from tests.support import quick
from tests.support.running import OWNER, RunningCounty, at_work, running_county

# What is a sandbox's own and no part of what happened in it.
_OWN = {"now", "mailbox", "journal", "bell", "pending"}


@dataclass(frozen=True)
class Founded:
    """What is there once the groups are bound: the moment, the database, and what has happened in Telegram."""

    at: datetime
    database: bytes
    telegram: bytes
    groups: tuple[int, int]
    mark: int  # the owner's last act

    @asynccontextmanager
    async def opened(
        self, folder: Path, *, is_lent: bool = False, **sections: Any
    ) -> AsyncIterator[RunningCounty]:
        """A desk that goes on from there, with settings of its own where `sections` say so.

        `is_lent`: on a file that others have had before, for whom does not look at its bytes.
        """
        clock = Clock()
        clock.shift_to(self.at)
        sandbox = Sandbox(now=clock.now)
        for part, state in zip(_parts(sandbox), pickle.loads(self.telegram), strict=True):
            vars(part).update(state)
        path = folder / "desk.db"
        if is_lent and quick.offices:
            quick.offices.lend(path, self._write)
        else:
            self._write(path)
        owner, chats = sandbox.user(OWNER, "主任"), sandbox.world.chats
        owner.mark = self.mark
        work_group, desk_group = (chats[group] for group in self.groups)
        async with at_work(
            folder,
            sections,
            clock=clock,
            sandbox=sandbox,
            owner=owner,
            work_group=work_group,
            desk_group=desk_group,
        ) as place:
            yield place

    def _write(self, path: Path) -> None:
        path.write_bytes(self.database)


async def found(folder: Path) -> Founded:
    """Founds it in a folder."""
    async with running_county(folder) as gao:
        await gao.idle()
        owner, groups = gao.owner, (gao.work_group.id, gao.desk_group.id)
    state = [
        {name: each for name, each in vars(part).items() if name not in _OWN} for part in _parts(gao.sandbox)
    ]
    return Founded(
        gao.clock.now(), (folder / "desk.db").read_bytes(), pickle.dumps(state), groups, owner.mark
    )


def _parts(sandbox: Sandbox) -> tuple[object, ...]:
    return sandbox.world, sandbox.world.mailbox, sandbox.world.journal, sandbox.commands
