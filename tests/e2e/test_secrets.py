"""What the process tells nobody, and where it writes: wrong settings, a hostile server, files and their modes."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from telegram.error import BadRequest

from bot.checking.machine import check_database_file
from bot.config import Settings, build, load, without_password
from bot.delivery.http.transport import ApiRequest
from bot.errors import ConfigError
from bot.locale.texts import Texts
from bot.sandbox import Sandbox, serve
from tests.support import warm
from tests.support.county import BODY, TITLE
from tests.support.process import ROOT, write_settings
from tests.support.running import OWNER

TOKEN, PASSWORD, HOOK = "987654321:AAE-the-token-itself", "p4ssw0rd-of-the-proxy", "hook-secret-0123456789"
SECRETS = (TOKEN, PASSWORD, HOOK, TOKEN.partition(":")[2])
GOOD = {
    "telegram": {
        "token": TOKEN,
        "proxy": f"socks5://desk:{PASSWORD}@127.0.0.1:1",
        "webhook": {"secret_token": HOOK},
    }
}


def shown(text: object) -> list[str]:
    """The secrets that a text gives away."""
    return [secret for secret in SECRETS if secret in str(text)]


def test_settings_show_no_secret_in_any_form_that_a_log_may_take() -> None:
    settings = build(GOOD)
    assert settings.telegram.token == TOKEN
    forms = (
        settings,
        repr(settings),
        f"{settings.telegram}",
        repr(settings.telegram.webhook),
        settings.storage,
    )
    assert [shown(form) for form in forms] == [[]] * len(forms)


@pytest.mark.parametrize(
    "text",
    [
        f"[telegram]\nproxy = 'ftp://desk:{PASSWORD}@host:1'",
        f"[telegram]\nproxy = 'desk:{PASSWORD}@host'",
        f"[telegram]\nproxy = 'socks5://desk:{PASSWORD}@host'",
        f"[telegram]\nproxy = 'socks5://desk:{PASSWORD}@host:99999'",
        f"[telegram]\nproxy = ['{PASSWORD}']",
        f"[storage]\nurl = 'mysql://desk:{PASSWORD}@host/desk'",
        f"[storage]\nurl = 'desk:{PASSWORD}@@host/desk'",
        f"[telegram]\ntoken = ['{TOKEN}']",
        f"[telegram.webhook]\nsecret_token = ['{HOOK}']",
        f"telegram = '{TOKEN}'",
        f"[telegram]\nwebhook = '{HOOK}'",
        f"[[telegram]]\ntoken = '{TOKEN}'",
        f"[telegram]\ntoken = '{TOKEN}",
    ],
)
def test_a_fault_in_the_settings_gives_no_secret_away(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert shown(caught.value) == []
    assert (
        "telegram" in str(caught.value)
        or "storage" in str(caught.value)
        or "cannot be read" in str(caught.value)
    )
    assert caught.value.__cause__ is None or shown(caught.value.__cause__) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DESK_TELEGRAM__PROXY", f"ftp://desk:{PASSWORD}@h:1"),
        ("DESK_TELEGRAM", f'{{"token": "{TOKEN}"'),
        ("DESK_TELEGRAM", f'{{"token": ["{TOKEN}"]}}'),
        ("DESK_STORAGE__URL", f"mysql://desk:{PASSWORD}@h/x"),
    ],
)
def test_a_fault_in_the_environment_gives_no_secret_away(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as caught:
        build({})
    assert shown(caught.value) == []


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgresql://desk:a@b:c@db:5432/desk", "postgresql://***@db:5432/desk"),
        ("desk:secret@db", "***@db"),
        ("https://api.telegram.org/bot", "https://api.telegram.org/bot"),
        ("socks5://h:1", "socks5://h:1"),
        ("", ""),
    ],
)
def test_an_address_is_shown_without_its_password(address: str, expected: str) -> None:
    assert without_password(address) == expected


def test_a_proxy_without_a_port_is_refused_at_the_start() -> None:
    with pytest.raises(ConfigError, match=r"socks5://user:password@host:port"):
        build({"telegram": {"proxy": "socks5://host"}})
    assert Settings(telegram={"proxy": "http://[::1]:3128"}).telegram.proxy == "http://[::1]:3128"


# --- the processes ----------------------------------------------------------------------------------------


@asynccontextmanager
async def hostile_server(answer: Callable[[str], web.Response]) -> AsyncIterator[str]:
    """A server that answers every call with what `answer` makes of the path, token and all."""

    async def handle(request: web.Request) -> web.Response:
        return answer(request.path)

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


def settings_file(folder: Path, base: str, *, proxy: str = "", token: str = TOKEN) -> Path:
    path = folder / "config.toml"
    path.write_text(
        f"[telegram]\ntoken = '{token}'\nbase_url = '{base}/bot'\nproxy = '{proxy}'\n"
        f"[telegram.webhook]\nsecret_token = '{HOOK}'\n"
        f"[storage]\nurl = 'sqlite:///{folder / 'desk.db'}'\n[desk]\nowners = [1]\n",
        encoding="utf-8",
    )
    return path


async def output(config: Path, *verb: str, seconds: float = 0.7, **environment: str) -> str:
    """All that `python -m bot VERB` says before it ends, or is stopped."""
    process = await warm.start(
        *("--config", str(config), *verb),
        stdout=warm.PIPE,
        stderr=warm.STDOUT,
        env={"PATH": "", **environment},
    )
    said, begun = bytearray(), asyncio.Event()

    async def read() -> None:
        assert process.stdout is not None
        while chunk := await process.stdout.read(4096):
            said.extend(chunk)
            begun.set()

    reading = asyncio.create_task(read())
    beginning = asyncio.create_task(begun.wait())
    await asyncio.wait({reading, beginning}, timeout=20, return_when=asyncio.FIRST_COMPLETED)
    beginning.cancel()
    await asyncio.wait({reading}, timeout=seconds)
    if not reading.done():
        process.send_signal(signal.SIGTERM)
    await reading
    await process.wait()
    return said.decode()


def refused(code: int) -> Callable[[str], web.Response]:
    return lambda path: web.json_response(
        {"ok": False, "error_code": code, "description": f"Bad Request: {path} was refused"}, status=code
    )


def broken(path: str) -> web.Response:
    return web.Response(text=f"<html>{path} is out of order</html>", status=502, content_type="text/html")


@pytest.mark.parametrize(
    "answer", [refused(400), refused(404), refused(500), broken], ids=["400", "404", "500", "html"]
)
async def test_a_server_that_repeats_the_address_brings_no_token_into_the_log(
    tmp_path: Path, answer: Callable[[str], web.Response]
) -> None:
    async with hostile_server(answer) as base:
        config = settings_file(tmp_path, base)
        said = await asyncio.gather(
            output(config, "run", ZHIBAO_TRACEBACK="1"), output(config, "check", ZHIBAO_TRACEBACK="1")
        )
    assert all(said), "each says what is wrong"
    assert shown(said) == []


async def test_the_words_of_a_refusal_are_kept_without_the_token_that_they_repeat() -> None:
    async with hostile_server(refused(400)) as base:
        request = ApiRequest()
        await request.initialize()
        try:
            with pytest.raises(BadRequest) as caught:
                await request.post(f"{base}/bot{TOKEN}/sendMessage")
        finally:
            await request.shutdown()
    assert "(hidden)" in caught.value.message and shown(caught.value.message) == []


@pytest.mark.parametrize("kind", ["socks5", "http"])
async def test_a_proxy_that_is_not_there_is_named_without_its_password(tmp_path: Path, kind: str) -> None:
    config = settings_file(tmp_path, "http://127.0.0.1:1", proxy=f"{kind}://desk:{PASSWORD}@127.0.0.1:1")
    said = await asyncio.gather(
        output(config, "run", ZHIBAO_TRACEBACK="1"), output(config, "check", ZHIBAO_TRACEBACK="1")
    )
    assert all(said)
    assert shown(said) == [], "not even in the traceback that was asked for"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
async def test_a_run_writes_only_beside_its_database_and_for_its_owner_alone(tmp_path: Path) -> None:
    data, cwd, home, temp = (tmp_path / name for name in ("data", "cwd", "home", "temp"))
    for folder in (data, cwd, home, temp):
        folder.mkdir()
    sandbox = Sandbox()
    async with serve(sandbox) as base:
        owner = sandbox.user(OWNER, "主任")
        config = write_settings(data, base, owners=[OWNER])
        roster = data / "roster.csv"
        roster.write_text("单位,姓名\n云茶镇,张三\n", encoding="utf-8")
        environment = {
            **{name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
            "HOME": str(home),
            "TMPDIR": str(temp),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

        importing = await warm.start(
            *("roster", "import", str(roster), "--config", str(config)), env=environment, cwd=cwd
        )
        assert await importing.wait() == 0
        process = await asyncio.create_subprocess_exec(  # from nothing: what its imports write counts
            sys.executable,
            *("-m", "bot", "run", "--config", str(config)),
            cwd=cwd,
            env=environment,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            await owner.start()
            await owner.wait_for(lambda s: s.by_bot, timeout=20)
            await owner.say(f"#报送 {TITLE}\n{BODY}")
            await owner.wait_for("已收到")
            written = [path for path in tmp_path.rglob("*") if path.is_file()]
            process.send_signal(signal.SIGTERM)
            assert await process.wait() == 0
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()
    ours = {"desk.db", "desk.db-wal", "desk.db-shm", "desk.db.lock", "desk.db-sent", "roster-links.csv"}
    assert {str(path.relative_to(tmp_path)) for path in written} == {
        "data/config.toml",
        "data/roster.csv",
        *(f"data/{name}" for name in ours),
    }
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in data.iterdir() if path.name in ours}
    assert {name: mode & 0o077 for name, mode in modes.items()} == dict.fromkeys(modes, 0)
    assert "desk.db" in modes and "roster-links.csv" in modes


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_check_names_a_database_that_others_can_read(tmp_path: Path) -> None:
    settings = build({"storage": {"url": f"sqlite:///{tmp_path / 'desk.db'}"}, "desk": {"owners": [1]}})
    settings.database_path.touch()
    t = Texts("zh", settings.desk.zone)
    for mode, is_named in ((0o644, True), (0o640, True), (0o600, False)):
        settings.database_path.chmod(mode)
        lines = [line for line, _ in check_database_file(t, settings.database_path) if "chmod 600" in line]
        assert bool(lines) is is_named
