"""Words of the buttons under an item's preview, typed instead of pressed: they do what the buttons do; no text begins here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from markupsafe import escape

from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.items import drafts, submissions
from bot.model import Draft, Message
from bot.rules.text import clean
from bot.store.work import Work

_Ask = Callable[[Office, Work, Scene, int], Awaitable[Toast | None]]
_AROUND = " \t。.!！〔〕“”[]【】"
_ASKS: dict[str, _Ask] = {
    "提交": lambda o, w, s, n: submissions.submit_draft(o, w, s, draft_id=n),
    "修改": lambda o, w, s, n: drafts.ask_replacement(o, w, s, draft_id=n),
    "类别": lambda o, w, s, n: drafts.choose_kind(o, w, s, draft_id=n, kind=None),
    "主题": lambda o, w, s, n: drafts.choose_theme(o, w, s, draft_id=n, place=None),
    "紧急": lambda o, w, s, n: drafts.switch_urgent(o, w, s, draft_id=n),
}


async def take(office: Office, work: Work, scene: Scene, draft: Draft) -> bool:
    """`提交` and the like, where the preview with these buttons stands; False for any other text."""
    ask = _ASKS.get(clean(scene.text).strip(_AROUND))
    if ask is None or draft.step != drafts.PREVIEW or scene.attachment is not None or scene.forwarded_from:
        return False
    toast = await ask(office, work, scene, draft.id)
    if toast is not None:
        await answer(work, scene, Message(escape(toast.text)))
    return True
