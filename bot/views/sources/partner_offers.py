"""Words of what partners offer: to the desk with 转为选题 不用, to the partner, and the month's liaison post."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Demand, Keyboard, Message, PartnerOffer, PartnerOfferState, SharedItem
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paragraphs
from bot.views.common.waiting import Waiting
from bot.views.items.parts import lines_of

_TITLE = 80
_LIST_MOST = 20


def _kind(t: Texts, offer: PartnerOffer) -> str:
    return t.plain("planned") if offer.is_planned else t.plain("at hand")


def render_offer(
    t: Texts, offer: PartnerOffer, *, by: str, decided_by: str = "", may_undo: bool = True
) -> Message:
    """To the desk; once it is decided, with what became of it."""
    lines = [
        t("🤝 {by} offers ({kind}):", by=by, kind=_kind(t, offer)),
        t("<b>{title}</b>", title=offer.title),
        *(paragraphs(offer.words) if offer.words else []),
    ]
    keyboard: Keyboard = ()
    if offer.state is PartnerOfferState.OPEN:
        keyboard = (
            (
                button(t.plain("Turn into a topic"), Press.PARTNER_TURN, offer.id),
                button(t.plain("We do not use it"), Press.PARTNER_LEAVE, offer.id),
            ),
        )
    elif offer.state is PartnerOfferState.TURNED:
        lines.append(t("✅ Turned into {code} ({name}).", code=_code(offer), name=decided_by))
    else:
        lines.append(t("➖ Not used ({name}).", name=decided_by))
        keyboard = ((button(t.plain("Undo"), Press.PARTNER_UNDO, offer.id),),) if may_undo else ()
    return Message(lines_of(lines), keyboard=keyboard)


def _code(offer: PartnerOffer) -> str:
    return f"T{offer.demand_id}"


def decided_before(t: Texts) -> str:
    """Somebody else was faster."""
    return t.plain(
        "Somebody else has decided on this partner's offer meanwhile. Press again to post the topic all the same."
    )


def render_received(t: Texts, offers: Sequence[PartnerOffer], *, notes: Sequence[Markup] = ()) -> Message:
    """Under the partner's message; `notes` are about a file that came along."""
    titles = t.listed(t.plain("“{title}”", title=shorten(each.title, 40)) for each in offers[:5])
    lines = [t("🤝 With the desk: {titles}. What becomes of it is told here.", titles=titles)]
    return Message(lines_of([*lines, *notes]))


def file_caption(t: Texts, offer: PartnerOffer, *, by: str, name: str) -> Markup:
    """To the desk, at a file that came with an offer."""
    words = t("🤝 {by}, “{title}”: attachment", by=by, title=shorten(offer.title, 40))
    return words + Markup("\n") + shorten(name, 60) if name else words


def render_outcome(t: Texts, offer: PartnerOffer) -> Message:
    """To the partner: what became of it."""
    title = shorten(offer.title, _TITLE)
    if offer.state is PartnerOfferState.TURNED:
        return Message(t("🤝 “{title}” has become topic {code}. Thank you.", title=title, code=_code(offer)))
    if offer.state is PartnerOfferState.LEFT:
        return Message(t("🤝 “{title}”: the desk does not use it this time. Thank you.", title=title))
    return Message(t("🤝 “{title}” is with the desk again.", title=title))


def render_edit_lost(t: Texts) -> Message:
    """An edit that cannot be followed."""
    return Message(
        t(
            "The desk keeps your words as they were before this edit. What is new, please send again with the tag."
        )
    )


def render_tag_elsewhere(t: Texts, *, text: str, may_plan: bool, in_partner_group: bool) -> Message:
    """`#选题` where it says nothing, or of somebody who is no partner."""
    lines = [
        t("“#topic” is for partners, who offer the desk there what they plan.")
        if in_partner_group
        else t("Nothing was stored: “#topic” is for partners in their group.")
    ]
    if may_plan:
        lines.append(t("You post topics in private or in the desk group, with “#demand”."))
    else:
        lines.append(
            t(
                "Open topics: /topics. To propose one: <code>/propose {text}</code>",
                text=shorten(text, 400) or "…",
            )
        )
    return Message(lines_of(lines))


def waiting(t: Texts, offers: Sequence[tuple[PartnerOffer, str]]) -> list[Waiting]:
    """The first of the offers that wait for the desk, in /today."""
    return [
        Waiting(
            t("🤝 {who} offers: {title}", who=who, title=shorten(offer.title, 24)),
            (
                button(t.plain("Turn into a topic"), Press.PARTNER_TURN, offer.id),
                button(t.plain("We do not use it"), Press.PARTNER_LEAVE, offer.id),
            ),
        )
        for offer, who in offers[:3]
    ]


# --- the month's post ---------------------------------------------------------------------------------------


def liaison_lines(
    t: Texts,
    *,
    month: str,
    other_month: str,
    shared: Sequence[SharedItem],
    offers: Sequence[tuple[PartnerOffer, str]],
    keypoints: Sequence[str],
    demands: Sequence[Demand],
) -> list[Markup]:
    """To the partner groups: what was shared and taken in `month`, what is planned for `other_month`.

    `offers` are those of the month and those that still wait, each with its partner.
    """
    lines = [t("<b>Sharing of resources: {month}, and what is planned</b>", month=t.month(month))]
    new = [each for each in shared if each.is_new]
    taken = [each for each in shared if each.taken_by]
    lines.append(
        t(
            "{month}: shared by the desk {shared}, used by partners {taken} (earlier ones among them); offered by partners "
            "{offered}, turned into topics {turned}.",
            month=t.month_name(month),
            shared=len(new),
            taken=len(taken),
            offered=len(offers),
            turned=sum(offer.state is PartnerOfferState.TURNED for offer, _ in offers),
        )
    )
    lines += [_shared(t, each) for each in shared[:_LIST_MOST]]
    turned = [(offer, who) for offer, who in offers if offer.state is PartnerOfferState.TURNED]
    lines += [
        t("{who}: “{title}” → {code}", who=who, title=shorten(offer.title, _TITLE), code=_code(offer))
        for offer, who in turned[:_LIST_MOST]
    ]
    lines += [Markup(""), t("<b>Planned in {month}</b>", month=t.month_name(other_month))]
    waiting = [(offer, who) for offer, who in offers if offer.state is PartnerOfferState.OPEN]
    planned = [t("Key point: {title}", title=shorten(each, _TITLE)) for each in keypoints[:_LIST_MOST]]
    planned += [
        t(
            "Topic {code}: {title}, due {due}",
            code=each.code,
            title=shorten(each.title, _TITLE),
            due=t.due(each.due_at),
        )
        for each in demands[:_LIST_MOST]
    ]
    planned += [
        t("{who} ({kind}): {title}", who=who, kind=_kind(t, offer), title=shorten(offer.title, _TITLE))
        for offer, who in waiting[:_LIST_MOST]
    ]
    lines += planned or [t("Nothing has been announced yet.")]
    lines.append(
        t(
            "To offer what you plan or have, write here: <code>#topic title</code> or <code>#submit title</code>"
        )
    )
    return lines


def _shared(t: Texts, item: SharedItem) -> Markup:
    head = t("<b>{number}</b> {title}", number=item.number, title=shorten(item.title, _TITLE))
    if not item.taken_by:
        return head
    return head + t(" · used by {units}", units=t.listed(dict.fromkeys(item.taken_by)))
