"""What the product imports is declared in pyproject.toml and locked in requirements.lock, with what that needs in its turn."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.test_imports import imports_of

ROOT = Path(__file__).resolve().parents[1]
OURS = ("bot", "handlers", "scheduler")
_NAME = re.compile(r"[A-Za-z0-9._-]+")

# Run where only locked libraries can be imported: everything of ours, and what Alembic alone imports, by an upgrade.
_IMPORT_ALL = """
import importlib, sys
from pathlib import Path

refused, modules, folder = set(sys.argv[1].split()), sys.argv[2].split(), Path(sys.argv[3])

class Gate:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in refused:
            raise ModuleNotFoundError(f"{name} is not in requirements.lock", name=name)

sys.meta_path.insert(0, Gate())
for name in modules:
    importlib.import_module(name)

from bot.store.sqlite import migrate
migrate.upgrade(folder / "desk.db", "0001")
migrate.migrate(folder / "desk.db")
assert migrate.stored_revision(folder / "desk.db") == migrate.newest_revision()
"""


def normal(name: str) -> str:
    """A distribution's name in the form that compares (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> set[str]:
    """The names in requirements.lock."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return {normal(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE)}


def declared() -> set[str]:
    """The names that pyproject.toml declares for the product itself."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {normal(found[0]) for line in project["dependencies"] if (found := _NAME.match(line))}


def sources() -> list[Path]:
    """Every source file of the product, the migrations too."""
    return [path for folder in OURS for path in sorted((ROOT / folder).rglob("*.py"))]


def libraries() -> set[str]:
    """The top-level names of everything that the product imports from others."""
    tops = {module.partition(".")[0] for path in sources() for _, module in imports_of(path)}
    return tops - set(sys.stdlib_module_names) - set(OURS)


def test_every_library_that_the_product_imports_is_declared_and_locked() -> None:
    homes = packages_distributions()
    found = {name: {normal(home) for home in homes.get(name, [name])} for name in libraries()}
    assert {name for name, homes_of in found.items() if not homes_of & declared()} == set()
    assert {name for name, homes_of in found.items() if not homes_of & locked()} == set()


def test_with_what_is_locked_alone_everything_can_be_imported_and_an_older_office_upgraded(
    tmp_path: Path,
) -> None:
    refused = [
        name for name, homes in packages_distributions().items() if not {normal(h) for h in homes} & locked()
    ]
    assert {"pytest", "hypothesis", "mypy"} <= set(refused)
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in sources()
        if "migrations" not in path.parts
    ]
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT_ALL, " ".join(refused), " ".join(modules), str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def test_the_lock_files_hold_names_versions_and_hashes_and_no_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        odd = [
            line
            for line in lines
            if not re.fullmatch(
                r"[a-z0-9._-]+==[^ /]+( ; [^/]+?)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?|    #( .*)?", line
            )
        ]
        assert odd == [], name
