"""What CI makes of the dependencies' audit: it fails on what was found, and says where nothing could be asked."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

from tests.support.table import each_row

_PATH = Path(__file__).resolve().parents[1] / ".ci" / "audit.py"
_SPEC = importlib.util.spec_from_file_location("audit", _PATH)
assert _SPEC is not None and _SPEC.loader is not None
audit: Any = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(audit)

CLEAN = {"name": "aiohttp", "version": "3.14.5", "vulns": []}
BAD = {
    "name": "babel",
    "version": "2.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"], "description": ""}],
}
SKIPPED = {"name": "mako", "skip_reason": "not found"}


@each_row(
    ("packages", "code", "words"),
    [
        ([CLEAN], 0, "dependencies audited: 1, nothing found"),
        ([CLEAN, SKIPPED], 0, "dependencies audited: 1, nothing found; unknown: 1"),
        ([CLEAN, BAD, SKIPPED], 1, "babel 2.0: PYSEC-1, mended in 2.1"),
        ([SKIPPED], 0, "dependencies NOT audited: the package index here knows no vulnerabilities"),
    ],
)
def test_only_a_vulnerability_that_was_found_fails(
    packages: list[dict[str, Any]], code: int, words: str
) -> None:
    assert audit.verdict(json.dumps({"dependencies": packages, "fixes": []}), "") == (code, words)


@each_row("complaint", ["", "Traceback\n ConnectionError: no way out"])
def test_a_service_out_of_reach_is_said_in_one_line(complaint: str) -> None:
    code, words = audit.verdict("", complaint)
    assert code == 0 and words.startswith("dependencies NOT audited: ") and "\n" not in words
