"""Words of appeals: to the desk with 采纳 维持, to who appealed, and the reason."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Appeal, AppealState, Item, Keyboard, Message, Person
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paragraphs
from bot.views.common.told import told
from bot.views.items.parts import headline, lines_of

_EXCERPT = 30
_LABEL = 40  # characters of a button
STATES = {
    AppealState.OPEN: N_("waits for an answer"),
    AppealState.GRANTED: N_("granted"),
    AppealState.UPHELD: N_("the figures stand"),
}


def render_list(
    t: Texts, waiting: Sequence[tuple[Appeal, Item | None]], *, items: Sequence[Item], months: Sequence[str]
) -> Message:
    """A bare /appeal: the person's own that wait for an answer, and buttons for what can be objected to."""
    lines: list[Markup | None] = []
    if waiting:
        lines.append(t("Your appeals:"))
        lines += (
            t(
                "· {about}: {state}, sent on {at}",
                about=_about(t, appeal, item),
                state=t.plain(STATES[appeal.state]),
                at=appeal.asked_at,
            )
            for appeal, item in waiting
        )
        lines.append(Markup(""))
    lines += [
        t("Which figures do you object to? Those stand here whose notice is not out yet."),
        t(
            "Or write it at once: <code>/appeal 2026-0001 The city took it as a single item, on 2 June.</code>"
        ),
    ]
    rows = [button(shorten(f"{each.number} {each.title}", _LABEL), Press.APPEAL, each.id) for each in items]
    rows += [
        button(t.plain("{month}, the whole", month=t.month(month)), Press.APPEAL, month) for month in months
    ]
    return Message(lines_of(lines), keyboard=tuple((each,) for each in rows))


def render_ask(t: Texts, *, item: Item | None, month: str | None) -> Message:
    """What is wrong, is asked."""
    about = headline(t, item) if item is not None else t("<b>{month}</b>", month=t.month(month or "2026-01"))
    return Message(
        lines_of([about, t("What is wrong in these figures? Please reply to this message with it.")]),
        ask=True,
    )


def render_waiting(t: Texts, *, item: Item | None, month: str | None) -> Message:
    """The very same was sent before and is not answered yet."""
    about = headline(t, item) if item is not None else t("<b>{month}</b>", month=t.month(month or "2026-01"))
    return Message(
        lines_of([about, t("Your appeal in these words waits for an answer already; see /appeal")])
    )


def render_given_up(t: Texts) -> Message:
    """The appeal was not made."""
    return Message(t("Cancelled; no appeal has been sent."))


def own_name(t: Texts, *, item: Item | None, month: str | None) -> str:
    """The appeal that is being written, in a few words."""
    about = item.number if item is not None else t.month(month or "2026-01")
    return t.plain("Appeal about {about}", about=about)


def render_wrong_length(
    t: Texts, *, item: Item | None, month: str | None, count: int, least: int, most: int
) -> Message:
    """An appeal of which the desk could make nothing, or that is too long: what it is about, and what to send."""
    typed = item.number if item is not None else month or ""
    about = headline(t, item) if item is not None else t("<b>{month}</b>", month=t.month(month or "2026-01"))
    if not count:
        what = t("What is wrong in these figures is still missing.")
    elif count < least:
        what = t(
            "With {count} characters the desk cannot see what is wrong: please say it in {least} at least.",
            count=count,
            least=least,
        )
    else:
        what = t(
            "An appeal has at most {most} characters, yours has {count}: please shorten it.",
            most=most,
            count=count,
        )
    how = t(
        "Nothing was sent, and nothing is kept. Please send it anew: <code>/appeal {typed} why</code>",
        typed=typed,
    )
    return Message(lines_of([about, what, how]))


def _about(t: Texts, appeal: Appeal, item: Item | None) -> Markup:
    return (
        headline(t, item)
        if item is not None
        else t("<b>{month}</b>", month=t.month(appeal.month or "2026-01"))
    )


def render_appeal(
    t: Texts,
    appeal: Appeal,
    *,
    item: Item | None,
    by: str,
    decided_by: str | None = None,
    can_undo: bool = False,
) -> Message:
    """To the desk; once it is decided, with the reason and without the buttons, but for 撤销 while that is open."""
    lines = [t("⚖️ Appeal by {by}:", by=by), _about(t, appeal, item), *paragraphs(appeal.words)]
    keyboard: Keyboard = ()
    if appeal.state is AppealState.OPEN:
        keyboard = (
            (
                button(t.plain("Grant"), Press.APPEAL_GRANT, appeal.id),
                button(t.plain("Figures stand"), Press.APPEAL_UPHOLD, appeal.id),
            ),
        )
    else:
        state = t.plain(STATES[appeal.state])
        lines.append(
            t(
                "{name}: <b>{state}</b>. {reason}",
                state=state,
                name=decided_by or "",
                reason=appeal.reason or "",
            )
        )
        if can_undo:
            keyboard = ((button(t.plain("Undo"), Press.APPEAL_UNDO, appeal.id),),)
    return Message(lines_of(lines), keyboard=keyboard)


def render_received(t: Texts, appeal: Appeal, *, item: Item | None) -> Message:
    """To who appealed."""
    return Message(
        lines_of(
            [t("Your appeal is with the desk; you will hear what became of it:"), _about(t, appeal, item)]
        )
    )


def render_ask_reason(t: Texts, appeal: Appeal, *, state: AppealState) -> Message:
    """The desk is asked for its reason."""
    excerpt = shorten(" ".join(appeal.words.split()), _EXCERPT)
    decision = t.plain(STATES[state])
    return Message(
        t(
            "Appeal “{words}”: {decision}. Please reply to this message with the reason.",
            decision=decision,
            words=excerpt,
        ),
        ask=True,
    )


def render_answer(t: Texts, appeal: Appeal, *, item: Item | None) -> Message:
    """To who appealed: what the desk decided, and why."""
    return Message(
        lines_of(
            [
                t("⚖️ Your appeal: {state}", state=t.plain(STATES[appeal.state])),
                _about(t, appeal, item),
                t("Reason: {reason}", reason=appeal.reason or ""),
            ]
        )
    )


def render_answer_undone(t: Texts, appeal: Appeal, *, item: Item | None, editor: str) -> Message:
    """To who appealed: the answer holds no more."""
    line = t("↩️ {name} has taken back the answer to your appeal; it waits for an answer again.", name=editor)
    return Message(lines_of([line, _about(t, appeal, item)]))


def render_answered(t: Texts, *, who: Person, month: str | None = None, other_month: str = "") -> Message:
    """To the editor who decided; `month`: was granted after its notice, in the `other_month`."""
    lines = [told(t, who, who.label)]
    if month is not None:
        lines.append(
            t(
                "The notice of {month} is out and stays as it is: what is recorded now counts in {now}. If it has to be mended, "
                "an administrator sends <code>/correct {typed}</code>",
                month=t.month(month),
                now=t.month(other_month),
                typed=month,
            )
        )
    return Message(lines_of(lines))


def render_left(t: Texts) -> Message:
    """The reason was given up."""
    return Message(t("Left; the appeal still waits for an answer."))


def render_left_by(t: Texts, editor: Person) -> Message:
    """In place of the question for the reason: who was asked is no editor any more."""
    return Message(
        t("{name} is no editor any more; the appeal waits for an answer by somebody else.", name=editor.name)
    )


def appeal_name(t: Texts, *, text: str) -> str:
    """The answer in a few words."""
    return t.plain("Answer to the appeal “{text}”", text=shorten(" ".join(text.split()), 20))
