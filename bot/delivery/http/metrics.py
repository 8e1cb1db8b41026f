"""What the desk counts about itself, in Prometheus's form; what is shown where, and what is too much, is in `health`.

No label ever holds a chat, a person, a name or a word that somebody wrote: each comes from a closed list of ours.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    generate_latest,
)

from bot import __version__
from bot.errors import AlreadyHandled
from bot.model import InboxState, OutboxState

# What a call may come to beside these, for Telegram is out of reach then or does not know the bot:
# rejected (the token), broken (5xx), timeout, lost (on the way), unreached (no connection).
_REACHED = frozenset({"ok", "refused", "flood"})
_HANDLINGS = ("handled", "repeated", "failed", "cancelled")
INBOX_STATES = (InboxState.PENDING, InboxState.ASIDE)
OUTBOX_STATES = (
    OutboxState.QUEUED,
    OutboxState.WAITING,
    OutboxState.SENDING,
    OutboxState.HELD,
    OutboxState.DEAD,
)

_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_SLOW = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """One running desk's counters, in a registry of its own. `now` gives seconds that never run backwards."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._reached_at: float | None = None
        self._failing_since: float | None = None
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        Info("zhibao_build", "The release that runs.", registry=registry).info(
            {"version": __version__, "python": platform.python_version()}
        )
        self._started = Gauge("zhibao_start_time_seconds", "When this process began.", registry=registry)
        self._started.set_to_current_time()
        self._received = Counter(
            "zhibao_updates_received", "Updates put on disk, repeats included.", registry=registry
        )
        self._handled = Counter(
            "zhibao_updates_handled",
            "Tries at an update, by what came of them.",
            ["outcome"],
            registry=registry,
        )
        self._aside = Counter(
            "zhibao_updates_set_aside", "Updates given up after the last try.", registry=registry
        )
        self._handling = Histogram(
            "zhibao_handling_seconds", "One try at an update.", buckets=_FAST, registry=registry
        )
        self._calls = Counter(
            "zhibao_calls",
            "Calls of the Bot API, by what came of them.",
            ["method", "outcome"],
            registry=registry,
        )
        self._call_time = Histogram(
            "zhibao_call_seconds", "One call of the Bot API.", ["method"], buckets=_SLOW, registry=registry
        )
        self._kept: dict[tuple[str, str], tuple[Counter, Histogram]] = {}
        self._floods = Counter(
            "zhibao_flood_waits", "Answers of Telegram that ask for a pause (429).", registry=registry
        )
        self._flood_time = Counter(
            "zhibao_flood_wait_seconds", "The pauses that Telegram asked for, summed.", registry=registry
        )
        self._retries = Counter(
            "zhibao_retries", "Calls put back into the outbox for another try.", registry=registry
        )
        self._posts = Counter(
            "zhibao_clock_posts", "Groups and people that the clock posted to.", ["key"], registry=registry
        )
        self._answers = Counter(
            "zhibao_webhook_answers", "Requests at the webhook, by our answer.", ["status"], registry=registry
        )
        self._webhook_set = Gauge(
            "zhibao_webhook_is_set", "Whether Telegram posts to our address.", registry=registry
        )
        self._webhook_waiting = Gauge(
            "zhibao_webhook_pending_updates",
            "Updates that Telegram keeps for the webhook.",
            registry=registry,
        )
        self._inbox = Gauge("zhibao_inbox", "Updates not done, by state.", ["state"], registry=registry)
        self._outbox = Gauge(
            "zhibao_outbox", "Calls not settled well, by state.", ["state"], registry=registry
        )
        self._database_up = Gauge("zhibao_database_up", "Whether the database answers.", registry=registry)
        self._telegram_up = Gauge(
            "zhibao_telegram_up", "Whether the last call was answered.", registry=registry
        )
        self._oldest_update = Gauge(
            "zhibao_oldest_update_age_seconds", "Age of the oldest update not handled.", registry=registry
        )
        self._oldest_message = Gauge(
            "zhibao_oldest_message_age_seconds", "Age of the oldest call due and not made.", registry=registry
        )
        self._by_outcome = {outcome: self._handled.labels(outcome) for outcome in _HANDLINGS}

    # -- what the delivery tells

    def counted_received(self, updates: int) -> None:
        """So many updates are on disk."""
        self._received.inc(updates)

    @contextmanager
    def handling(self) -> Iterator[None]:
        """Times and counts one try at an update."""
        started, outcome = self._now(), "cancelled"
        try:
            yield
            outcome = "handled"
        except AlreadyHandled:
            outcome = "repeated"
            raise
        except Exception:
            outcome = "failed"
            raise
        finally:
            self._by_outcome[outcome].inc()
            self._handling.observe(self._now() - started)

    def counted_aside(self) -> None:
        """An update was given up."""
        self._aside.inc()

    def counted_call(self, method: str, outcome: str, seconds: float) -> None:
        """A call of the Bot API ended; `outcome` is a word of the transport's."""
        known = method if method.isascii() and method.isalpha() and len(method) <= 40 else "other"
        counter, times = self._of_call(known, outcome)
        counter.inc()
        times.observe(seconds)
        if outcome in _REACHED:
            self._reached_at, self._failing_since = self._now(), None
        elif self._failing_since is None:
            self._failing_since = self._now()

    def _of_call(self, method: str, outcome: str) -> tuple[Counter, Histogram]:
        # Kept here: to find them among the labels takes longer than to count.
        found = self._kept.get((method, outcome))
        if found is None:
            found = self._calls.labels(method, outcome), self._call_time.labels(method)
            self._kept[method, outcome] = found
        return found

    def counted_flood(self, seconds: float) -> None:
        """Telegram asked for a pause."""
        self._floods.inc()
        self._flood_time.inc(max(0.0, seconds))

    def counted_settled(self, state: str) -> None:
        """The sender has an outcome for a call: back in the queue means a retry."""
        if state == OutboxState.QUEUED:
            self._retries.inc()

    def counted_posts(self, key: str, posts: int) -> None:
        """The clock posted to so many groups and people."""
        self._posts.labels(key).inc(posts)

    def counted_answer(self, status: int) -> None:
        """The webhook answered a request."""
        self._answers.labels(str(status)).inc()

    def saw_webhook(self, *, is_ours: bool, pending: int) -> None:
        """Whether Telegram posts to our address, and how many updates it keeps."""
        self._webhook_set.set(is_ours)
        self._webhook_waiting.set(pending)

    # -- what health asks

    @property
    def telegram_failing(self) -> float | None:
        """Seconds for which every call has failed; 0 where the last one was answered, None where none was made yet."""
        if self._failing_since is not None:
            return self._now() - self._failing_since
        return None if self._reached_at is None else 0.0

    @property
    def telegram_reached(self) -> float | None:
        """Seconds since Telegram last answered; None where it never did."""
        return None if self._reached_at is None else self._now() - self._reached_at

    def render(
        self,
        *,
        is_up: bool,
        inbox: Mapping[str, int],
        outbox: Mapping[str, int],
        oldest_update: float,
        oldest_message: float,
    ) -> bytes:
        """Everything in Prometheus's text form, with what the database says now (`is_up`: whether it says anything)."""
        for gauge, states, counts in (
            (self._inbox, INBOX_STATES, inbox),
            (self._outbox, OUTBOX_STATES, outbox),
        ):
            for state in states:
                # What nobody knows is no number: a panel must not show an empty queue.
                gauge.labels(state).set(counts.get(state, 0) if is_up else float("nan"))
        self._oldest_update.set(oldest_update if is_up else float("nan"))
        self._oldest_message.set(oldest_message if is_up else float("nan"))
        self._database_up.set(is_up)
        self._telegram_up.set(self.telegram_failing == 0.0)
        return generate_latest(self.registry)
