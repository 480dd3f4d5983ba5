"""Events as bytes, in the format of Server-Sent Events (HTML Living Standard, 9.2)."""

KEEP_ALIVE = b": still here\n\n"
CLOSED = b"event: stream-closed\ndata:\n\n"
STALE = b"event: stream-stale\ndata:\n\n"  # nudges were missed, and nobody knows which
CLOSED_FOR_SCRIPTS = b'event: stream-closed\ndata: {"type":"stream-closed"}\n\n'
STALE_FOR_SCRIPTS = b'event: stream-stale\ndata: {"type":"stream-stale"}\n\n'


def opening(place, for_scripts=False):
    """It tells the reader's place, so that one who goes before the first event comes back without a gap."""
    return b"retry: 1000\n" + control("stream-open", place, for_scripts)


def moment(now):
    """Every nudge that was sent before this moment has been told: the page tells it when it comes back."""
    return encode("stream-moment", str(now))


def reset(place, for_scripts=False):
    """The log does not reach back to where the reader was: fetch the page's state anew, and go on from here."""
    return control("stream-reset", place, for_scripts)


def control(type, place, for_scripts):
    return encode(type, f'{{"type":"{type}","id":{place}}}' if for_scripts else "", place)


def encode(type, data, id=None):
    """One event. A reader that has seen it tells `id` when it comes back."""
    head = f"event: {type}\n" if id is None else f"event: {type}\nid: {id}\n"
    lines = "".join(f"data: {line}\n" for line in data.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return f"{head}{lines}\n".encode(errors="replace")
