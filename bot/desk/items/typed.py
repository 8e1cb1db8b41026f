"""The buttons under an item's preview, and their words, typed instead of pressed, which do the same; no text begins here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from markupsafe import escape

from bot.desk.common.conversations import preview_slot
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.typed import is_words_alone, press_typed
from bot.desk.items import additions, corrections, draft_choices, draft_preview, drafts, submissions
from bot.locale.texts import LANGUAGES, Texts
from bot.model import Button, Draft, Keyboard, Message
from bot.rules.item_draft import content_of
from bot.rules.numbers import is_item_number, item_number
from bot.rules.text import clean
from bot.store.work import Work
from bot.views.common.callbacks import Press, Pressed
from bot.views.items import drafts as words
from bot.views.items import previews

_Ask = Callable[[Office, Work, Scene, Pressed], Awaitable[Toast | None]]
# Whatever stands under a preview, its choices and questions (a test compares them); pressed as well (handlers/submissions.py).
BUTTONS: Mapping[Press, _Ask] = {
    Press.DRAFT_SUBMIT: lambda o, w, s, p: submissions.submit_draft(o, w, s, draft_id=p.number()),
    Press.DRAFT_EDIT: lambda o, w, s, p: drafts.ask_replacement(o, w, s, draft_id=p.number()),
    Press.CORRECT: lambda o, w, s, p: corrections.press(o, w, s, draft_id=p.number()),
    Press.DRAFT_ADD: lambda o, w, s, p: additions.add(o, w, s, draft_id=p.number(), item_id=p.number(1)),
    Press.DRAFT_APART: lambda o, w, s, p: additions.take_apart(o, w, s, draft_id=p.number()),
    Press.DRAFT_KIND: lambda o, w, s, p: draft_choices.choose_kind(
        o, w, s, draft_id=p.number(), kind=p.word(1)
    ),
    Press.DRAFT_THEME: lambda o, w, s, p: draft_choices.choose_theme(
        o, w, s, draft_id=p.number(), place=p.word(1)
    ),
    Press.DRAFT_URGENT: lambda o, w, s, p: draft_choices.switch_urgent(
        o, w, s, draft_id=p.number(), to={"on": True, "off": False}.get(p.word(1) or "")
    ),
    Press.DRAFT_NOISE: lambda o, w, s, p: draft_choices.settle_noise(
        o, w, s, draft_id=p.number(), is_noise=p.word(1) == "clean"
    ),
    Press.DRAFT_REPLACE: lambda o, w, s, p: drafts.settle_pending(
        o, w, s, draft_id=p.number(), is_whole=p.word(1) == "whole"
    ),
    Press.DRAFT_BACK: lambda o, w, s, p: drafts.go_back(o, w, s, draft_id=p.number()),
    Press.DRAFT_CANCEL: lambda o, w, s, p: drafts.cancel(o, w, s, draft_id=p.number()),
}


async def take(office: Office, work: Work, scene: Scene, draft: Draft) -> bool:
    """`提交`, `Submit` and the like, where the preview with these buttons stands, `返回` under 修改; False for any other text."""
    if draft.step not in (drafts.PREVIEW, drafts.REPLACE) or not is_words_alone(scene):
        return False
    content = content_of(draft.data)
    view = await draft_preview.view_of(office, work, scene, draft, content)
    under = await work.outbox.buttons_under(preview_slot(draft.id), scene.chat)
    themes = office.settings.desk.themes

    def buttons(t: Texts) -> list[Button]:
        if draft.step == drafts.REPLACE:
            asked = words.render_ask_drop(t, draft.id, before=0, after=0).keyboard if content.pending else ()
            return _each(asked, words.render_edit_how(t, draft.id, in_group=False).keyboard)
        kinds = previews.kind_keyboard(t, draft.id, chosen=view.kind)
        choices = _each(kinds, previews.theme_keyboard(t, draft.id, themes=themes, chosen=view.themes))
        return [*previews.typed_buttons(t, view), *(each for each in choices if each.data in under)]

    def press(pressed: Pressed) -> Awaitable[Toast | None]:
        return BUTTONS[pressed.press](office, work, scene, pressed)

    if await press_typed(office, work, scene, buttons, press):
        return True
    return draft.step == drafts.PREVIEW and await _add_typed(office, work, scene, view)


async def _add_typed(office: Office, work: Work, scene: Scene, view: previews.DraftView) -> bool:
    """补入 without a number where several may be meant, 补入3, 补入 with another's: done, or answered with how to say which."""
    if not view.may_add or view.may_part:
        return False
    plain = " ".join(clean(scene.text).strip("。.!！ ").casefold().split())
    heads = [previews.add_word(office.texts(language)) for language in LANGUAGES]
    rest = next((plain.removeprefix(head).strip(" :：") for head in heads if plain.startswith(head)), None)
    if rest is None or (rest and not is_item_number(rest)):
        return False  # 补入资金120万元 is how a text may go on
    number = item_number(rest, year=office.today(work.now).year)
    found = next((item for item in view.may_add if rest and item.number == number), None)
    if found is None:
        numbers = [item.number for item in view.may_add]
        await answer(work, scene, words.render_add_to_which(scene.t, numbers))
        return True
    toast = await additions.add(office, work, scene, draft_id=view.draft_id, item_id=found.id)
    await answer(work, scene, Message(escape(toast.text)))
    return True


def _each(*keyboards: Keyboard) -> list[Button]:
    return [each for keyboard in keyboards for row in keyboard for each in row]
