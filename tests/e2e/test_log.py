"""What a real process writes to standard error: in JSON nothing but objects, and the settings' level holds."""

from __future__ import annotations

import asyncio
import json
import signal
from pathlib import Path

from bot.sandbox import Sandbox, serve
from bot.store.sqlite import migrate
from tests.support import warm
from tests.support.process import command, running, write_settings
from tests.support.running import OWNER


def log_as(config: Path, *, form: str = "json", level: str = "info") -> None:
    """Changes the settings' log."""
    text = config.read_text(encoding="utf-8")
    for old, new in (('format = "text"', f'format = "{form}"'), ('level = "info"', f'level = "{level}"')):
        assert old in text
        text = text.replace(old, new)
    config.write_text(text, encoding="utf-8")


async def read_until(
    process: warm.Process, event: str, *, by: signal.Signals = signal.SIGTERM
) -> list[dict[str, object]]:
    """Every object of the log up to this event; then the signal, and the rest."""
    assert process.stderr is not None
    lines: list[dict[str, object]] = []
    async with asyncio.timeout(30):
        while not lines or lines[-1]["event"] != event:
            lines.append(json.loads(await process.stderr.readline()))
        process.send_signal(by)
        lines += [json.loads(line) for line in (await process.stderr.read()).splitlines()]
        assert await process.wait() == 0
    return lines


async def test_a_run_in_json_says_that_it_runs_and_that_it_has_stopped(tmp_path: Path) -> None:
    async with serve(Sandbox()) as base:
        config = write_settings(tmp_path, base, owners=[OWNER])
        log_as(config)
        async with running(config) as process:
            lines = await read_until(process, "desk.running")
    steps = ["database.opened", "telegram.reached", "desk.running", "desk.stopped"]
    assert [line["event"] for line in lines] == steps
    opened, reached, runs, _ = lines
    assert opened["database"] == str(tmp_path / "desk.db")
    assert reached["username"] == "zhibao_bot"
    assert (runs["username"], runs["logger"], runs["level"]) == ("zhibao_bot", "bot", "info")
    assert runs["mode"] == "polling"


async def test_an_older_office_is_told_before_it_is_upgraded(tmp_path: Path) -> None:
    migrate.upgrade(tmp_path / "desk.db", "0001")
    async with serve(Sandbox()) as base:
        config = write_settings(tmp_path, base, owners=[OWNER])
        log_as(config)
        async with running(config) as process:
            # A terminal that is closed ends it as properly; where the tests themselves ignore that, so does the bot.
            is_told = signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN
            by = signal.SIGHUP if is_told else signal.SIGTERM
            lines = await read_until(process, "desk.running", by=by)
    assert lines[-1]["event"] == "desk.stopped"
    assert [line["event"] for line in lines[:2]] == ["database.upgrading", "database.opened"]
    assert (lines[0]["stored"], lines[0]["newest"]) == ("0001", migrate.newest_revision())


async def test_telegram_out_of_reach_is_told_without_the_token_and_at_any_level_that_has_it(
    tmp_path: Path,
) -> None:
    config = write_settings(tmp_path, "http://127.0.0.1:9", owners=[OWNER])
    log_as(config, level="warning")
    async with running(config) as process:
        lines = await read_until(process, "telegram.unreachable")
    assert {line["event"] for line in lines} == {"telegram.unreachable"}
    assert (lines[0]["wait"], lines[0]["kind"], lines[0]["level"]) == (1.0, "NotSent", "warning")
    assert "SANDBOX" not in str(lines)


async def test_a_telegram_that_asks_for_patience_at_the_start_is_given_it(tmp_path: Path) -> None:
    sandbox = Sandbox()
    async with serve(sandbox) as base:
        config = write_settings(tmp_path, base, owners=[OWNER])
        log_as(config)
        sandbox.faults.add("429", method="getMe", times=2, seconds=1)
        code, _, said = await command("check", "--config", str(config))
        assert code == 1 and "请1秒后再检查" in said
        async with running(config) as process:
            lines = await read_until(process, "desk.running")
    waits = [line["wait"] for line in lines if line["event"] == "telegram.unreachable"]
    assert waits == [1.0] and lines[-1]["event"] == "desk.stopped"
