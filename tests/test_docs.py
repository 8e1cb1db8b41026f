"""The documents against the product: settings, commands, events and the steps that they tell people to take."""

from __future__ import annotations

import argparse
import re
import sqlite3
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

from benchmarks.__main__ import ALL
from bot.__main__ import _parser
from bot.console import texts_of
from bot.rules.rights import Act
from bot.sections import Schedule
from bot.store.sqlite.database import Database
from tests.support.county import at
from tests.support.manual import example, example_block
from tests.support.table import each_row
from tests.test_config import keys_of

ROOT = Path(__file__).resolve().parents[1]
OPERATIONS = ("docs/operations.md", "docs/operations.zh.md")
PAGES = ("README.md", "README.zh.md", *OPERATIONS)


def read(name: str) -> str:
    """A document."""
    return (ROOT / name).read_text(encoding="utf-8")


def verbs_of(parser: argparse.ArgumentParser, prefix: str = "") -> set[str]:
    """Every verb of the command line, with its action where it has some: `check`, `roster import`."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not groups:
        return {prefix.strip()}
    return {
        verb
        for group in groups
        for name, child in group.choices.items()
        for verb in verbs_of(child, f"{prefix} {name}")
    }


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    """Every long option of every verb, but --help."""
    found = {name for action in parser._actions for name in action.option_strings if name.startswith("--")}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for child in action.choices.values():
                found |= options_of(child)
    return found - {"--help"}


def test_every_setting_is_in_the_operations_manual() -> None:
    keys = keys_of(tomllib.loads(read("config.toml")))
    wanted = {re.sub(r"^schedule\.\w+\.", "schedule.KEY.", key) for key in keys}
    text = read("docs/operations.md")
    assert sorted(key for key in wanted if f"`{key}`" not in text) == []


def test_the_operations_manual_names_no_setting_that_is_not_there() -> None:
    values = tomllib.loads(read("config.toml"))
    keys = {re.sub(r"^schedule\.\w+\.", "schedule.KEY.", key) for key in keys_of(values)}
    parts = {key.rpartition(".")[0] for key in keys}
    for page in OPERATIONS:
        section = "|".join(values)
        named = set(re.findall(rf"`((?:{section})\.[a-zA-Z_.]+)(?: = [^`]*)?`", read(page)))
        events = set(re.findall(r"^\| `([a-z.]+)` \|", read(page), re.MULTILINE))
        files = {name for name in named if name.endswith((".db", ".md"))}
        assert named - keys - parts - events - files == set(), page


@each_row("page", OPERATIONS)
def test_every_verb_and_option_of_the_command_line_is_in_the_operations_manuals(page: str) -> None:
    text = read(page)
    parser = _parser(texts_of(None))
    assert {verb for verb in verbs_of(parser) if f"python -m bot {verb}" not in text} == set()
    assert {option for option in options_of(parser) if option not in text} == set()


@each_row("page", PAGES)
def test_every_command_line_in_a_document_exists(page: str) -> None:
    verbs = {verb.split()[0] for verb in verbs_of(_parser(texts_of(None)))}
    named = re.findall(r"-m bot ([a-z]+)", read(page))
    assert named and set(named) <= verbs
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)`|^make ([a-z]+)$", read(page), re.MULTILINE)) <= {
        pair for target in targets for pair in ((target, ""), ("", target))
    }


@each_row("page", PAGES)
def test_every_chat_command_in_a_document_exists(page: str) -> None:
    telegrams_own = {"newbot", "setprivacy", "setjoingroups", "revoke"}  # said to @BotFather
    commands = {act.value for act in Act} | {"start", "help"}
    paths = {"data", "healthz", "readyz", "metrics"}
    named = set(re.findall(r"(?<!`\])`/([a-z]+)[ `]", read(page))) - paths
    assert named - telegrams_own <= commands


@each_row("page", [*PAGES, "docs/architecture.md", "docs/contributing.md", "docs/performance.md"])
def test_every_link_into_the_house_leads_somewhere(page: str) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", read(page))
    folder = (ROOT / page).parent
    assert [link for link in links if not (folder / link).exists()] == []


def test_what_the_source_asks_for_is_there_and_shown() -> None:
    rows = [
        line.split("|") for line in read("docs/seed.md").split("\n") if line.startswith("| ") and "`" in line
    ]
    assert len(rows) > 30
    commands = {act.value for act in Act}
    for _, _, asked, here, shown, _ in rows:
        assert set(re.findall(r"`/([a-z]+)`", here)) <= commands, asked
        for post in re.findall(r"posts? ((?:`[a-z_]+`(?:, )?)+)", here):
            assert set(re.findall(r"`([a-z_]+)`", post)) <= set(Schedule.model_fields), asked
        file, test = re.findall(r"`([a-z_0-9.]+)`", shown)
        assert f"def {test}(" in read(f"tests/e2e/{file}"), asked


async def test_a_person_s_data_goes_by_the_manual_s_own_words_and_the_items_stay(tmp_path: Path) -> None:
    now = at("2026-06-01 12:00")
    database = Database(tmp_path / "desk.db")
    await database.open()
    async with database.work(now=now) as work:
        unit = await work.people.ensure_unit("云茶镇")
        for name, account in (("王茗", 101), ("李树青", 102)):
            await work.people.add(
                name=name,
                unit_id=unit,
                role="member",
                employment="part_time",
                joined_on=date(2026, 1, 4),
                telegram_id=account,
            )
            await work.people.set_open(account, is_open=True, now=now)
    await database.close()
    conn = sqlite3.connect(tmp_path / "desk.db", isolation_level=None)
    try:
        conn.execute("PRAGMA foreign_keys = ON")
        (person,) = [
            row[0]
            for row in conn.execute(example("SELECT id, name, telegram_id FROM people"))
            if row[1:] == ("王茗", 101)
        ]
        before = conn.execute("SELECT value FROM meta WHERE key = 'directory_version'").fetchone()
        conn.execute(
            "INSERT INTO items (number, person_id, unit_id, title, body, kind, themes, joint_units, state, month, received_at) "
            "VALUES ('2026-0001', ?, ?, '', '', 'ordinary', '[]', '[]', 'waiting', '2026-06', 0)",
            (person, unit),
        )
        for statement in example_block("a person's data").splitlines():
            conn.execute(statement, {"id": person} if ":id" in statement else {})
        assert conn.execute("SELECT name, telegram_id, state FROM people ORDER BY id").fetchall() == [
            (f"(removed {person})", None, "removed"),
            ("李树青", 102, "active"),
        ]
        assert conn.execute("SELECT telegram_id FROM accounts").fetchall() == [(102,)]
        assert conn.execute("SELECT person_id FROM items").fetchall() == [(person,)]
        assert conn.execute("SELECT value FROM meta WHERE key = 'directory_version'").fetchone() != before
    finally:
        conn.close()


def test_every_benchmark_that_the_performance_page_names_exists_and_none_is_left_out() -> None:
    named = set(re.findall(r"python -m benchmarks\.(\w+)", read("docs/performance.md")))
    files = {
        path.stem for path in (ROOT / "benchmarks").glob("*.py") if "__main__" in path.read_text("utf-8")
    }
    assert named <= files - {"__main__"}
    assert named - {"kills"} == files & set(ALL) - {"kills"}


def glossary() -> list[list[str]]:
    """The rows of the glossary: term, Chinese, meaning, where."""
    lines = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return rows[2:]


def test_no_term_stands_twice_in_the_glossary_in_either_language() -> None:
    english = [
        word.strip() for row in glossary() for word in re.split(r"[,()]", row[0].casefold()) if word.strip()
    ]
    chinese = [row[1] for row in glossary()]
    for words in (english, chinese):
        assert [word for word, times in Counter(words).items() if times > 1] == []


def test_every_term_of_the_glossary_has_a_place_in_the_code() -> None:
    assert [row[0] for row in glossary() if not (ROOT / row[3].strip("`")).is_file()] == []


@each_row("page", ["architecture", "glossary", "likeness", "security", "sending", "performance"])
def test_a_file_that_a_document_for_developers_names_is_there(page: str) -> None:
    named = set(re.findall(r"`((?:[\w.-]+/)+[\w-]+\.(?:py|sql|toml|po|md))`", read(f"docs/{page}.md")))
    roots = ("", "bot", "bot/delivery", "docs")
    assert sorted(each for each in named if not any((ROOT / root / each).exists() for root in roots)) == []


def test_how_to_add_names_files_that_are_there() -> None:
    section = read("docs/contributing.md").split("## How to add\n")[1].split("\n## ")[0]
    recipes = section.split("\n\n**")[1:]
    assert len(recipes) >= 7
    paths = {
        path for recipe in recipes for path in re.findall(r"`((?:bot|handlers|tests|docs)/[\w/.]*)`", recipe)
    }
    assert sorted(path for path in paths if not (ROOT / path).exists()) == []
    assert all("→ `tests/" in recipe for recipe in recipes)
