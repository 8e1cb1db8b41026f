"""The command line beside, before and without a running bot: check, roster import, post (manual, section 8)."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox import Sandbox, serve
from tests.support.process import command, query, write_settings
from tests.support.running import OWNER

GOOD = "单位,姓名,Telegram,入职\n云茶镇,王茗,101,2026-01-05\n县农业局,李树青,102,2026-01-05\n"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[tuple[Sandbox, Path]]:
    """A sandbox and the settings that lead to it; no bot is running."""
    sandbox = Sandbox()
    async with serve(sandbox) as base:
        sandbox.user(OWNER, "主任")
        yield sandbox, write_settings(tmp_path, base, owners=[OWNER])


async def test_a_roster_is_imported_before_the_first_start_and_again(
    office: tuple[Sandbox, Path], tmp_path: Path
) -> None:
    _, config = office
    roster = tmp_path / "roster.csv"
    roster.write_text(GOOD, encoding="gb18030")
    code, out, _ = await command("roster", "import", str(roster), "--config", str(config))
    assert code == 0 and "2" in out
    code, _, _ = await command("--config", str(config), "roster", "import", str(roster))
    assert code == 0
    assert query(tmp_path, "SELECT name, telegram_id FROM people ORDER BY id") == [
        ("王茗", 101),
        ("李树青", 102),
    ]


async def test_rows_without_an_account_get_links_in_a_file(
    office: tuple[Sandbox, Path], tmp_path: Path
) -> None:
    _, config = office
    roster = tmp_path / "roster.csv"
    roster.write_text(GOOD + "双溪乡,郑宣,,2026-01-05\n", encoding="utf-8")
    code, out, _ = await command("roster", "import", str(roster), "--config", str(config))
    links = (tmp_path / "roster-links.csv").read_text(encoding="utf-8-sig")
    assert code == 0 and "roster-links.csv" in out
    assert "郑宣" in links and "https://t.me/zhibao_bot?start=" in links and "王茗" not in links
    # Where the file of links cannot be written nobody is imported: the database keeps but hashes of them.
    other = tmp_path / "other.csv"
    other.write_text("单位,姓名,入职\n双溪乡,钱和,2026-01-05\n", encoding="utf-8")
    (tmp_path / "other-links.csv").mkdir()
    code, _, err = await command("roster", "import", str(other), "--config", str(config))
    assert (code, err.count("\n")) == (
        1,
        1,
    ) and "不能写入：这是文件夹；个人邀请链接无处保存，未导入任何内容" in err
    assert query(tmp_path, "SELECT name FROM people WHERE name = '钱和'") == []


async def test_every_bad_row_is_named_and_nothing_is_changed(
    office: tuple[Sandbox, Path], tmp_path: Path
) -> None:
    _, config = office
    roster = tmp_path / "roster.csv"
    roster.write_text(GOOD + "双溪乡,,103,\n双溪乡,郑宣,abc,\n", encoding="utf-8")
    code, _, err = await command("roster", "import", str(roster), "--config", str(config))
    assert code == 1 and "4" in err and "5" in err and "abc" in err
    assert query(tmp_path, "SELECT count(*) FROM people") == [(0,)]


async def test_a_file_that_is_not_there_or_no_table(office: tuple[Sandbox, Path], tmp_path: Path) -> None:
    _, config = office
    code, _, err = await command("roster", "import", str(tmp_path / "no.csv"), "--config", str(config))
    assert code == 1 and "no.csv" in err and err.count("\n") == 1


async def test_check_says_what_is_right_and_what_is_wrong(
    office: tuple[Sandbox, Path], tmp_path: Path
) -> None:
    sandbox, config = office
    code, out, err = await command("check", "--config", str(config))
    assert code == 0 and "@zhibao_bot" in out and err == ""
    sandbox.world.privacy = True
    code, _, err = await command("check", "--config", str(config))
    assert code == 1 and "/setprivacy" in err
    (tmp_path / "file").write_text("", encoding="utf-8")
    good = config.read_text(encoding="utf-8")
    config.write_text(good.replace(f"sqlite:///{tmp_path}/", f"sqlite:///{tmp_path}/file/"), encoding="utf-8")
    (tmp_path / "roster.csv").write_text(GOOD, encoding="utf-8")
    for verb in (["run"], ["roster", "import", str(tmp_path / "roster.csv")]):  # no folder can be made
        code, _, err = await command(*verb, "--config", str(config))
        assert (code, err.count("\n")) == (1, 1) and "机器人须能在此读写" in err
    config.write_text(good, encoding="utf-8")
    for verb in (
        ["export"],
        ["recount"],
        ["post", "demands"],
    ):  # a wrong address is not answered with "nothing"
        code, _, err = await command(*verb, "--config", str(config))
        assert (code, err) == (1, f"zhibao: 还没有数据库 {tmp_path / 'desk.db'}。\n")
    config.write_text(
        config.read_text(encoding="utf-8").replace("123456:SANDBOX", "1:WRONG"), encoding="utf-8"
    )
    code, _, err = await command("check", "--config", str(config))
    assert code == 1 and "telegram.token" in err and "1:WRONG" not in err
    assert not (tmp_path / "desk.db").exists(), "a check makes nothing"
    # Where nobody answers, it says so in words, and what to look at; the library's name for it stands behind.
    base = re.search(r'base_url = "(http://[^"]+)/bot"', good)
    assert base is not None
    config.write_text(good.replace(base[1], "http://127.0.0.1:1"), encoding="utf-8")
    code, _, err = await command("check", "--config", str(config))
    assert code == 1
    assert "问题：连不上 Telegram（http://127.0.0.1:1/bot）：无法建立连接（" in err, (
        "the transport's own words behind"
    )
    assert "）；请检查本机网络、telegram.base_url 和 telegram.proxy\n" in err and "NotSent" not in err


async def test_post_by_hand_beside_a_running_bot_and_only_once(
    open_county: Callable[..., Any], tmp_path: Path
) -> None:
    async with open_county(at=datetime.now(UTC)) as gao:  # the command line has no clock of its own to shift
        await gao.join("王茗")
        base = gao.settings.telegram.base_url.removesuffix("/bot")
        config = write_settings(tmp_path, base, owners=[OWNER])
        asked = ("post", "shortfall", "--period", "2026-05", "--config", str(config))
        code, out, _ = await command(*asked, "--dry-run")
        assert code == 0 and "云茶镇 王茗 0/4" in out
        for _ in range(2):
            code, _, _ = await command(*asked)
            assert code == 0
        await gao.owner.wait_for("2026年5月信息报送未完成名单", chat=gao.work_group, since=0)
        await gao.idle()
        posts = [s for s in gao.owner.messages(gao.work_group) if "未完成名单" in s.text]
        assert len(posts) == 1


async def test_post_by_hand_where_no_bot_is_running(office: tuple[Sandbox, Path], tmp_path: Path) -> None:
    sandbox, config = office
    owner = sandbox.user(OWNER, "主任")
    group = sandbox.group("工作群", owner, bot_admin=True)
    roster = tmp_path / "roster.csv"
    roster.write_text(GOOD, encoding="utf-8")
    await command("roster", "import", str(roster), "--config", str(config))
    conn = sqlite3.connect(tmp_path / "desk.db")
    with conn:
        conn.execute("INSERT INTO places (chat_id, kind, title) VALUES (?, 'work', '工作群')", (group.id,))
    conn.close()
    code, out, _ = await command("post", "shortfall", "--period", "2026-05", "--config", str(config))
    assert code == 0 and "已发送" in out
    assert any("未完成名单" in s.text for s in owner.messages(group))
    # The notice's files are made by the command as well: no bot runs that would.
    code, out, _ = await command("post", "notice", "--period", "2026-05", "--config", str(config))
    assert code == 0 and "已发送" in out
    files = [s.file_name for s in owner.messages(group) if s.document is not None and not s.is_photo]
    name = "2026年5月政务信息报送采用情况通报（2026年第1期）"
    assert files == [f"{name}.docx", f"{name}.xlsx"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("post", "nonsense"), "nonsense"), (("post", "shortfall", "--period", "soon"), "soon")],
)
async def test_an_unknown_post_or_period_is_wrong_usage(
    office: tuple[Sandbox, Path], arguments: tuple[str, ...], words: str
) -> None:
    _, config = office
    code, _, err = await command(*arguments, "--config", str(config))
    assert code == 2 and words in err and err.count("\n") == 1


@pytest.mark.parametrize(
    ("environment", "words", "lines"),
    [
        # Before the settings could be read: Chinese, or English where the locale begins so.
        ({}, "[desk\n", ("settings.toml 不能读取：表名后面缺少 ']'（第1行第6列）",)),
        ({"LANG": "de_DE.UTF-8"}, "[desk\n", ("不能读取",)),
        (
            {"LANG": "en_GB.UTF-8"},
            "[desk\n",
            ("cannot be read: Expected ']' at the end of a table declaration",),
        ),
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_GB"}, "[desk\n", ("不能读取",)),
        ({"LC_MESSAGES": "en_US", "LANG": "zh_CN"}, "[desk\n", ("cannot be read",)),
        # A wrong value beside a language that is written: that one.
        ({}, "[desk]\nlanguage = 'en'\nowners = 1\n", ("desk.owners = 1: write a list in square brackets",)),
        ({"LANG": "en"}, "[desk]\nlanguage = 'zh'\nowners = 1\n", ("desk.owners = 1：请用方括号写成列表",)),
        ({"LANG": "en"}, "[desk]\nowners = 1\n", ("desk.owners = 1: write a list",)),
        # Settings that can be read: the desk's language.
        ({"LANG": "en"}, "", ("telegram.token 为空：请设置环境变量 TELEGRAM_BOT_TOKEN",)),
        (
            {"LANG": "zh_CN"},
            "[desk]\nlanguage = 'en'\n",
            ("telegram.token is empty: set TELEGRAM_BOT_TOKEN",),
        ),
        ({"DESK_DESK__LANGUAGE": "en"}, "", ("telegram.token is empty: set TELEGRAM_BOT_TOKEN",)),
    ],
)
async def test_a_line_is_in_the_offices_language_and_before_the_settings_in_the_readers(
    tmp_path: Path, environment: dict[str, str], words: str, lines: tuple[str, ...]
) -> None:
    config = tmp_path / "settings.toml"
    config.write_text(words, encoding="utf-8")
    code, out, err = await command("run", "--config", str(config), **environment)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("zhibao: ") and all(line in err for line in lines), err


async def test_help_and_wrong_usage_are_in_the_readers_language() -> None:
    code, out, _ = await command("restore", "--help")
    assert code == 0 and re.findall(
        "[A-Za-z]{4,}", re.sub(r"--?[a-z]+|python -m bot|config.toml", "", out)
    ) == [
        "restore",
        "FILE",
        "FILE",
        "FILE",
        "FILE",
    ]
    assert "用法：python -m bot restore" in out and "只检查并列出内容" in out
    code, _, err = await command("move", "--from", "sqlite:///a.db")
    assert code == 2 and err.endswith("python -m bot move：缺少参数：--to\n")
    code, _, err = await command("nonsense")
    assert code == 2 and "没有 'nonsense'，可用的有 'demo', 'run'" in err
    code, _, err = await command("move", "--from", "sqlite:///a.db", LANG="en_GB.UTF-8")
    assert code == 2 and err.endswith(
        "python -m bot move: error: the following arguments are required: --to\n"
    )
