"""Events as bytes: what any text becomes, a browser's parser turns back (HTML Living Standard, 9.2.6)."""

import re

from hypothesis import given
from hypothesis import strategies as st

from apps.live import wire

texts = st.text(st.characters(exclude_categories=["Cs"]))
awkward = st.text(st.sampled_from("\n\r\u2028\x00\ufeff: ai\t"), max_size=30)
numbers = st.none() | st.integers(0, 10**18)


def understood(stream):
    """The events of a stream, as the standard tells a browser to parse it: (type, data, last event id)."""
    text = stream.decode().removeprefix("\ufeff")
    type, data, last_id, events = "", "", "", []
    for line in re.split("\r\n|\n|\r", text)[:-1]:
        if line == "":
            if data:
                events.append((type or "message", data.removesuffix("\n"), last_id))
            type, data = "", ""
        elif not line.startswith(":"):
            field, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if field == "event":
                type = value
            elif field == "data":
                data += value + "\n"
            elif field == "id" and "\x00" not in value:
                last_id = value
    return events


def unix(text):
    """A browser gives every line end as a newline."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


@given(texts | awkward, numbers)
def test_any_text_arrives_as_it_was(text, number):
    [(type, data, last_id)] = understood(wire.encode("message-created", text, number))
    assert (type, data, last_id) == ("message-created", unix(text), "" if number is None else str(number))


@given(st.lists(st.tuples(texts | awkward, numbers), max_size=5))
def test_events_in_a_row_stay_apart(events):
    heard = understood(b"".join(wire.encode("word", text, number) for text, number in events))
    assert [data for _type, data, _id in heard] == [unix(text) for text, _number in events]


def test_half_a_character_does_not_stop_the_log():
    assert understood(wire.encode("word", "a\ud800b")) == [("word", "a?b", "")]


@given(st.integers(0, 10**18 - 1))
def test_the_opening_and_a_reset_tell_the_place(number):
    assert understood(wire.opening(number)) == [("stream-open", "", str(number))]
    assert understood(wire.reset(number)) == [("stream-reset", "", str(number))]
