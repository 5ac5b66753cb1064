"""Orders in words: how often, about what, and when the first briefing comes."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_day_names, get_timezone_location

from bot.briefings.schedule import LAST_DAY, Rhythm, Schedule
from bot.wording.voice import Voice

_SPECIAL = {1: "rhythm.monthly_first", LAST_DAY: "rhythm.monthly_last"}


def rhythm(schedule: Schedule, voice: Voice) -> str:
    """Write how often: "Chaque lundi à 8 h (heure de Casablanca)"."""
    name = f"rhythm.{schedule.rhythm}"
    if schedule.rhythm is Rhythm.MONTHLY:
        name = _SPECIAL.get(schedule.day, name)
    day = weekday(schedule.day, voice) if schedule.rhythm is Rhythm.WEEKLY else str(schedule.day)
    return _sentence(voice, name, day=day, hour=hour(schedule.hour, voice), zone=city(schedule.timezone, voice))


def subject(code: str, voice: Voice) -> str:
    """Write what a briefing is about."""
    return voice.segment(code, full=True) if code else _sentence(voice, "order.sector")


def hour(number: int, voice: Voice) -> str:
    """Write an hour of the day."""
    return _sentence(voice, "order.hour_form", hour=str(number))


def weekday(number: int, voice: Voice) -> str:
    """Write a day of the week, 0 being Monday."""
    return str(get_day_names("wide", locale=voice.language.locale)[number])


def city(zone: str, voice: Voice) -> str:
    """Write a time zone as the city it is named after."""
    return str(get_timezone_location(ZoneInfo(zone), locale=voice.language.locale, return_city=True))


def first(moment: datetime, schedule: Schedule, voice: Voice) -> str:
    """Write when a briefing comes, by the chat's own clock."""
    local = moment.astimezone(ZoneInfo(schedule.timezone))
    day = format_date(local.date(), "EEEE d MMMM", locale=voice.language.locale)
    return _sentence(voice, "order.first", day=day, hour=hour(local.hour, voice))


def _sentence(voice: Voice, name: str, **parts: str) -> str:
    return str(voice.language.sentences[name]).format_map(parts)
