"""Who may import whom: the table of docs/architecture.md, held against the source."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Room -> rooms of ours it may import. Every room may also import model, errors and clock.
ALLOWED: dict[str, set[str]] = {
    "model": set(),
    "errors": set(),
    "clock": set(),
    "faultpoint": set(),
    "logs": set(),
    "plaintext": set(),
    "config": {"plaintext"},
    "rules": set(),
    "locale": set(),
    "views": {"rules", "locale"},
    "exports": {"rules", "locale"},
    "store": {"rules"},
    "desk": {"rules", "store", "views", "exports", "locale", "config"},
    "delivery": {"store", "config"},
    "handlers": {"desk", "views", "rules", "store"},
    "scheduler": {"desk", "rules", "store", "config"},
    "sandbox": set(),
    "demo": {
        "app",
        "config",
        "desk",
        "locale",
        "rules",
        "sandbox",
        "scheduler",
        "store",
        "views",
        "handlers",
    },
    "app": {"config", "delivery", "desk", "handlers", "rules", "scheduler", "store"},
    "checking": {"app", "config", "delivery", "locale", "store", "views"},
    "verbs": {"app", "config", "desk", "exports", "locale", "store", "views"},
    "copying": {"app", "config", "locale", "store", "views"},
    "__main__": {"app", "checking", "config", "copying", "demo", "locale", "verbs"},
}
EVERYWHERE = {"model", "errors", "clock", "faultpoint", "logs", "__version__"}

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
    "starlette": {"delivery", "sandbox"},
    "uvicorn": {"delivery", "sandbox"},
    "prometheus_client": {"delivery"},
    "aiohttp": {"delivery", "sandbox"},
    "babel": {"locale"},
    "structlog": {"logs"},
    "logging": {"logs"},
    "asyncio": {
        "app",
        "checking",
        "copying",
        "delivery",
        "demo",
        "exports",
        "sandbox",
        "scheduler",
        "store",
        "verbs",
        "__main__",
    },
}


def room_of(path: Path) -> str:
    """The room that a source file belongs to."""
    parts = path.relative_to(ROOT).parts
    return parts[0] if parts[0] != "bot" else parts[1].removesuffix(".py")


def imports_of(path: Path) -> list[tuple[int, str]]:
    """Line and full module name of every import of a file, those inside functions too."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write the whole name"
            module = node.module or ""
            # "from bot import app" names rooms; "from bot.desk import booking" stays in one.
            found += (
                [(node.lineno, f"bot.{a.name}") for a in node.names]
                if module == "bot"
                else [(node.lineno, module)]
            )
    return found


def sources() -> list[Path]:
    """Every source file of the product but the migrations and bot/__init__.py."""
    paths = [path for folder in ("bot", "handlers", "scheduler") for path in (ROOT / folder).rglob("*.py")]
    return [path for path in paths if "migrations" not in path.parts and path != ROOT / "bot" / "__init__.py"]


def _target(module: str) -> str | None:
    top, _, rest = module.partition(".")
    if top in ("handlers", "scheduler"):
        return top
    return rest.partition(".")[0] if top == "bot" and rest else None


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_only_what_its_room_may(path: Path) -> None:
    room = room_of(path)
    wrong = [
        f"line {line}: {module}"
        for line, module in imports_of(path)
        if (target := _target(module)) and target != room and target not in ALLOWED[room] | EVERYWHERE
    ]
    assert wrong == []


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
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
