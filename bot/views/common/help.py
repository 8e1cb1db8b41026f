"""What each command is for, in /help and in the command menu; who may use it stands in rules/rights.py."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Message, Role
from bot.rules.rights import RIGHTS, Act, Where, may
from bot.views.common import labels
from bot.views.common.paging import paged

# In the order of the menu.
COMMANDS: dict[Act, str] = {
    Act.TODAY: N_("What waits for me today"),
    Act.SUBMIT: N_("Submit an item"),
    Act.MY: N_("My items and this month's count"),
    Act.TOPICS: N_("Open topics"),
    Act.BOOK: N_("Book a topic"),
    Act.UNBOOK: N_("Cancel a booking"),
    Act.BOOKINGS: N_("My unit's bookings"),
    Act.DOCS: N_("What I have still to read"),
    Act.ITEM: N_("Look at an item"),
    Act.SEARCH: N_("Search items"),
    Act.REVISE: N_("Revise an item"),
    Act.WITHDRAW: N_("Withdraw an item before review"),
    Act.PROPOSE: N_("Propose a topic"),
    Act.ASK: N_("Ask the editors"),
    Act.GUIDE: N_("How to write an item, with good examples"),
    Act.KEYPOINTS: N_("The month's key points"),
    Act.TOPIC: N_("Give the desk a topic"),
    Act.CONSULT: N_("Agenda and minutes of the consultation"),
    Act.RANK: N_("Ranking"),
    Act.STATS: N_("Statistics"),
    Act.POINTS: N_("The lines behind somebody's points"),
    Act.WHY: N_("What an item's points are made of"),
    Act.APPEAL: N_("Object to figures"),
    Act.TARGET: N_("Yearly targets and how far along they are"),
    Act.FEES: N_("List the fees of a month or a quarter"),
    Act.APPRAISAL: N_("The yearly appraisal"),
    Act.COMMENT: N_("Record what a leader says of an item"),
    Act.SHARE: N_("Share an item with partners"),
    Act.ADOPTED: N_("Record that a channel took an item"),
    Act.ROTATION: N_("Training at the desk"),
    Act.EXEMPLAR: N_("Choose an item as a good example"),
    Act.TASKS: N_("The ledger of supervision tasks"),
    Act.TASK: N_("Set a supervision task"),
    Act.ISSUES: N_("Bulletins that were issued"),
    Act.ISSUE: N_("Compose the bulletin"),
    Act.FEEDS: N_("Network sources and their leads"),
    Act.DEMAND: N_("Post a topic"),
    Act.DOC: N_("Send out a paper to read"),
    Act.READERS: N_("Who has read a paper"),
    Act.CLOSE: N_("Close a topic, call off a paper, a meeting or a task"),
    Act.EXTEND: N_("Give a topic, a paper or a task more time, move a meeting"),
    Act.MEETING: N_("Call a meeting"),
    Act.MEETINGS: N_("The meetings that are ahead"),
    Act.ATTENDANCE: N_("Who comes to a meeting"),
    Act.EXPORT: N_("A month's or a year's data as a file"),
    Act.CANCEL: N_("Cancel what is under way"),
    Act.QUEUE: N_("What waits for review, and who has it"),
    Act.EDIT: N_("Edit an item's text"),
    Act.AUDIT: N_("History of an item's decisions"),
    Act.HELD: N_("What waits for secrecy review"),
    Act.MEMBERS: N_("All members"),
    Act.MEMBER: N_("See or change a member"),
    Act.ROSTER: N_("Import the roster"),
    Act.INVITE: N_("Invite a member"),
    Act.LEAVE: N_("Exempt somebody for a month"),
    Act.BIND: N_("Bind this group"),
    Act.UNBIND: N_("Unbind this group"),
    Act.PREVIEW: N_("Preview a scheduled post"),
    Act.CORRECT: N_("Correct a published monthly notice"),
    Act.QUIET: N_("Quiet hours for reminders"),
    Act.NOTIFY: N_("Switch reminders on or off"),
    Act.DEPUTY: N_("Who stands in for me"),
    Act.LANG: N_("Language"),
    Act.JOIN: N_("Ask to join"),
    Act.HELP: N_("Help"),
}
PURPOSES = (
    (N_("Submitting"), (Act.SUBMIT, Act.CANCEL)),
    (N_("Your items"), (Act.MY, Act.ITEM, Act.SEARCH, Act.REVISE, Act.WITHDRAW)),
    (N_("Guidance"), (Act.GUIDE, Act.ASK, Act.EXEMPLAR)),
    (N_("Circulated papers"), (Act.DOCS, Act.DOC, Act.READERS)),
    (
        N_("Topics"),
        (Act.TOPICS, Act.BOOK, Act.UNBOOK, Act.BOOKINGS, Act.PROPOSE, Act.TOPIC, Act.KEYPOINTS, Act.CONSULT),
    ),
    (N_("Posting topics"), (Act.DEMAND, Act.CLOSE, Act.EXTEND, Act.FEEDS)),
    (N_("Reviewing"), (Act.QUEUE, Act.EDIT, Act.COMMENT, Act.ADOPTED, Act.SHARE, Act.AUDIT, Act.HELD)),
    (N_("Meetings"), (Act.MEETINGS, Act.MEETING, Act.ATTENDANCE)),
    (N_("Supervision"), (Act.TASKS, Act.TASK)),
    (N_("The bulletin"), (Act.ISSUE, Act.ISSUES)),
    (N_("People"), (Act.MEMBERS, Act.MEMBER, Act.INVITE, Act.ROSTER, Act.LEAVE, Act.ROTATION)),
    (N_("Groups and scheduled posts"), (Act.BIND, Act.UNBIND, Act.PREVIEW)),
    (
        N_("Figures"),
        (
            Act.RANK,
            Act.STATS,
            Act.POINTS,
            Act.WHY,
            Act.APPEAL,
            Act.TARGET,
            Act.CORRECT,
            Act.FEES,
            Act.APPRAISAL,
            Act.EXPORT,
        ),
    ),
    (N_("For yourself"), (Act.TODAY, Act.QUIET, Act.NOTIFY, Act.DEPUTY, Act.LANG)),
)
_ITEM = N_(
    "#submit Autumn tea harvest completed in Yuncha\nCategory: ordinary\n"
    "All of Yuncha's autumn tea has been picked this year: 3,200 mu, 180 tonnes of leaves, 2,400 yuan more for each household."
)
_DEMAND = N_(
    "#demand Winter and spring irrigation works\nDue: 3 workdays\nSlots: 2\n"
    "How many works have begun, how far along they are, what money is in place and what is difficult; 800 characters at most."
)

_NEAR = 0.75  # of the letters: /quiet is no slip for /audit


def menu(t: Texts, role: Role, where: Where) -> list[tuple[str, str]]:
    """Command and description for everything that this role may do in this kind of chat, in the menu's order."""
    return [
        (act.value, t.plain(description))
        for act, description in COMMANDS.items()
        if _is_for(role, act, where) and not (act is Act.JOIN and role is not Role.NOBODY)
    ]


