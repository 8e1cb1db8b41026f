"""What each command is for, in /help and in the command menu; who may use it stands in rules/rights.py."""

from __future__ import annotations

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Message, Role
from bot.rules.rights import Act, Where, may
from bot.views.common import labels
from bot.views.common.paging import paged

# In the order of the menu: description, and how it is typed where it takes words.
COMMANDS: dict[Act, tuple[str, str]] = {
    Act.SUBMIT: (N_("Submit an item"), ""),
    Act.MY: (N_("My items and this month's count"), ""),
    Act.TOPICS: (N_("Open demands"), ""),
    Act.BOOK: (N_("Book a demand"), N_("/book 12")),
    Act.UNBOOK: (N_("Cancel a booking"), N_("/unbook 12")),
    Act.BOOKINGS: (N_("My unit's bookings"), ""),
    Act.ITEM: (N_("Look at an item"), N_("/item 2026-0001")),
    Act.REVISE: (N_("Revise an item"), N_("/revise 2026-0001")),
    Act.WITHDRAW: (N_("Withdraw an item before review"), N_("/withdraw 2026-0001")),
    Act.PROPOSE: (N_("Propose a topic"), N_("/propose text")),
    Act.RANK: (N_("Ranking"), N_("/rank month unit")),
    Act.DEMAND: (N_("Post a demand"), ""),
    Act.CLOSE: (N_("Close a demand"), N_("/close 12")),
    Act.EXTEND: (N_("Extend a demand"), N_("/extend 12 3d")),
    Act.CANCEL: (N_("Cancel what is under way"), ""),
    Act.AUDIT: (N_("Audit trail of an item"), N_("/audit 2026-0001")),
    Act.MEMBERS: (N_("Members"), ""),
    Act.MEMBER: (N_("See and change a member"), N_("/member name")),
    Act.ROSTER: (N_("Import the roster"), ""),
    Act.INVITE: (N_("Invite a member"), N_("/invite unit name")),
    Act.LEAVE: (N_("A month of leave"), N_("/leave name 2026-05")),
    Act.BIND: (N_("Bind this group"), N_("/bind work")),
    Act.UNBIND: (N_("Unbind this group"), ""),
    Act.PREVIEW: (N_("Preview a scheduled post"), N_("/preview shortfall")),
    Act.LANG: (N_("Language"), N_("/lang en")),
    Act.JOIN: (N_("Ask to join"), N_("/join unit name")),
    Act.HELP: (N_("Help"), ""),
}


def menu(t: Texts, role: Role, where: Where) -> list[tuple[str, str]]:
    """Command and description for everything that this role may do in this kind of chat, in the menu's order."""
    return [
        (act.value, t.plain(description))
        for act, (description, _) in COMMANDS.items()
        if may(role, act, where) and not (act is Act.JOIN and role is not Role.NOBODY)
    ]


def render_help(t: Texts, *, role: Role, where: Where) -> list[Message]:
    """The commands with examples, and how a one-step item or demand is written."""
    lines = [t("<b>What you can do here</b> · {role}", role=labels.role(t, role))]
    for act, (description, example) in COMMANDS.items():
        if may(role, act, where) and act not in (Act.JOIN, Act.HELP):
            typed = t.plain(example) if example else f"/{act.value}"
            lines.append(t("{typed} · {description}", typed=typed, description=t.plain(description)))
    if may(role, Act.SUBMIT, where):
        lines += [Markup(""), t("<b>One-step item</b>"), *_example(t, _ITEM)]
    if may(role, Act.DEMAND, where):
        lines += [Markup(""), t("<b>One-step demand</b>"), *_example(t, _DEMAND)]
    return paged(lines)


_ITEM = N_(
    "#submit Title\nKind: ordinary, comprehensive, policy or early warning (may be left out)\n"
    "Topic: T12 (may be left out)\nText of 20 characters or more"
)
_DEMAND = N_(
    "#demand Title\nDue: 3 workdays\nSlots: 2\nUnits: named units for a commission (may be left out)\nWhat is wanted"
)


def _example(t: Texts, example: str) -> list[Markup]:
    return [t("<code>{line}</code>", line=line) for line in t.plain(example).split("\n")]
