from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.briefings.schedule import Rhythm, Schedule, due

ZONES = ("Africa/Casablanca", "Europe/Paris", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "UTC")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(schedule: Schedule, start: str, count: int) -> list[str]:
    """Return the next moments as the chat's wall clock shows them."""
    moment, found = utc(start), []
    for _ in range(count):
        following = schedule.after(moment)
        assert following is not None
        moment = following
        found.append(moment.astimezone(ZoneInfo(schedule.timezone)).strftime("%a %Y-%m-%d %H:%M %z"))
    return found


def test_in_ramadan_moroccos_clock_goes_back_and_the_hour_stays() -> None:
    # In 2026 Morocco is on UTC+1 until Sunday 15 February, on UTC+0 until Sunday 22 March.
    daily = Schedule(rhythm=Rhythm.DAILY, hour=8)
    assert local(daily, "2026-02-13T12:00", 3) == [
        "Sat 2026-02-14 08:00 +0100",
        "Sun 2026-02-15 08:00 +0000",
        "Mon 2026-02-16 08:00 +0000",
    ]
    assert local(daily, "2026-03-20T12:00", 3) == [
        "Sat 2026-03-21 08:00 +0000",
        "Sun 2026-03-22 08:00 +0100",
        "Mon 2026-03-23 08:00 +0100",
    ]
    assert daily.after(utc("2026-02-14T07:00")) == utc("2026-02-15T08:00")


def test_an_hour_that_comes_twice_is_one_briefing() -> None:
    night = Schedule(rhythm=Rhythm.DAILY, hour=2)
    first = night.after(utc("2026-02-14T12:00"))
    assert first == utc("2026-02-15T01:00")
    assert night.after(first) == utc("2026-02-16T02:00")


def test_an_hour_that_is_skipped_comes_when_the_clocks_jump() -> None:
    night = Schedule(rhythm=Rhythm.DAILY, hour=2, timezone="Europe/Paris")
    assert local(night, "2026-03-28T12:00", 2) == ["Sun 2026-03-29 03:00 +0200", "Mon 2026-03-30 02:00 +0200"]
    back = local(night, "2026-10-24T12:00", 2)
    assert back == ["Sun 2026-10-25 02:00 +0200", "Mon 2026-10-26 02:00 +0100"]


def test_weekdays_leave_out_the_weekend() -> None:
    weekdays = Schedule(rhythm=Rhythm.WEEKDAYS, hour=18)
    assert [found[:3] for found in local(weekdays, "2026-11-25T12:00", 6)] == ["Wed", "Thu", "Fri", "Mon", "Tue", "Wed"]


def test_weekly_keeps_its_day() -> None:
    weekly = Schedule(rhythm=Rhythm.WEEKLY, day=4, hour=9)
    assert [found[:14] for found in local(weekly, "2026-11-27T08:00", 2)] == ["Fri 2026-12-04", "Fri 2026-12-11"]
    assert [found[:14] for found in local(weekly, "2026-11-27T07:59", 1)] == ["Fri 2026-11-27"]


def test_monthly_takes_the_last_day_of_a_shorter_month() -> None:
    last = Schedule(rhythm=Rhythm.MONTHLY, day=31)
    assert [found[4:14] for found in local(last, "2028-01-15T12:00", 4)] == [
        "2028-01-31",
        "2028-02-29",
        "2028-03-31",
        "2028-04-30",
    ]
    leap = Schedule(rhythm=Rhythm.MONTHLY, day=29)
    assert [found[4:14] for found in local(leap, "2027-01-30T12:00", 2)] == ["2027-02-28", "2027-03-29"]
    first = Schedule(rhythm=Rhythm.MONTHLY, day=1)
    assert [found[4:14] for found in local(first, "2027-12-31T12:00", 2)] == ["2028-01-01", "2028-02-01"]


def test_a_leap_day_is_a_day() -> None:
    assert [found[4:14] for found in local(Schedule(rhythm=Rhythm.DAILY), "2028-02-28T12:00", 2)] == [
        "2028-02-29",
        "2028-03-01",
    ]


def test_what_was_missed_counts_from_the_last_time_it_was_due() -> None:
    # Down from Monday to Wednesday: Wednesday's is late by two hours, not Monday's by two days.
    daily, wednesday = Schedule(rhythm=Rhythm.DAILY, hour=8), utc("2026-11-25T09:00")
    assert daily.until(wednesday) == utc("2026-11-25T07:00")
    assert due(daily, wednesday, timedelta(hours=2))
    assert not due(daily, wednesday, timedelta(hours=1, minutes=59))


def test_news_are_never_due_by_the_clock() -> None:
    news = Schedule(rhythm=Rhythm.NEWS)
    assert news.after(utc("2026-11-25T09:00")) is None
    assert not due(news, utc("2026-11-25T09:00"), timedelta(days=9))


@pytest.mark.parametrize(
    "wrong",
    [
        {"rhythm": "weekly", "day": 7},
        {"rhythm": "monthly", "day": 0},
        {"rhythm": "daily", "day": 3},
        {"rhythm": "daily", "hour": 24},
        {"rhythm": "daily", "timezone": "Mars/Olympus"},
        {"rhythm": "daily", "timezone": "../etc/passwd"},
        {"rhythm": "hourly"},
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Schedule.model_validate(wrong)


_moments = st.datetimes(datetime(2020, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
_schedules = st.one_of(
    st.builds(Schedule, rhythm=st.sampled_from([Rhythm.DAILY, Rhythm.WEEKDAYS]), hour=st.integers(0, 23),
              timezone=st.sampled_from(ZONES)),
    st.builds(Schedule, rhythm=st.just(Rhythm.WEEKLY), day=st.integers(0, 6), hour=st.integers(0, 23),
              timezone=st.sampled_from(ZONES)),
    st.builds(Schedule, rhythm=st.just(Rhythm.MONTHLY), day=st.integers(1, 31), hour=st.integers(0, 23),
              timezone=st.sampled_from(ZONES)),
)  # fmt: skip


@given(_schedules, _moments)
def test_each_moment_follows_the_one_before_with_none_between(schedule: Schedule, moment: datetime) -> None:
    following = schedule.after(moment)
    assert following is not None
    assert following > moment
    assert schedule.until(following) == following
    assert schedule.after(following - timedelta(microseconds=1)) == following
    before = schedule.until(moment)
    assert before is not None
    assert before <= moment
    assert schedule.after(before) == following
    shown = following.astimezone(ZoneInfo(schedule.timezone))
    assert shown.hour in (schedule.hour, schedule.hour + 1)  # later where the clocks skip it
    assert shown.minute == 0
