"""The examples of docs/operations.md: a test that runs one asks for it here; what no test can run is marked, with the reason.

A block stands under a comment: `<!-- run: NAME -->`, or `<!-- not run: REASON -->`. An example within a line is code with a
space in it, or a variable that is set; those that cannot be run are in NOT_RUN. tests/test_examples.py finds what is neither.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "operations.md"
_MARK = re.compile(r"<!-- (run|not run): (.+) -->")
_SETTING = re.compile(r"[a-z_.]+ = .+")
_VARIABLE = re.compile(r"[A-Z_]+=.+")

_SHORT = "short for the command of that name, which is run"
_SAID = "what the product says, held by the tests of what says it"
_SYSTEMD = "a service is the machine's"
_WORDS = "no example"
NOT_RUN = {
    "curl https://api.telegram.org/bot$TELEGRAM_BOT_TOKEN/logOut": "logs a real bot out at Telegram",
    "git pull": "brings whatever the origin has",
    "python -m bot.reading": "the bot starts it for a file that was sent; tests/delivery/incoming/test_reader.py does",
    "python -m bot.exports": "the bot starts it for a table that was sent; tests/exports/test_tables.py does",
    "python -m bot.making": "the bot starts it for a picture; tests/delivery/outgoing/test_making.py does",
    "kill -9": "tests/e2e/test_kill.py does it, without a shell",
    "timedatectl set-ntp true": "sets the machine's clock",
    "systemctl status zhibao": _SYSTEMD,
    "systemctl disable --now zhibao": _SYSTEMD,
    "pool_mode = session": "a setting of pgbouncer's",
    "[desk] language": "names a key of config.toml",
    "desk.example { handle /zhibao { reverse_proxy 127.0.0.1:8080 } }": "needs Caddy and a certificate",
    ".parameter set :id 17": "of the sqlite3 shell, in place of which the test gives the number",
    "ZHIBAO_TRACEBACK=1": "tests/test_logs.py and tests/e2e/test_secrets.py set it",
    "restore FILE": _SHORT,
    "restore --resume": _SHORT,
    "restore --check": _SHORT,
    "--config FILE": "every other test of the command line gives it",
    "2026-06-01 09:30:00+0800 WARNING telegram.unreachable wait=4.0 kind=NotSent …": _SAID,
    "zhibao: unexpected fault, …": _SAID,
    "zhibao: another copy of the bot is running …": _SAID,
    "database or disk is full": _SAID,
    "fault: database": _SAID,
    "A-Z a-z 0-9 _ -": _WORDS,
    "县政府 张县长": _WORDS,
    "County Government Deputy Magistrate Li": _WORDS,
    "[health] port": _WORDS,
}


@dataclass(frozen=True)
class Block:
    """A fenced block; `mark` and `about` are those of the comment before it, empty where there is none."""

    line: int
    mark: str
    about: str
    text: str


def blocks() -> list[Block]:
    """All of them, in order."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    fences = [place for place, line in enumerate(lines) if line.lstrip().startswith("```")]
    assert len(fences) % 2 == 0
    found = []
    for first, last in zip(fences[::2], fences[1::2], strict=True):
        mark = _MARK.fullmatch(lines[first - 1].strip())
        kind, about = mark.groups() if mark else ("", "")
        found.append(Block(first + 1, kind, about, "\n".join(lines[first + 1 : last])))
    return found


def example_block(name: str) -> str:
    """The text of the block marked `<!-- run: NAME -->`."""
    (found,) = [each.text for each in blocks() if (each.mark, each.about) == ("run", name)]
    return found


def spans() -> set[str]:
    """The examples within lines: commands, statements, settings. A chat command (/bind work) is tests/test_docs.py's."""
    text = re.sub(r"^\s*```.*?^\s*```", "", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    # Code in a table may not hold a line's end; elsewhere it may.
    found = {" ".join(span.split()) for span in re.findall(r"`([^`]+)`", text)}
    return {each for each in found if (" " in each or _VARIABLE.fullmatch(each)) and not each.startswith("/")}


def settings() -> list[str]:
    """Those that are a line of config.toml."""
    return sorted(each for each in spans() - set(NOT_RUN) if _SETTING.fullmatch(each))


def example(text: str) -> str:
    """An example within a line, which must stand in the manual word for word."""
    assert text in spans(), f"docs/operations.md has no example `{text}`"
    return text
