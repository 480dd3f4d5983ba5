"""Moments of a local time, also where clocks are changed.

A local time may come twice in a day (clocks go back), or not at all (they go forward, or a zone skips a whole day).
"""

from datetime import UTC, datetime, timedelta


def moments_of(day, time, zone):
    """The moments, in UTC, at which clocks in a zone show a time on a day: one, or two where it comes twice.

    Where it does not come, the one moment at which clocks are put forward past it.
    """
    first, second = (datetime.combine(day, time, zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return [first]
    if first < second:
        return [first, second]
    return [change_between(second, first, zone)]


def change_between(before, after, zone):
    """The first moment at which the offset of `after` holds, to the second."""
    wanted = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == wanted:
            after = middle
        else:
            before = middle
    return after.replace(microsecond=0)


def next_time(time, zone, after):
    """The first moment after another at which clocks in a zone show a time, or are put forward past it."""
    day = after.astimezone(zone).date()
    for days in range(4):
        for moment in moments_of(day + timedelta(days=days), time, zone):
            if moment > after:
                return moment
    raise ValueError(f"{time} does not come in {zone} for days after {after}")