def _is_for(role: Role, act: Act, where: Where) -> bool:
    """Whether it is shown: not what a role may do and has no use for, as a leader the bookings of a unit."""
    return may(role, act, where) and not (role is Role.LEADER and act is Act.BOOKINGS)


def command_in(caption: str) -> Act | None:
    """The command with which the words below a file begin; /submit says there what the file is."""
    name = caption.split(maxsplit=1)[0].partition("@")[0].casefold() if caption.strip() else ""
    named = {f"/{act.value}": act for act in COMMANDS if act is not Act.SUBMIT}
    return named.get(name) or named.get(name.partition("_")[0])


def nearest_command(typed: str, *, role: Role, where: Where) -> Act | None:
    """The command that this person may have meant by one that does not exist."""
    name = typed.split(maxsplit=1)[0].lstrip("/").partition("@")[0].casefold() if typed.strip() else ""
    known = {act.value: act for act in COMMANDS if may(role, act, where)}
    near = get_close_matches(name, known, n=1, cutoff=_NEAR)
    return known[near[0]] if near else None


def render_help(t: Texts, *, role: Role, where: Where, themes: Sequence[str] = ()) -> list[Message]:
    """How things are written, to be copied, and the commands by what people want to do. `themes` are the settings'."""
    lines: list[Markup] = []
    if may(role, Act.SUBMIT, where):
        lines += _how_to_submit(t, themes=themes)
    if may(role, Act.DEMAND, where):
        lines += [t("<b>To post a topic</b>, copy this and change it:"), _template(t, _DEMAND), Markup("")]
    if role is Role.PARTNER:
        lines += _how_to_offer(t)
    lines += _purposes(t, role=role, where=where)
    if where is Where.UNBOUND and role is not Role.NOBODY:
        lines.append(
            t("This place is not bound to the desk: everything else is done in the private chat with me.")
        )
    lines.append(t("Your role: {role}", role=labels.role(t, role)))
    return paged(lines)


def _how_to_submit(t: Texts, *, themes: Sequence[str]) -> list[Markup]:
    named = t("Theme: {theme}", theme=themes[0]) if themes else ""
    return [
        t("<b>To submit an item</b>, copy this and change it:"),
        _template(t, _ITEM),
        t(
            "Lines you can add below the title: <code>Urgent</code>, <code>Category: policy</code> (or ordinary, "
            "comprehensive, early warning), <code>Topic: T12</code>, <code>Source: Statistics Office</code>, "
            "<code>Joint: Forestry Office</code>, <code>Key point: 3</code>"
        )
        + (t(", <code>{line}</code>", line=named) if named else ""),
        t("To correct it before review, just edit the message that you sent."),
        Markup(""),
    ]


def _how_to_offer(t: Texts) -> list[Markup]:
    return [
        t("<b>To offer the desk something</b>, write it in the partners' group:"),
        t("<code>#topic title</code> what you plan to report; the lines below say more"),
        t("<code>#submit title</code> what you have already: texts, pictures, footage"),
        t("What becomes of it is told there. What the desk shares with you has buttons to use it or not."),
        Markup(""),
    ]


def _template(t: Texts, text: str) -> Markup:
    return t("<pre>{text}</pre>", text=t.plain(text))


def _purposes(t: Texts, *, role: Role, where: Where) -> list[Markup]:
    lines = []
    for purpose, acts in PURPOSES:
        rows = [
            t("/{command} {description}", command=act.value, description=t.plain(COMMANDS[act]))
            for act in acts
            if _is_for(role, act, where)
        ]
        if rows:
            lines.append(t("<b>{purpose}</b>", purpose=t.plain(purpose)))
            lines.append(Markup(" · ").join(rows))
    if role in RIGHTS[Act.BIND].roles and not may(role, Act.BIND, where):
        lines.append(t("To bind a group, add me to it and send /bind there."))
    return lines
