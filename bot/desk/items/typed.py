"""Words of the buttons under an item's preview, typed instead of pressed: they do what the buttons do; no text begins here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from markupsafe import escape

from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.typed import is_words_alone, typed_label
from bot.desk.items import draft_choices, drafts, submissions
from bot.model import Draft, Message
from bot.store.work import Work

_Ask = Callable[[Office, Work, Scene, int], Awaitable[Toast | None]]
_ASKS: Mapping[str, _Ask] = {  # for each of drafts.BUTTONS
    "Submit": lambda o, w, s, n: submissions.submit_draft(o, w, s, draft_id=n),
    "Edit": lambda o, w, s, n: drafts.ask_replacement(o, w, s, draft_id=n),
    "Category": lambda o, w, s, n: draft_choices.choose_kind(o, w, s, draft_id=n, kind=None),
    "Theme": lambda o, w, s, n: draft_choices.choose_theme(o, w, s, draft_id=n, place=None),
    "Urgent": lambda o, w, s, n: draft_choices.switch_urgent(o, w, s, draft_id=n, to=True),
    "Not urgent": lambda o, w, s, n: draft_choices.switch_urgent(o, w, s, draft_id=n, to=False),
}


async def take(office: Office, work: Work, scene: Scene, draft: Draft) -> bool:
    """`提交`, `Submit` and the like, where the preview with these buttons stands; False for any other text."""
    label = typed_label(office, scene.text, drafts.BUTTONS)
    if label is None or draft.step != drafts.PREVIEW or not is_words_alone(scene):
        return False
    toast = await _ASKS[label](office, work, scene, draft.id)
    if toast is not None:
        await answer(work, scene, Message(escape(toast.text)))
    return True
