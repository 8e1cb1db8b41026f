"""Every example in docs/operations.md is run by a test or marked as one that cannot be; those of settings are run here."""

from __future__ import annotations

import ast
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from bot.config import Settings, build
from bot.rules.secrecy.rulebook import read_rules, rulebook
from tests.support.manual import NOT_RUN, blocks, example, example_block, settings, spans
from tests.support.table import each_row

TESTS = Path(__file__).resolve().parent


def asked_for(function: str) -> set[str]:
    """What the tests ask tests/support/manual.py for: the literal arguments of all calls of `example` or `example_block`."""
    calls = [
        node
        for path in TESTS.rglob("*.py")
        if f"{function}(" in (source := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function
    ]
    return {ast.literal_eval(call.args[0]) for call in calls}


def test_every_block_is_marked_as_run_or_not_run() -> None:
    assert [each.line for each in blocks() if not each.mark] == []
    names = [each.about for each in blocks() if each.mark == "run"]
    assert len(names) == len(set(names))


def test_every_block_that_is_marked_as_run_is_run_and_no_other() -> None:
    assert {each.about for each in blocks() if each.mark == "run"} == asked_for("example_block")


def test_every_example_within_a_line_is_run_or_has_a_reason_and_none_has_both() -> None:
    run = asked_for("example") | set(settings())
    assert spans() == run | set(NOT_RUN)
    assert run & set(NOT_RUN) == set()


@each_row("line", settings())
def test_a_setting_that_the_manual_shows_is_one_that_is_taken(line: str) -> None:
    key = line.partition(" = ")[0]
    values = tomllib.loads(line if "." in key else f"telegram.{line}")
    Settings(**values)


def test_rules_of_one_s_own_are_taken_as_they_stand() -> None:
    rules = rulebook(read_rules(example_block("rules of one's own")))
    assert rules.screen("红岩水库蓄水量").rule == "reservoir"
    assert rules.screen("公布红岩水库蓄水量").rule == ""


def test_the_webhook_s_settings_and_secret_are_taken_as_they_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_TELEGRAM__WEBHOOK__SECRET_TOKEN", "a" * 64)
    telegram = build(tomllib.loads(example_block("webhook settings"))).telegram
    assert (telegram.mode, telegram.webhook.port) == ("webhook", 8080)
    assert telegram.webhook.url == "https://desk.example/zhibao"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
def test_the_secret_that_openssl_makes_is_one_that_telegram_takes() -> None:
    secret = subprocess.check_output(shlex.split(example("openssl rand -hex 32")), text=True).strip()
    assert re.fullmatch("[0-9a-f]{64}", secret)
    assert build({"telegram": {"webhook": {"secret_token": secret}}}).telegram.webhook.secret_token == secret


def test_a_list_in_a_variable_is_written_as_the_manual_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    (assignment,) = shlex.split(example("DESK_DESK__OWNERS='[123]'"))
    monkeypatch.setenv(*assignment.split("=", 1))
    assert build({}).desk.owners == (123,)
