"""Words of papers to read: as each reader sees one, as its writer does, who has read it, and what is reminded of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Circular, CircularReader, Message
from bot.rules.text import shorten
from bot.rules.workdays import Unusual
from bot.views.common.addressees import out_of_reach_lines
from bot.views.common.callbacks import Press, button
from bot.views.common.dues import unusual_lines
from bot.views.common.paging import paged, paragraphs

TEXT_MOST = (
    3000  # characters in one message with what stands around them; a longer text goes before it, whole
)
_TITLE = 60
_BUTTON = 36
_BUTTONS_MOST = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a paper has been read: label and moment of who has, labels of who has not and of whom it cannot reach.

    `by` is the deputy who has read it for somebody.
    """

    read: Sequence[ReadBy]
    unread: Sequence[str]
    without_account: Sequence[str]
    shut: Sequence[str]

    @property
    def total(self) -> int:
        """Everybody who is to read it."""
        return len(self.read) + len(self.unread) + len(self.without_account) + len(self.shut)


@dataclass(frozen=True, slots=True)
class ReadBy:
    """Somebody who has read it."""

    label: str
    read_at: datetime
    by: str | None


def whole_text(t: Texts, circular: Circular) -> list[Message]:
    """The text under its title as messages of their own, where it is too long for the one with 已阅; none otherwise."""
    if not _is_long(circular):
        return []
    return paged([_headline(t, circular), *paragraphs(circular.brief)])


def _is_long(circular: Circular) -> bool:
    return len(circular.brief) > TEXT_MOST


def _headline(t: Texts, circular: Circular) -> Markup:
    return t("📄 <b>{code}</b> <b>{title}</b>", code=circular.code, title=circular.title)


def render_for_reader(
    t: Texts, circular: Circular, reader: CircularReader, *, writer: str, files: int, by: str | None
) -> Message:
    """A paper as one of its readers has it, with 已阅 until it is read; `by` is the deputy who has read it."""
    lines = [
        _headline(t, circular),
        *([t("⬆️ The whole text stands above")] if _is_long(circular) else []),
        *([Markup.escape(circular.brief)] if circular.brief and not _is_long(circular) else []),
        t("From: {writer}", writer=writer),
    ]
    if circular.due_at:
        lines.append(t("Read by: {due}", due=t.due(circular.due_at)))
    if files:
        lines.append(t.n("📎 1 file below", "📎 {n} files below", files))
    if reader.read_at is not None:
        lines.append(_read_line(t, reader.read_at, by))
    elif circular.closed_at is not None:
        lines.append(t("⏹ Called off; it need not be read any more."))
    if reader.read_at is not None or circular.closed_at is not None:
        return Message(Markup("\n").join(lines))
    keyboard = ((button(t.plain("Read"), Press.CIRCULAR_READ, reader.id),),)
    return Message(Markup("\n").join(lines), keyboard=keyboard)


def _read_line(t: Texts, read_at: datetime, by: str | None) -> Markup:
    if by is not None:
        return t("✅ Read on {moment} by {deputy} as deputy", moment=t.moment(read_at), deputy=by)
    return t("✅ Read on {moment}", moment=t.moment(read_at))


def file_caption(t: Texts, circular: Circular) -> Markup:
    """Under a file that goes with it."""
    return t("{code} {title}", code=circular.code, title=shorten(circular.title, _TITLE))


def render_for_writer(
    t: Texts, circular: Circular, standing: Standing, *, scope: str, missing: Markup | None = None
) -> Message:
    """What its writer has: number, to whom, how many have read it, whom it cannot reach; kept up to date."""
    lines = [
        t("✅ Sent out as <b>{code}</b> {title}", code=circular.code, title=circular.title)
        if circular.closed_at is None
        else t("⏹ <b>{code}</b> {title} is called off.", code=circular.code, title=circular.title),
        t("Readers: {scope} ({count})", scope=shorten(scope, 400), count=standing.total),
        *([t("Read by: {due}", due=t.due(circular.due_at))] if circular.due_at else []),
        t("Read: {count}/{total}", count=len(standing.read), total=standing.total),
        *([missing] if missing else []),
        *out_of_reach_lines(t, without_account=standing.without_account, shut=standing.shut),
    ]
    if circular.closed_at is None:
        lines.append(t("Call it off: /close_{code} · give more time: /extend_{code}", code=circular.code))
    keyboard = ((button(t.plain("Who has read it"), Press.CIRCULAR_READERS, circular.id),),)
    return Message(Markup("\n").join(lines), keyboard=keyboard)


