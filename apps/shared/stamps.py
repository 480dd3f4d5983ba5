"""A stamp says that something has changed. What is remembered of a thing is remembered under its stamp.

By chance and not by counting: two who change a thing at once must not arrive at the same stamp.
"""

from random import SystemRandom


def new_stamp():
    """A number that fits into a PositiveIntegerField."""
    return SystemRandom().getrandbits(31)
