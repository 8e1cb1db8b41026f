"""Every benchmark after the other: `python -m benchmarks`, and with `--quick` a small run; each prints its table."""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import tempfile

# Name, and what a small run leaves out. Their goals are for the whole run: a small one shows that they work.
ALL: dict[str, tuple[str, ...]] = {
    "page": (),
    "throughput": ("--rounds", "1", "--updates", "500"),
    "kills": ("--kills", "3", "--submissions", "300"),
    "broadcast": ("--people", "150", "--replies", "2"),
    "scale": ("--items", "20000", "--rounds", "1", "--updates", "500", "--alone", "50", "--memory", "2000"),
    "likeness": ("--items", "1000"),
    "search": ("--items", "5000"),
    "shortfall": ("--items", "20000", "--rounds", "2"),
    "month": ("--items", "20000", "--people", "500", "--rounds", "1"),
    "year": ("--days", "7", "--people", "20", "--units", "5"),
}
KEEPING = ("scale", "shortfall")  # they measure the same office


def commands(*, quick: bool, keep: str) -> dict[str, list[str]]:
    """The arguments of each benchmark that is there, by name."""
    found = {}
    for name, small in ALL.items():
        if importlib.util.find_spec(f"benchmarks.{name}") is None:
            continue
        kept = ["--keep", keep] if name in KEEPING else []
        found[name] = ["-m", f"benchmarks.{name}", *(small if quick else ()), *kept]
    return found


def main() -> None:
    """Runs them; exit code 1 where one failed or missed a goal."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--quick", action="store_true", help="a few minutes instead of an hour")
    parser.add_argument("--keep", help="a folder in which the large office stays for the next run")
    options = parser.parse_args()
    failed = []
    with tempfile.TemporaryDirectory() as spare:
        for name, arguments in commands(quick=options.quick, keep=options.keep or spare).items():
            print(f"\n== {name}", flush=True)
            if subprocess.run([sys.executable, *arguments]).returncode:
                failed.append(name)
    if failed:
        sys.exit(f"\nfailed, or missed a goal: {', '.join(failed)}")


if __name__ == "__main__":
    main()
