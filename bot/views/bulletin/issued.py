"""A bulletin that was issued: to leaders and groups, in the list of a year, sent once more, and corrections to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Bulletin, Button, Erratum, ErratumState, Keyboard, Message
from bot.rules.text import shorten
from bot.views.common import labels
from bot.views.common.bulletins import issue_words, name_of, total_words
from bot.views.common.callbacks import Press, button
from bot.views.common.paging import paragraphs, turns
from bot.views.items.parts import lines_of

_TITLE, _NOTE = 100, 300
_A_ROW = 4


@dataclass(frozen=True, slots=True)
class Printed:
    """An item as it stands in an issued bulletin; without a title it is not to be read any more."""

    item_id: int
    number: str
    title: str
    by: str


@dataclass(frozen=True, slots=True)
class Issue:
    """A bulletin that was issued, on `day`."""

    bulletin: Bulletin
    mark: str
    day: date
    items: Sequence[Printed]


def render_issued(t: Texts, issue: Issue, *, for_leader: bool = False, has_file: bool = True) -> Message:
    """The titles, which open the items at a tap; in a leader's private chat with 批示 for each."""
    lines = [
        t(
            "📰 <b>{name}</b>, {day}",
            name=name_of(t, issue.mark, issue.bulletin),
            day=t.full_day(issue.day),
        )
    ]
    if issue.bulletin.note:
        lines.append(t("Note: {note}", note=shorten(issue.bulletin.note, _NOTE)))
    lines += [_line(t, place, each) for place, each in enumerate(issue.items, start=1)]
    if has_file:
        lines.append(t("The bulletin itself follows as a file."))
    return Message(lines_of(lines), keyboard=_comment_rows(t, issue) if for_leader else ())


def _line(t: Texts, place: int, printed: Printed) -> Markup:
    if not printed.title:
        return t("{place}. (taken out: it is not to be read any more)", place=place)
    return t(
        "{place}. {title} ({by}) /item_{tap}",
        place=place,
        title=shorten(printed.title, _TITLE),
        by=shorten(printed.by, 40),
        tap=labels.tapped(printed.number),
    )


def _comment_rows(t: Texts, issue: Issue) -> Keyboard:
    readable = [(place, each) for place, each in enumerate(issue.items, start=1) if each.title]
    buttons = [
        button(
            t.plain("Comment as a leader")
            if len(issue.items) == 1
            else t.plain("Comment {number}", number=place),
            Press.LEADER_COMMENT,
            each.item_id,
        )
        for place, each in readable
    ]
    return tuple(tuple(buttons[at : at + _A_ROW]) for at in range(0, len(buttons), _A_ROW))


def render_done(t: Texts, issue: Issue, *, signer: str, groups: int) -> Message:
    """What stood in the making says that it is issued."""
    return Message(
        lines_of(
            [
                t("📰 <b>{name}</b>", name=name_of(t, issue.mark, issue.bulletin)),
                t(
                    "Issued by {signer} on {at}; sent to the leaders; work groups: {groups}.",
                    signer=signer,
                    at=issue.bulletin.signed_at,
                    groups=groups,
                ),
                *(_line(t, place, each) for place, each in enumerate(issue.items, start=1)),
            ]
        )
    )


def render_issues(
    t: Texts,
    mark: str,
    issues: Sequence[Issue],
    corrected: Collection[int],
    *,
    year: int,
    page: int,
    pages: int,
) -> Message:
    """A year's bulletins: number, day, and how many items each has; which are `corrected` (by id); a button sends one."""
    if not issues:
        return Message(t("No bulletin was issued in {year} that you may see.", year=year))
    lines = [t("📰 <b>“{mark}”, {year}</b>", mark=mark, year=year)]
    rows: list[tuple[Button, ...]] = []
    row: list[Button] = []
    for issue in issues:
        bulletin, day, count = issue.bulletin, issue.day, len(issue.items)
        name = issue_words(t, bulletin.number or 0, is_supplement=bulletin.is_supplement)
        total = total_words(t, bulletin.total)
        words = t.plain("{issue} ({total})", issue=name, total=total) if total else name
        line = t.n("{name}, {day}, {n} item", "{name}, {day}, {n} items", count, name=words, day=t.day(day))
        lines.append(line + t(" · corrected") if bulletin.id in corrected else line)
        row.append(button(name, Press.ISSUE_SHOW, bulletin.id))
        if len(row) == 2:
            rows.append(tuple(row))
            row = []
    rows.append(tuple(row))
    rows.append(turns(t, Press.ISSUES_PAGE, page, pages, year))
    return Message(lines_of(lines), keyboard=tuple(each for each in rows if each))


def render_erratum(t: Texts, issue: Issue, erratum: Erratum) -> Message:
    """To whoever has the bulletin."""
    head = t(
        "📰 <b>{name}: correction No. {number}</b>",
        name=name_of(t, issue.mark, issue.bulletin),
        number=erratum.number,
    )
    return Message(lines_of([head, *_words(t, erratum)]))


def _words(t: Texts, erratum: Erratum) -> Sequence[Markup]:
    return paragraphs(erratum.words) if erratum.words else [t("(nothing is left of the text)")]


def render_no_words(t: Texts) -> Message:
    """What asked for a correction whose words are gone."""
    return Message(t("(nothing is left of the text)"))


def render_ask_erratum(
    t: Texts, issue: Issue, erratum: Erratum, *, by: str, decided_by: str | None = None
) -> Message:
    """To whoever asks for a correction, and to the signers."""
    lines = [
        t("📰 A correction to {name}, by {by}:", name=name_of(t, issue.mark, issue.bulletin), by=by),
        *_words(t, erratum),
    ]
    if erratum.state is ErratumState.ISSUED:
        lines.append(
            t("✅ Issued as correction No. {number} · {name}", number=erratum.number, name=decided_by or "")
        )
        return Message(lines_of(lines))
    if erratum.state is ErratumState.DROPPED:
        lines.append(t("✖️ Not issued · {name}", name=decided_by or ""))
        return Message(lines_of(lines))
    lines.append(t("A signer decides: it goes to the leaders and the work groups, and cannot be undone."))
    buttons = (
        button(t.plain("Issue the correction"), Press.ERRATUM_ISSUE, erratum.id),
        button(t.plain("Do not issue it"), Press.ERRATUM_DROP, erratum.id),
    )
    return Message(lines_of(lines), keyboard=(buttons,))
