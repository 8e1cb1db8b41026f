"""Words of training (跟班学习): periods to their trainees and mentors, swaps, and what is planned or called off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Keyboard, Message, Rotation, RotationState
from bot.rules.roster import Fault
from bot.rules.text import shorten
from bot.rules.training import LONG
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paged
from bot.views.items.parts import lines_of

Words = Callable[[Texts], Markup]  # in its reader's language
Above = Words | None  # what stands above a period
_SWAPS_MOST = 20
_ROWS_MOST = 40  # of what a file has planned


@dataclass(frozen=True, slots=True)
class Stay:
    """A period with its people: the trainee's unit and name, the mentor's name where there is one, and its working days."""

    rotation: Rotation
    trainee: str
    mentor: str | None
    workdays: int


def days(t: Texts, first: date, last: date) -> str:
    """6月8日（周一）至6月26日（周五）."""
    return t.plain(
        "{first} ({first_weekday}) to {last} ({last_weekday})",
        first=t.day(first),
        first_weekday=t.weekday(first),
        last=t.day(last),
        last_weekday=t.weekday(last),
    )


def span(t: Texts, stay: Stay) -> Markup:
    """The same with the working days."""
    return t.n(
        "{days}, {n} working day",
        "{days}, {n} working days",
        stay.workdays,
        days=days(t, stay.rotation.first, stay.rotation.last),
    )


def _facts(t: Texts, stay: Stay) -> list[Markup | None]:
    return [span(t, stay), t("Mentor: {name}", name=stay.mentor) if stay.mentor else None]


# --- to the trainee -----------------------------------------------------------------------------------------


def render_own(t: Texts, stay: Stay, *, before: Markup | None = None, may_swap: bool = True) -> Message:
    """To the trainee, as the period stands; `before` says what has happened."""
    rotation = stay.rotation
    if rotation.state is RotationState.CALLED_OFF:
        lines = [t("📚 Your training was called off:"), span(t, stay)]
        return Message(lines_of([before, *lines]))
    confirm = button(t.plain("Confirm"), Press.ROTATION_CONFIRM, rotation.id)
    swap = button(t.plain("Change with somebody"), Press.ROTATION_SWAP, rotation.id)
    swaps = (swap,) if may_swap else ()
    if rotation.state is RotationState.CONFIRMED:
        stands = [before, t("📚 Your training at the desk:"), *_facts(t, stay), t("✅ You have confirmed.")]
        return Message(lines_of(stands), keyboard=(swaps,) if swaps else ())
    asks = [
        before,
        t("📚 You are to come to the desk for training:"),
        *_facts(t, stay),
        t("Please confirm. If the time does not suit you, you can change with somebody else."),
    ]
    return Message(lines_of(asks), keyboard=((confirm, *swaps),))


def render_earlier(t: Texts, stay: Stay) -> Message:
    """The last words of an older message about the period: the newer one stands below."""
    return Message(lines_of([t("📚 Training, see below:"), span(t, stay)]))


def reminded(t: Texts) -> Markup:
    """Above a period that its trainee has not answered for two working days."""
    return t("🔔 You have not answered yet:")


def render_choose_swap(t: Texts, stay: Stay, others: Sequence[Stay]) -> Message:
    """With whom the trainee may change."""
    rows: Keyboard = tuple(
        (
            button(
                shorten(
                    t.plain(
                        "{trainee}: {first} – {last}",
                        trainee=other.trainee,
                        first=t.day(other.rotation.first),
                        last=t.day(other.rotation.last),
                    ),
                    60,
                ),
                Press.ROTATION_SWAP,
                stay.rotation.id,
                other.rotation.id,
            ),
        )
        for other in others[:_SWAPS_MOST]
    )
    back = (button(t.plain("Keep my own"), Press.ROTATION_BACK, stay.rotation.id),)
    lines = [
        t("📚 Your training at the desk:"),
        *_facts(t, stay),
        t("With whom do you want to change? Whoever you choose is asked first."),
    ]
    return Message(lines_of(lines), keyboard=(*rows, back))


def swap_asked(t: Texts, other: Stay) -> Markup:
    """Above the own period: somebody has been asked."""
    return t(
        "🔄 {trainee} ({first} – {last}) has been asked to change with you; you will hear the answer. To stay with your own "
        "period, confirm it.\n",
        trainee=other.trainee,
        first=t.day(other.rotation.first),
        last=t.day(other.rotation.last),
    )


def render_ask_swap(t: Texts, swap_id: int, *, own: Stay, theirs: Stay, is_reminder: bool = False) -> Message:
    """To whoever is asked: own period against the other's."""
    keyboard = (
        (
            button(t.plain("Agree"), Press.SWAP_AGREE, swap_id),
            button(t.plain("Do not agree"), Press.SWAP_REFUSE, swap_id),
        ),
    )
    lines = [
        reminded(t) if is_reminder else None,
        t("🔄 {trainee} asks to change training periods with you:", trainee=theirs.trainee),
        t("Yours now: {span}", span=span(t, own)),
        t("Yours then: {span}", span=span(t, theirs)),
        t("Mentor: {name}", name=theirs.mentor) if theirs.mentor else None,
    ]
    return Message(lines_of(lines), keyboard=keyboard)


