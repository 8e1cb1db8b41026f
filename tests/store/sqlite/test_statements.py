"""Which statements run on the event loop's thread: every list and every sweep has said whether it is about few rows or many."""

from __future__ import annotations

import re

from bot.store.sqlite.adapter import LONG_LISTS, LONG_WRITES, SHORT_LISTS, SQL_FOLDER

QUERY = re.compile(r"-- name: (\w+?)(\^|\$|<!|\*!|!|)\n(.*?)(?=^-- name: |\Z)", re.DOTALL | re.MULTILINE)
# A row, the rows of one thing, or a batch that was chosen before.
ADDRESSED = re.compile(
    r"\b\w*(?:id|key|seq|slot|name|about)\b (?:=|IN) (?::|\(SELECT value FROM json_each\(:)|= s\.id"
)
# A write that is about few rows though it does not name them.
FEW = {
    "touch_directory",
    "touch_accounts",
    "set_search_progress",
    "set_search_erasing",
    "drop_keypoints",
    "delete_loose_attachments",
}


def queries() -> list[tuple[str, str, str]]:
    """Name, mark and SQL of every named query."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SQL_FOLDER.glob("*.sql")))
    return [(name, mark, sql) for name, mark, sql in QUERY.findall(text)]


def test_every_list_says_whether_it_is_short_or_long() -> None:
    lists = {name for name, mark, sql in queries() if not mark}
    assert lists == SHORT_LISTS | LONG_LISTS
    assert frozenset() == SHORT_LISTS & LONG_LISTS


def test_a_sweep_is_named_as_long() -> None:
    sweeps = {
        name
        for name, mark, sql in queries()
        if mark == "!" and re.search(r"^(UPDATE|DELETE)", sql, re.MULTILINE) and not ADDRESSED.search(sql)
    }
    assert sweeps - FEW - LONG_WRITES == {name for name in sweeps if name.startswith("purge_")}
