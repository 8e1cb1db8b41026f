"""Words of questions to the desk (咨询): the card that editors see, the answers, the thread and the lists."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Button, Inquiry, InquiryText, Message
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paged, paragraphs
from bot.views.common.threads import said_lines
from bot.views.common.waiting import Waiting
from bot.views.demands.cards import button_rows

EXCERPT = 40
QUOTED = 60
_TODAY = 2


def render_card(t: Texts, inquiry: Inquiry, *, by: str, answered_by: Sequence[str] = ()) -> Message:
    """A question at the desk, with who asks and who has answered; a reply to it is the answer."""
    lines = [t("❓ <b>Question</b> from {by}, {at}", by=by, at=inquiry.asked_at), *paragraphs(inquiry.text)]
    if answered_by:
        lines.append(t("✅ Answered by {names}", names=t.listed(answered_by)))
    if inquiry.waits_since is not None and answered_by:
        lines.append(t("🕓 Asked again, {at}", at=inquiry.waits_since))
    if not answered_by:
        lines.append(t("<i>To answer, reply to this message; it reaches the asker in private.</i>"))
    buttons = [_answer_button(t, inquiry, is_own=False)]
    if inquiry.texts > 1:
        buttons.append(button(t.plain("The whole thread"), Press.ASK_SHOW, inquiry.id))
    return Message(Markup("\n").join(lines), keyboard=(tuple(buttons),))


def render_not_asked_after_all(t: Texts, *, by: str) -> Message:
    """What stood at the desk was taken back by who asked."""
    return Message(t("{by} has taken the question back.", by=by))


def render_asked(t: Texts, said: InquiryText, *, has_file: bool, on: Inquiry | None = None) -> Message:
    """To who asked: it has arrived, with the button that takes it back; `on` what it goes on, where they did not say that."""
    if on is not None:
        question = shorten(_one_line(on.text), QUOTED)
        text = t("Passed on to the desk, as more on your question “{question}”.", question=question)
        return Message(_with_file(t, text, has_file), keyboard=(_back(t, said),))
    text = t("Passed on to the desk. An editor's answer comes to you in private.")
    return Message(_with_file(t, text, has_file), keyboard=(_back(t, said),))


def render_passed_on(t: Texts, said: InquiryText, *, to: str, is_waiting: bool, has_file: bool) -> Message:
    """To an editor who answered."""
    if is_waiting:
        text = t("Your answer to {to} is kept: it is delivered once the private chat with me is open.", to=to)
    else:
        text = t("Your answer has gone to {to} in private.", to=to)
    return Message(_with_file(t, text, has_file), keyboard=(_back(t, said),))


def render_answer(t: Texts, inquiry: Inquiry, said: InquiryText) -> Message:
    """An editor's answer, to who asked."""
    lines = [
        t(
            "💬 {editor} answers your question “{question}”",
            editor=said.person,
            question=shorten(_one_line(inquiry.text), QUOTED),
        ),
        *paragraphs(said.text),
        t("<i>To ask further, reply to this message.</i>"),
    ]
    return Message(Markup("\n").join(lines), keyboard=((_answer_button(t, inquiry, is_own=True),),))


def render_further(t: Texts, inquiry: Inquiry, said: InquiryText, *, by: str) -> Message:
    """What the asker says to an answer, beneath the question."""
    lines = [
        t("❓ {by} on “{question}”", by=by, question=shorten(_one_line(inquiry.text), QUOTED)),
        *paragraphs(said.text),
    ]
    return Message(Markup("\n").join(lines), keyboard=((_answer_button(t, inquiry, is_own=False),),))


def render_thread(
    t: Texts, inquiry: Inquiry, texts: Sequence[InquiryText], *, by: str, is_own: bool
) -> list[Message]:
    """Everything that was said, for both sides."""
    lines = [t("❓ <b>Question</b> from {by}, {at}", by=by, at=inquiry.asked_at), *said_lines(t, texts)]
    return paged(lines, keyboard=((_answer_button(t, inquiry, is_own=is_own),),))


def render_own(t: Texts, inquiries: Sequence[Inquiry]) -> Message:
    """What somebody has asked, with a button each."""
    lines = [t("<b>Your questions to the desk</b>")]
    lines += [
        _line(t, place, each, state=_waits(t) if each.waits_since else _answered(t))
        for place, each in enumerate(inquiries, 1)
    ]
    return Message(Markup("\n").join(lines), keyboard=button_rows(_numbered(inquiries)))


