"""Replies to what the bot said of one's own item: what adds to it begins its revision, for all else it is told how."""

from __future__ import annotations

import re

from bot.desk.common import by_name
from bot.desk.common.office import Office, Scene, answer
from bot.desk.items import additions, cards, draft_preview, drafts, files, revisions
from bot.locale.texts import LANGUAGES
from bot.model import Item
from bot.rules.item_draft import Content
from bot.rules.numbers import numbers_named, withdrawal_in
from bot.rules.rights import Act, may
from bot.rules.states import Step, next_state
from bot.rules.text import clean, count_chars, is_courtesy
from bot.store.work import Work
from bot.views.items import revisions as views

_ADDS = re.compile(r"\s*(?:再|另)?(?:补充|补报|追加|增加|加上|add(?:ition)?\b)", re.IGNORECASE)
# The word that says so is no part of the text where a mark stands behind it: 补充：已转移, but not 增加三处.
_HEAD = re.compile(_ADDS.pattern + r"(?:一下|一句|一点|说明|内容)?\s*[:：,，\n]\s*", re.IGNORECASE)
# 续报：失踪2人已找到: which report it tells more of is the one that it replies to. With a number it is a header like any other.
_FOLLOWS = re.compile(
    r"\s*(?:续报|續報|follow-?up)\s*[:：,，\n]\s*(?=\S)(?!(?:20\d\d-)?\d{1,6}号?\s*(?:\n|$))", re.IGNORECASE
)
_MOST = 20  # items that one message may name: a line each where many wrote at once in a group
_THANKS_MOST = 12  # characters


async def take(office: Office, work: Work, scene: Scene, *, least: int) -> bool:
    """Nothing that somebody writes under their own receipt vanishes without a word; False where it is no such reply.

    In private a text of `least` characters is shown as an item before anything becomes of it.
    """
    text = clean(scene.text)
    is_thanks = is_courtesy(text) or ("谢" in text and count_chars(text) <= _THANKS_MOST)
    if scene.file is not None or scene.attachment or scene.forwarded_from or is_thanks:
        return False
    told = _FOLLOWS.match(scene.text) if scene.is_private else None
    item = await _replied_item(work, scene, is_first=told is not None)
    if item is None or not may(scene.role, Act.SUBMIT, scene.where):
        return False
    if told is not None:
        await _begin_follow_up(office, work, scene, item, text=clean(scene.text[told.end() :]))
        return True
    adds = _HEAD.match(scene.text) or _ADDS.match(scene.text)
    may_revise = next_state(item.state, Step.REVISE) is not None
    if (
        adds is not None
        and may_revise
        and await additions.begin(
            office, work, scene, item=item, text=scene.text[adds.end() if adds.re is _HEAD else 0 :]
        )
    ):
        return True
    if adds is None and scene.is_private and count_chars(text) >= least:
        return False
    await answer(work, scene, views.render_reply_adds_nothing(scene.t, item, may_revise=may_revise))
    return True


async def _begin_follow_up(office: Office, work: Work, scene: Scene, item: Item, *, text: str) -> None:
    """A report of its own, chained to the one before, under that one's title; shown before it is handed in."""
    words = [office.texts(language).plain("{title} (follow-up)", title="") for language in LANGUAGES]
    first = next((item.title.removesuffix(word) for word in words if item.title.endswith(word)), item.title)
    title = scene.t.plain("{title} (follow-up)", title=first)
    content = Content(parts=((scene.message_id, f"{title}\n续报：{item.number}\n{text}"),))
    draft = await drafts.start(work, scene, content, step=drafts.PREVIEW)
    await draft_preview.show_preview(office, work, scene, draft, content)


async def take_file(office: Office, work: Work, scene: Scene, *, least: int) -> bool:
    """A file in answer to what was said of one's own item goes with that item, with a few words perhaps; shown before it does.

    With a text of `least` characters it may be an item of its own, but where the words say that they add to it.
    """
    item = await _replied_item(work, scene) if scene.file is not None else None
    if item is None or next_state(item.state, Step.REVISE) is None or scene.forwarded_from:
        return False
    head = _HEAD.match(scene.text)
    if not may(scene.role, Act.REVISE, scene.where) or (
        not _ADDS.match(scene.text) and count_chars(clean(scene.text)) >= least
    ):
        return False
    text = clean(scene.text[head.end() if head else 0 :])
    added = ((scene.message_id, text),) if count_chars(text) else ()
    content = Content(revises=item.id, parts=((0, drafts.text_of(item)), *added))
    draft = await drafts.start(work, scene, content, step=drafts.PREVIEW)
    await files.take_file(office, work, scene, draft)
    return True


async def take_withdrawal(office: Office, work: Work, scene: Scene) -> bool:
    """撤回 in answer to what was said of one's own item, or with its number behind it, anywhere; False for any other text."""
    number = withdrawal_in(clean(scene.text), year=office.today(work.now).year)
    if number is None or scene.file is not None or not may(scene.role, Act.WITHDRAW, scene.where):
        return False
    item = await _replied_item(work, scene)
    if item is None and number:
        item = await cards.find_by_number(office, work, number)
    # In a group people talk: of another's item, or of one that there is not, nothing is said there.
    is_own = item is not None and item.person_id == scene.actor.id
    named = number or (item.number if item is not None else "")
    if not named or (item is not None and named != item.number) or not (is_own or scene.is_private):
        return False
    await revisions.withdraw(office, work, scene, argument=named)
    return True


async def meant(work: Work, scene: Scene) -> tuple[int, ...]:
    """The items (by id) that a private text may add to, where it says nothing of it: its writer is offered that."""
    replied = await _replied_item(work, scene)
    if replied is not None and next_state(replied.state, Step.REVISE) is None:
        replied = None
    return await additions.meant(work, scene, replied=replied)


async def _replied_item(work: Work, scene: Scene, *, is_first: bool = False) -> Item | None:
    """The one item of the person's own, or of whom they stand in for, that the message names to which this replies.

    `is_first`: of several the one that it names first, as the receipt of a follow-up names both reports.
    """
    if not scene.replies_to_us or scene.person is None:
        return None
    numbers = numbers_named(scene.replied_text)
    found = [await work.items.find_number(number) for number in numbers[:_MOST]]
    own = [
        item for item in found if item is not None and by_name.stands_for(work, scene.actor, item.person_id)
    ]
    is_list = len(numbers) > _MOST or not own or (len(own) > 1 and not is_first)
    return None if is_list or not await cards.is_visible(work, scene, own[0]) else own[0]
