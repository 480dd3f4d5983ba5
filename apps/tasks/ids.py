"""The names of tasks: in the order in which they came, so that a list of the newest needs no other index."""

import secrets
import time
from uuid import UUID


def new_id():
    """A UUID of version 7 (RFC 9562): milliseconds first, and chance behind them."""
    milliseconds = time.time_ns() // 1_000_000
    high = milliseconds << 16 | 7 << 12 | secrets.randbits(12)
    return UUID(int=high << 64 | 2 << 62 | secrets.randbits(62))
