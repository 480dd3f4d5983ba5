"""The demo community is made of parts, one from each app that has something to show.

An app registers the module that makes its part in `AppConfig.ready()`. Such a module may have `community(password)`,
which fills an empty site with a believable community, and `BULK`, functions by the name of an option: each fills
tables with as many rows as `bulk(number, progress)` says, for measurements.
"""

from importlib import import_module

_parts = {}


def register(module, order):
    """`module`: dotted path, imported only when a demo is made."""
    _parts[module] = order


def parts():
    """The modules, those first that others stand on."""
    return [import_module(module) for module in sorted(_parts, key=_parts.get)]