def render_waiting(t: Texts, inquiries: Sequence[Inquiry]) -> Message:
    """For editors: what nobody has answered, the longest first."""
    if not inquiries:
        return Message(
            t(
                "No question waits for an answer. To ask the other editors something: "
                "<code>/ask your question</code>"
            )
        )
    lines = [t("<b>Questions that wait for an answer ({count})</b>", count=len(inquiries))]
    lines += [_line(t, place, each, state=each.person) for place, each in enumerate(inquiries, 1)]
    return Message(Markup("\n").join(lines), keyboard=button_rows(_numbered(inquiries)))


def waiting_lines(t: Texts, inquiries: Sequence[Inquiry]) -> list[Markup]:
    """In the desk's list of the day: what has waited too long for an answer."""
    if not inquiries:
        return []
    lines = [t("<b>Questions without an answer ({count})</b>: /ask", count=len(inquiries))]
    lines += [
        t(
            "{person}, since {since}: {text}",
            person=each.person,
            since=each.waits_since or each.asked_at,
            text=shorten(_one_line(each.text), EXCERPT),
        )
        for each in inquiries
    ]
    return lines


def waiting(t: Texts, inquiries: Sequence[Inquiry]) -> list[Waiting]:
    """In /today: the two that wait longest, and how many more there are."""
    found = [
        Waiting(
            t("❓ {by} asks: {text}", by=each.person, text=shorten(_one_line(each.text), EXCERPT)),
            (
                _answer_button(t, each, is_own=False),
                button(t.plain("The whole thread"), Press.ASK_SHOW, each.id),
            ),
        )
        for each in inquiries[:_TODAY]
    ]
    if (left := len(inquiries) - _TODAY) > 0:
        found.append(Waiting(t.n("One more question: /ask", "{n} more questions: /ask", left)))
    return found


def render_ask_words(t: Texts, inquiry: Inquiry | None, *, is_own: bool) -> Message:
    """The words are what is sent next."""
    if inquiry is None:
        return Message(
            t(
                "What do you want to ask the editors? Please write it, for example: "
                "How is an item about a flood to be written, and how fast?"
            ),
            ask=True,
        )
    question = shorten(_one_line(inquiry.text), QUOTED)
    if is_own:
        return Message(t("What more do you want to ask on “{question}”?", question=question), ask=True)
    return Message(
        t(
            "Your answer to {person} on “{question}”? Please reply to this message.",
            person=inquiry.person,
            question=question,
        ),
        ask=True,
    )


def render_not_asked(t: Texts) -> Message:
    """The question was given up."""
    return Message(t("Cancelled; nothing was sent."))


def inquiry_name(t: Texts, inquiry: Inquiry | None = None) -> str:
    """The conversation in a few words."""
    if inquiry is not None:
        return t.plain("The question “{question}”", question=shorten(_one_line(inquiry.text), 20))
    return t.plain("A question to the desk")


def _line(t: Texts, place: int, inquiry: Inquiry, *, state: str) -> Markup:
    return t(
        "{place}. {at} {text} ({state})",
        place=place,
        at=inquiry.asked_at,
        text=shorten(_one_line(inquiry.text), EXCERPT),
        state=state,
    )


def _numbered(inquiries: Sequence[Inquiry]) -> list[Button]:
    return [button(str(place), Press.ASK_SHOW, each.id) for place, each in enumerate(inquiries, 1)]


def _waits(t: Texts) -> str:
    return t.plain("no answer yet")


def _answered(t: Texts) -> str:
    return t.plain("answered")


def _answer_button(t: Texts, inquiry: Inquiry, *, is_own: bool) -> Button:
    label = t.plain("Ask further") if is_own else t.plain("Answer")
    return button(label, Press.ASK_ANSWER, inquiry.id)


def _back(t: Texts, said: InquiryText) -> tuple[Button, ...]:
    return (button(t.plain("Take it back"), Press.ASK_BACK, said.id),)


def _with_file(t: Texts, text: Markup, has_file: bool) -> Markup:
    return text + " " + t("Only its words: files are not passed on.") if has_file else text


def _one_line(text: str) -> str:
    return " ".join(text.split())