def render_swap_over(t: Texts, *, who: str, why: Markup) -> Message:
    """The last words of that question."""
    return Message(lines_of([t("🔄 {trainee} asked to change training periods with you.", trainee=who), why]))


def asked_again(t: Texts) -> Markup:
    """Why the question stands there no more."""
    return t("See the newer message below.")


def you_agreed(t: Texts) -> Markup:
    return t("You agreed.")


def you_refused(t: Texts) -> Markup:
    return t("You did not agree; each keeps the own period.")


def swap_overtaken(t: Texts) -> Markup:
    """Why nobody waits for the answer any more."""
    return t("This is settled otherwise by now; your period stays as it was.")


def swap_refused(t: Texts, *, who: str) -> Markup:
    """Above the own period of whoever asked."""
    return t("{trainee} did not agree to change.", trainee=who)


def swap_void(t: Texts, *, who: str) -> Markup:
    """The same where the other's period is not to be had any more."""
    return t("You cannot change with {trainee} any more: that period is settled otherwise.", trainee=who)


def swapped(t: Texts, *, who: str) -> Markup:
    """Above the new period of either."""
    return t("🔄 Changed with {trainee}.", trainee=who)


def render_given_away(t: Texts, stay: Stay, *, who: str) -> Message:
    """The last words of a period that somebody else has now."""
    return Message(
        lines_of([t("📚 Changed with {trainee}; yours is below now.", trainee=who), span(t, stay)])
    )


# --- to mentors and the desk --------------------------------------------------------------------------------


def render_to_mentor(t: Texts, stay: Stay) -> Message:
    """To the mentor: who comes."""
    return Message(
        lines_of(
            [
                t("📚 You are {trainee}'s mentor:", trainee=stay.trainee),
                span(t, stay),
                t("On the last day you are asked for the assessment."),
            ]
        )
    )


def render_swapped(t: Texts, one: Stay, other: Stay) -> Message:
    """To the desk and the mentors: two have changed; the periods as they are held now."""
    lines = [t("🔄 Training periods changed, both agreed:"), _line(t, one), _line(t, other)]
    return Message(lines_of(lines))


def render_called_off(t: Texts, stay: Stay, *, by: str) -> Message:
    """To a mentor, or to who was asked to swap."""
    return Message(
        lines_of(
            [
                t("📚 {trainee}'s training was called off by {name}:", trainee=stay.trainee, name=by),
                span(t, stay),
            ]
        )
    )


def render_unanswered(t: Texts, stays: Sequence[Stay]) -> Message:
    """To the desk: who has not answered for two working days."""
    lines = [t("📚 Not confirmed for two working days; reminded now:"), *(_line(t, each) for each in stays)]
    return Message(lines_of(lines))


def render_swaps_unanswered(t: Texts, late: Sequence[tuple[Stay, str]]) -> Message:
    """To the desk: who was asked to swap, by whom, and has not answered for two working days."""
    lines = [
        t("🔄 Asked to change training periods, no answer for two working days; reminded now:"),
        *(t("{trainee}, asked by {name}", trainee=stay.trainee, name=name) for stay, name in late),
    ]
    return Message(lines_of(lines))


