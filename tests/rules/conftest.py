"""Settings for the rule book's tests; no fixtures."""

from __future__ import annotations

from hypothesis import settings

# The machine may be busy with something else: time is measured where it matters, not at every example.
settings.register_profile("rules", deadline=None)
settings.load_profile("rules")
