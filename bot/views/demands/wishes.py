"""Words about what a leader writes: the choice, the desk's question and its answer."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Item, Keyboard, Message, Proposal
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paragraphs

EXCERPT = 60


def render_choice(t: Texts, draft_id: int, items: Sequence[Item] = ()) -> Message:
    """What shall become of a leader's words? `items`: shown by what they were a reply to; they are perhaps a comment on one."""
    rows: Keyboard = (
        (
            button(t.plain("Pass on to the desk"), Press.WISH_PASS, draft_id),
            button(t.plain("Post as a topic"), Press.WISH_DEMAND, draft_id),
        ),
        (button(t.plain("Cancel"), Press.WISH_CANCEL, draft_id),),
    )
    text = t("Received. Please choose what shall be done with it:")
    if not items:
        return Message(text, keyboard=rows)
    if len(items) == 1:
        hint = t(
            "If it is your comment on {number}, press “{button}” and send it in reply.",
            number=items[0].number,
            button=t.plain("Comment as a leader"),
        )
        comments = [button(t.plain("Comment as a leader"), Press.LEADER_COMMENT, items[0].id)]
    else:
        hint = t("If it is your comment on one of these, press its button and send it in reply.")
        comments = [
            button(t.plain("Comment {number}", number=item.number), Press.LEADER_COMMENT, item.id)
            for item in items
        ]
    pairs = tuple(tuple(comments[at : at + 2]) for at in range(0, len(comments), 2))
    return Message(Markup("\n").join((text, hint)), keyboard=(*pairs, *rows))


def render_left(t: Texts) -> Message:
    """Nothing is done with the words."""
    return Message(t("Cancelled; nothing was passed on."))


def wish_name(t: Texts, *, text: str) -> str:
    """The words in short."""
    return t.plain("Text “{text}”", text=shorten(" ".join(text.split()), 20))


def render_ask_answer(t: Texts, proposal: Proposal) -> Message:
    """The desk is asked for its answer."""
    words = shorten(" ".join(proposal.text.split()), EXCERPT)
    return Message(t("Please reply to this message with the answer to “{words}”.", words=words), ask=True)


def render_answer(t: Texts, proposal: Proposal, *, text: str) -> Message:
    """For the leader."""
    heading = t("<b>The desk answers</b> on “{words}”:", words=shorten(proposal.text, EXCERPT))
    return Message(Markup("\n").join((heading, *paragraphs(text))))


def render_answered(t: Texts, *, leader: str) -> Message:
    """For who answered."""
    return Message(t("The answer has been sent to {leader}.", leader=leader))


def render_answer_left(t: Texts) -> Message:
    """The answer was given up."""
    return Message(t("Cancelled; no answer was sent."))


def answer_name(t: Texts, *, text: str) -> str:
    """The answer in a few words."""
    return t.plain("Answer to “{text}”", text=shorten(" ".join(text.split()), 20))
