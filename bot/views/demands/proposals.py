"""Words about proposed topics: to the desk with its choices, and to who proposed; demands have a file of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Demand, Keyboard, Message, Proposal, ProposalState
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
    """A proposed topic for the desk; with its choices until it is decided.

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
    elif proposal.state is not ProposalState.OPEN:
        lines.append(outcome(t, proposal) + t(" ({name})", name=decided_by or ""))
    keyboard: Keyboard = ()
    if proposal.state is ProposalState.OPEN:
        keyboard = choices(t, proposal, is_wish=is_wish)
    elif proposal.state is not ProposalState.TURNED:
        keyboard = ((button(t.plain("Undo"), Press.PROPOSAL_UNDO, proposal.id),),)
    return Message(Markup("\n").join(lines), keyboard=keyboard)


def choices(t: Texts, proposal: Proposal, *, is_wish: bool) -> Keyboard:
    """`转为选题` `约稿` `列入要点` `搁置`, and for a leader's wish `回复领导`."""
    rows: Keyboard = (
        (
            button(t.plain("Turn into a topic"), Press.PROPOSAL_TURN, proposal.id),
            button(t.plain("Commission it"), Press.PROPOSAL_COMMISSION, proposal.id),
        ),
        (
            button(t.plain("Add to the key points"), Press.PROPOSAL_LIST, proposal.id),
            button(t.plain("Put aside"), Press.PROPOSAL_DROP, proposal.id),
        ),
    )
    if not is_wish:
        return rows
    return (*rows, (button(t.plain("Answer the leader"), Press.PROPOSAL_ANSWER, proposal.id),))


def outcome(t: Texts, proposal: Proposal) -> Markup:
    """What became of it, in a few words."""
    if proposal.state is ProposalState.TURNED:
        return t("✅ Turned into {code}.", code=f"T{proposal.demand_id}")
    if proposal.state is ProposalState.LISTED:
        return t("✅ Added to the key points of {month}", month=t.month(proposal.month or "2026-01"))
    if proposal.state is ProposalState.DROPPED:
        return t("✖️ Put aside: {why}", why=proposal.why or t.plain("without a reason"))
    return t("open")


def proposed(t: Texts, proposal: Proposal) -> str:
    """What it is called where nothing may be said of its words."""
    return t.plain("the proposal of {at}", at=proposal.made_at)


def shelving(t: Texts, proposal: Proposal) -> str:
    """The same of why it was put aside."""
    return t.plain("why the proposal of {at} was put aside", at=proposal.made_at)


def answered(t: Texts) -> str:
    """The same of an answer to a leader's wish."""
    return t.plain("the answer to the leader")


def render_reopened(t: Texts, before: Proposal) -> Message:
    """For who proposed: what was decided is taken back."""
    return Message(
        t(
            "What you heard about “{words}” has been taken back: it is on the agenda again.",
            words=shorten(before.text, EXCERPT),
        )
    )


def render_ask_why(t: Texts, proposal: Proposal, *, in_group: bool) -> Message:
    """Why it is put aside."""
    fields = {"words": shorten(" ".join(proposal.text.split()), EXCERPT)}
    if in_group:
        return Message(
            t(
                "Why is “{words}” put aside? Please reply to this message; who proposed it hears it.",
                **fields,
            ),
            ask=True,
        )
    return Message(t("Why is “{words}” put aside? Who proposed it hears it.", **fields), ask=True)


def render_shelved(t: Texts) -> Message:
    """For who decided."""
    return Message(t("Put aside; who proposed it has been told."))


def render_not_shelved(t: Texts) -> Message:
    """The question was given up."""
    return Message(t("Cancelled; the topic is still open."))


def shelve_name(t: Texts, proposal: Proposal) -> str:
    """The question in a few words."""
    return t.plain("Why “{words}” is put aside", words=shorten(" ".join(proposal.text.split()), 20))


def decided_by(t: Texts, *, name: str, at: datetime) -> str:
    """Somebody else was faster."""
    return t.plain("{name} has decided this already, {at}.", name=name, at=at)


def render_listed(t: Texts, proposal: Proposal) -> Message:
    """For who proposed: it is a key point now."""
    return Message(
        t(
            "What you proposed, “{words}”, has become one of the key points of {month}.",
            words=shorten(proposal.text, EXCERPT),
            month=t.month(proposal.month or "2026-01"),
        )
    )


def render_ask_proposal(t: Texts, *, is_wish: bool) -> Message:
    """A bare /propose, or a leader's bare /topic: the words are what is sent next."""
    if is_wish:
        return Message(
            t(
                "Please write what the desk is to see to; it goes to the desk at once. For example: "
                "Find out whether migrant workers get their wages"
            ),
            ask=True,
        )
    return Message(
        t(
            "Please write the topic that you propose, for example: What is new in this summer's grain purchases"
        ),
        ask=True,
    )


def render_not_proposed(t: Texts, *, is_wish: bool) -> Message:
    """The question was given up."""
    if is_wish:
        return Message(t("Cancelled; nothing was passed on."))
    return Message(t("Cancelled; nothing was proposed."))


def proposal_name(t: Texts, *, is_wish: bool) -> str:
    """The question in a few words."""
    return t.plain("A word to the desk") if is_wish else t.plain("A proposed topic")


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
            "What you proposed, “{words}”, has become topic {code}: {title}",
            words=shorten(proposal.text, EXCERPT),
            code=demand.code,
            title=shorten(demand.title, TITLE),
        )
    )


def render_dropped(t: Texts, proposal: Proposal) -> Message:
    """For who proposed: not this time."""
    return Message(
        t(
            "What you proposed, “{words}”, is put aside for now: {why}. Thank you for it.",
            words=shorten(proposal.text, EXCERPT),
            why=(proposal.why or "").rstrip("。．.；;，, "),
        )
    )
