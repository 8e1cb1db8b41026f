"""The clock's posts with their times from the settings; what a post says is in desk/clock/contents.py."""

from __future__ import annotations

from bot.config import Settings
from bot.desk.clock.contents import POSTS
from bot.errors import ConfigError, reason_of
from scheduler.due import Timed, cron_of


def timed_posts(settings: Settings) -> list[Timed]:
    """The posts that are enabled. ConfigError where a cron text cannot be read."""
    timed: list[Timed] = []
    for key, post in POSTS.items():
        times = getattr(settings.schedule, key)
        try:
            cron = cron_of(times.cron, settings.desk.zone)
        except ValueError as error:
            raise ConfigError(
                "schedule.{post}.cron = {value}: {reason}",
                post=key,
                value=repr(times.cron),
                reason=reason_of(error),
            ) from None
        if times.enabled:
            timed.append(
                Timed(
                    key=key,
                    cron=cron,
                    workdays_only=times.workdays_only,
                    catch_up=times.catch_up,
                    period=post.period,
                )
            )
    return timed
