"""docs/deploy: what the image, the compose file and the unit name is there, and agrees with the settings."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path, PurePosixPath

import pytest

from bot.__main__ import _parser
from bot.config import Settings, load
from bot.console import texts_of
from bot.errors import ConfigError
from tests.support.table import each_row

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "docs" / "deploy"
DOCKERFILE, COMPOSE, UNIT = (
    (DEPLOY / name).read_text(encoding="utf-8") for name in ("Dockerfile", "compose.yaml", "zhibao.service")
)
# Parts of the product that the files name already; each is held to as soon as it is there.
MANY = "webhook" in str(Settings.model_fields["telegram"].annotation.model_fields["mode"].annotation)  # type: ignore[union-attr]
COMING = {"health", "backup"} - set(Settings.model_fields)


def services() -> dict[str, str]:
    """The compose file's services: name and text."""
    body = COMPOSE.split("\nservices:\n", 1)[1].split("\nsecrets:\n", 1)[0]
    parts = re.split(r"^  ([a-z-]+):\n", body, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def environment(text: str) -> dict[str, str]:
    """`NAME: value` lines of a service."""
    return {
        name: value.strip('"') for name, value in re.findall(r"^      ([A-Z_]+): (.+)$", text, re.MULTILINE)
    }


def image_environment() -> dict[str, str]:
    """What the image sets."""
    joined = DOCKERFILE.replace("\\\n", " ")
    return dict(re.findall(r"\b(DESK_\w+|PYTHON\w+)=(\S+)", joined))


def key_of(variable: str) -> list[str]:
    """The setting that an environment variable stands for."""
    return variable.removeprefix("DESK_").lower().split("__")


def test_every_file_that_the_image_copies_is_there_and_not_ignored() -> None:
    copied = re.findall(r"^COPY (?!--from)(\S+) \S+$", DOCKERFILE, re.MULTILINE)
    let_in = re.findall(r"^!(\S+)$", (DEPLOY / "Dockerfile.dockerignore").read_text(), re.MULTILINE)
    assert sorted(copied) == sorted(let_in)
    assert all((ROOT / name).exists() for name in copied)


def test_the_image_s_python_is_one_that_the_product_allows() -> None:
    versions = set(re.findall(r"^FROM python:(\d+\.\d+)-slim", DOCKERFILE, re.MULTILINE))
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert versions == {re.search(r'requires-python = ">=(\d+\.\d+)"', project)[1]}  # type: ignore[index]
    assert "--require-hashes" in DOCKERFILE and "--hash=sha256:" in (ROOT / "requirements.lock").read_text()


def test_the_image_runs_as_somebody_else_than_root_and_has_no_tools_to_build_with() -> None:
    last = DOCKERFILE.split("\nFROM ")[-1]
    assert re.search(r"^USER (?!root|0)\S+$", last, re.MULTILINE)
    assert "apt-get" not in last and "pip install" not in last


@each_row("variables", [image_environment(), *map(environment, services().values())])
def test_every_variable_stands_for_a_setting(variables: dict[str, str]) -> None:
    for name in variables:
        if not name.startswith("DESK_") or key_of(name)[0] in COMING:
            continue
        model = Settings
        *sections, key = key_of(name)
        for section in sections:
            model = model.model_fields[section].annotation  # type: ignore[assignment]
        assert key in model.model_fields, name


def load_with(variables: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The shipped settings as a container sees them."""
    for name, value in {**image_environment(), **variables}.items():
        if name != "TELEGRAM_BOT_TOKEN_FILE":
            monkeypatch.setenv(name, re.sub(r"\$\{\w+:-\}", "example", value))
    return load(ROOT / "config.toml")


def test_the_single_container_writes_to_its_volume_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_with(environment(services()["desk"]), monkeypatch)
    (volume,) = re.findall(r"^VOLUME (\S+)$", DOCKERFILE, re.MULTILINE)
    written = [settings.database_path, settings.storage.files]
    if "backup" in Settings.model_fields:
        written.append(settings.backup.folder)
    assert all(PurePosixPath(volume) in PurePosixPath(path).parents for path in written), written
    assert f"- data:{volume}" in COMPOSE and "read_only: true" in COMPOSE


@pytest.mark.skipif(not MANY, reason="goes live with webhook mode and PostgreSQL")
def test_the_copies_share_a_database_and_agree_with_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    many = services()
    settings = load_with(environment(many["desk-many"]), monkeypatch)
    database = environment(many["db"])
    assert settings.storage.url.startswith(f"postgresql://{database['POSTGRES_USER']}:")
    assert settings.storage.url.endswith(f"@db:5432/{database['POSTGRES_DB']}")
    assert settings.telegram.mode == "webhook" and settings.telegram.webhook.listen == "0.0.0.0"
    assert f"--to desk-many:{settings.telegram.webhook.port}" in many["proxy"]


def test_only_one_profile_at_a_time_talks_to_telegram() -> None:
    profiles = {name: re.findall(r"profiles: \[(\w+)\]", text) for name, text in services().items()}
    assert profiles == {"desk": ["one"], "desk-many": ["many"], "proxy": ["many"], "db": ["many"]}


def test_the_compose_file_s_paths_lead_to_what_is_there() -> None:
    assert re.search(r"^    context: \.\./\.\.$", COMPOSE, re.MULTILINE)
    assert (ROOT / re.search(r"^    dockerfile: (\S+)$", COMPOSE, re.MULTILINE)[1]).is_file()  # type: ignore[index]
    assert (DEPLOY / "../../config.toml").is_file()
    (secret,) = set(re.findall(r"TELEGRAM_BOT_TOKEN_FILE: /run/secrets/(\S+)", COMPOSE))
    assert f"file: ./secrets/{secret}" in COMPOSE and f"    - {secret}\n" in COMPOSE


@each_row(
    "arguments",
    [
        [*json.loads(re.search(r"^ENTRYPOINT (.+)$", DOCKERFILE, re.M)[1]), "run"],  # type: ignore[index]
        shlex.split(re.search(r"^ExecStart=(.+)$", UNIT, re.M)[1]),  # type: ignore[index]
        *(
            shlex.split(line.partition(" exec desk ")[2])
            for line in COMPOSE.splitlines()
            if " exec desk " in line
        ),
    ],
)
def test_every_command_is_one_that_the_command_line_takes(arguments: list[str]) -> None:
    assert arguments[1:3] == ["-m", "bot"]
    assert _parser(texts_of(None)).parse_args(arguments[3:]).config == Path("/etc/zhibao/config.toml")


@contextmanager
def answering(status: int) -> Iterator[int]:
    """A server that answers /healthz so, on a port of its own."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def health_of(port: str | None) -> int:
    """The exit code of the image's health check."""
    command = json.loads(re.search(r"HEALTHCHECK .*\\\n\s+CMD (.+)", DOCKERFILE)[1])  # type: ignore[index]
    variables = {key: value for key, value in os.environ.items() if key != "DESK_HEALTH__PORT"}
    if port is not None:
        variables["DESK_HEALTH__PORT"] = port
    return subprocess.run([sys.executable, *command[1:]], env=variables, capture_output=True).returncode


def test_the_health_check_asks_the_port_that_is_set_and_none_other() -> None:
    assert health_of(None) == health_of("0") == 0
    with answering(200) as port:
        assert health_of(str(port)) == 0
    with answering(503) as port:
        assert health_of(str(port)) == 1
    assert health_of(str(port)) == 1


def test_the_unit_stops_as_the_bot_does_and_does_not_repeat_wrong_settings() -> None:
    values = dict(re.findall(r"^(\w+)=(.*)$", UNIT, re.MULTILINE))
    assert (values["KillSignal"], values["Restart"], values["RestartPreventExitStatus"]) == (
        "SIGTERM",
        "always",
        "2",
    )
    assert int(values["TimeoutStopSec"]) > 5, "SIGTERM stops within 5 seconds"
    assert values["ProtectSystem"] == "strict" and values["NoNewPrivileges"] == "yes"
    assert "LoadCredential=telegram-token:" in UNIT and "TELEGRAM_BOT_TOKEN_FILE=%d/telegram-token" in UNIT


def test_the_token_is_read_from_the_file_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "telegram-token"
    file.write_text("7:from-the-file\n", encoding="utf-8")
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", str(file))
    assert load(ROOT / "config.toml").telegram.token == "7:from-the-file"
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "7:wins")
    assert load(ROOT / "config.toml").telegram.token == "7:wins"


def test_a_token_file_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", str(tmp_path / "none"))
    with pytest.raises(ConfigError, match="TELEGRAM_BOT_TOKEN_FILE"):
        load(ROOT / "config.toml")
