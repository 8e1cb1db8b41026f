"""Looks the locked dependencies up among the known vulnerabilities: fails on one that is found, not where nobody can be asked.

The list of them is kept on the net by the package index; where CI has no way there, one line says that nothing was audited.
"""

from __future__ import annotations

import json
import subprocess
import sys

COMMAND = (
    *("pip_audit", "--disable-pip", "--require-hashes", "-r", "requirements.lock"),
    *("--format", "json", "--progress-spinner", "off", "--timeout", "10"),
)


def verdict(report: str, complaint: str) -> tuple[int, str]:
    """Exit code and words for what pip-audit gave out: its JSON, which is empty where it could not ask, and its complaint."""
    if not report.strip():
        reason = (complaint.strip().splitlines() or ["no answer"])[-1]
        return 0, f"dependencies NOT audited: {reason[:200]}"
    packages = json.loads(report)["dependencies"]
    asked = [package for package in packages if "skip_reason" not in package]
    found = [
        f"{package['name']} {package['version']}: {fault['id']}, mended in {', '.join(fault['fix_versions']) or '-'}"
        for package in asked
        for fault in package["vulns"]
    ]
    if found:
        return 1, "\n".join(found)
    if not asked:
        return 0, "dependencies NOT audited: the package index here knows no vulnerabilities"
    unknown = len(packages) - len(asked)
    return 0, f"dependencies audited: {len(asked)}, nothing found" + (
        f"; unknown: {unknown}" if unknown else ""
    )


def main() -> int:
    """Audits, and says what came of it."""
    done = subprocess.run([sys.executable, "-m", *COMMAND], capture_output=True, text=True, check=False)
    code, words = verdict(done.stdout, done.stderr)
    print(words)
    return code


if __name__ == "__main__":
    sys.exit(main())
