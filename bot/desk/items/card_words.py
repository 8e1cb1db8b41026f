"""A card's button typed: in reply to the card (采用, 退回：数据不全), in private with the item's number (采用 2).

It decides, and is no comment to the reporter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from markupsafe import escape

from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.typed import is_words_alone, typed_label
from bot.desk.items import cards, copyedits, reviews, undo
from bot.errors import BadInput
from bot.locale.texts import LANGUAGES, N_
from bot.model import Item, ItemState, Message
from bot.rules.numbers import item_number
from bot.rules.rights import Act, may
from bot.rules.states import Step, takes_decisions
from bot.rules.text import clean, count_chars
from bot.rules.traditional import simplify
from bot.store.work import Work
from bot.views.items import decisions as words

_Do = Callable[[Office, Work, Scene, Item, bool], Awaitable[Toast | None]]


def _ask(step: Step) -> _Do:
    return lambda o, w, s, item, seen: reviews.ask(o, w, s, item_id=item.id, step=step, from_reserve=seen)


_ACTS: dict[str, _Do] = {
    N_("Adopt"): lambda o, w, s, item, seen: reviews.adopt(o, w, s, item_id=item.id, from_reserve=seen),
    N_("Keep in reserve"): lambda o, w, s, item, seen: reviews.reserve(o, w, s, item_id=item.id),
    N_("Return"): _ask(Step.RETURN),
    N_("Do not adopt"): _ask(Step.REJECT),
    N_("Merge"): _ask(Step.MERGE),
    N_("Take"): lambda o, w, s, item, seen: reviews.receive(o, w, s, item_id=item.id),
    N_("Release"): lambda o, w, s, item, seen: reviews.release(o, w, s, item_id=item.id),
    N_("Undo"): lambda o, w, s, item, seen: undo.undo(o, w, s, item_id=item.id),
    N_("Edit the text"): lambda o, w, s, item, seen: copyedits.press(o, w, s, item_id=item.id),
}
_ASKING = ("Return", "Do not adopt", "Merge")
_REASONED = {"Return": Step.RETURN, "Do not adopt": Step.REJECT, "Merge": Step.MERGE}
_APART = " \t\n:,;。.、!"
_PARTICLES = ("", "吧", "了")
_QUANTITY = re.compile("[万亿元吨台岁]")  # 退回 2 万元 is about money
_NUMBER = re.compile(
    r"(?:编号|信息|no\.? ?|#|第)?(?P<number>(?:20\d\d ?[-–—年] ?)?\d{1,6})号?(?!\d)", re.IGNORECASE
)
_INTO = re.compile(r"(?:合?并?[到入至进]|into |to )\s*(?=.*\d)", re.IGNORECASE)
_HEAD = re.compile(r"(?P<word>[^:：,，\n]{1,20})[:：,，\n](?P<reason>.*\S.*)", re.DOTALL)


class _Named(NamedTuple):
    """A button's word (its label in the code's English), the item's number as typed, and the reason behind them."""

    label: str
    number: str
    reason: str


async def take(office: Office, work: Work, scene: Scene, item: Item) -> bool:
    """Does what the button does whose word the reply is, 退回 and 不采用 with a reason behind them too. False for other texts.

    With a number (采用 2) it must be this card's; behind 合并 it is the other item's.
    """
    if scene.attachment is not None or scene.forwarded_from or not may(scene.role, Act.REVIEW, scene.where):
        return False
    named = _named_in(office, scene.text)
    if named is not None and named.label == "Merge" and not named.reason:
        named = _Named("Merge", "", named.number)
    if named is not None:
        number = item_number(named.number, year=office.today(work.now).year) if named.number else item.number
        if number != item.number:
            raise BadInput(
                "You replied to the card of {number}, but your words name {other}. Nothing was decided; please reply to the card "
                "that you mean.",
                number=item.number,
                other=number,
            )
        await _decide(office, work, scene, item, named.label, reason=named.reason)
        return True
    if is_words_alone(scene) and (label := typed_label(office, scene.text, _ACTS)):
        await _decide(office, work, scene, item, label)
        return True
    found = _HEAD.fullmatch(clean(scene.text))
    label = typed_label(office, found["word"], ("Return", "Do not adopt")) if found else None
    if found is None or label is None:
        return False
    await _decide(office, work, scene, item, label, reason=found["reason"].strip())
    return True


