"""Words about proposed topics: to the desk with its choices, and to who proposed; demands have a file of their own."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Demand, Message, Proposal, ProposalState
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.demands.cards import TITLE

EXCERPT = 60


def render_proposal(
    t: Texts,
    proposal: Proposal,
    *,
    by: str,
    is_wish: bool = False,
    decided_by: str | None = None,
    demand: Demand | None = None,
    answers: Sequence[tuple[str, str]] = (),
) -> Message:
    """A proposed topic for the desk; `转为选题` `不采纳` until it is decided. A leader's wish has `回复领导` instead.

    `answers` are who answered, and what.
    """
    fields: dict[str, object] = {"by": by, "at": proposal.made_at}
    heading = (
        t("📌 <b>Leader's wish</b>: {by}, {at}", **fields)
        if is_wish
        else t("💡 Topic proposed by {by}, {at}", **fields)
    )
    lines = [heading, Markup.escape(proposal.text)]
    lines += [t("💬 {name} answered: {text}", name=name, text=text) for name, text in answers]
    if proposal.state is ProposalState.TURNED and demand is not None:
        lines.append(t("✅ Turned into {code}.", code=demand.code))
    elif proposal.state is ProposalState.DROPPED:
        lines.append(t("✖️ Declined ({name}).", name=decided_by or ""))
    choices = (
        button(t.plain("Turn into a topic"), Press.PROPOSAL_TURN, proposal.id),
        button(t.plain("Answer the leader"), Press.PROPOSAL_ANSWER, proposal.id)
        if is_wish
        else button(t.plain("Decline"), Press.PROPOSAL_DROP, proposal.id),
    )
    is_open = proposal.state is ProposalState.OPEN
    return Message(Markup("\n").join(lines), keyboard=(choices,) if is_open else ())


def render_ask_proposal(t: Texts) -> Message:
    """A bare /propose: the words are what is sent next."""
    return Message(
        t(
            "Please write the topic that you propose, for example: What is new in this summer's grain purchases"
        ),
        ask=True,
    )


def render_not_proposed(t: Texts) -> Message:
    """The question was given up."""
    return Message(t("Cancelled; nothing was proposed."))


def proposal_name(t: Texts) -> str:
    """The question in a few words."""
    return t.plain("A proposed topic")


def decided_before(t: Texts) -> str:
    """Somebody else was faster."""
    return t.plain("This proposal has been decided already.")


def render_received(t: Texts, *, is_wish: bool = False) -> Message:
    """For who proposed: it has arrived."""
    if is_wish:
        return Message(t("Passed on to the desk. You will hear how it goes."))
    return Message(t("Thank you. Your proposal has been passed to the desk for the weekly consultation."))


def render_turned(t: Texts, proposal: Proposal, demand: Demand) -> Message:
    """For who proposed: it is a demand now."""
    return Message(
        t(
            "Your proposal “{words}” has become topic {code}: {title}",
            words=shorten(proposal.text, EXCERPT),
            code=demand.code,
            title=shorten(demand.title, TITLE),
        )
    )


def render_dropped(t: Texts, proposal: Proposal) -> Message:
    """For who proposed: not this time."""
    return Message(
        t(
            "Your proposal “{words}” was not taken up this time. Thank you for it.",
            words=shorten(proposal.text, EXCERPT),
        )
    )
