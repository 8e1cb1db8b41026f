"""Bots of other makes that only echo, each run as a process of its own: `python -m benchmarks.rivals.NAME URL TOKEN`."""
