"""Who may import whom: the table of docs/architecture.md, held against the source."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from telegram import TelegramObject

from tests.support.table import each_row

ROOT = Path(__file__).resolve().parents[1]

# Room -> rooms of ours it may import. Every room may also import model, errors and clock.
ALLOWED: dict[str, set[str]] = {
    "model": set(),
    "errors": set(),
    "clock": set(),
    "faultpoint": set(),
    "tasks": set(),
    "logs": set(),
    "plaintext": set(),
    "reading": set(),
    "making": {"plaintext", "rules"},
    "values": set(),
    "console": {"config", "locale", "sections"},
    "scoring": {"values"},
    "reasons": set(),
    "sections": {"reasons", "values"},
    "config": {"plaintext", "sections", "scoring", "values"},
    "rules": set(),
    "locale": set(),
    "views": {"rules", "locale"},
    "exports": {"plaintext", "reading", "rules", "locale"},
    "store": {"rules"},
    "desk": {"rules", "store", "views", "exports", "locale", "config", "sections", "scoring"},
    "delivery": {"store", "config", "sections", "reading", "rules"},
    "handlers": {"desk", "views", "rules", "store"},
    "scheduler": {"desk", "rules", "store", "config", "sections"},
    "sandbox": set(),
    "demo": {
        "app",
        "config",
        "sections",
        "desk",
        "locale",
        "rules",
        "sandbox",
        "scheduler",
        "store",
        "views",
        "handlers",
        "scoring",
    },
    "app": {"config", "sections", "delivery", "desk", "handlers", "plaintext", "rules", "scheduler", "store"},
    "checking": {"app", "config", "sections", "delivery", "locale", "making", "rules", "store", "views"},
    "verbs": {"app", "config", "values", "desk", "exports", "locale", "making", "rules", "store", "views"},
    "copying": {"app", "config", "sections", "locale", "store", "views"},
    "__main__": {"app", "checking", "config", "console", "copying", "demo", "locale", "verbs"},
}
EVERYWHERE = {"model", "errors", "clock", "faultpoint", "logs", "tasks", "__version__"}

# Sub-rooms in order: each may import those before it, none after. What is not named here knows them all.
ORDER: dict[str, tuple[str, ...]] = {
    "desk": (
        "common",
        "people",
        "demands",
        "items",
        "figures",
        "bulletin",
        "guidance",
        "documents",
        "meetings",
        "supervision",
        "training",
        "planning",
        "sources",
        "clock",
        "upkeep",
    ),
    "views": (
        "common",
        "people",
        "demands",
        "items",
        "figures",
        "bulletin",
        "guidance",
        "documents",
        "meetings",
        "supervision",
        "training",
        "planning",
        "sources",
        "clock",
        "upkeep",
    ),
    "delivery": ("http", "incoming", "outgoing"),
}

# Libraries that stay in one room (the rest is bound by what it does).
LIBRARIES: dict[str, set[str]] = {
    "telegram": {"delivery", "handlers", "app", "checking"},
    "aiosqlite": {"store"},
    "aiosql": {"store"},
    "asyncpg": {"store"},
    "alembic": {"store"},
    "sqlalchemy": {"store"},
    "sqlite3": {"store"},
    "apscheduler": {"scheduler"},
    "starlette": {"sandbox"},
    "uvicorn": {"sandbox"},
    "prometheus_client": {"delivery"},
    "olefile": {"reading"},
    "xlsxwriter": {"making"},
    "docx": {"demo", "making"},
    "rjieba": {"making"},
    "numpy": set(),
    "PIL": {"making"},
    "aiohttp": {"delivery", "sandbox"},
    "babel": {"locale"},
    "opencc": {"rules"},
    "icalendar": {"views"},
    "feedparser": {"reading"},
    "structlog": {"logs"},
    "logging": {"logs"},
    "asyncio": {
        "app",
        "checking",
        "copying",
        "delivery",
        "demo",
        "reading",
        "sandbox",
        "scheduler",
        "store",
        "tasks",
        "verbs",
        "__main__",
    },
}


def room_of(path: Path) -> str:
    """The room that a source file belongs to."""
    parts = path.relative_to(ROOT).parts
    return parts[0] if parts[0] != "bot" else parts[1].removesuffix(".py")


# Each begins a line, which the linter sees to.
_STATEMENT = re.compile(r"^ *(?:import|from)\s[^(\n]*(?:\([^)]*\))?", re.MULTILINE)


@functools.cache
def import_statements(path: Path) -> list[ast.Import | ast.ImportFrom]:
    """Those inside functions too. They alone are parsed; the whole file where what looks like one is none, as in a text."""
    source, parts = path.read_text(encoding="utf-8"), []
    try:
        for found in _STATEMENT.finditer(source):
            part = ast.parse(found[0].strip())
            parts.append(ast.increment_lineno(part, source.count("\n", 0, found.start())))
    except SyntaxError:
        parts = [ast.parse(source)]
    return [
        node for part in parts for node in ast.walk(part) if isinstance(node, (ast.Import, ast.ImportFrom))
    ]


@functools.cache
def imports_of(path: Path) -> list[tuple[int, str]]:
    """Line and full module name of every import of a file, those inside functions too."""
    found = []
    for node in import_statements(path):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        else:
            assert node.level == 0, f"{path}:{node.lineno}: write the whole name"
            module = node.module or ""
            # "from bot import app" names rooms; "from bot.desk import booking" stays in one.
            found += (
                [(node.lineno, f"bot.{a.name}") for a in node.names]
                if module == "bot"
                else [(node.lineno, module)]
            )
    return found


@functools.cache
def sources() -> list[Path]:
    """Every source file of the product but the migrations and bot/__init__.py."""
    paths = [path for folder in ("bot", "handlers", "scheduler") for path in (ROOT / folder).rglob("*.py")]
    return [path for path in paths if "migrations" not in path.parts and path != ROOT / "bot" / "__init__.py"]


def _target(module: str) -> str | None:
    top, _, rest = module.partition(".")
    if top in ("handlers", "scheduler"):
        return top
    return rest.partition(".")[0] if top == "bot" and rest else None


@each_row("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_only_what_its_room_may(path: Path) -> None:
    room = room_of(path)
    wrong = [
        f"line {line}: {module}"
        for line, module in imports_of(path)
        if (target := _target(module)) and target != room and target not in ALLOWED[room] | EVERYWHERE
    ]
    assert wrong == []


def subroom_of(module: str, room: str) -> str | None:
    """`people` of `bot.desk.people.members`; None for what belongs to no sub-room of this room."""
    parts = module.split(".")
    return parts[2] if parts[:2] == ["bot", room] and len(parts) > 2 and parts[2] in ORDER[room] else None


@each_row("room", ORDER)
def test_every_subroom_has_its_place_in_the_order(room: str) -> None:
    folders = {path.parent.name for path in (ROOT / "bot" / room).glob("*/__init__.py")}
    assert folders == set(ORDER[room])


@each_row("room", ORDER)
def test_a_subroom_imports_only_those_before_it(room: str) -> None:
    order, wrong = ORDER[room], []
    for path in (ROOT / "bot" / room).glob("*/*.py"):
        own = order.index(path.parent.name)
        for line, module in imports_of(path):
            other = subroom_of(module, room)
            if other is not None and order.index(other) > own:
                wrong.append(f"{path.relative_to(ROOT)}:{line}: {module}")
            elif module.startswith(f"bot.{room}.") and other is None:
                wrong.append(f"{path.relative_to(ROOT)}:{line}: {module} knows every sub-room")
    assert wrong == []


@each_row("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_library_stays_in_its_rooms(path: Path) -> None:
    room = room_of(path)
    wrong = [
        f"line {line}: {module}"
        for line, module in imports_of(path)
        if room not in LIBRARIES.get(module.partition(".")[0], {room})
    ]
    assert wrong == []


def test_handlers_never_import_each_other() -> None:
    shared = {"handlers.buttons", "handlers.context", "handlers.words"}
    for path in (ROOT / "handlers").glob("*.py"):
        if path.name != "__init__.py":
            others = {module for _, module in imports_of(path) if module.startswith("handlers")}
            assert others <= shared, path.name


def module_of(path: Path) -> str:
    """The name by which a source file is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(path: Path, modules: set[str]) -> Iterator[str]:
    """The modules of ours that a file imports, for type checking alone or inside functions too."""
    for node in import_statements(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            # "from bot.store import base" is of the file; a name that is no file comes from the package.
            yield from names & modules or {node.module} & modules


def circle_in(paths: list[Path]) -> list[str]:
    """Files that import each other in a circle, its first module again at the end; empty where there is none."""
    modules = {module_of(path): path for path in paths}
    imports = {name: set(_imported(path, set(modules))) for name, path in modules.items()}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return circle
    return []


def test_files_import_each_other_in_no_circle_not_even_for_types() -> None:
    assert circle_in(sources()) == []


# Sub-room of the sandbox -> sub-rooms it may import. What lies beside them puts them together; none imports that.
INSIDE_SANDBOX: dict[str, set[str]] = {"world": set(), "api": {"world"}, "page": {"world", "api"}}


@each_row("sub_room", INSIDE_SANDBOX)
def test_a_sub_room_of_the_sandbox_imports_only_those_under_it(sub_room: str) -> None:
    allowed = [["bot", "sandbox", name] for name in INSIDE_SANDBOX[sub_room] | {sub_room}]
    wrong = [
        f"{path.name}, line {line}: {module}"
        for path in (ROOT / "bot" / "sandbox" / sub_room).glob("*.py")
        for line, module in imports_of(path)
        if module.startswith("bot.") and module.split(".")[:3] not in allowed
    ]
    assert wrong == []


@each_row("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_tasks_are_started_in_one_place_which_keeps_them(path: Path) -> None:
    if path == ROOT / "bot" / "tasks.py" or room_of(path) == "sandbox":  # which knows nothing of the rest
        return
    starters, source = {"create_task", "ensure_future"}, path.read_text(encoding="utf-8")
    wrong = [
        f"line {node.lineno}: {node.attr}"
        for node in (ast.walk(ast.parse(source)) if any(each in source for each in starters) else ())
        if isinstance(node, ast.Attribute) and node.attr in starters
    ]
    assert wrong == [], "bot.tasks.start"


def test_nobody_writes_to_the_objects_of_the_library() -> None:
    """Their guard is lifted (app/wiring.py): a handler may set what is its own, or the call's under way."""
    assert "__setattr__" in vars(TelegramObject), "the guard has another name"
    rooms = [ROOT / "handlers", ROOT / "bot/app", ROOT / "bot/delivery/incoming"]
    written = {
        f"{path.name}: {ast.unparse(node)}"
        for room in rooms
        for path in room.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del)
        if ast.unparse(node.value) not in ("self", "self._call", "call", "current_call.get()")
    }
    assert written == {
        "dispatcher.py: watch.is_over",
        "flood.py: found.at",
        "flood.py: found.purse",
        "flood.py: found.told_until",
        "wiring.py: TelegramObject.__setattr__",
    }
