"""What /help and the command menu say of a command."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from zoneinfo import ZoneInfo

from bot.locale.texts import Texts
from bot.model import Kind, Role
from bot.rules.onestep import is_complete, parse_submission
from bot.rules.rights import Act, Where
from bot.views.common.help import COMMANDS, PURPOSES, menu, render_help


def test_an_administrator_reads_how_a_roster_is_imported() -> None:
    t = Texts("zh", ZoneInfo("Asia/Shanghai"))
    assert ("roster", "导入名册") in menu(t, Role.ADMIN, Where.PRIVATE)
    assert "/roster 导入名册" in render_help(t, role=Role.ADMIN, where=Where.PRIVATE)[0].text
    assert "roster" not in dict(menu(t, Role.EDITOR, Where.PRIVATE))


def test_help_in_a_place_that_is_not_bound_says_where_everything_else_is_done() -> None:
    t = Texts("zh", ZoneInfo("Asia/Shanghai"))
    for role, says in ((Role.MEMBER, True), (Role.NOBODY, False)):
        text = render_help(t, role=role, where=Where.UNBOUND)[0].text
        assert ("此处没有绑定，其他功能请在与我的私聊中使用。" in text) is says


def test_help_names_every_command_once() -> None:
    named = Counter(act for _, acts in PURPOSES for act in acts)
    assert {act: 1 for act in COMMANDS if act not in (Act.JOIN, Act.HELP)} == named


def test_a_partners_help_says_how_to_offer_something() -> None:
    text = render_help(Texts("zh", ZoneInfo("Asia/Shanghai")), role=Role.PARTNER, where=Where.PRIVATE)[0].text
    assert "<code>#选题 标题</code>" in text and "<code>#报送 标题</code>" in text


def test_a_reporters_help_begins_with_a_template_that_is_taken_as_it_stands() -> None:
    """Found in use (27): it was last, and copied as it stood it gave two complaints; headers were mentioned nowhere."""
    for language in ("zh", "en"):
        t = Texts(language, ZoneInfo("Asia/Shanghai"))
        text = render_help(t, role=Role.MEMBER, where=Where.PRIVATE, themes=("产业发展",))[0].text
        template = re.search(r"<pre>(#.*?)</pre>", text, re.DOTALL)
        assert template is not None and text.index(template[0]) < text.index("/my")
        parsed = parse_submission(unescape(template[1]), themes=("产业发展",))
        assert is_complete(parsed) and parsed.kind is Kind.ORDINARY and not parsed.kind_unknown
    t = Texts("zh", ZoneInfo("Asia/Shanghai"))
    text = render_help(t, role=Role.MEMBER, where=Where.PRIVATE, themes=("产业发展",))[0].text
    for named in ("紧急", "选题", "来源", "联合", "主题", "直接编辑"):
        assert named in text