async def take_named(office: Office, work: Work, scene: Scene, *, least: int) -> bool:
    """采用 2, 退回 2 数据不全, 2 签收 in private: what the button on that item's card does. False for any other text.

    A text of `least` characters may be an item; it decides only where there is one so numbered that waits for a decision.
    """
    if scene.attachment is not None or scene.forwarded_from or not may(scene.role, Act.REVIEW, scene.where):
        return False
    named = _named_in(office, scene.text)
    if named is None or not scene.is_private:
        return False
    item = await cards.find_by_number(office, work, named.number)
    if item is not None and not await cards.is_visible(work, scene, item):
        item = None
    if count_chars(scene.text) >= least and (item is None or not takes_decisions(item.state)):
        return False
    if item is None:
        raise cards.no_item(office, work, named.number)
    is_other = item.state is ItemState.REVIEWING and item.editor_id != scene.actor.id
    if is_other or (named.label in _ASKING and not named.reason):
        await cards.open_in(office, work, item, scene.chat)  # it has a question to ask here
    await _decide(office, work, scene, item, named.label, reason=named.reason)
    return True


async def _decide(
    office: Office, work: Work, scene: Scene, item: Item, label: str, *, reason: str = ""
) -> None:
    # One that was put in reserve after this was sent has been decided: it must not be decided a second time unseen.
    seen = (
        item.state is ItemState.RESERVED and item.decided_at is not None and item.decided_at <= scene.sent_at
    )
    if reason:
        await reviews.decide_typed(
            office, work, scene, item_id=item.id, step=_REASONED[label], text=reason, from_reserve=seen
        )
        return
    toast = await _ACTS[label](office, work, scene, item, seen)
    if toast is not None and toast.text:
        await answer(work, scene, Message(escape(toast.text)))
    elif label in _ASKING:
        await answer(work, scene, words.render_asked_by_word(scene.t, item, is_merge=label == "Merge"))


def _named_in(office: Office, text: str) -> _Named | None:
    """The button's word and the item's number that a text begins with, in either order; None for any other text."""
    text = clean(text).strip()
    # Sign for sign, so that the reason is found again as it was written.
    plain = "".join(half if len(half := unicodedata.normalize("NFKC", each)) == 1 else each for each in text)
    number = _NUMBER.match(plain)
    if number is not None and (found := _label_at(office, plain[number.end() :].lstrip(_APART))):
        label, behind = found
    else:
        found = _label_at(office, plain)
        number = _NUMBER.match(found[1].lstrip(_APART)) if found else None
        if found is None or number is None:
            return None
        label, behind = found[0], found[1].lstrip(_APART)[number.end() :]
    reason = text[len(text) - len(behind) :].lstrip(_APART + "：，；！").rstrip()
    is_said = reason.strip(_APART + "！") not in _PARTICLES
    if _QUANTITY.match(reason):
        return None
    if label == "Merge" and (into := _INTO.match(reason)):
        return _Named(label, number["number"], reason[into.end() :])
    if is_said and (label not in _REASONED or label == "Merge" or behind[0] not in _APART):
        return None
    return _Named(label, number["number"], reason if is_said else "")


def _label_at(office: Office, text: str) -> tuple[str, str] | None:
    """The button whose word a text begins with, and what stands behind it."""
    for label in _ACTS:
        for language in LANGUAGES:
            word = office.texts(language).plain(label)
            head, behind = text[: len(word)], text[len(word) :]
            is_whole = not (word.isascii() and behind[:1].isalpha())
            if is_whole and simplify(head.casefold())[0] == word.casefold():
                return label, behind
    return None
