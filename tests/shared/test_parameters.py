"""What a query or a header means."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.shared import parameters


@pytest.mark.both_databases
@given(st.text())
def test_a_whole_number_is_one_that_a_row_could_have(text):
    number = parameters.whole_number(text)
    assert number is None or (0 <= number < 2**63 and text.isascii() and int(text) == number)


@pytest.mark.parametrize(
    "text", ["", None, "-1", "1.0", "1e3", "٣", "²", " 1", "1 ", "9" * 19, "9" * 400, "0x1", "1_0"]
)
def test_what_is_no_number_is_none(text):
    assert parameters.whole_number(text) is None


@pytest.mark.both_databases
@given(st.dates(date(1901, 1, 1), date(8999, 12, 31)))
def test_a_day_is_a_date_of_the_calendar(day):
    assert parameters.calendar_day(day.isoformat()) == day


@pytest.mark.parametrize(
    "text", [None, "", "today", "2026-02-30", "2026-13-01", "0001-01-01", "9999-12-31", "1900-06-01"]
)
def test_what_is_no_day_is_none(text):
    assert parameters.calendar_day(text) is None