def render_standing(
    t: Texts, circular: Circular, standing: Standing, *, is_due: bool = False
) -> list[Message]:
    """Who has read it and when, who has not, who cannot be reached. `is_due`: its time is over, and the writer gets the list."""
    lines = [
        t(
            "⏰ {code} {title} was to be read by {due}.",
            code=circular.code,
            title=circular.title,
            due=t.due(circular.due_at),
        )
        if is_due and circular.due_at
        else t("📄 <b>{code}</b> {title}", code=circular.code, title=circular.title),
        t("Read: {count}/{total}", count=len(standing.read), total=standing.total),
    ]
    if standing.unread:
        lines += [Markup(""), t("<b>Not yet read ({count})</b>", count=len(standing.unread))]
        lines += [Markup.escape(label) for label in standing.unread]
    if standing.without_account or standing.shut:
        lines += [
            Markup(""),
            *out_of_reach_lines(t, without_account=standing.without_account, shut=standing.shut),
        ]
    if standing.read and not is_due:
        lines += [Markup(""), t("<b>Read ({count})</b>", count=len(standing.read))]
        lines += [
            t("{person} · {moment}", person=each.label, moment=t.moment(each.read_at))
            if each.by is None
            else t(
                "{person} · {moment} ({deputy} as deputy)",
                person=each.label,
                moment=t.moment(each.read_at),
                deputy=each.by,
            )
            for each in standing.read
        ]
    if is_due and standing.unread:
        lines += [
            Markup(""),
            t("They are reminded every working day. More time: /extend_{code}", code=circular.code),
        ]
    return paged(lines)


def render_unread(
    t: Texts, unread: Sequence[tuple[int, Circular]], *, now: datetime, is_reminder: bool = False
) -> Message:
    """What somebody has still to read, by the id of the reader's row, each with a button that opens it.

    What is past its time says so.
    """
    if not unread:
        return Message(t("There is nothing that you have still to read."))
    head = (
        t.n("📬 1 paper waits for you to read", "📬 {n} papers wait for you to read", len(unread))
        if is_reminder
        else t.n("You have 1 paper to read", "You have {n} papers to read", len(unread))
    )
    shown = unread[:_BUTTONS_MOST]
    lines = [head]
    for _, circular in shown:
        line = t("{code} {title}", code=circular.code, title=shorten(circular.title, _TITLE))
        if circular.due_at is not None and circular.due_at < now:
            line = t(
                "⚠️ <b>Overdue</b> {paper} · was to be read by {due}", paper=line, due=t.due(circular.due_at)
            )
        elif circular.due_at is not None:
            line += t(" · by {due}", due=t.due(circular.due_at))
        lines.append(line)
    if len(unread) > len(shown):
        lines.append(t("… and {count} more", count=len(unread) - len(shown)))
    keyboard = tuple(
        (button(shorten(f"{circular.code} {circular.title}", _BUTTON), Press.CIRCULAR_OPEN, reader_id),)
        for reader_id, circular in shown
    )
    return Message(Markup("\n").join(lines), keyboard=keyboard)


def render_choose(t: Texts, circulars: Sequence[Circular]) -> Message:
    """A bare /readers: which paper."""
    if not circulars:
        return Message(t("You have sent out no paper yet. To send one: /doc"))
    keyboard = tuple(
        (button(shorten(f"{each.code} {each.title}", _BUTTON), Press.CIRCULAR_READERS, each.id),)
        for each in circulars[:_BUTTONS_MOST]
    )
    return Message(t("Which paper's readers?"), keyboard=keyboard)


def read_toast(t: Texts, circular: Circular) -> str:
    """已阅."""
    return t.plain("{code} is recorded as read.", code=circular.code)


def read_before(t: Texts, read_at: datetime) -> str:
    """已阅 once more."""
    return t.plain("It was recorded as read on {moment}.", moment=t.moment(read_at))


def called_off(t: Texts) -> str:
    """已阅 under what was called off."""
    return t.plain("This paper has been called off; it need not be read any more.")


def render_closed(t: Texts, circular: Circular, *, unread: int) -> Message:
    """/close, with 撤销 for ten minutes."""
    text = t(
        "⏹ {code} {title} is called off. {count} had not read it; nobody is reminded any more.",
        code=circular.code,
        title=shorten(circular.title, _TITLE),
        count=unread,
    )
    return Message(text, keyboard=((button(t.plain("Undo"), Press.CIRCULAR_REOPEN, circular.id),),))


def render_closed_by(t: Texts, circular: Circular, name: str) -> Message:
    """To who sent it out: somebody else has called it off."""
    return Message(
        t(
            "⏹ {code} {title} was called off by {name}.",
            code=circular.code,
            title=shorten(circular.title, _TITLE),
            name=name,
        )
    )


def render_reopened_by(t: Texts, circular: Circular, name: str) -> Message:
    """To who sent it out: that is taken back."""
    return Message(
        t(
            "↩️ {code} {title} was sent out again by {name}.",
            code=circular.code,
            title=shorten(circular.title, _TITLE),
            name=name,
        )
    )


def render_reopened(t: Texts, circular: Circular) -> Message:
    """撤销."""
    return Message(
        t("↩️ {code} {title} is out again.", code=circular.code, title=shorten(circular.title, _TITLE))
    )


def render_extended(t: Texts, circular: Circular, *, due_at: datetime, unusual: Unusual) -> Message:
    """/extend."""
    lines = [t("⏳ {code} is now to be read by {due}.", code=circular.code, due=t.due(due_at))]
    lines += unusual_lines(t, due_at, unusual)
    return Message(Markup("\n").join(lines))
