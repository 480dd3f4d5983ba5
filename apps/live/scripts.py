"""The stream for scripts: the same events as pages hear, as JSON.

A module of `apps.api` registers who a script is and what each type of event is in JSON. A type that nobody registered
is not told to scripts. An event is converted once for all scripts, in the thread that asks the database.
"""

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import NamedTuple

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse

from . import wire

logger = logging.getLogger(__name__)

DISCONNECTED = (OperationalError, InterfaceError)


class Told(NamedTuple):
    """What the log, or a nudge, says. `pk` is None of a nudge."""

    channel: str
    type: str
    data: str
    subject: str = ""
    pk: int | None = None


@dataclass(frozen=True)
class Audience:
    """Who listens, and to what: `holders` as from `limits.holders_of`."""

    user_pk: int | None
    channels: frozenset
    holders: dict
    expires_at: datetime | None = None


_converters: dict[str, Callable[[list[Told]], Iterable]] = {}
_audience: Callable | None = None
_module = ""


def register_module(name):
    """The module that registers all this. It is imported when the first script comes."""
    global _module
    _module = name


def register_converter(*types):
    """`convert(events)` gives for each of some events, in their order, `(type, data)` for scripts, or None."""

    def register(convert):
        for type in types:
            _converters[type] = convert
        return convert

    return register


def register_audience(function):
    """`function(request)` gives an `Audience`, or the response that refuses the script."""
    global _audience
    _audience = function
    return function


def audience_of(request) -> Audience | HttpResponse:
    import_module(_module)
    return _audience(request)


def can_be_told(type):
    return type in _converters


def encoded(events):
    """`[(pk, bytes)]` of those events that scripts are told, in their order. What fails is left out, and logged.

    Raises `DISCONNECTED` where the database did not answer: another time it may.
    """
    found = {}
    for convert in {_converters[event.type] for event in events if event.type in _converters}:
        these = [number for number, event in enumerate(events) if _converters.get(event.type) is convert]
        found |= dict(zip(these, converted(convert, [events[number] for number in these]), strict=True))
    return [
        (events[number].pk, as_json(*found[number], events[number].pk)) for number in sorted(found) if found[number]
    ]


def converted(convert, events):
    """What a converter gives for each event. Where it fails, each event is tried alone, and what fails is None."""
    try:
        return list(convert(events))
    except DISCONNECTED:
        raise
    except Exception:
        if len(events) > 1:
            return [result for event in events for result in converted(convert, [event])]
        logger.exception("Events could not be told to scripts")
        return [None]


def as_json(type, data, pk=None):
    """One event. Its `data:` line says its type and number too: a script that reads lines needs nothing else."""
    document = {"type": type, **({} if pk is None else {"id": pk}), **data}
    return wire.encode(type, json.dumps(document, ensure_ascii=False, separators=(",", ":")), pk)
