"""Of what one may hear nothing for a while: apps register what of theirs that is.

A place is called as a channel is: `post-7`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from apps.shared.parameters import whole_number

from .models import Mute


@dataclass(frozen=True)
class Kind:
    seen_by: Callable  # (user, numbers) -> {number: thing}, of those that somebody may see
    words: Callable  # (thing) -> what a list calls it


@dataclass(frozen=True)
class Place:
    """`thing`: the post, the room or the profile itself."""

    name: str
    thing: object
    mute: Mute | None = None

    @property
    def noun(self):
        return self.name.partition("-")[0]

    @property
    def words(self):
        return _kinds[self.noun].words(self.thing)

    def get_absolute_url(self):
        return self.thing.get_absolute_url()


_kinds: dict[str, Kind] = {}


def register(noun, seen_by, words):
    _kinds[noun] = Kind(seen_by, words)


def seen_by(user, names):
    """`{name: thing}` of those that somebody may see; a fixed number of queries for each noun."""
    numbers = {}
    for name in names:
        noun, _hyphen, number = name.partition("-")
        if noun in _kinds and (number := whole_number(number)):
            numbers.setdefault(noun, set()).add(number)
    return {
        f"{noun}-{number}": thing
        for noun, some in numbers.items()
        for number, thing in _kinds[noun].seen_by(user, some).items()
    }


def place_for(user, noun, number):
    """With the mute that somebody has of it, or None where they may not see it."""
    name = f"{noun}-{number}"
    thing = seen_by(user, [name]).get(name)
    return thing and Place(name, thing, user.mutes.in_force().filter(place=name).first())


def muted_by(user, mutes):
    """The places of some mutes of theirs, in that order; without what they may no longer see."""
    things = seen_by(user, [mute.place for mute in mutes])
    return [Place(mute.place, things[mute.place], mute) for mute in mutes if mute.place in things]
