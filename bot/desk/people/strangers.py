"""Who cannot be known or has not joined, in a group: one line that says so, a few times a minute; nothing of theirs is kept."""

from __future__ import annotations

from datetime import timedelta

from bot.desk.common.office import Office, Scene, answer, open_button
from bot.model import DraftKind, Message, PersonState
from bot.store.work import Work
from bot.views.people import strangers as views

_PAUSE = timedelta(minutes=1)
_MOST = 3  # answers without such a pause between them


async def refuse_submission(office: Office, work: Work, scene: Scene) -> None:
    """A stranger's or a suspended person's `#报送` in a bound group."""
    known = work.directory.find_any_account(scene.telegram_id)
    opener = open_button(office, scene.t)
    is_suspended = known is not None and known.state is PersonState.SUSPENDED
    message = views.render_not_taken(scene.t, opener, is_suspended=is_suspended)
    await _tell(work, scene, message, of=scene.telegram_id)


async def refuse_masked(office: Office, work: Work, scene: Scene) -> None:
    """A command or tag of an anonymous administrator, or of somebody who writes as a channel: nobody knows who it is."""
    await _tell(work, scene, views.render_masked(scene.t), of=scene.chat.chat_id)


async def _tell(work: Work, scene: Scene, message: Message, *, of: int) -> None:
    """Says it, a few times without a minute's pause, to this account, or of the unknown in this chat."""
    about = f"refused:{of}"
    before = await work.drafts.find_about(about)
    said = 0
    if before is not None and work.now - before.updated_at < _PAUSE:
        said = int(str(before.data.get("said", 1)))
        if said >= _MOST:
            return
    await work.drafts.add(
        of,
        of,
        kind=DraftKind.JOIN,
        step="refused",
        data={"said": said + 1},
        now=work.now,
        about=about,
    )
    await answer(work, scene, message)
