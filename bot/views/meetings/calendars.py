"""A meeting as a calendar file (.ics), by which it enters, changes and leaves a person's calendar; icalendar escapes all."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache

from icalendar import Alarm, Calendar, Event, Timezone, vCalAddress, vUri

from bot.clock import to_ms
from bot.locale.texts import Texts
from bot.model import Document, Meeting, MeetingState
from bot.rules.meetings import HOUR
from bot.rules.secrecy.personal import mask

_PRODUCT = "-//zhibao//desk//{language}"
_ONE_YEAR = timedelta(days=366)


def calendar_file(t: Texts, meeting: Meeting, *, by: str, address: str, now: datetime) -> Document:
    """The meeting as it stands: to be entered or changed, or taken out where it is called off.

    Calendars know it again by its UID and follow the highest SEQUENCE. `by` has called it; `address` is the bot's, where it is
    answered: calendars want to know an organizer, and nobody here has an e-mail address for it.
    """
    is_off = meeting.state is MeetingState.OFF
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT.format(language=t.language.upper()))
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_off else "REQUEST")
    begins_at = meeting.begins_at.astimezone(t.zone)
    zone = _timezone(t.zone.key, begins_at.year)
    if zone is not None:
        calendar.add_component(zone)
    calendar.add_component(_event(t, meeting, begins_at, by=by, address=address, now=now))
    name = t.plain("Meeting {code}.ics", code=meeting.code)
    caption = (
        t("Open it to take {code} out of your calendar.", code=meeting.code)
        if is_off
        else t("Open it to put {code} into your calendar.", code=meeting.code)
    )
    return Document(name, calendar.to_ical(), caption)


def _event(t: Texts, meeting: Meeting, begins_at: datetime, *, by: str, address: str, now: datetime) -> Event:
    is_off = meeting.state is MeetingState.OFF
    event = Event()
    event.add("uid", f"{meeting.code.lower()}-{to_ms(meeting.called_at)}@zhibao")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", begins_at)
    event.add("summary", _hidden(meeting.title))
    if meeting.place:
        event.add("location", _hidden(meeting.place))
    words = [_hidden(meeting.brief)] if meeting.brief else []
    answered = t.plain("Please answer in the private chat with the bot.") if not is_off else ""
    event.add("description", "\n\n".join([*words, *([answered] if answered else [])]))
    organizer = vCalAddress(address)
    organizer.params["CN"] = by
    event.add("organizer", organizer)
    event.add("url", vUri(address))
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    if not is_off:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _hidden(meeting.title))
        alarm.add("trigger", -HOUR)
        event.add_component(alarm)
    return event


def _hidden(text: str) -> str:
    """Files go past the place where people's numbers are hidden in messages."""
    return mask(text)[0]


@cache
def _timezone(name: str, year: int) -> Timezone | None:
    """What the zone's name means in that year, for calendars that do not know it."""
    if name == "UTC":
        return None
    first = date(year - 1, 1, 1)
    return Timezone.from_tzid(name, first_date=first, last_date=first + 3 * _ONE_YEAR)
