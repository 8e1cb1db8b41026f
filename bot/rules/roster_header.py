"""The columns of a roster, and the row of a table that names them; what stands below it is read in roster.py.

Whoever only looks for that row, as the process that opens a file does, needs none of the office's other words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from bot.errors import BadInput
from bot.rules.text import normal

_HEADER_WITHIN = 10  # a title and a note may stand above the header

UNIT, NAME, ROLE, EMPLOYMENT = "单位", "姓名", "职务", "类别"
QUOTA, POINTS, ACCOUNT, JOINED = "月任务", "年任务", "Telegram", "入职"
_ALIASES = {
    UNIT: ("单位", "单位名称", "工作单位", "所在单位", "unit"),
    NAME: ("姓名", "名字", "name"),
    ROLE: ("职务", "角色", "role"),
    EMPLOYMENT: ("类别", "专兼职", "专职兼职", "employment"),
    QUOTA: ("月任务", "月任务数", "每月任务", "月度任务", "monthlyquota"),
    POINTS: ("年任务", "年任务分", "全年任务", "年度任务", "yearlypoints"),
    ACCOUNT: ("telegram", "telegramid", "telegram编号", "telegram号", "tg", "tgid"),
    JOINED: ("入职", "入职日期", "入职时间", "joined"),
}
_ENGLISH = {
    UNIT: "unit",
    NAME: "name",
    ROLE: "role",
    EMPLOYMENT: "employment",
    QUOTA: "monthly quota",
    POINTS: "yearly points",
    JOINED: "joined",
}
_COLUMNS = {alias: column for column, aliases in _ALIASES.items() for alias in aliases}


def has_header(table: Sequence[Sequence[str]]) -> bool:
    """Whether a table is a roster, by its header."""
    try:
        find_header(table)
    except BadInput:
        return False
    return True


def find_header(table: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """How many rows end with the header, and which column stands where."""
    filled = [(line, row) for line, row in enumerate(table, 1) if any(cell.strip() for cell in row)]
    if not filled:
        raise BadInput("The file is empty.")
    line, row = max(filled[:_HEADER_WITHIN], key=lambda pair: len(_known(pair[1])))
    known = _known(row)
    columns = [column for column, _ in known]
    if not known:
        raise BadInput("No header row was found. The first row must name the columns: unit, name and so on.")
    for wanted in (UNIT, NAME):
        if wanted not in columns:
            raise BadInput("The column “{column}” is missing in the header.", column=_called(wanted))
    repeated = next((column for column in columns if columns.count(column) > 1), None)
    if repeated:
        raise BadInput("The column “{column}” stands in the header twice.", column=_called(repeated))
    return line, dict(known)


def _called(column: str) -> Callable[[Any], str]:
    """The column's name in the language in which it is told; files may have either."""
    return lambda t: column if t.language == "zh" else _ENGLISH.get(column, column)


def _known(row: Sequence[str]) -> list[tuple[str, int]]:
    """The columns that a header row names, each with its place."""
    names = [re.sub(r"\([^()]*\)", "", normal(cell)) for cell in row]
    plain = ["".join(char for char in name if char.isalnum()) for name in names]
    return [(_COLUMNS[name], place) for place, name in enumerate(plain) if name in _COLUMNS]
