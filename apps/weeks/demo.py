"""The last week of the demo community, which is there to be read at once."""

from .making import last_week, make


def community(password):
    make(last_week())
