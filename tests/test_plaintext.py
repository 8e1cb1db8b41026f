"""Settings and token in the encodings that editors on office machines save: read, or refused in words that name the file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.config import load
from bot.errors import ConfigError
from bot.plaintext import read_text
from tests.support import warm

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = '[desk]\r\nname = "高县"\r\nowners = [7]\r\n'
TOKEN = "123456:AAE-from-a-file"
READ = ("utf-8", "utf-8-sig", "utf-16")
# What it is saved in, and what the refusal says of it.
REFUSED = [("gb18030", "it looks like GBK"), ("utf-16-le", "damaged"), ("utf-16-be", "damaged")]
AGAIN = "open it in an editor and save it as UTF-8"


@pytest.mark.parametrize("encoding", READ)
def test_settings_are_read_with_and_without_a_mark(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(SETTINGS.encode(encoding))
    settings = load(path)
    assert (settings.desk.name, settings.desk.owners) == ("高县", (7,))


def test_wide_text_in_either_order_is_read_by_its_mark(tmp_path: Path) -> None:
    for order in ("utf-16-le", "utf-16-be"):
        (tmp_path / order).write_bytes("\ufeff高县".encode(order))
        assert read_text(tmp_path / order) == "高县"


@pytest.mark.parametrize(("encoding", "words"), REFUSED)
def test_settings_in_an_encoding_that_cannot_be_told_are_refused_in_words(
    tmp_path: Path, encoding: str, words: str
) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(SETTINGS.encode(encoding))
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path} cannot be read: not in UTF-8 ({words}")
    assert str(caught.value).endswith(AGAIN)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"name = '\x00'", bytes(range(128, 256))])
def test_bytes_that_are_no_text_are_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match="not in UTF-8"):
        load(path)


@pytest.fixture
def token_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that the environment names for the token, not there yet."""
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", str(tmp_path / "telegram-token"))
    return tmp_path / "telegram-token"


@pytest.mark.parametrize("encoding", READ)
@pytest.mark.parametrize("end", ["", "\n", "\r\n", " \r\n\r\n"])
def test_a_token_is_read_however_its_file_was_saved(token_file: Path, encoding: str, end: str) -> None:
    token_file.write_bytes(f"{TOKEN}{end}".encode(encoding))
    assert load(ROOT / "config.toml").telegram.token == TOKEN


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (f"令牌：{TOKEN}".encode("gb18030"), "not in UTF-8 (it looks like GBK)"),
        (TOKEN.encode("utf-16-le"), "not in UTF-8 (damaged"),
        (f"令牌：{TOKEN}".encode(), "write the token alone"),
        (f"{TOKEN}\n{TOKEN}".encode(), "write the token alone"),
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf\r\n", "the file is empty"),
    ],
)
def test_a_token_file_that_holds_no_token_is_named_and_what_it_holds_is_not_shown(
    token_file: Path, content: bytes, words: str
) -> None:
    token_file.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        load(ROOT / "config.toml")
    assert str(caught.value).startswith(f"TELEGRAM_BOT_TOKEN_FILE = {token_file}: {words}")
    assert "AAE" not in str(caught.value)


@pytest.mark.parametrize("value", [f"\ufeff{TOKEN}", f"{TOKEN} {TOKEN}", "令牌"])
def test_a_token_of_the_environment_that_is_none_is_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", value)
    with pytest.raises(
        ConfigError, match=r"^telegram\.token = \(hidden\): .*write the token alone"
    ) as caught:
        load(ROOT / "config.toml")
    assert "AAE" not in str(caught.value)


def test_the_token_of_the_environment_may_end_with_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", f"{TOKEN}\r\n")
    assert load(ROOT / "config.toml").telegram.token == TOKEN


@pytest.mark.parametrize("verb", ["run", "check"])
@pytest.mark.parametrize("wrong", ["config.toml", "telegram-token"])
async def test_the_command_line_names_the_file_in_one_line_and_ends_with_2(
    tmp_path: Path, verb: str, wrong: str
) -> None:
    files = {"config.toml": '[desk]\nname = "高县"\n', "telegram-token": f"{TOKEN} 令牌"}
    for name, text in files.items():
        (tmp_path / name).write_bytes(text.encode("gb18030" if name == wrong else "utf-8"))
    process = await warm.start(
        *(verb, "--config", str(tmp_path / "config.toml")),
        env=os.environ | {"TELEGRAM_BOT_TOKEN_FILE": str(tmp_path / "telegram-token")},
        stdout=warm.PIPE,
        stderr=warm.PIPE,
    )
    out, err = await process.communicate()
    assert (process.returncode, out) == (2, b"")
    said = err.decode()
    assert (
        f"{tmp_path / wrong}" in said and "编码不是 UTF-8（像是 GBK）：请用编辑器打开后另存为 UTF-8" in said
    )
    assert said.startswith("zhibao: ") and said.count("\n") == 1
