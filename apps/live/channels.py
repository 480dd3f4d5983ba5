"""Who may listen to what. Apps register their kinds of channel; what nobody registered, nobody hears.

A channel is called `noun-pk`. A page never names its channels: it says which thing it shows (`?room=3`), and the
registered source answers with the channels that this person may hear there.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django_eventstream.channelmanager import ChannelManagerBase


@dataclass(frozen=True)
class Kind:
    noun: str
    source: Callable  # (request) -> iterable of channel names for this person on this page
    can_be_read_by: Callable  # (user, pk) -> bool
    reliable: bool
    presence: bool  # whether it is counted who is there
    tells_presence: bool  # and told to those who are


_kinds: dict[str, Kind] = {}


def register(noun, *, source, can_be_read_by, reliable, presence=False, tells_presence=True):
    _kinds[noun] = Kind(noun, source, can_be_read_by, reliable, presence, presence and tells_presence)


def name(thing):
    """The channel of a model instance."""
    return named(thing._meta.model_name, thing.pk)


def named(noun, pk):
    """The channel of what only the number is known of."""
    return f"{noun}-{pk}"


def kind_of(channel):
    return _kinds.get(channel.partition("-")[0])


def logged(channels):
    """Those of some channels in which anything can have been missed."""
    return [channel for channel in channels if (kind := kind_of(channel)) is None or kind.reliable]


def that_tell_presence(channels):
    """Those of some channels in which people are told who else is there."""
    return {channel for channel in channels if (kind := kind_of(channel)) and kind.tells_presence}


class ChannelManager(ChannelManagerBase):
    """django-eventstream asks here; its own default lets everybody read whatever a query names."""

    def get_channels_for_request(self, request, view_kwargs):
        return {channel for kind in _kinds.values() for channel in kind.source(request)}

    def can_read_channel(self, user, channel):
        kind = kind_of(channel)
        return bool(kind and kind.can_be_read_by(user, channel.partition("-")[2]))

    def is_channel_reliable(self, channel):
        kind = kind_of(channel)
        return bool(kind and kind.reliable)
