"""The inbox: with whom somebody talks, beside each conversation and on a page of its own."""

from .models import Room
from .models.direct import MOST

CONVERSATIONS = 40  # on a page of it


def conversations_of(user, *, words="", requests=False):
    """Conversations of a user with messages in them, or those that wait to be accepted.

    What is hidden is found by the names of its people alone.
    """
    rooms = Room.objects.with_membership_of(user)
    found = rooms.asking(user) if requests else rooms.in_inbox(user)
    return found.with_people_called(words, user) if words or requests else found.not_hidden()


def inbox_of(user, room=None, *, words="", requests=False, older_than=None):
    """The newest first. `room` is the one that stands open; `older_than` the moment and number of the last seen."""
    found = conversations_of(user, words=words, requests=requests)
    if older_than is not None:
        found = found.calmer_than(*older_than)
    found = list(found.with_lines().most_awake_first()[: CONVERSATIONS + 1])
    return {
        "conversations": found[:CONVERSATIONS],
        "last_of_page": found[CONVERSATIONS - 1] if len(found) > CONVERSATIONS else None,
        "number_asking": Room.objects.asking(user).count(),
        "requests": requests,
        "q": words,
        "open": room,
        "stands_at_newest": older_than is None,
    }


def usernames_in(text):
    """The usernames that an address or somebody has written, parted by commas. No username has a null character."""
    text = text.replace("\0", "\ufffd")
    return {name.strip().lstrip("@").lower() for name in text.split(",", 2 * MOST)[: 2 * MOST]} - {""}
