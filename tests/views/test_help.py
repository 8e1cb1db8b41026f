"""What /help and the command menu list: every command that there is."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.locale.texts import Texts
from bot.model import Role
from bot.rules.rights import Act, Where
from bot.views.common.help import COMMANDS, menu, render_help

BUTTONS = {Act.REVIEW, Act.DECIDE_PROPOSAL, Act.DECIDE_JOIN, Act.DOUBT}  # no command of their own
UNLISTED = {Act.START}  # Telegram has a button for it


def test_every_command_is_listed() -> None:
    assert set(COMMANDS) == set(Act) - BUTTONS - UNLISTED


def test_an_administrator_reads_how_a_roster_is_imported() -> None:
    t = Texts("zh", ZoneInfo("Asia/Shanghai"))
    assert ("roster", "导入名册") in menu(t, Role.ADMIN, Where.PRIVATE)
    assert "/roster · 导入名册" in render_help(t, role=Role.ADMIN, where=Where.PRIVATE)[0].text
    assert "roster" not in dict(menu(t, Role.EDITOR, Where.PRIVATE))
