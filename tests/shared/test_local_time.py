"""Local times where clocks are changed: twice, never, or on a day that a zone skips."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apps.notifications.digests import next_morning
from apps.notifications.models import Preferences
from apps.notifications.models.mutes import Length
from apps.shared.local_time import moments_of, next_time

ZONES = [
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",  # half an hour
    "Africa/Casablanca",  # goes back for Ramadan
    "Africa/Cairo",  # at midnight
    "America/Havana",  # midnight comes twice
    "America/Santiago",
    "America/St_Johns",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Antarctica/Troll",  # two hours
    "Pacific/Apia",  # had no 30 December 2011
    "Pacific/Kiritimati",  # nor had this one 31 December 1994
    "UTC",
]
zones = st.sampled_from(ZONES)
moments = st.datetimes(datetime(1994, 12, 1), datetime(2037, 1, 1), timezones=st.just(UTC))
times = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))


def around_changes():
    """Moments within some hours of a change of clocks, in each of the zones."""
    found = []
    for name in ZONES:
        zone, moment = ZoneInfo(name), datetime(2026, 1, 1, tzinfo=UTC)
        while moment.year < 2028:
            after = moment + timedelta(hours=1)
            if moment.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
                found.append((name, moment))
            moment = after
    return [*found, ("Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC))]


near = st.sampled_from(around_changes()).flatmap(
    lambda change: st.tuples(
        st.just(change[0]), st.integers(-30 * 60, 30 * 60).map(lambda minutes: change[1] + timedelta(minutes=minutes))
    )
)


def check_quiet(zone, moment, start, end):
    quiet = Preferences(time_zone=zone, quiet_from=start, quiet_to=end)
    until = quiet.quiet_until(moment)
    assert (until is not None) == quiet.is_quiet(moment)
    if until is None:
        return
    assert moment < until <= moment + timedelta(hours=50)
    assert not quiet.is_quiet(until)
    assert (
        quiet.quiet_until(until) is None
    )  # what comes then is not put off again: one task, and not one after another


@given(zones, moments, times, times)
def test_quiet_hours_end_after_now(zone, moment, start, end):
    check_quiet(zone, moment, start, end)


@given(near, times, times)
@example(("America/New_York", datetime(2026, 11, 1, 6, 10, tzinfo=UTC)), time(22), time(1, 30))
@example(("America/New_York", datetime(2026, 11, 1, 5, 10, tzinfo=UTC)), time(22), time(1, 30))
@example(("America/New_York", datetime(2026, 3, 8, 6, 50, tzinfo=UTC)), time(22), time(2, 30))
@example(("Australia/Lord_Howe", datetime(2026, 4, 4, 15, 10, tzinfo=UTC)), time(23), time(1, 45))
@example(("Pacific/Apia", datetime(2011, 12, 30, 9, tzinfo=UTC)), time(22), time(8))
def test_quiet_hours_end_after_now_also_where_clocks_change(near, start, end):
    check_quiet(*near, start, end)


@given(near)
def test_mornings_come_after_now_where_clocks_change(near):
    zone, moment = near
    for how in (Preferences.Digest.DAILY, Preferences.Digest.WEEKLY):
        morning = next_morning(Preferences(time_zone=zone, digest=how), moment)
        assert moment < morning <= moment + timedelta(days=9)


@given(near)
def test_what_is_muted_ends_after_now_where_clocks_change(near):
    zone, moment = near
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.utils.timezone.now", lambda: moment)
        for length in Length:
            end = length.end(ZoneInfo(zone))
            assert end is None or end > moment


@pytest.mark.parametrize(
    ("zone", "start", "end", "at", "until"),
    [
        ("America/New_York", time(22), time(1, 30), "2026-11-01T06:10", "2026-11-01T06:30"),  # the second time
        ("America/New_York", time(22), time(1, 30), "2026-11-01T05:10", "2026-11-01T05:30"),  # the first
        ("America/New_York", time(22), time(1, 30), "2026-11-01T05:40", None),
        ("America/New_York", time(22), time(7), "2026-11-01T03:00", "2026-11-01T12:00"),  # a night of ten hours
        ("America/New_York", time(22), time(2, 30), "2026-03-08T06:10", "2026-03-08T07:00"),  # 02:30 does not come
        ("Australia/Lord_Howe", time(22), time(1, 45), "2026-04-04T15:10", "2026-04-04T15:15"),
        ("Pacific/Apia", time(22), time(8), "2011-12-30T09:00", "2011-12-30T18:00"),  # the day after tomorrow
    ],
)
def test_when_it_is_quiet_where_clocks_change(zone, start, end, at, until):
    quiet = Preferences(time_zone=zone, quiet_from=start, quiet_to=end)
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert quiet.quiet_until(moment) == (until and datetime.fromisoformat(until).replace(tzinfo=UTC))


def test_the_moments_of_a_local_time():
    new_york = ZoneInfo("America/New_York")
    assert [len(moments_of(date(2026, 11, 1), time(hour, 30), new_york)) for hour in (0, 1, 2)] == [1, 2, 1]
    assert moments_of(date(2026, 3, 8), time(2, 30), new_york) == [datetime(2026, 3, 8, 7, tzinfo=UTC)]
    assert moments_of(date(2011, 12, 30), time(12), ZoneInfo("Pacific/Apia")) == [
        datetime(2011, 12, 30, 10, tzinfo=UTC)
    ]


@given(near, times)
def test_the_next_time_is_the_next(near, wanted):
    zone, moment = ZoneInfo(near[0]), near[1]
    found = next_time(wanted, zone, moment)
    assert moment < found <= moment + timedelta(hours=50)
    shown = found.astimezone(zone).time()
    before = (found - timedelta(minutes=1)).astimezone(zone)
    assert shown == wanted or found.astimezone(zone).utcoffset() != before.utcoffset()
