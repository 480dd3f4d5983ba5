"""What stands in a query or a header, as what it means; None when it means nothing."""

from datetime import date


def words_in(query, name):
    """What somebody typed there, without space around it. U+FFFD is for null characters, which PostgreSQL refuses."""
    return query.get(name, "").replace("\0", "\ufffd").strip()


def whole_number(text):
    """A number that a row could have."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None


def calendar_day(text):
    """A date in ISO 8601. The edges of the calendar are none: they have no midnight in every zone."""
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return None
    return found if is_on_the_calendar(found) else None


def is_on_the_calendar(date_or_moment):
    """Whether it has a time in every zone; the edges of Python's calendar have not."""
    return 1900 < date_or_moment.year < 9000