def _line(t: Texts, stay: Stay) -> Markup:
    line = t("{trainee}: {days}", trainee=stay.trainee, days=days(t, stay.rotation.first, stay.rotation.last))
    return line + t(", mentor {name}", name=stay.mentor) if stay.mentor else line


def render_ask_call_off(t: Texts, stay: Stay) -> Message:
    """Whether a period is to be called off."""
    keyboard = (
        (
            button(t.plain("Call off"), Press.ROTATION_CALL_OFF, stay.rotation.id, "yes"),
            button(t.plain("Keep"), Press.ROTATION_KEEP, stay.rotation.id),
        ),
    )
    lines = [
        t("Call off {trainee}'s training? The trainee and the mentor are told.", trainee=stay.trainee),
        *_facts(t, stay),
    ]
    return Message(lines_of(lines), keyboard=keyboard)


def render_call_off_over(t: Texts, stay: Stay, *, is_kept: bool, by: str) -> Message:
    """The last words of that question."""
    words = t("Kept.") if is_kept else t("Called off by {name}; everyone has been told.", name=by)
    return Message(lines_of([_line(t, stay), words]))


# --- planning -----------------------------------------------------------------------------------------------


def render_planned(t: Texts, stays: Sequence[Stay], *, unreached: Sequence[str] = ()) -> list[Message]:
    """To who planned: what was planned, with `撤销`."""
    head = t.n("📚 {n} period of training planned:", "📚 {n} periods of training planned:", len(stays))
    shown = [_planned(t, each) for each in stays[:_ROWS_MOST]]
    if len(stays) > len(shown):
        shown.append(t("… and {n} more: /rotation", n=len(stays) - len(shown)))
    told = t("Each trainee has been asked to confirm; you hear of it if somebody does not answer.")
    lines = [head, *shown, told]
    if unreached:
        lines.append(t("Cannot be written to yet: {names}", names=t.listed(unreached)))
    lines.append(t("This can be undone for 10 minutes; later: /rotation"))
    undo = button(t.plain("Undo"), Press.ROTATION_UNDO, stays[0].rotation.id)
    return paged(lines, keyboard=((undo,),))


def _planned(t: Texts, stay: Stay) -> Markup:
    line = _line(t, stay)
    rotation = stay.rotation
    if (rotation.last - rotation.first).days >= LONG:
        line += t(" (longer than four weeks)")
    return line


def render_undone(t: Texts, count: int) -> Message:
    """To who undid it."""
    return Message(
        t.n(
            "Undone: {n} period is taken back, and the people concerned have been told.",
            "Undone: {n} periods are taken back, and the people concerned have been told.",
            count,
        )
    )


def render_faults(t: Texts, faults: Sequence[Fault]) -> list[Message]:
    """Every bad row of a rota, by number and reason."""
    head = t.n(
        "Nothing was planned: {n} row is wrong. Please correct it and send the file again.",
        "Nothing was planned: {n} rows are wrong. Please correct them and send the file again.",
        len(faults),
    )
    rows = [t("Row {line}: {why}", line=each.line, why=t.plain(each.key, **each.fields)) for each in faults]
    return paged([head, *rows])


def render_which(
    t: Texts, draft_id: int, *, typed: str, choices: Sequence[tuple[int, str]], is_mentor: bool
) -> Message:
    """是否指: who is meant by a name that nobody has, or several have."""
    rows: Keyboard = tuple(
        (button(shorten(label, 40), Press.ROTATION_PERSON, draft_id, person_id),)
        for person_id, label in choices
    )
    last = [button(t.plain("Cancel"), Press.ROTATION_CANCEL, draft_id)]
    if is_mentor:
        last.insert(0, button(t.plain("Without a mentor"), Press.ROTATION_PERSON, draft_id, 0))
        asked = t("Which editor is the mentor, “{typed}”?", typed=shorten(typed, 40))
    else:
        asked = t("Which reporter is “{typed}”?", typed=shorten(typed, 40))
    how = t("Press a button, or write the name as it is on the roster.")
    return Message(lines_of([asked, how]), keyboard=(*rows, tuple(last)))


def render_not_planned(t: Texts) -> Message:
    """The question was given up."""
    return Message(t("Nothing was planned."))


def plan_name(t: Texts, *, typed: str) -> str:
    """The question in a few words."""
    return t.plain("Training: {name}", name=shorten(typed, 20))
